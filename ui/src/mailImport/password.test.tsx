import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { atWork } from "../host/fake/mailImport";
import { problem } from "../host/fake/world";
import { axe } from "../test/axe";
import { withLayout } from "../test/layout";
import { quiet, sent } from "../test/run";
import { open } from "./opened";

withLayout();

test("s2 another password for the archive is typed where the import says that it lacks one, before its start too", async () => {
  for (const fresh of [false, true]) {
    const host = quiet();
    const lacks = problem("import-password", "", {
      facts: { sink: "smtps://tess@archive.example", cause: "535 no" },
    });
    atWork(host.world, 1, undefined, { state: "paused", underWay: false, fresh, problem: lacks });
    const { unmount, user } = await open(host);
    expect(await screen.findByTestId("problem")).toHaveTextContent("Type the password anew.");
    expect(await axe(screen.getByRole("form", { name: "Password of the archive" }))).toEqual([]);
    // To go on, or to count, with what was refused is not what is offered beside it.
    expect(within(screen.getByTestId("problem")).getAllByRole("button")).toHaveLength(1);
    await user.click(screen.getByTestId("import-password-give"));
    expect(sent(host, "import_password")).toEqual([]);
    await user.type(screen.getByTestId("import-password-again"), "horse{Enter}");
    expect(await screen.findByTestId("import-pause")).toBeVisible();
    expect(sent(host, "import_password")).toEqual([{ client: 1, import: 1, password: "horse" }]);
    expect(screen.queryByTestId("import-password-again")).toBeNull();
    unmount();
  }
  const host = quiet();
  atWork(host.world, 1, undefined, { state: "paused", underWay: false, problem: problem("import-sink", "") });
  await open(host);
  await screen.findByTestId("problem");
  expect(screen.queryByTestId("import-password-again")).toBeNull();
});
