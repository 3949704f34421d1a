import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { BlockCode, CutoverTarget, StepCode, StepKind } from "../host/bindings";
import { clientOf, problem } from "../host/fake/world";
import words from "../locales/en/cutover.json";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { show } from "../test/show";
import { open, telling } from "./opened";
import { AGAIN_MS } from "./useCutover";

withLayout();

/** Every reason of the core has its words: a new one does not compile before it is worded. */
const codes: Record<StepCode, string> = words.code;
const blocks: Record<BlockCode, string> = words.block;
const kinds: Record<StepKind, string> = words.step;

test("w8 every step, reason and block that the core names is worded", () => {
  for (const text of [codes, blocks, kinds].flatMap(Object.values)) expect(text).not.toBe("");
});

test("w8 a domain that is not ready says so, why, and keeps MX locked, clean for axe", async () => {
  const { container } = await open();
  expect(screen.getByTestId("target")).toHaveTextContent(/mx1\.filter\.example.*Sam Hollis, \w[^{]*2\d{3}\./);
  const guard = screen.getByTestId("guard");
  expect(guard).toHaveAttribute("role", "alert");
  expect(guard).toHaveTextContent("Do not switch larkdeli.example yet");
  expect(guard).toHaveTextContent("Chosen mailboxes that the gateway lacks: 2.");
  expect(guard).toHaveTextContent("4 of 7 before the switch");
  expect(screen.getByTestId("cutover-mx")).toHaveAttribute("data-state", "wait");
  const steps = [...screen.getByTestId("steps").querySelectorAll("[data-testid^=cutover-]")];
  expect(steps.map((step) => step.getAttribute("data-testid")?.slice(8))).toEqual(Object.keys(kinds));
  const spf = screen.getByTestId("cutover-spf");
  expect(spf).toHaveTextContent(
    "Does not name the gateway; mail sent through it may be refused. TXT of larkdeli.example.",
  );
  expect(within(spf).getByTestId("now")).toHaveTextContent("v=spf1 include:spf.protection.outlook.com -all");
  expect(within(spf).getByTestId("wanted")).toHaveTextContent("include:spf.filter.example");
  expect(await axe(container)).toEqual([]);
});

test("w8 a domain that is ready may be switched, and one that was says so", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("domain-larkcatering.example"));
  expect(screen.getByTestId("guard")).toHaveTextContent("larkcatering.example is ready to switch");
  expect(screen.getByTestId("cutover-mx")).toHaveAttribute("data-state", "do-now");
  await user.click(screen.getByTestId("domain-larkfield.example"));
  expect(screen.getByTestId("guard")).toHaveTextContent("Mail for larkfield.example goes over the gateway");
  await user.click(screen.getByTestId("domain-tenant"));
  expect(screen.queryByTestId("guard")).toBeNull();
  expect(screen.queryByTestId("cutover-mx")).toBeNull();
  expect(screen.getByTestId("cutover-direct-send")).toHaveTextContent("Refuse Direct Send");
});

test("w8 values and PowerShell are copied", async () => {
  const { user } = await open();
  await user.click(within(screen.getByTestId("cutover-direct-send")).getByTestId("copy-powershell"));
  expect(await navigator.clipboard.readText()).toBe("Set-OrganizationConfig -RejectDirectSend $true");
});

test("w8 F5 looks again, and so does the page by itself once what it shows is a minute old", async () => {
  vi.useFakeTimers({
    toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"],
    shouldAdvanceTime: true,
  });
  try {
    const host = quiet();
    show("#/page/1/cutover", host);
    await screen.findByTestId("guard");
    expect(sent(host, "cutover_check")).toEqual([]);
    fireEvent.keyDown(document.body, { key: "F5" });
    await waitFor(() => expect(sent(host, "cutover_check")).toEqual([{ client: 1, domain: null }]));
    expect(sent(host, "sync_now")).toEqual([]);
    await act(() => vi.advanceTimersByTimeAsync(AGAIN_MS - 10_000));
    expect(sent(host, "cutover_check")).toHaveLength(1);
    await act(() => vi.advanceTimersByTimeAsync(11_000));
    await waitFor(() => expect(sent(host, "cutover_check")).toHaveLength(2));
  } finally {
    vi.useRealTimers();
  }
});

test("w8 what the gateway is called from outside is asked for where nobody said it", async () => {
  const source = "nobody" as const;
  const nobody = { mx: [], spf: null, smarthost: null, addresses: [], source, by: null, at: null };
  const { user, host } = await open(await telling(() => ({ target: nobody })));
  expect(screen.getByTestId("target")).toHaveTextContent("What is the gateway called from outside?");
  await user.type(screen.getByTestId("target-mx"), "10 mx1.gw.example{Enter}mx2.gw.example");
  await user.type(screen.getByTestId("target-addresses"), "192.0.2.1, 192.0.2.64/26");
  expect(await axe(screen.getByTestId("target"))).toEqual([]);
  await user.click(screen.getByTestId("target-save"));
  await waitFor(() =>
    expect(sent<CutoverTarget>(host, "cutover_target")).toEqual([
      {
        client: 1,
        mx: [
          { host: "mx1.gw.example", preference: 10 },
          { host: "mx2.gw.example", preference: 20 },
        ],
        spf: null,
        smarthost: null,
        addresses: ["192.0.2.1", "192.0.2.64/26"],
      },
    ]),
  );
  // The button says that it checks.
  await waitFor(() => expect(sent(host, "cutover_check")).toEqual([{ client: 1, domain: null }]));
});

test("w8 a name that is only proposed is confirmed by a person", async () => {
  const proposed = await telling(({ target }) => ({ target: { ...target, source: "kind" } }));
  const { user, host } = await open(proposed);
  expect(screen.getByTestId("target")).toHaveTextContent("Is this how the gateway is called from outside?");
  await user.click(screen.getByTestId("target-confirm"));
  await waitFor(() => expect(sent<CutoverTarget>(host, "cutover_target")).toHaveLength(1));
});

test("w8 where Exchange could not be read, it says what is missing", async () => {
  await open(await telling(() => ({ exchange: { access: "missing", permission: "Exchange.Manage" } })));
  expect(screen.getByTestId("exchange")).toHaveTextContent("The sign-in does not have Exchange.Manage.");
});

test("w8 without a chosen domain the way there is offered; a failure says why", async () => {
  const { unmount } = show("#/page/1/cutover", await telling(() => ({ domains: [] })));
  expect(await screen.findByTestId("empty")).toHaveTextContent("No domain is chosen");
  unmount();
  const failing = quiet();
  failing.answer("cutover_get", () => {
    throw problem("database", "");
  });
  show("#/page/1/cutover", failing);
  expect(await screen.findByTestId("problem")).toBeVisible();
});

test("w8 w13 in practice it is said where the gateway's names are, and domains are read as elsewhere", async () => {
  const facts = { domains: "larkdeli.example xn--lrkfisch-0za.example" };
  const host = await telling(({ tenant, target }) => ({
    tenant: tenant.map((step) => (step.kind === "inbound-connector" ? { ...step, facts } : step)),
    target: { ...target, mx: [], source: "nobody" },
  }));
  clientOf(host.world, 1).row.practice = true;
  await open(host);
  expect(screen.getByTestId("target")).toHaveTextContent("names of the examples under the fields");
  await waitFor(() =>
    expect(screen.getByTestId("cutover-inbound-connector")).toHaveTextContent(
      "Not yet: larkdeli.example, lärkfisch.example.",
    ),
  );
});
