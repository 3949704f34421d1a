import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect } from "vitest";
import type { FakeHost } from "../host/fake";
import { sent } from "./run";

/** What was written says where, and its button has the desktop show the folder of just that. */
export async function toldAndShown(user: UserEvent, host: FakeHost, testid: string, path: string) {
  const told = await screen.findByTestId(testid);
  expect(told).toHaveTextContent(path);
  await user.click(within(told).getByTestId("show-folder"));
  await waitFor(() => expect(sent(host, "written_show")).toEqual([{ path }]));
}
