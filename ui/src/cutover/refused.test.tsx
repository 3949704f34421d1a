import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { BlockReason, StepView } from "../host/bindings";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { open, telling } from "./opened";

withLayout();

const changed = (blocked: BlockReason[], refused: BlockReason[]) =>
  telling(({ domains }) => ({
    domains: domains.map((domain) =>
      domain.route === "gateway" ? { ...domain, safeToSwitch: false, blocked, refused } : domain,
    ),
  }));

const tenantStep = (kind: StepView["kind"], more: Partial<StepView>) =>
  telling(({ tenant }) => ({
    tenant: tenant.map((step) => (step.kind === kind ? { ...step, ...more } : step)),
  }));

test("w8 r17 once mail goes to the gateway and some is refused, the page opens there, red, with the reasons", async () => {
  const unchosen = { code: "recipients-unchosen", count: 4, step: "recipients" } as const;
  const unnamed = { code: "target-unconfirmed", count: null, step: null } as const;
  const { container } = await open(await changed([unnamed, unchosen], [unchosen]));
  const guard = screen.getByTestId("guard");
  expect(guard).toHaveAttribute("data-stand", "refused");
  expect(guard).toHaveAttribute("role", "alert");
  expect(guard).toHaveTextContent(
    "Mail for larkfield.example goes over the gateway, and some of it is refused",
  );
  expect(guard).toHaveTextContent("Mailboxes that nobody chose: 4. Mail to them is rejected.");
  expect(guard).not.toHaveTextContent("no mail depends on it");
  expect(screen.getByTestId("domain-larkfield.example")).toHaveTextContent("Mail is refused");
  expect(await axe(container)).toEqual([]);
});

test("w8 r17 what is not known after the switch is said, and nobody is told that no mail depends on it", async () => {
  const unsaid = { code: "outbound-connector", count: null, step: "outbound-connector" } as const;
  const host = await telling(({ domains }) => ({
    domains: domains.map((domain) =>
      domain.route === "gateway"
        ? {
            ...domain,
            safeToSwitch: false,
            blocked: [unsaid],
            tally: { doNow: 0, look: 0, done: domain.steps.length, wait: 0 },
          }
        : domain,
    ),
  }));
  const { user } = await open(host);
  expect(screen.getByTestId("domain-larkfield.example")).toHaveTextContent("Something to look at");
  await user.click(screen.getByTestId("domain-larkfield.example"));
  const guard = screen.getByTestId("guard");
  expect(guard).toHaveAttribute("data-stand", "unsure");
  expect(guard).toHaveTextContent("Mail for larkfield.example goes over the gateway, and something is left");
  expect(guard).toHaveTextContent("The way out by the gateway is not there yet.");
  expect(guard).not.toHaveTextContent("no mail depends on it");
});

test("w8 how many senders the gateway refuses is said beside the lines that lead mail there", async () => {
  const facts = {
    count: "5",
    domains: "larkdeli.example larkfield.example",
    group: "Senders by the mail gateway",
  };
  const powershell = "New-OutboundConnector -Name 'To the mail gateway'\n$rule = @{ }";
  await open(
    await tenantStep("outbound-connector", { state: "do-now", code: "outbound-missing", facts, powershell }),
  );
  const step = screen.getByTestId("cutover-outbound-connector");
  expect(step).toHaveTextContent(
    "The gateway refuses 5 mailboxes that send from larkdeli.example, larkfield.example: what they send would come back.",
  );
  expect(step).toHaveTextContent("what members of the group “Senders by the mail gateway” send");
  expect(within(step).getByTestId("copy-powershell")).toBeVisible();
});

test("w8 where Exchange cannot be reached it is said since when its steps stand, or that they are not known", async () => {
  const readAt = "2026-11-20T10:12:00Z";
  const { unmount } = await open(
    await telling(() => ({ exchange: { access: "failed", cause: "503.", readAt } })),
  );
  expect(screen.getByTestId("exchange")).toHaveTextContent(/as they were last seen, .*2026/);
  unmount();
  await open(await telling(() => ({ exchange: { access: "failed", cause: "503.", readAt: null } })));
  expect(screen.getByTestId("exchange")).toHaveTextContent("It was never read, so its steps are not known.");
});

test("w8 lines that shut Microsoft 365 for others say that they wait a day or two, whoever read Exchange", async () => {
  const powershell = "New-InboundConnector -Name 'From the mail gateway'";
  const facts = { permission: "Exchange.Manage" };
  for (const [state, code] of [
    ["do-now", "inbound-open"],
    ["look", "inbound-others-too"],
    ["unknown", "exchange-missing"],
  ] as const) {
    const { unmount } = await open(await tenantStep("inbound-connector", { state, code, facts, powershell }));
    const step = screen.getByTestId("cutover-inbound-connector");
    expect(within(step).getByTestId("copy-powershell")).toBeVisible();
    expect(step).toHaveTextContent(/a day or two after the last switch\./);
    unmount();
  }
});

test("w8 a record of a domain above says whose it is", async () => {
  const facts = { at: "lark.example" };
  const above = await telling(({ domains }) => ({
    domains: domains.map((domain) => ({
      ...domain,
      steps: domain.steps.map((step) => (step.kind === "dmarc" ? { ...step, facts } : step)),
    })),
  }));
  await open(above);
  expect(screen.getByTestId("cutover-dmarc")).toHaveTextContent("It comes from lark.example;");
});

test("w8 a connector that takes no IPv6 says whom it would refuse, and its lines what they do", async () => {
  const facts = { connector: "Old filter", missing: "2001:db8::/64" };
  const powershell = "Disable-IPv6ForAcceptedDomain -Domain 'larkfield.example'";
  const host = await tenantStep("inbound-connector", {
    state: "look",
    code: "inbound-ipv6",
    takesMark: true,
    facts,
    powershell,
  });
  const { user } = await open(host);
  const step = screen.getByTestId("cutover-inbound-connector");
  expect(step).toHaveTextContent("“Old filter” lets in IPv4 alone and would refuse 2001:db8::/64.");
  await user.click(within(step).getByTestId("open-inbound-connector"));
  expect(step).toHaveTextContent("delivered to Microsoft 365 over IPv4 alone");
  expect(within(step).getByTestId("mark-inbound-connector")).toBeEnabled();
});
