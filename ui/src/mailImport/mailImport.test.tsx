import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { ImportMailboxState, ImportReach } from "../host/bindings";
import { accepted, granted, importOf } from "../host/fake/mailImport";
import { problem } from "../host/fake/world";
import words from "../locales/en/mailimport.json";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { open } from "./opened";

withLayout();

/** Every state and answer of the core has its words: a new one does not compile before it is worded. */
const states: Record<ImportMailboxState, string> = words.state;
const reaches: Record<ImportReach, string> = words.access.test;

test("s2 m8 every state and every answer to a try is worded", () => {
  for (const text of [states, reaches].flatMap(Object.values)) expect(text).not.toBe("");
});

test("m8 without permission it says what would be granted, and waits for the administrator in the browser", async () => {
  const { user, host, container } = await open();
  const why = await screen.findByTestId("import-why");
  expect(why).toHaveTextContent("It can open no mailbox but your own");
  expect(why).toHaveTextContent("Mail.Read");
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("whom-group"));
  await user.click(screen.getByTestId("import-register"));
  expect(sent(host, "import_register")).toEqual([{ client: 1, everywhere: false }]);
  expect(await screen.findByTestId("import-step-waiting")).toHaveTextContent("Waiting for the administrator");
  expect(await axe(container)).toEqual([]);
  act(() => accepted(host.world, 1));
  expect(await screen.findByTestId("import-begin")).toBeVisible();
});

test("m8 a sign-in that fails says why, and can be done again or put away", async () => {
  const host = quiet();
  importOf(host.world, 1).step = {
    state: "failed",
    removes: false,
    problem: problem("consent-refused", "", { facts: {} }),
  };
  const { user } = await open(host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("The application was not registered");
  await user.click(screen.getByTestId("import-step-away"));
  expect(await screen.findByTestId("import-register")).toBeVisible();
});

test("m8 an application whose grant was refused is gone on with, or removed", async () => {
  const host = quiet();
  const sheet = importOf(host.world, 1);
  const refused = problem("import-no-permission", "", { facts: {} });
  sheet.access = { ...granted(), ready: false, lacksPermission: true, canGoOn: true, problem: refused };
  sheet.step = {
    state: "failed",
    removes: false,
    problem: problem("permission-missing", "", { facts: { permission: "AppRoleAssignment.ReadWrite.All" } }),
  };
  const { user } = await open(host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("The application was not registered");
  expect(screen.getByTestId("import-remove-app")).toBeVisible();
  await user.click(screen.getByTestId("import-step-away"));
  await user.click(await screen.findByTestId("import-access-open"));
  const goOn = await screen.findByTestId("import-go-on");
  expect(screen.getByTestId("import-access")).toHaveTextContent(
    "It is registered, and may read nothing yet.",
  );
  await user.click(goOn);
  expect(sent(host, "import_register")).toEqual([{ client: 1, everywhere: true }]);
  expect((await screen.findAllByTestId("import-step-waiting"))[0]).toHaveTextContent("Waiting for");
});

test("m8 where the core says that registering goes on, it is offered, with what comes of it", async () => {
  const host = quiet();
  const gone = problem("import-app-refused", "", { facts: { app: "Tenantry mail import" } });
  const access = { ...granted(), ready: false, lacksPermission: true, problem: gone };
  importOf(host.world, 1).access = { ...access, canGoOn: true };
  const { user, unmount } = await open(host);
  await user.click(await screen.findByTestId("import-access-open"));
  expect(await screen.findByTestId("import-go-on")).toBeVisible();
  expect(screen.getByTestId("import-access")).toHaveTextContent("otherwise it is registered anew");
  unmount();
  importOf(host.world, 1).access = access;
  const other = await open(host);
  await other.user.click(await screen.findByTestId("import-access-open"));
  await screen.findByTestId("import-remove-app");
  expect(screen.queryByTestId("import-go-on")).toBeNull();
});

test("m8 an application for a group is never offered every mailbox", async () => {
  const host = quiet();
  const { app, ...rest } = granted();
  const sheet = importOf(host.world, 1);
  sheet.access = {
    ...rest,
    app: app && { ...app, forGroup: true },
    ready: false,
    problem: problem("import-not-granted", "", { facts: { app: app?.appId ?? "" } }),
  };
  const { user } = await open(host);
  await user.click(await screen.findByTestId("import-access-open"));
  expect(await screen.findByTestId("problem")).toHaveTextContent("outside what was granted, or nothing");
  expect(screen.queryByTestId("import-go-on")).toBeNull();
  expect(screen.getByTestId("import-scope")).toBeVisible();
  await user.click(screen.getByTestId("import-remove-app"));
  expect(await screen.findByTestId("import-unscope"), "Exchange was told").toHaveAttribute("open");
});

test("m8 an application that reads no mailbox yet is not said to read mail", async () => {
  const host = quiet();
  const untried = problem("import-not-tried", "", { facts: {} });
  importOf(host.world, 1).access = { ...granted(), ready: false, problem: untried };
  const { user } = await open(host);
  await user.click(await screen.findByTestId("import-access-open"));
  const state = await screen.findByTestId("import-access-state");
  expect(state).toHaveTextContent("No mailbox was read yet");
});

test("m8 a registration that was never answered is gone on with as it was chosen, or removed", async () => {
  const host = quiet();
  const { app, ...rest } = granted();
  const sheet = importOf(host.world, 1);
  sheet.access = {
    ...rest,
    app: app && { ...app, appId: null, forGroup: true },
    ready: false,
    lacksPermission: true,
    canGoOn: true,
    problem: problem("import-app-unfinished", "", { facts: { client: "Larkfield Foods" } }),
  };
  const { user, container } = await open(host);
  expect(await screen.findByTestId("problem")).toHaveTextContent("did not come to its end");
  expect(screen.getByTestId("import-remove-app")).toBeVisible();
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-register"));
  expect(sent(host, "import_register")).toEqual([{ client: 1, everywhere: false }]);
});

test("m8 by hand: certificate file, steps, and the application's id once it looks like one", async () => {
  const { user, host, container } = await open();
  await user.click(await screen.findByTestId("import-by-hand"));
  const hand = screen.getByTestId("import-hand");
  expect(within(hand).getByTestId("import-accept")).toHaveAttribute("aria-disabled", "true");
  await user.click(screen.getByTestId("import-certificate-file"));
  expect(await screen.findByTestId("certificate-written")).toHaveTextContent("mail-import.cer");
  await user.type(screen.getByTestId("import-app-id"), "6c1f2e0a");
  expect(hand).toHaveTextContent("An id looks like");
  await user.type(screen.getByTestId("import-app-id"), "-93d4-4b7e-8a51-2f0d9c7b1e64");
  expect(await axe(container)).toEqual([]);
  await user.click(screen.getByTestId("import-accept"));
  expect(await screen.findByTestId("import-begin")).toBeVisible();
  expect(sent(host, "import_accept")).toEqual([{ client: 1, appId: "6c1f2e0a-93d4-4b7e-8a51-2f0d9c7b1e64" }]);
});

test("m8 the scope is copied, tried inside and outside, and the application removed on one button", async () => {
  const host = quiet();
  importOf(host.world, 1).access = granted();
  const { user } = await open(host);
  await user.click(await screen.findByTestId("import-access-open"));
  const sheet = await screen.findByTestId("import-access");
  expect(sheet).toHaveTextContent("179 days left");
  await user.type(screen.getByTestId("import-scope-group"), "archive@larkfield.example");
  await user.click(screen.getByTestId("import-scope-make"));
  expect(await screen.findByTestId("import-script")).toHaveTextContent(
    "Get-Group -Identity 'archive@larkfield.example'",
  );
  await user.type(screen.getByTestId("import-try-address"), "out@larkfield.example{Enter}");
  await waitFor(() =>
    expect(screen.getByTestId("import-tried")).toHaveTextContent("is refused: it lies outside"),
  );
  expect(await axe(sheet)).toEqual([]);
  await user.click(screen.getByTestId("import-remove-app"));
  expect(await screen.findByTestId("import-removing")).toHaveTextContent(
    "An administrator signs in once more",
  );
  expect(await screen.findByTestId("import-unscope"), "Entra grants it").not.toHaveAttribute("open");
  expect(screen.getByTestId("import-unconsent")).toHaveTextContent("Update-MgOauth2PermissionGrant");
  await user.click(screen.getByTestId("import-removing-action"));
  expect(await screen.findByTestId("import-step-waiting")).toHaveTextContent("to remove it");
  act(() => accepted(host.world, 1));
  await waitFor(() => expect(importOf(host.world, 1).access.app).toBeNull());
});
