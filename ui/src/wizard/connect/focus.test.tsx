import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { finishSignIn } from "../../host/fake/connect";
import { problem, sheetOf } from "../../host/fake/world";
import { quiet } from "../../test/run";
import { show } from "../../test/show";

const refuse = (host: ReturnType<typeof quiet>, code: string) =>
  act(() => {
    sheetOf(host.world, 8).signIn = { state: "failed", problem: problem(code, "") };
    host.emit({ event: "stale", client: 8, tags: ["sign-in"] });
  });
const begin = async () => {
  const shown = show("#/client/8/connect", quiet());
  await shown.user.type(await screen.findByTestId("field-tenant"), "larkfield.example");
  await screen.findByTestId("tenant-found");
  await shown.user.click(screen.getByTestId("sign-in"));
  await waitFor(() => expect(screen.getByTestId("open-again")).toHaveFocus());
  return shown;
};

test("m2 after a refused sign-in the keyboard stands on the button that signs in", async () => {
  const { host } = await begin();
  refuse(host, "conditional-access");
  await waitFor(() => expect(screen.getByTestId("sign-in")).toHaveFocus());
});

test("m2 where a refusal has a way out of its own, the keyboard stands there", async () => {
  const { host } = await begin();
  refuse(host, "admin-consent-needed");
  await waitFor(() => expect(screen.getByTestId("cure-approval")).toHaveFocus());
});

test("m2 a sign-in that was given up leaves the keyboard on the button that begins anew", async () => {
  const { user } = await begin();
  await user.click(screen.getByTestId("cancel-sign-in"));
  await waitFor(() => expect(screen.getByTestId("sign-in")).toHaveFocus());
});

test("m2 once signed in the keyboard begins at the page of what was granted", async () => {
  const { host } = await begin();
  act(() => finishSignIn(host.world, 8));
  await screen.findByTestId("receipt");
  await waitFor(() => expect(screen.getByTestId("screen-connect")).toHaveFocus());
});

test("m2 who types the tenant meanwhile keeps the keyboard", async () => {
  const { host } = await begin();
  screen.getByTestId("field-tenant").focus();
  refuse(host, "conditional-access");
  await screen.findByTestId("sign-in");
  expect(screen.getByTestId("field-tenant")).toHaveFocus();
});
