import { ShieldCheckmark24Filled } from "@fluentui/react-icons/svg/shield-checkmark";
import { BarTools } from "./BarTools";
import css from "./TopBar.module.css";

/** The head of pages that belong to no client. */
export function TopBar() {
  return (
    <header className={css.bar}>
      <ShieldCheckmark24Filled className={css.mark} aria-hidden />
      <span className={css.name}>Tenantry</span>
      <BarTools />
    </header>
  );
}
