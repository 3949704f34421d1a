import { Add12Regular } from "@fluentui/react-icons/svg/add";
import { Checkmark12Regular } from "@fluentui/react-icons/svg/checkmark";
import { Subtract12Regular } from "@fluentui/react-icons/svg/subtract";
import { useTranslation } from "react-i18next";
import type { ServicesView } from "../host/bindings";
import css from "./ServiceMarks.module.css";

const services = ["incoming", "outgoing", "archiving"] as const;
const signs = { on: Checkmark12Regular, added: Add12Regular, removed: Subtract12Regular, off: null };

interface Props {
  services: ServicesView;
  /** What they were: turned on shows as added, turned off as removed. */
  before?: ServicesView | null;
}

/** In, Out, Archive as on, off, added, removed: by sign, line and word, colour last. */
export function ServiceMarks({ services: now, before }: Props) {
  const { t } = useTranslation();
  return (
    <span className={css.marks}>
      {services.map((service) => {
        const was = before === undefined ? now[service] : (before?.[service] ?? false);
        const state = now[service] ? (was ? "on" : "added") : was ? "removed" : "off";
        const Sign = signs[state];
        return (
          <span key={service} className={css[state]}>
            {Sign && <Sign aria-hidden />}
            {t(`service.${service}`)}
            <span className="unseen"> {t(`serviceState.${state}`)}</span>
          </span>
        );
      })}
    </span>
  );
}
