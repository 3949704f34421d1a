import type { CheckView, ConsentReceipt, SignInView } from "../bindings";
import type { Answers } from "../fake";
import { clientOf, minutes, problem, sheetOf, type World } from "./world";

type Mine =
  | "permissions"
  | "tenant_discover"
  | "tenant_typed"
  | "sign_in_start"
  | "approval_start"
  | "device_sign_in_start"
  | "sign_in_state"
  | "sign_in_open_again"
  | "sign_in_cancel"
  | "sign_out"
  | "fetch_start";

const scopes = [
  "User.Read.All",
  "Group.Read.All",
  "OrgContact.Read.All",
  "Domain.Read.All",
  "Organization.Read.All",
  "offline_access",
  "Exchange.Manage",
];
const guid = "7f3c1d0e-52a8-4e4b-9d61-0c8b2f6a91d4";

/** What the account may read; `refused` names one part that it may not. */
export function checksOf(refused?: string): CheckView[] {
  const parts = { organization: 4, domains: 3, users: 0, groups: 1, contacts: 2, exchange: 6 };
  return Object.entries(parts).map(([what, at]) => ({
    what,
    permission: scopes[at] ?? "",
    ok: what !== refused,
    why:
      what === refused
        ? "The account lacks the role Exchange Administrator or Global Reader. Without it, kinds are guessed."
        : null,
    code: what === refused ? "role-missing" : null,
  }));
}

/** The technician at the browser accepts; the core checks, then the tenant is known. */
export function finishSignIn(world: World, id: number, missing: string[] = []) {
  const client = clientOf(world, id);
  const sheet = sheetOf(world, id);
  const receipt: ConsentReceipt = {
    account: "admin@larkfield.example",
    at: new Date().toISOString(),
    granted: scopes.filter((scope) => !missing.includes(scope)),
    missing,
    ends: minutes(60 * 24 * 90),
    checks: checksOf(),
    guestOf: null,
  };
  const tenant = client.row.tenant ?? {
    tenantId: guid,
    name: client.row.name,
    initialDomain: "larkfieldexample.onmicrosoft.com",
    domain: "larkfield.example",
  };
  client.row.tenant = tenant;
  client.typed = null;
  client.row.daysLeft = 90;
  client.receipt = receipt;
  client.row.problem = null;
  sheet.signIn = { state: "done", receipt, tenant };
  world.emit({ event: "stale", client: id, tags: ["sign-in", "client", "clients"] });
}

export function connectCommands(world: World): Pick<Answers, Mine> {
  const begun = (client: number, state: SignInView) => {
    sheetOf(world, client).signIn = state;
    return state;
  };
  const later = (steps: number, act: () => void) => world.pace > 0 && setTimeout(act, steps * world.pace);
  const answers: Pick<Answers, Mine> = {
    permissions: () => scopes.map((scope) => ({ scope, writes: scope === "Exchange.Manage" })),
    tenant_discover: ({ client, query }) => {
      if (!query.includes(".") && query.length < 36) throw problem("not-a-domain", `${query} is no domain.`);
      if (query.startsWith("unknown")) {
        throw problem("tenant-not-found", `Microsoft knows no tenant with the domain ${query}.`, {
          facts: { query },
        });
      }
      const takenBy = query.startsWith("quillon") ? "Quillon Logistics" : null;
      const otherCloud = query.startsWith("gov");
      const cloud = otherCloud ? "gcc-high" : clientOf(world, client).cloud;
      return { tenantId: guid, query, cloud, takenBy, otherCloud };
    },
    tenant_typed: ({ client, query }) => {
      const known = clientOf(world, client);
      if (known.row.tenant === null) known.typed = query || null;
      return null;
    },
    sign_in_start: ({ client }) => {
      const sheet = sheetOf(world, client);
      sheet.signIn = {
        state: "waiting",
        authorizeUrl: `https://login.example/${guid}/oauth2/v2.0/authorize?client_id=0`,
        since: new Date().toISOString(),
        until: minutes(5),
      };
      later(4, () => {
        if (sheet.signIn.state !== "waiting") return;
        sheet.signIn = { state: "checking" };
        world.emit({ event: "stale", client, tags: ["sign-in"] });
      });
      later(5, () => {
        if (sheet.signIn.state !== "checking") return;
        finishSignIn(world, client, ["OrgContact.Read.All"]);
        answers.fetch_start({ client });
      });
      return sheet.signIn;
    },
    approval_start: ({ client }) =>
      begun(client, {
        state: "approving",
        approveUrl: `https://login.example/${guid}/v2.0/adminconsent?client_id=0`,
        since: new Date().toISOString(),
        until: minutes(5),
      }),
    device_sign_in_start: ({ client }) =>
      begun(client, {
        state: "device",
        userCode: "HXKL7Q2MD",
        verificationUri: "https://login.example/device",
        since: new Date().toISOString(),
        until: minutes(15),
      }),
    sign_in_state: ({ client }) => {
      const { signIn } = sheetOf(world, client);
      const known = clientOf(world, client);
      if (signIn.state === "idle" && known.receipt && known.row.tenant) {
        return { state: "done", receipt: known.receipt, tenant: known.row.tenant };
      }
      return signIn;
    },
    sign_in_open_again: () => null,
    sign_in_cancel: ({ client }) => {
      sheetOf(world, client).signIn = { state: "failed", problem: problem("cancelled", "") };
      return null;
    },
    sign_out: ({ client }) => {
      const known = clientOf(world, client);
      known.receipt = null;
      known.row.daysLeft = null;
      known.row.offer = "reauthorise";
      return null;
    },
    fetch_start: ({ client }) => {
      const known = clientOf(world, client);
      const total = world.size === "large" ? 100_000 : 1248;
      known.row.progress = { phase: "reading-tenant", done: 0, total: null };
      for (let step = 1; step <= 5; step++) {
        later(step, () => {
          const progress = { phase: "reading-tenant" as const, done: Math.round((total * step) / 5), total };
          world.emit({ event: "working", client, progress });
        });
      }
      later(6, () => {
        known.row.progress = null;
        known.readAt = new Date().toISOString();
        known.readComplete = true;
        known.domainsTotal = 8;
        if (!known.reached.includes("domains")) known.reached.push("domains");
        if (known.resumeAt === "connect") known.resumeAt = "domains";
        world.emit({ event: "stale", client, tags: ["clients", "client", "domains", "mailboxes"] });
      });
      return null;
    },
  };
  return answers;
}
