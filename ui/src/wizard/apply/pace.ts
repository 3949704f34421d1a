/** What was done at one moment. */
export interface Sample {
  at: number;
  done: number;
}

/** Looking back this far follows a gateway that slows down, and does not jump with every step. */
const WINDOW_MS = 10_000;
/** Less than this says nothing about the rest. */
const LEAST_MS = 1_500;

/** Adds a sample and drops those that are too old; a count that went back starts anew. */
export function sampled(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1);
  if (last && next.done < last.done) return [next];
  if (last && next.done === last.done && next.at - last.at < 500) return [...samples];
  return [...samples, next].filter(({ at }) => next.at - at <= WINDOW_MS);
}

/** Changes a second and seconds left; null while too little was seen or nothing moves. */
export function paceOf(samples: readonly Sample[], total: number): { rate: number; left: number } | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < LEAST_MS || last.done <= first.done) return null;
  const rate = ((last.done - first.done) * 1000) / (last.at - first.at);
  return { rate, left: Math.max(0, (total - last.done) / rate) };
}

/** Seconds in the largest unit that still says something: the parts for words. */
export function spanOf(seconds: number) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return { unit: "seconds" as const, count: whole };
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return { unit: "minutes" as const, count: minutes };
  return { unit: "hours" as const, hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}
