import { Select } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { PlanView } from "../../host/bindings";
import { SearchField } from "../mailboxes/SearchField";
import { reasons } from "./changes";
import type { PlanFilter } from "./PlanList";
import css from "./review.module.css";

interface Props {
  plan: PlanView;
  /** Of what is held. */
  approved: number;
  filter: PlanFilter;
  onFilter: (filter: PlanFilter) => void;
}

/** How many changes are ready, and the ways to find some among them. */
export function ListHead({ plan: { ready, kind }, approved, filter, onFilter }: Props) {
  const { t } = useTranslation("review");
  return (
    <div className={css.listHead}>
      <h2 data-testid="plan-ready" data-count={ready}>
        {t(kind === "rehearsal" ? "wouldBe" : "ready", { count: ready })}
        {approved > 0 && ` ${t("andApproved", { count: approved })}`}
      </h2>
      {ready > 0 && <Finders filter={filter} onFilter={onFilter} />}
    </div>
  );
}

function Finders({ filter, onFilter }: Pick<Props, "filter" | "onFilter">) {
  const { t } = useTranslation("review");
  return (
    <>
      <SearchField
        className={css.search}
        label={t("search")}
        value={filter.search}
        onSearch={(search) => onFilter({ ...filter, search })}
      />
      <Select
        aria-label={t("reasons.label")}
        value={filter.reason ?? ""}
        onChange={(_, { value }) => onFilter({ ...filter, reason: value || null })}
      >
        <option value="">{t("reasons.all")}</option>
        {reasons.map((reason) => (
          <option key={reason} value={reason}>
            {t(`reason.${reason}`)}
          </option>
        ))}
      </Select>
    </>
  );
}
