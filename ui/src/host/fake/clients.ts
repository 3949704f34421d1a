import type { ClientView } from "../bindings";
import type { Answers } from "../fake";
import { cutoverOf } from "./cutover";
import { clientOf, newClient, problem, type World } from "./world";

type Mine =
  | "app_state"
  | "client_list"
  | "client_get"
  | "client_add"
  | "client_change"
  | "client_remove"
  | "sync_now";

/** With how many steps are open now. */
function counted(world: World, client: ClientView): ClientView {
  client.row.openSteps = client.row.setUp ? cutoverOf(world, client.row.id).open : 0;
  return client;
}

export function clientCommands(world: World): Pick<Answers, Mine> {
  return {
    app_state: () => ({
      version: "0.1.0",
      cloud: "global",
      practice: false,
      registrationNeeded: false,
      vault: "keyring",
      vaultProblem: null,
      dataDir: "/home/technician/.local/share/tenantry",
      gatewayDir: "/home/technician/.local/share/tenantry/gateway",
      timeZone: "Europe/London",
      offersPractice: true,
      damagedKeptAs: null,
      salvaged: null,
      person: "Sam Hollis",
    }),
    client_list: () => ({
      clients: world.clients.map((client) => counted(world, client).row),
      scheduled: world.clients.filter(({ row }) => row.next !== null).length,
      nextColour: "teal",
    }),
    client_get: ({ client }) => counted(world, clientOf(world, client)),
    client_add: ({ name, colour, practice, gateway }) => {
      if (world.clients.some(({ row }) => row.name === name)) {
        throw problem("name-taken", `There is a client ${name} already; nothing was added.`, {
          facts: { name },
        });
      }
      return Object.assign(newClient(world, name, colour, practice), { gateway });
    },
    client_change: ({ client, name, colour, paused }) => {
      const { row } = clientOf(world, client);
      if (name !== null) row.name = name;
      if (colour !== null) row.colour = colour;
      if (paused !== null) {
        row.state = paused ? "paused" : "up-to-date";
        row.offer = paused ? "resume" : "sync-now";
      }
      return clientOf(world, client);
    },
    client_remove: ({ client }) => {
      world.clients = world.clients.filter(({ row }) => row.id !== client);
      return null;
    },
    sync_now: ({ client }) => {
      const { row } = clientOf(world, client);
      row.state = "working";
      row.offer = "none";
      row.progress = { phase: "reading-tenant", done: 0, total: row.mailboxes };
      return null;
    },
  };
}
