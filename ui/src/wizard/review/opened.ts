import { screen } from "@testing-library/react";
import type { PlanView } from "../../host/bindings";
import type { FakeHost } from "../../host/fake";
import { quiet } from "../../test/run";
import { show } from "../../test/show";

export const open = async (host = quiet(), path = "#/client/1/review") => {
  const shown = show(path, host);
  await screen.findByTestId("plan-list");
  return shown;
};
export async function planned(host: FakeHost, change: Partial<PlanView>) {
  const plan = { ...(await host.call("plan_get", { client: 1, plan: 58 })), ...change };
  host.answer("plan_get", () => plan);
  host.answer("plan_make", () => plan);
}
export const box = (hold: string) =>
  document.querySelector<HTMLElement>(`[data-hold="${hold}"]`) as HTMLElement;
