import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App } from "../app/App";
import type { Host } from "../host/host";

/** The whole page on a fake host, opened at a path such as `#/client/1/domains`. */
export function show<H extends Host>(path: string, host: H) {
  window.location.hash = path;
  const user = userEvent.setup();
  const view = render(<App host={host} />);
  return { ...view, host, user };
}
