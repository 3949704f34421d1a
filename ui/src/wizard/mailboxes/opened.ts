import { screen } from "@testing-library/react";
import { fakeHost } from "../../host/fake";
import { show } from "../../test/show";

/** What the tests of this screen begin with. */
export const row = (address: string) => screen.findByTestId(`mailbox-${address}`);

export const open = async (size: "small" | "large" = "small") => {
  const shown = show("#/client/1/mailboxes", fakeHost(size));
  await row("accounts@larkfield.example");
  const grid = screen.getByRole("grid");
  grid.focus();
  return { ...shown, grid };
};
