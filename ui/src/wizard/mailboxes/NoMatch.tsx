import { Button } from "@fluentui/react-components";
import { SearchInfo20Regular } from "@fluentui/react-icons/svg/search-info";
import { lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Opening } from "../../parts/Opening";
import { Empty } from "../../parts/States";
import css from "./mailboxes.module.css";

const WhyDrawer = lazy(() => import("./WhyDrawer"));

interface Props {
  client: number;
  search: string;
  /** Recipients without the filter. */
  total: number;
  onClear: () => void;
}

/** Nothing matches: the way back, and for an address why it is missing. */
export function NoMatch({ client, search, total, onClear }: Props) {
  const { t } = useTranslation("mailboxes");
  const [why, setWhy] = useState("");
  const isAddress = /^\S+@\S+\.\S+$/.test(search);
  return (
    <div className={css.body}>
      <div className={css.nothing}>
        <Empty
          icon={<SearchInfo20Regular />}
          title={t(search ? "noMatch.title" : "noMatch.titleFilter", { search })}
          line={t("noMatch.body", { count: total })}
        >
          {isAddress && (
            <Button appearance="primary" onClick={() => setWhy(search)} data-testid="why-missing">
              {t("noMatch.why")}
            </Button>
          )}
          <Button onClick={onClear}>{t("noMatch.action")}</Button>
        </Empty>
      </div>
      {why && why === search && (
        <Opening onClose={() => setWhy("")}>
          <WhyDrawer client={client} about={why} name={why} missing onClose={() => setWhy("")} />
        </Opening>
      )}
    </div>
  );
}
