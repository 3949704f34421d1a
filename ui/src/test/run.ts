import { type FakeHost, fakeHost } from "../host/fake";

/** A host whose work goes on only when a test says so. */
export function quiet(): FakeHost {
  const host = fakeHost("small");
  host.world.pace = 0;
  return host;
}

/** A quiet host on which a client's plan is being applied. */
export async function running(client = 1): Promise<FakeHost> {
  const host = quiet();
  const { hash } = await host.call("plan_get", { client, plan: 58 });
  await host.call("plan_apply", {
    client,
    plan: 58,
    hash,
    approved: [],
    approveAll: false,
    clientName: null,
  });
  return host;
}

/** The requests of one command so far. */
export const sent = <T>(host: FakeHost, name: string) =>
  host.calls.filter(({ command }) => command === name).map(({ request }) => request as T);
