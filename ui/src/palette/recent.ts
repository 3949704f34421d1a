const MOST = 5;
let ids: readonly string[] = [];

/** What was chosen last, newest first. In memory only: addresses are written nowhere. */
export const recent = () => ids;

export function remember(id: string) {
  ids = [id, ...ids.filter((one) => one !== id)].slice(0, MOST);
}
