import { type Theme, webDarkTheme, webLightTheme } from "@fluentui/react-components";
import type { ThemeName } from "./look";

const fonts = {
  fontFamilyBase: '"Segoe UI Variable Text", "Segoe UI", Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
};
const light: Theme = { ...webLightTheme, ...fonts };
const dark: Theme = { ...webDarkTheme, ...fonts };

/** Lines that are seen, and no grey words. Where the system forces its own colours, those win over all of it. */
function strong(theme: Theme, line: string, words: string): Theme {
  return {
    ...theme,
    colorNeutralStroke1: line,
    colorNeutralStroke2: line,
    colorNeutralStroke3: line,
    colorNeutralForeground2: words,
    colorNeutralForeground3: words,
    colorNeutralForeground4: words,
  };
}

/** Fluent in light and dark, and both for those who ask their system for more contrast. */
export const themes: Record<ThemeName, Theme> = {
  light,
  dark,
  "light-strong": strong(light, "#616161", "#000000"),
  "dark-strong": strong(dark, "#adadad", "#ffffff"),
};
