import { useEffect, useRef, useState } from "react";
import type { ClientView } from "../../host/bindings";
import { useAsk } from "../../queries/queries";
import { paceOf, type Sample, sampled } from "./pace";

/** Progress comes up to ten times a second; the phases follow at this distance. */
const FOLLOW_MS = 400;

/** A run as it goes: the core's progress at once, the phases and failures a moment later. */
export function useRun(client: ClientView, run: number) {
  const query = useAsk("run_get", { client: client.row.id, run });
  const { data, refetch } = query;
  const running = data?.state === "running";
  const progress = client.row.progress;
  const step = progress ? `${progress.phase} ${progress.done}` : "";
  const last = useRef(0);
  useEffect(() => {
    if (!running || !step) return;
    const wait = Math.max(0, last.current + FOLLOW_MS - performance.now());
    const timer = window.setTimeout(() => {
      last.current = performance.now();
      void refetch();
    }, wait);
    return () => window.clearTimeout(timer);
  }, [running, step, refetch]);

  const live = progress?.phase === "applying" ? progress.done : 0;
  const done = data ? Math.min(Math.max(data.done + data.failed, running ? live : 0), data.total) : 0;
  return { query, done, pace: usePace(done, data?.total ?? 0, running) };
}

function usePace(done: number, total: number, running: boolean) {
  const samples = useRef<Sample[]>([]);
  const [pace, setPace] = useState<ReturnType<typeof paceOf>>(null);
  useEffect(() => {
    if (!running) {
      samples.current = [];
      setPace(null);
      return;
    }
    samples.current = sampled(samples.current, { at: performance.now(), done });
    setPace(paceOf(samples.current, total));
  }, [done, total, running]);
  return pace;
}
