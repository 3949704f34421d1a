import { screen } from "@testing-library/react";
import type { CutoverView } from "../host/bindings";
import { quiet } from "../test/run";
import { show } from "../test/show";

/** What the tests of this page begin with. */
export const open = async (host = quiet()) => {
  const shown = show("#/page/1/cutover", host);
  await screen.findByTestId("guard");
  return shown;
};

/** A host that tells something of the switch otherwise than usual. */
export async function telling(change: (usual: CutoverView) => Partial<CutoverView>) {
  const host = quiet();
  const usual = await host.call("cutover_get", { client: 1 });
  host.answer("cutover_get", () => ({ ...usual, ...change(usual) }));
  return host;
}
