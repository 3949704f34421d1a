import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { allWords, startWords } from "../app/i18n";

// jsdom lays nothing out: Fluent and the virtual list ask for these.
class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver ??= Observer as unknown as typeof ResizeObserver;
window.IntersectionObserver ??= Observer as unknown as typeof IntersectionObserver;
window.matchMedia ??= (query) =>
  ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
  }) as unknown as MediaQueryList;
// What guards the focus of a dialog takes what has no box for what nobody sees: it would find nothing to focus in the
// dialog, and hide it from readers.
document.body.getBoundingClientRect = () => new DOMRect(0, 0, 1280, 800);
Object.defineProperty(HTMLElement.prototype, "offsetParent", {
  get(this: HTMLElement) {
    return this.parentElement;
  },
});
Element.prototype.scrollTo ??= () => {};
Element.prototype.scrollIntoView ??= () => {};

// A step is loaded when it is first opened; on a busy machine that takes longer than the usual second.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => startWords("en").then(allWords));
afterEach(() => {
  cleanup();
  window.location.hash = "";
});
