import { createDOMRenderer, FluentProvider, RendererProvider } from "@fluentui/react-components";
import { type ReactNode, useLayoutEffect } from "react";
import { useTheme } from "./look";
import { themes } from "./themes";
import "./theme.css";

// Under the strict CSP a style element counts only with the nonce that the shell gave the one in index.html.
const nonce = document.getElementById("csp")?.nonce;
const renderer = createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});

/** Fluent in the look that the settings or the system ask for. */
export function Themed({ children }: { children: ReactNode }) {
  const name = useTheme();
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = name;
  }, [name]);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={themes[name]} className="app">
        {children}
      </FluentProvider>
    </RendererProvider>
  );
}
