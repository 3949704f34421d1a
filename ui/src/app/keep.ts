/** Keys with which a browser loads its page anew, which would lose what somebody types. */
function reloads({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === "F5" || ((ctrlKey || metaKey) && key.toLowerCase() === "r");
}

/** The window is no browser: its page stays. Last in line, so that a screen may give `F5` a meaning before. */
export function keepPage(): () => void {
  const pressed = (event: KeyboardEvent) => reloads(event) && event.preventDefault();
  window.addEventListener("keydown", pressed);
  return () => window.removeEventListener("keydown", pressed);
}
