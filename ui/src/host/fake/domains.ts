import type { ClientView, DomainRow } from "../bindings";
import type { Answers } from "../fake";
import { clientOf, sheetOf, type World } from "./world";

function row(name: string, recipients: number, more: Partial<DomainRow> = {}): DomainRow {
  const users = Math.round(recipients * 0.8);
  return {
    name,
    unicode: name,
    default: false,
    selected: false,
    archiving: false,
    refusal: null,
    state: "new",
    recipients,
    byKind: [
      { kind: "user", count: users },
      { kind: "shared", count: Math.round(recipients * 0.1) },
      { kind: "distribution-list", count: recipients - users - Math.round(recipients * 0.1) },
    ],
    route: `${name.replaceAll(".", "-")}.mail.protection.outlook.com`,
    ldapSync: false,
    accepted: "authoritative",
    region: null,
    aliasOf: null,
    aliasOffer: null,
    ...more,
  };
}

export function domainsOf(_client: ClientView): DomainRow[] {
  const refused = (name: string, recipients: number, refusal: DomainRow["refusal"]) =>
    row(name, recipients, { refusal, route: null, byKind: [], state: "unknown" });
  return [
    row("larkfield.example", 1031, { default: true, selected: true, archiving: true, state: "managed" }),
    row("larkdeli.example", 164, { selected: true, archiving: true }),
    row("larkcatering.example", 53, { selected: true, state: "exists", ldapSync: true }),
    row("larkmill.example", 21, { accepted: "internal-relay" }),
    row("xn--lrkfisch-0za.example", 12, { unicode: "lärkfisch.example", aliasOffer: "larkfield.example" }),
    refused("oldlark.example", 12, { reason: "other-client", client: 6, name: "Quillon Logistics" }),
    refused("larkbox.example", 0, { reason: "not-verified" }),
    refused("events.larkfield.example", 0, { reason: "carries-no-mail" }),
    refused("larkfieldexample.onmicrosoft.com", 9, { reason: "microsofts-own" }),
  ];
}

export function domainCommands(world: World): Pick<Answers, "domain_list" | "domain_choose"> {
  const list = (client: number) => ({
    domains: sheetOf(world, client).domains,
    readAt: clientOf(world, client).readAt,
  });
  return {
    domain_list: ({ client }) => list(client),
    domain_choose: ({ client, changes }) => {
      const sheet = sheetOf(world, client);
      const { domains } = sheet;
      sheet.before = null;
      for (const change of changes) {
        const domain = domains.find((one) => one.name === change.name && one.refusal === null);
        if (!domain || (domain.state === "vanished" && change.selected !== false)) continue;
        domain.selected = change.selected ?? domain.selected;
        domain.archiving = change.archiving ?? domain.archiving;
        if (change.region !== null) domain.region = change.region || null;
        if (change.aliasOf !== null) domain.aliasOf = change.aliasOf || null;
      }
      clientOf(world, client).domainsSelected = domains.filter((one) => one.selected).length;
      return list(client);
    },
  };
}
