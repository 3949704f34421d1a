import type { ImportChoice, ImportStepView, ImportView } from "../bindings";
import type { Answers } from "../fake";
import { counted, importRow } from "./importRows";
import { accepted, granted, importOf, importView, noAccess, thumbprint } from "./mailImport";
import { minutes, problem, type World } from "./world";

type Mine = Extract<keyof Answers, `import_${string}`>;

const goesOn = { state: "running", underWay: true, fresh: false, problem: null } as const;

const queued = (mailboxes: ImportChoice, known: number) => {
  const both = ["a@larkfield.example", "b@larkfield.example"];
  const added = mailboxes.of === "these" ? mailboxes.addresses : both;
  return added.map((address, at) => importRow(known + 1 + at, "queued", {}, { address }));
};

export function importCommands(world: World): Pick<Answers, Mine> {
  const of = (client: number) => importOf(world, client);
  const job = (client: number) => {
    const sheet = of(client);
    if (!sheet.view) throw problem("unknown-import", "");
    return { sheet, view: sheet.view };
  };
  const waits = (client: number, removes: boolean): ImportStepView => {
    const sheet = of(client);
    sheet.removes = removes;
    const authorizeUrl = "https://login.example/authorize?state=secret";
    sheet.step = { state: "waiting", removes, authorizeUrl, since: minutes(0), until: minutes(5) };
    if (world.pace > 0) window.setTimeout(() => accepted(world, client), world.pace);
    return sheet.step;
  };
  return {
    import_get: ({ client }) => {
      const { view, beside } = of(client);
      const others = beside.filter((one) => !one.fresh);
      const other = ({ id, wish: { sink }, state, underWay, standing }: ImportView) => ({
        id,
        sink,
        state,
        underWay,
        complete: state === "ended" && standing === "agrees",
      });
      return view && { ...view, others: others.map(other) };
    },
    import_show: ({ client, import: id }) => {
      const { sheet, view } = job(client);
      sheet.view = sheet.beside.find((one) => one.id === id) ?? view;
      sheet.beside = [view, ...sheet.beside].filter((one) => one !== sheet.view);
      return null;
    },
    import_window: ({ client, state, search, offset, limit }) => {
      const found = of(client).rows.filter(
        (row) => (state === null || row.state === state) && row.address.includes(search.toLowerCase()),
      );
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    import_ledger: ({ client }) => {
      job(client);
      return { digest: `a91f03c477de${thumbprint.slice(12)}` };
    },
    import_begin: ({ client, mailboxes, wish }) => {
      const sheet = of(client);
      const same = sheet.view?.wish.sink === wish.sink && sheet.view.wish.folders === wish.folders;
      sheet.rows = [...(same ? sheet.rows : []), ...queued(mailboxes, same ? sheet.rows.length : 0)];
      if (sheet.view && !same) sheet.beside = [sheet.view, ...sheet.beside];
      const begun = same && sheet.view ? sheet.view : importView({ wish, id: 1 + sheet.beside.length });
      sheet.view = counted(begun, sheet.rows);
      return sheet.view;
    },
    import_add: ({ client, mailboxes }) => {
      const { sheet, view } = job(client);
      sheet.rows = [...sheet.rows, ...queued(mailboxes, sheet.rows.length)];
      sheet.view = counted(view, sheet.rows);
      return null;
    },
    import_password: ({ client }) => {
      Object.assign(job(client).view, goesOn);
      return null;
    },
    import_try_sink: ({ sink }) => {
      if (sink.includes("refused")) {
        throw problem("import-sink", "", { facts: { sink, cause: "refused" } });
      }
      return { shown: sink, free: 212_000_000_000, largest: null };
    },
    import_count: ({ client }) => {
      const { sheet, view } = job(client);
      const mailboxes = sheet.rows.length;
      sheet.view = {
        ...view,
        estimate: {
          messages: 12_400 * mailboxes,
          bytes: 3_100_000_000,
          counted: mailboxes,
          atMost: view.wish.since !== null,
          seconds: 8_000,
        },
      };
      return null;
    },
    import_room: ({ client }) => of(client).room,
    import_resume: ({ client }) => {
      const { view, sheet } = job(client);
      for (const other of sheet.beside) if (other.state === "running") other.state = "paused";
      Object.assign(view, goesOn);
      return null;
    },
    import_pause: ({ client }) => {
      Object.assign(job(client).view, { state: "paused", underWay: false });
      return null;
    },
    import_hours: ({ client, hours }) => {
      job(client).view.wish.hours = hours;
      return null;
    },
    import_first: ({ client, mailbox }) => {
      for (const row of job(client).sheet.rows) row.first = row.id === mailbox;
      return null;
    },
    import_retry: ({ client, mailbox }) => {
      const { sheet, view } = job(client);
      let messages = 0;
      sheet.rows = sheet.rows.map((row) => {
        const atWork = ["running", "counting", "waiting"].includes(row.state);
        if (atWork || row.sums.skipped === 0 || (mailbox ?? row.id) !== row.id) return row;
        messages += row.sums.skipped;
        return importRow(
          row.id,
          "queued",
          { ...row.sums, skipped: 0, reasons: [] },
          { address: row.address },
        );
      });
      sheet.view = counted({ ...view, state: "running", underWay: true }, sheet.rows);
      return { messages };
    },
    import_certificate: ({ format }) => ({
      path: `/home/tess/Downloads/Larkfield-Foods-mail-import${format === "pdf" ? ".pdf" : ""}`,
    }),
    import_access: ({ client }) => of(client).access,
    import_register: ({ client }) => waits(client, false),
    import_remove: ({ client }) => {
      if (of(client).access.app?.registeredHere !== false) return waits(client, true);
      of(client).access = noAccess();
      return { state: "idle" };
    },
    import_step: ({ client }) => of(client).step,
    import_step_open_again: () => null,
    import_step_cancel: ({ client }) => {
      of(client).step = { state: "idle" };
      return null;
    },
    import_certificate_file: ({ client }) => {
      const { access } = of(client);
      Object.assign(access, { thumbprint, notAfter: minutes(60 * 24 * 180), daysLeft: 180 });
      return {
        path: "/home/tess/Downloads/Larkfield-Foods-mail-import.cer",
        thumbprint,
        notAfter: minutes(60 * 24 * 180),
      };
    },
    import_accept: ({ client, appId: named }) => {
      const sheet = of(client);
      sheet.access = granted(false);
      if (sheet.access.app) sheet.access.app.appId = named;
      return null;
    },
    import_scope: ({ group }) => ({ powershell: `$group = Get-Group -Identity '${group}'\n` }),
    import_unscope: ({ client }) => {
      const { app } = of(client).access;
      return {
        exchange: "Get-ManagementRoleAssignment | Remove-ManagementRoleAssignment\n",
        byExchange: app?.forGroup === true || app?.registeredHere === false,
        consent: app?.registeredHere
          ? "Update-MgOauth2PermissionGrant -OAuth2PermissionGrantId $grant.Id\n"
          : null,
      };
    },
    import_try: ({ address }) => ({
      address,
      reach: address.startsWith("out") ? "out-of-scope" : "yes",
      cause: address.startsWith("out") ? "Access to OData is disabled." : null,
    }),
  };
}
