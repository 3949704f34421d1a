import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { MailboxImport } from "../../host/bindings";
import { sheetOf } from "../../host/fake/world";
import { axe } from "../../test/axe";
import { withLayout } from "../../test/layout";
import { sent } from "../../test/run";
import { open, row } from "./opened";

withLayout();

test("a list is looked through before it is taken, and wrong lines are told by number", async () => {
  const { host, user, container } = await open();
  const file = (text: string) => new File([text], "list.csv", { type: "text/csv" });
  await user.upload(screen.getByTestId("csv-file"), file("address\nnobody@larkfield.example\n"));
  const dialog = await screen.findByTestId("import");
  expect(await within(dialog).findByTestId("import-errors")).toHaveTextContent("1 line cannot be taken");
  expect(dialog).toHaveTextContent("No mailbox of the tenant has this address");
  expect(within(dialog).getByTestId("import-action")).toHaveAttribute("aria-disabled", "true");
  expect(await axe(container)).toEqual([]);
  expect(within(dialog).getByTestId("import-again")).toBeVisible();
  await user.upload(screen.getByTestId("import-file"), file("address,chosen\nap@larkfield.example,0\n"));
  expect(await screen.findByTestId("import-changes")).toHaveTextContent("1 left out");
  await user.click(screen.getByTestId("import-action"));
  await waitFor(() => expect(screen.queryByTestId("import")).toBeNull());
  const asked = host.calls
    .filter(({ command }) => command === "mailbox_import")
    .map(({ request }) => request);
  expect(asked.map((one) => (one as { dryRun: boolean }).dryRun)).toEqual([true, true, false]);
  await waitFor(async () =>
    expect(within(await row("ap@larkfield.example")).getByTestId("choose")).toHaveAttribute(
      "aria-checked",
      "false",
    ),
  );
});

test("w4 a list in utf-16 is read by its mark, as excel writes it, and one without a mark is utf-8", async () => {
  const { host, user } = await open();
  const list = (name: string) => `address\tchosen\r\n${name}@larkfield.example\t1\r\n`;
  const utf16 = (text: string, little: boolean) => {
    const bytes = new DataView(new ArrayBuffer(2 * text.length));
    [...text].forEach((one, at) => {
      bytes.setUint16(2 * at, one.charCodeAt(0), little);
    });
    return new Uint8Array(bytes.buffer);
  };
  const utf8 = new TextEncoder();
  const lists = ["l\u00e4rk", "\u017bubr", "\u00d8re", "\u0416uk"].map(list);
  const files = lists.map((text, at) =>
    at < 2 ? utf16(`\ufeff${text}`, at === 0) : utf8.encode(at === 2 ? `\ufeff${text}` : text),
  );
  for (const [at, bytes] of files.entries()) {
    const field = await screen.findByTestId(at === 0 ? "csv-file" : "import-file");
    await user.upload(field, new File([bytes], "list.txt", { type: "text/plain" }));
    await waitFor(() =>
      expect(sent<MailboxImport>(host, "mailbox_import").map(({ text }) => text)).toEqual(
        lists.slice(0, at + 1),
      ),
    );
  }
});

test("a list with a line that became wrong since it was looked at stays open and says so", async () => {
  const { host, user } = await open();
  const lines = "address,chosen\nap@larkfield.example,0\n";
  await user.upload(screen.getByTestId("csv-file"), new File([lines], "list.csv", { type: "text/csv" }));
  await screen.findByTestId("import-changes");
  const { mailboxes } = sheetOf(host.world, 1);
  const at = mailboxes.findIndex(({ address }) => address === "ap@larkfield.example");
  mailboxes.splice(at, 1);
  await user.click(screen.getByTestId("import-action"));
  expect(await screen.findByTestId("import-errors")).toHaveTextContent("ap@larkfield.example");
  expect(screen.getByTestId("import-errors")).toHaveTextContent("Nothing is imported");
});
