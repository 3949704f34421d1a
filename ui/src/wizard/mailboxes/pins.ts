/** Which list of the core each filter's windows are of, so that rows keep their places while somebody works on them. */
export class Pins {
  readonly #lists = new Map<string, number>();

  listOf(view: string): number | undefined {
    return this.#lists.get(view);
  }

  /** Says whether the windows that are shown were of another list. */
  put(view: string, list: number): boolean {
    const before = this.#lists.get(view);
    if (this.#lists.size > 20) this.#lists.clear();
    this.#lists.set(view, list);
    return before !== undefined && before !== list;
  }

  /** The next windows are of the rows as they are then. */
  drop() {
    this.#lists.clear();
  }
}
