import { act, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import type { RunView } from "../../host/bindings";
import { type FakeHost, fakeHost } from "../../host/fake";
import { advanceRun } from "../../host/fake/runs";
import { problem } from "../../host/fake/world";
import english from "../../locales/en/problems.json";
import { axe } from "../../test/axe";
import { running } from "../../test/run";
import { show } from "../../test/show";

const path = "#/client/1/apply";

const go = (host: FakeHost, times: number) =>
  act(async () => {
    for (let at = 0; at < times; at++) advanceRun(host.world, 1);
  });
const count = (testid: string) => Number(screen.getByTestId(testid).dataset.count);
const open = async (host: FakeHost) => {
  const shown = show(path, host);
  await screen.findByTestId("run");
  return shown;
};

test("a run shows its phases and how far it is", async () => {
  const host = await running();
  await open(host);
  expect(screen.getByTestId("phases")).toHaveTextContent("Check before start");
  expect(screen.getByTestId("phases")).toHaveTextContent("9 are held, not part of this run");
  await go(host, 4);
  await waitFor(() => expect(count("run-progress")).toBeGreaterThan(0));
});

test("the core's progress is shown at once, and the phases follow while it streams", async () => {
  const host = await running();
  await open(host);
  const asked = () => host.calls.filter(({ command }) => command === "run_get").length;
  const before = asked();
  let done = 40;
  const stream = window.setInterval(() => {
    done += 1;
    host.emit({ event: "working", client: 1, progress: { phase: "applying", done, total: 386 } });
  }, 50);
  await waitFor(() => expect(count("run-progress")).toBeGreaterThan(40));
  await waitFor(() => expect(asked()).toBeGreaterThan(before + 1), { timeout: 5000 });
  window.clearInterval(stream);
});

test("it pauses, resumes and stops at a safe point", async () => {
  const host = await running();
  const { user } = await open(host);
  await user.click(screen.getByTestId("run-pause"));
  expect(await screen.findByText("Nothing is sent until you resume.")).toBeVisible();
  await user.click(screen.getByTestId("run-resume"));
  await user.click(await screen.findByTestId("run-cancel"));
  expect(await screen.findByText(/Stopped after/)).toBeVisible();
  // The rest comes first, not the switch to a gateway that knows only some.
  expect(screen.getByTestId("action-primary")).toHaveTextContent("Plan the rest");
  expect(screen.queryByText(/Next steps for/)).toBeNull();
});

test("a failure is told in words at once, with the raw answer folded", async () => {
  const host = await running();
  await open(host);
  await go(host, 14);
  expect(await screen.findByTestId("failures")).toHaveTextContent("user112@larkdeli.example");
  expect(screen.getByText(/timed out after 30\.0 s/)).not.toBeVisible();
});

test("what goes wrong is told in the page's words, with what helps", async () => {
  const host = await running();
  host.answer("run_pause", () => {
    throw problem("not-running", "No run goes on.");
  });
  const { user } = await open(host);
  await user.click(screen.getByTestId("run-pause"));
  const box = await screen.findByTestId("problem");
  expect(box).toHaveAttribute("data-code", "not-running");
  expect(box).toHaveTextContent(english["not-running"].you);
  expect(screen.getByText("No run goes on.")).not.toBeVisible();
});

test("a failure says what helps in the page's words, and not in the core's", async () => {
  const host = await running();
  const { call } = host;
  const failed = problem("gateway-refused", "It says no.", { hints: ["The core's own hint."] });
  const failures = [{ seq: 1, key: "user112@larkdeli.example", name: "", problem: failed }];
  host.call = async (command, request) => {
    const answer = await call(command, request);
    return command === "run_get" ? { ...(answer as RunView), failed: 1, failures } : answer;
  };
  await open(host);
  const told = await screen.findByTestId("failures");
  expect(told).toHaveTextContent(english["gateway-refused"].you);
  expect(screen.queryByText("The core's own hint.")).toBeNull();
});

test("the end says what is done, failed, held and billed, and leads on", async () => {
  const host = await running();
  const { user } = await open(host);
  await go(host, 60);
  await screen.findByTestId("run-done");
  expect(count("run-failed")).toBe(1);
  expect(count("run-held")).toBe(9);
  // What the gateway has, and not the plan's 1,210, of which some are held and one failed.
  await waitFor(() => expect(screen.getByTestId("run-bill")).toHaveTextContent("1,204+155"));
  expect(screen.getByText("read back, as planned")).toBeVisible();
  await waitFor(() =>
    expect(screen.getByTestId("action-primary")).toHaveTextContent("Next steps for 2 domains"),
  );
  await user.click(screen.getByTestId("action-primary"));
  await screen.findByTestId("screen-cutover");
});

test("where the end leads is not to be pressed before it is known", async () => {
  const host = await running();
  const { call } = host;
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  host.call = async (command, request) => {
    if (command === "cutover_get") await told;
    return call(command, request);
  };
  const { user } = await open(host);
  await go(host, 60);
  await screen.findByTestId("run-done");
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(screen.getByTestId("screen-apply")).toBeVisible();
  expect(screen.getByTestId("action-primary")).toHaveAttribute("aria-disabled", "true");
  tell();
  await waitFor(() => expect(screen.getByTestId("action-primary")).toHaveTextContent("Next steps"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByTestId("screen-cutover");
});

test("what comes next can wait: the end leads home, too", async () => {
  const host = await running();
  const { user } = await open(host);
  await go(host, 60);
  await user.click(await screen.findByTestId("run-close"));
  await screen.findByTestId("screen-cockpit");
});

test("without a run it leads to the review", async () => {
  const { user } = show(path, fakeHost("small"));
  expect(await screen.findByText("Nothing has been applied yet")).toBeVisible();
  await user.click(screen.getByTestId("action-primary"));
  await screen.findByTestId("screen-review");
});

test("the screen is clean for axe while it runs and when it ended", async () => {
  const host = await running();
  const { container } = await open(host);
  expect(await axe(container)).toEqual([]);
  await go(host, 60);
  await screen.findByTestId("run-done");
  expect(await axe(container)).toEqual([]);
});
