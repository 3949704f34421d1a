import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { lazy, useState } from "react";
import { expect, test, vi } from "vitest";
import { quiet } from "../test/run";
import { show } from "../test/show";
import { Opening } from "./Opening";

test("w11 Escape right after the key that opens a dialog closes it, though its code is still on the way", async () => {
  show("#/", quiet());
  await screen.findByTestId("menu-1");
  fireEvent.keyDown(document.body, { key: "F1" });
  fireEvent.keyDown(document.body, { key: "Escape" });
  await act(() => import("../palette/KeySheet"));
  expect(screen.queryByTestId("key-sheet")).toBeNull();
});

test("w11 Escape closes a dialog that does not have the focus", async () => {
  const { user } = show("#/", quiet());
  await screen.findByTestId("menu-1");
  await user.keyboard("{F1}");
  await screen.findByTestId("key-sheet");
  fireEvent.keyDown(document.body, { key: "Escape" });
  await waitFor(() => expect(screen.queryByTestId("key-sheet")).toBeNull());
});

test("w11 the page does not hear the Escape that calls off what is opening", async () => {
  let come: (code: { default: () => React.JSX.Element }) => void = () => {};
  const Late = lazy(() => new Promise<{ default: () => React.JSX.Element }>((resolve) => (come = resolve)));
  const page = vi.fn();
  function Page() {
    const [open, setOpen] = useState(false);
    return (
      <>
        <button type="button" onClick={() => setOpen(true)} onKeyDown={page}>
          Open
        </button>
        <Opening onClose={() => setOpen(false)}>{open && <Late />}</Opening>
      </>
    );
  }
  render(<Page />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button"));
  await user.keyboard("{Escape}");
  come({ default: () => <p>There</p> });
  await user.click(screen.getByRole("button"));
  expect(await screen.findByText("There")).toBeVisible();
  expect(page).not.toHaveBeenCalled();
});
