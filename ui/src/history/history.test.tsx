import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { FakeHost } from "../host/fake";
import { advanceRun } from "../host/fake/runs";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, running, sent } from "../test/run";
import { show } from "../test/show";

withLayout();

const open = async (host = quiet()) => {
  const shown = show("#/", host);
  await shown.user.click(await screen.findByTestId("menu-1"));
  await shown.user.click(await screen.findByTestId("menu-history"));
  await screen.findByTestId("run-41");
  return shown;
};
const asked = (host: FakeHost) => sent(host, "undo_make");

test("b5 the cockpit leads to every run: who, when, what, and how it ended", async () => {
  await open();
  const [past, undone] = [screen.getByTestId("run-42"), screen.getByTestId("run-41")];
  expect(past).toHaveTextContent("Sam Hollis");
  expect(past).toHaveTextContent("Took run 41 back:");
  expect(past).toHaveTextContent("3 removed");
  expect(undone).toHaveTextContent("taken back by run 42");
  expect(within(undone).queryByTestId("undo-41")).toBeNull();
  expect(screen.getByTestId("run-56")).toHaveTextContent("Schedule");
  expect(screen.getByTestId("run-56")).toHaveTextContent("nothing to change");
  expect(screen.getByTestId("setting-changes")).toHaveTextContent("Brake: share in percent5 → 20Sam Hollis");
});

test("b5 a run opens to its rows, which can be searched, and is clean for axe", async () => {
  const { user } = await open();
  await user.click(screen.getByTestId("run-open-41"));
  expect(await screen.findByTestId("did-ann@larkfield.example")).toBeVisible();
  await user.type(within(screen.getByTestId("rows-41")).getByTestId("search"), "cleo");
  await waitFor(() => expect(screen.queryByTestId("did-ann@larkfield.example")).toBeNull());
  expect(screen.getByTestId("did-cleo@larkfield.example")).toBeVisible();
  expect(await axe(document.body)).toEqual([]);
});

test("b5 undoing a run leads to its plan, which is reviewed first", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("undo-55"));
  expect(await screen.findByTestId("banner-undo")).toHaveTextContent("This takes run 55 back.");
  expect(asked(host)).toEqual([{ client: 1, run: 55, row: null }]);
  expect(window.location.hash).toBe("#/client/1/review/59");
  expect(screen.queryByTestId("history")).toBeNull();
});

test("b5 a single row can be taken back", async () => {
  const { host, user } = await open();
  await user.click(screen.getByTestId("run-open-55"));
  await user.click((await screen.findAllByTestId("undo-row"))[1] as HTMLElement);
  await waitFor(() => expect(asked(host)).toEqual([{ client: 1, run: 55, row: 1 }]));
});

test("b5 an undo that comes too late says so where it was asked for", async () => {
  const host = quiet();
  host.answer("undo_make", () => {
    throw {
      code: "undo-too-late",
      message: "Too late.",
      hints: [],
      detail: null,
      facts: {},
      exit: "refused",
    };
  });
  const { user } = await open(host);
  await user.click(screen.getByTestId("undo-55"));
  expect(await screen.findByTestId("problem")).toHaveAttribute("data-code", "undo-too-late");
});

test("w7 what failed is tried again from the result, and the run can be taken back there", async () => {
  const host = await running();
  for (let step = 0; step < 60; step++) advanceRun(host.world, 1);
  const { user } = show("#/client/1/apply", host);
  await user.click(await screen.findByTestId("run-retry"));
  await waitFor(() => expect(screen.getByTestId("run-failed").dataset.count).toBe("0"));
  expect(screen.queryByTestId("failures")).toBeNull();
  await user.click(screen.getByTestId("run-undo"));
  await waitFor(() => expect(asked(host)).toEqual([{ client: 1, run: 57, row: null }]));
  expect(await screen.findByTestId("banner-undo")).toBeVisible();
});

test("the cockpit leads to what is left alone, too", async () => {
  const { user } = show("#/", quiet());
  await user.click(await screen.findByTestId("menu-1"));
  await user.click(await screen.findByTestId("menu-exceptions"));
  expect(await screen.findByText("There are no exceptions")).toBeVisible();
});
