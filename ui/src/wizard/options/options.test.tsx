import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { OptionsSet } from "../../host/bindings";
import { fakeHost } from "../../host/fake";
import { axe } from "../../test/axe";
import { show } from "../../test/show";
import { numberOf } from "./BrakeGroup";

const path = "#/client/1/options";
const open = async () => {
  const shown = show(path, fakeHost("small"));
  await screen.findByTestId("date-format");
  return shown;
};
const stored = (host: ReturnType<typeof fakeHost>) =>
  host.calls
    .filter(({ command }) => command === "options_set")
    .map(({ request }) => (request as OptionsSet).options);

test("a change shows its example at once and is stored a moment later", async () => {
  const { host, user } = await open();
  await user.selectOptions(screen.getByTestId("date-format"), "YYYY-MM-DD");
  await waitFor(() => expect(host.calls.some(({ command }) => command === "options_preview")).toBe(true));
  await waitFor(() => expect(stored(host)).toHaveLength(1));
  expect(stored(host)[0]).toMatchObject({ dateFormat: "YYYY-MM-DD" });
});

test("what was changed is stored when the step is left at once", async () => {
  const { host, user } = await open();
  await user.selectOptions(screen.getByTestId("time-format"), "12h");
  await user.click(screen.getByTestId("action-primary"));
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ timeFormat: "12h" }));
});

test("a zone is found by its city", async () => {
  const { host, user } = await open();
  const zone = screen.getByTestId("zone");
  await user.clear(zone);
  await user.type(zone, "berlin");
  expect(within(screen.getByRole("listbox")).getAllByRole("option")).toHaveLength(1);
  await user.click(await screen.findByRole("option", { name: /Europe\/Berlin/ }));
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ timeZone: "Europe/Berlin" }));
});

test("r9 a report is off, or goes out up to three times a day", async () => {
  const { host, user } = await open();
  while (screen.queryByRole("button", { name: "Add a time" })) {
    await user.click(screen.getByRole("button", { name: "Add a time" }));
  }
  expect(screen.getAllByLabelText("Time of day")).toHaveLength(3);
  fireEvent.change(screen.getAllByLabelText("Time of day")[0] as HTMLElement, { target: { value: "07:15" } });
  await waitFor(() => expect(stored(host).at(-1)?.report).toHaveLength(3));
  await waitFor(() => expect(stored(host).at(-1)?.report[0]).toBe("07:15"));
  await user.click(screen.getByTestId("report"));
  await waitFor(() => expect(stored(host).at(-1)?.report).toEqual([]));
});

test("r12 the footer says whom the options reach and who keeps what they have", async () => {
  await open();
  expect(screen.getByText(/new mailboxes\. .* others keep what they have\./)).toBeVisible();
});

test("b1 the brake says its real number", async () => {
  await open();
  expect(screen.getByText(/go through, the next one holds them all/)).toBeVisible();
  expect(numberOf({ value: null, displayValue: "7 %" }, 1, 100)).toBe(7);
  expect(numberOf({ value: null, displayValue: "much" }, 1, 100)).toBeNull();
  expect(numberOf({ value: 400 }, 1, 100)).toBe(100);
});

test("r6 archiving has no rule for leavers: it is kept", async () => {
  await open();
  expect(screen.getByText("Never removed by itself")).toBeVisible();
  expect(screen.queryByRole("combobox", { name: "Archive" })).toBeNull();
});

test("the screen is clean for axe", async () => {
  const { container } = await open();
  expect(await axe(container)).toEqual([]);
});

test("b3 a client may ask for a second person", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("second-person"));
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ secondPerson: true }));
  await user.click(screen.getByTestId("approvers"));
  await user.paste("deputy@larkfield.example; head@larkfield.example,");
  await user.tab();
  const approvers = ["deputy@larkfield.example", "head@larkfield.example"];
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ approvers }));
});

test("r3 one kind may have other services than its group, and have those of its group again", async () => {
  const { host, user, container } = await open();
  await user.selectOptions(screen.getByLabelText("One kind otherwise"), "room");
  await user.click(
    within(screen.getByRole("group", { name: "Room" })).getByRole("checkbox", { name: "Archive" }),
  );
  const room = { kind: "room", services: { incoming: true, outgoing: true, archiving: false } };
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ defaultKinds: [room] }));
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Room as its group again" }));
  await waitFor(() => expect(stored(host).at(-1)?.defaultKinds).toEqual([]));
});

test("W10: the sync can be daily at a time of the client's day, and goes back to an interval", async () => {
  const { user } = await open();
  await user.selectOptions(screen.getByLabelText("Sync"), "daily");
  expect(screen.getByTestId("sync-daily")).toHaveValue("06:00");
  await user.selectOptions(screen.getByLabelText("Sync"), "60");
  expect(screen.queryByTestId("sync-daily")).toBeNull();
});

test("what is typed takes the place of the zone that stands there", async () => {
  const { host, user } = await open();
  await user.tab();
  screen.getByTestId("zone").focus();
  await user.keyboard("berlin");
  await user.click(await screen.findByRole("option", { name: /Europe\/Berlin/ }));
  await waitFor(() => expect(stored(host).at(-1)).toMatchObject({ timeZone: "Europe/Berlin" }));
});

test("the options are read anew at each visit, since other steps change whom they are for", async () => {
  const { host } = await open();
  const asked = () => host.calls.filter(({ command }) => command === "options_get").length;
  const before = asked();
  window.location.hash = "#/client/1/domains";
  await screen.findByTestId("screen-domains");
  window.location.hash = path;
  await screen.findByTestId("date-format");
  await waitFor(() => expect(asked()).toBeGreaterThan(before));
});

/** Leaves the step and comes back, with nothing read anew meanwhile, as on a slow machine. */
const awayAndBack = async (host: ReturnType<typeof fakeHost>) => {
  const { call } = host;
  host.call = (command, request) =>
    command === "options_get" ? new Promise(() => {}) : call(command, request);
  window.location.hash = "#/client/1/domains";
  await screen.findByTestId("screen-domains");
  window.location.hash = path;
  await screen.findByTestId("date-format");
};

test("whoever comes back at once finds what they changed, and the next change keeps it", async () => {
  const { host, user } = await open();
  await user.selectOptions(screen.getByTestId("time-format"), "12h");
  await awayAndBack(host);
  expect(screen.getByTestId("time-format")).toHaveValue("12h");
  await user.selectOptions(screen.getByTestId("date-format"), "YYYY-MM-DD");
  await waitFor(() =>
    expect(stored(host).at(-1)).toMatchObject({ timeFormat: "12h", dateFormat: "YYYY-MM-DD" }),
  );
});

test("what is read late takes the place of what was read before, and the next change keeps it", async () => {
  const { host, user } = await open();
  window.location.hash = "#/client/1/domains";
  await screen.findByTestId("screen-domains");
  const { options } = await host.call("options_get", { client: 1 });
  await host.call("options_set", { client: 1, options: { ...options, timeFormat: "12h" } });
  window.location.hash = path;
  await waitFor(() => expect(screen.getByTestId("time-format")).toHaveValue("12h"));
  await user.selectOptions(screen.getByTestId("date-format"), "YYYY-MM-DD");
  await waitFor(() =>
    expect(stored(host).at(-1)).toMatchObject({ timeFormat: "12h", dateFormat: "YYYY-MM-DD" }),
  );
});

test("b3 who may approve is kept when the step is left from within the field", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("second-person"));
  await user.type(screen.getByTestId("approvers"), "deputy@larkfield.example");
  await awayAndBack(host);
  const approvers = ["deputy@larkfield.example"];
  expect(stored(host).at(-1)).toMatchObject({ secondPerson: true, approvers });
  expect(screen.getByTestId("approvers")).toHaveValue("deputy@larkfield.example");
});
