const DAY = 86_400_000;

/** A day as `YYYY-MM-DD` in the person's own zone, so many days from `now`. */
export function dayFrom(now: number, days: number): string {
  const day = new Date(now + days * DAY);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
