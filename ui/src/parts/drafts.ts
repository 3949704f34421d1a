/** What was typed into a form last for each client, and what it changes, so that a look elsewhere costs nothing; gone with the window. */
export function draftsOf<D>() {
  const kept = new Map<number, { of: string; draft: D }>();
  return {
    /** The fields as they were left, unless what they change is another by now. */
    left(client: number, of: unknown): D | undefined {
      const last = kept.get(client);
      return last?.of === JSON.stringify(of) ? last.draft : undefined;
    },
    keep(client: number, of: unknown, draft: D) {
      kept.set(client, { of: JSON.stringify(of), draft });
    },
    forget(client: number) {
      kept.delete(client);
    },
  };
}
