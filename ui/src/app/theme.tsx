import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  type Theme,
  webDarkTheme,
  webLightTheme,
} from "@fluentui/react-components";
import { type ReactNode, useSyncExternalStore } from "react";
import "./theme.css";

const fonts = {
  fontFamilyBase: '"Segoe UI Variable Text", "Segoe UI", Inter, system-ui, sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
};
const light: Theme = { ...webLightTheme, ...fonts };
const dark: Theme = { ...webDarkTheme, ...fonts };

const darkness = "(prefers-color-scheme: dark)";
function subscribe(changed: () => void) {
  const query = window.matchMedia(darkness);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

// Under the strict CSP a style element counts only with the nonce that the shell gave the one in index.html.
const nonce = document.getElementById("csp")?.nonce;
const renderer = createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});

/** Fluent in the system's light or dark. */
export function Themed({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => window.matchMedia(darkness).matches);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={isDark ? dark : light} className="app">
        {children}
      </FluentProvider>
    </RendererProvider>
  );
}
