import { createContext, useContext } from "react";
import { paths } from "../app/route";

/** Whether a screen is a step of the wizard, or a tab of the page of a client that is set up (W9). */
export const PlaceContext = createContext<"wizard" | "page">("wizard");

export function usePlace() {
  return useContext(PlaceContext);
}

/** Where changes are reviewed from here: those of the newest plan, or of one that was made elsewhere. */
export function useReview(client: number): (plan?: number) => string {
  const onPage = usePlace() === "page";
  return (plan) => {
    if (plan === undefined) return onPage ? paths.page(client, "changes") : paths.step(client, "review");
    return onPage ? paths.pagePlan(client, plan) : paths.plan(client, plan);
  };
}

/** Where the client's domains or mailboxes are from here. */
export function useScreen(client: number): (screen: "domains" | "mailboxes") => string {
  const onPage = usePlace() === "page";
  return (screen) => (onPage ? paths.page(client, screen) : paths.step(client, screen));
}

/** Where one goes when a screen has nothing more to do. */
export function useHome(client: number): string {
  return usePlace() === "page" ? paths.page(client) : paths.cockpit;
}
