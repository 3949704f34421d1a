import type { PlanRow, PlanView, RunState, RunView } from "../bindings";
import type { Answers } from "../fake";
import { historyOf } from "./history";
import { earlier, rowsOf } from "./runRows";
import { clientOf, minutes, problem, sheetOf, type World } from "./world";

const order = ["domains", "created", "adopted", "changed", "stopped", "removed"];

export function startRun(world: World, client: number, steps: PlanRow[], of: PlanView): RunView {
  const ready = steps.filter((step) => step.held === null);
  const phases = ["check", ...order, "verify"].map((phase) => ({
    phase,
    done: 0,
    failed: 0,
    total:
      phase === "check"
        ? 6
        : phase === "verify"
          ? ready.length
          : ready.filter((step) => step.group === phase).length,
    active: phase === "check",
  }));
  const run: RunView = {
    run: of.plan - 1,
    plan: of.plan,
    state: "running",
    started: new Date().toISOString(),
    ended: null,
    phases,
    done: 0,
    total: ready.length,
    held: steps.length - ready.length,
    failures: [],
    failed: 0,
    verified: null,
    bill: of.bill,
    problem: null,
    who: "Sam Hollis",
    kind: of.kind,
    undoes: of.undoes,
    undoneBy: null,
    undoUntil: minutes(60 * 24 * 30),
    canRetry: false,
  };
  sheetOf(world, client).run = run;
  clientOf(world, client).run = run.run;
  if (world.pace > 0) tick(world, client);
  return run;
}

function tick(world: World, client: number) {
  setTimeout(() => {
    const { run } = sheetOf(world, client);
    if (!run || run.ended !== null) return;
    if (run.state === "running") advanceRun(world, client);
    tick(world, client);
  }, world.pace / 3);
}

/** A run goes on by about a tenth; the last mailbox but one fails. */
export function advanceRun(world: World, client: number) {
  const { run } = sheetOf(world, client);
  const phase = run?.phases.find((one) => one.done + one.failed < one.total);
  if (!run) return;
  if (phase) {
    phase.done = Math.min(phase.total, phase.done + Math.ceil(run.total / 10));
    if (phase.phase === "created" && phase.done === phase.total && phase.total > 1 && run.failed === 0) {
      phase.done -= 1;
      phase.failed = 1;
      run.failed = 1;
      run.canRetry = true;
      run.failures = [
        {
          seq: 104,
          key: "user112@larkdeli.example",
          name: "user112",
          problem: problem(
            "gateway-timeout",
            "The gateway gave no answer in 30 seconds; user112 is not there.",
            {
              detail: "POST …/mailbox/add timed out after 30.0 s",
            },
          ),
        },
      ];
    }
  }
  const next = run.phases.find((one) => one.done + one.failed < one.total);
  for (const one of run.phases) one.active = one === next;
  run.done = run.phases.filter((one) => order.includes(one.phase)).reduce((sum, one) => sum + one.done, 0);
  if (!next) {
    run.state = "ended";
    run.ended = new Date().toISOString();
    run.verified = run.done;
  }
  world.emit({
    event: "stale",
    client,
    tags: next ? ["run"] : ["run", "client", "clients", "plan", "history"],
  });
}

type Mine = "run_get" | "run_pause" | "run_resume" | "run_cancel" | "run_retry" | "run_rows" | "history";

export function runCommands(world: World): Pick<Answers, Mine> {
  const turn = (client: number, state?: RunState) => {
    const { run } = sheetOf(world, client);
    if (!run) throw problem("no-such-run", "There is no such run.");
    if (state) run.state = state;
    if (state === "cancelled") run.ended = new Date().toISOString();
    return run;
  };
  return {
    run_get: ({ client }) => turn(client),
    run_pause: ({ client }) => turn(client, "paused"),
    run_resume: ({ client }) => turn(client, "running"),
    run_cancel: ({ client }) => turn(client, "cancelled"),
    run_retry: ({ client }) => {
      const run = turn(client, "ended");
      run.done += run.failed;
      Object.assign(run, { failed: 0, failures: [], canRetry: false, verified: run.done });
      for (const phase of run.phases) Object.assign(phase, { done: phase.total, failed: 0 });
      return run;
    },
    run_rows: ({ client, run, group, search, offset, limit }) => {
      const words = search.toLowerCase();
      const rows = (run === 41 ? earlier() : rowsOf(world, client)).filter(
        (row) =>
          (group === null || row.group === group) &&
          (row.key.includes(words) || row.name.toLowerCase().includes(words)),
      );
      return { rows: rows.slice(offset, offset + limit), total: rows.length, groups: [] };
    },
    history: ({ client }) => historyOf(sheetOf(world, client).run),
  };
}
