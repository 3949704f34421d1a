import { afterAll, beforeAll, vi } from "vitest";

/** jsdom lays nothing out: gives every element the size of a small page, so that windows of rows have rows. */
export function withLayout(height = 600, width = 1000) {
  beforeAll(() => {
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(height);
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(width);
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(height);
  });
  afterAll(() => vi.restoreAllMocks());
}
