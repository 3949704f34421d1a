import { screen } from "@testing-library/react";
import type { PlanView } from "../../host/bindings";
import { type FakeHost, fakeHost } from "../../host/fake";
import { show } from "../../test/show";

/** What the tests of this screen begin with: no run goes on by itself. */
export function quiet(): FakeHost {
  const host = fakeHost("small");
  host.world.pace = 0;
  return host;
}
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
export const sent = <T>(host: FakeHost, name: string) =>
  host.calls.filter(({ command }) => command === name).map(({ request }) => request as T);
export const box = (hold: string) =>
  document.querySelector<HTMLElement>(`[data-hold="${hold}"]`) as HTMLElement;
