import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import type { DomainRow } from "../../host/bindings";
import { DomainLine } from "./DomainLine";
import css from "./domains.module.css";
import type { Change } from "./useDomainChoice";

interface Props {
  domains: readonly DomainRow[];
  /** The gateway has regions. */
  regions: boolean;
  onChange: (name: string, change: Change) => void;
  onRead: () => void;
}

/** Goes from box to box with the arrows; Enter chooses like Space does. */
function walk(event: KeyboardEvent<HTMLTableElement>) {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || event.ctrlKey || event.altKey) return;
  if (event.key === "Enter") box.click();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  if (step === 0) return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>("input[data-choose]:enabled")];
  boxes[boxes.indexOf(box) + step]?.focus();
  event.preventDefault();
}

/** Every domain of the tenant; what cannot be chosen stays, with its reason and the way out. */
export function DomainTable({ domains, regions, onChange, onRead }: Props) {
  const { t } = useTranslation("domains");
  const read = (name: string) => domains.find((one) => one.name === name)?.unicode ?? name;
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={t("list")} onKeyDown={walk}>
        <thead>
          <tr>
            <th className={css.tick}>
              <span className="unseen">{t("head.choose")}</span>
            </th>
            <th>{t("head.domain")}</th>
            <th className={css.number}>{t("head.recipients")}</th>
            <th>{t("head.route")}</th>
            <th className={css.archiving}>{t("head.archiving")}</th>
            {regions && <th className={css.region}>{t("head.region")}</th>}
          </tr>
        </thead>
        <tbody>
          {domains.map((domain) => (
            <DomainLine
              key={domain.name}
              domain={domain}
              regions={regions}
              read={read}
              onChange={onChange}
              onRead={onRead}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
