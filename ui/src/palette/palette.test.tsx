import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { fakeHost } from "../host/fake";
import { keyTable } from "../parts/keys";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { show } from "../test/show";
import { fits, listed } from "./rank";
import { recent, remember } from "./recent";

withLayout();

const open = async (path = "#/page/1/overview", testid = "rail-mailboxes") => {
  const shown = show(path, fakeHost());
  await screen.findByTestId(testid);
  await shown.user.keyboard("{Control>}k{/Control}");
  const input = await screen.findByTestId("palette-input");
  await alone();
  return { ...shown, input };
};
/** The palette has the focus, and the page below it is hidden from screen readers. */
const alone = async () => {
  await waitFor(() => expect(screen.getByTestId("palette-input")).toHaveFocus());
  await waitFor(() => expect(screen.queryByRole("main")).toBeNull());
};
const options = () => screen.getAllByRole("option").map((one) => one.textContent ?? "");

beforeEach(() => {
  for (const id of ["a", "b", "c", "d", "e"]) remember(id);
});

test("w11 the palette is a combobox over a list whose chosen option is named", async () => {
  const { input, user } = await open();
  expect(input).toHaveFocus();
  expect(input).toHaveAttribute("role", "combobox");
  const first = screen.getAllByRole("option")[0];
  expect(first).toHaveAttribute("aria-selected", "true");
  expect(input).toHaveAttribute("aria-activedescendant", first?.id);
  await user.keyboard("{ArrowDown}");
  expect(screen.getAllByRole("option")[1]).toHaveAttribute("aria-selected", "true");
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(screen.getAllByRole("option").at(-1)).toHaveAttribute("aria-selected", "true");
  expect(await axe(document.body)).toEqual([]);
});

test("w11 a client is found by name, tenant and domain, and opened by Enter alone", async () => {
  const { user, host } = await open();
  const other = host.world.clients[1];
  if (!other) throw new Error("a second client is missing");
  await user.keyboard(other.row.name.slice(0, 4));
  expect(options().some((text) => text.includes(other.row.name))).toBe(true);
  await user.clear(screen.getByTestId("palette-input"));
  await user.keyboard(`${other.row.tenant?.domain}`);
  expect(options()[0]).toContain(other.row.name);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toContain(`/${other.row.id}`));
  expect(screen.queryByTestId("palette")).toBeNull();
});

test("w11 a mailbox of the present client is found by any address and shown in the list", async () => {
  const { user, host } = await open();
  await user.keyboard("accounts@");
  const found = await screen.findByText("accounts@larkfield.example", { selector: "[role=option] *" });
  expect(found).toBeVisible();
  const asked = host.calls.filter(({ command }) => command === "mailbox_window").length;
  expect(asked).toBeLessThan(4);
  await user.keyboard("{Enter}");
  await screen.findByTestId("mailbox-accounts@larkfield.example");
  expect(window.location.hash).toBe("#/page/1/mailboxes");
  expect(screen.getByTestId("search")).toHaveValue("accounts@larkfield.example");
});

test("w11 an action is offered only where it may be done now, and Enter does it", async () => {
  const { user, host } = await open();
  await user.keyboard("sync");
  expect(options().some((text) => text.startsWith("Sync now"))).toBe(true);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(host.calls.some(({ command }) => command === "sync_now")).toBe(true));
});

test("w7 closing the window over a run asks: it says what is cut short, and that closing again is the answer", async () => {
  const host = fakeHost();
  const { user } = show("#/", host);
  await screen.findByTestId("background");
  host.emit({ event: "closing", name: "Larkfield Foods", import: false });
  const asked = await screen.findByTestId("closing");
  expect(asked).toHaveTextContent("The changes of Larkfield Foods are still being applied");
  expect(asked).toHaveTextContent("close the window once more");
  expect(await axe(document.body)).toEqual([]);
  await user.click(screen.getByTestId("closing-understood"));
  await waitFor(() => expect(screen.queryByTestId("closing")).toBeNull());
  host.emit({ event: "closing", name: "Larkfield Foods", import: true });
  expect(await screen.findByTestId("closing")).toHaveTextContent("still being imported");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("closing")).toBeNull());
});

test("w11 a second start for something else says that this window goes on with what it showed", async () => {
  const host = fakeHost();
  const { user } = show("#/", host);
  await screen.findByTestId("background");
  host.emit({ event: "already-open" });
  const told = await screen.findByTestId("already-open");
  expect(told).toHaveTextContent("this window goes on with the clients that it showed before");
  expect(await axe(document.body)).toEqual([]);
  await user.click(screen.getByTestId("already-open-understood"));
  await waitFor(() => expect(screen.queryByTestId("already-open")).toBeNull());
});

test("w11 what was used last comes first", async () => {
  const { user } = await open();
  await user.keyboard("settings of the{Enter}");
  await screen.findByTestId("screen-settings");
  await user.keyboard("{Control>}k{/Control}");
  await alone();
  expect(options()[0]).toContain("Settings of the program");
  expect(recent()[0]).toBe("page:settings");
});

test("w11 every word has to be somewhere, the beginning of a name counts most, accents do not", () => {
  const entry = {
    id: "1",
    group: "client",
    label: "Brückenhof",
    note: "brenhof.example",
    run: () => {},
  } as const;
  expect(fits(entry, "bruck")).toBeGreaterThan(fits(entry, "hof"));
  expect(fits(entry, "hof bren")).toBeGreaterThan(0);
  expect(fits(entry, "hof other")).toBe(0);
  expect(listed([entry], "zzz", [])).toEqual([]);
});

test("w11 the sheet lists every key of the table and says which rest on this page", async () => {
  const { user } = show("#/page/1/overview", fakeHost());
  await screen.findByTestId("rail-mailboxes");
  await user.keyboard("{F1}");
  const sheet = await screen.findByTestId("key-sheet");
  expect(within(sheet).getAllByRole("term")).toHaveLength(keyTable.length);
  expect(within(sheet).getByText("Sync, check or read again")).not.toHaveTextContent("not on this page");
  expect(within(sheet).getByText(/Copy the address/)).toHaveTextContent("not on this page");
  expect(await axe(document.body)).toEqual([]);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("key-sheet")).toBeNull());
  await user.keyboard("?");
  expect(await screen.findByTestId("key-sheet")).toBeVisible();
});

test("w11 every key that the sheet lists for a grid does something in the grid", async () => {
  show("#/client/1/mailboxes", fakeHost());
  await screen.findByTestId("mailbox-accounts@larkfield.example");
  const grid = screen.getByRole("grid");
  grid.focus();
  for (const { id, keys } of keyTable.filter(({ group }) => group === "grid")) {
    for (const name of keys as readonly string[]) {
      // The first row is read; the last of many may not be yet.
      fireEvent.keyDown(grid, { key: "Home" });
      const parts = name === " " ? [" "] : name.split("+");
      const held = { ctrlKey: parts.includes("Control"), shiftKey: parts.includes("Shift") };
      expect([id, name, fireEvent.keyDown(grid, { key: parts.at(-1) ?? "", ...held })]).toEqual([
        id,
        name,
        false,
      ]);
    }
  }
});

test("w11 letters typed into a field open no sheet", async () => {
  const { user } = show("#/", fakeHost());
  await user.click(await screen.findByTestId("filter"));
  await user.keyboard("?");
  expect(screen.queryByTestId("key-sheet")).toBeNull();
});

test("w11 m9 the registration and a practice tenant are found however many clients there are", async () => {
  const host = fakeHost();
  host.world.clients = host.world.clients.filter(({ row }) => !row.practice);
  const { user } = show("#/page/1/overview", host);
  await screen.findByTestId("rail-mailboxes");
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByTestId("palette-input"), "registration");
  expect(options()[0]).toContain("Registration with Microsoft");
  await user.clear(screen.getByTestId("palette-input"));
  await user.keyboard("practice{Enter}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/client\/\d+\/connect$/));
  expect(host.calls.find(({ command }) => command === "client_add")?.request).toMatchObject({
    practice: true,
  });
});

test("w11 what is found nowhere is said, and the field names no option", async () => {
  const { input, user } = await open();
  await user.type(input, "zzqx");
  expect(await screen.findByTestId("palette-none")).toHaveTextContent("Nothing is called “zzqx”.");
  expect(screen.queryAllByRole("option")).toEqual([]);
  expect(input).toHaveAttribute("aria-expanded", "false");
  expect(input).not.toHaveAttribute("aria-activedescendant");
  expect(await axe(document.body)).toEqual([]);
});
