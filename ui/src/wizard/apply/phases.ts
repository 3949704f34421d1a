import type { TFunction } from "i18next";
import type { PhaseView, RunView } from "../../host/bindings";
import type { PhaseItem } from "../../parts/PhaseList";

function stateOf(phase: PhaseView, run: RunView): PhaseItem["state"] {
  const over = phase.done + phase.failed >= phase.total;
  if (phase.phase === "removed" && phase.total === 0 && run.held > 0) return "held";
  if (phase.active && run.state === "running") return "active";
  if (phase.active && run.state === "paused") return "paused";
  if (phase.failed > 0) return "look";
  return phase.total > 0 && over ? "done" : "queued";
}

function noteOf(t: TFunction<"apply">, phase: PhaseView, run: RunView): string {
  if (phase.phase === "removed" && phase.total === 0 && run.held > 0)
    return t("phaseHeld", { count: run.held });
  if (phase.failed > 0) return t("phaseFailed", { count: phase.failed });
  return t(`phase.${phase.phase}.does`, { defaultValue: "" });
}

/** The phases of a run in words. */
export function phasesOf(t: TFunction<"apply">, run: RunView): PhaseItem[] {
  return run.phases.map((phase) => {
    const { done, total } = phase;
    const state = stateOf(phase, run);
    return {
      id: phase.phase,
      label: t(`phase.${phase.phase}.name`, { defaultValue: phase.phase }),
      note: noteOf(t, phase, run) || undefined,
      state,
      count: total > 0 ? t("count", { done, total }) : t("none"),
      meter: state === "active" && total > 0 ? { done, total } : undefined,
    };
  });
}
