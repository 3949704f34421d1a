import { Button } from "@fluentui/react-components";
import { Bookmark24Regular } from "@fluentui/react-icons/svg/bookmark";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExceptionView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { Empty, Loaded } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useDomainNames } from "../queries/domainNames";
import { useAsk, useDo } from "../queries/queries";
import { SearchField } from "../wizard/mailboxes/SearchField";
import css from "./exceptions.module.css";
import { LiftConfirm } from "./LiftConfirm";

/** So many are shown at once; the others are found by their words. */
const MOST = 500;

/** Everything that Tenantry leaves alone for a client: why, who answers for it, until when, and the way back. */
export function ExceptionsList({ client }: { client: number }) {
  const { t } = useTranslation("exceptions");
  const [search, setSearch] = useState("");
  const lift = useDo("exception_remove");
  const list = useAsk(
    "exception_list",
    { client, search, offset: 0, limit: MOST },
    { placeholderData: keepPreviousData },
  );
  const nameOf = useNames(client);
  /** Those that are to be lifted, until somebody says so. */
  const [asking, setAsking] = useState<readonly ExceptionView[] | null>(null);
  const shown = list.data?.rows ?? [];
  return (
    <>
      {lift.error && <ProblemBox problem={lift.error} />}
      {(search !== "" || list.data?.total !== 0) && (
        <div className={css.bar}>
          <SearchField className={css.search} label={t("list.search")} value={search} onSearch={setSearch} />
          {shown.length > 1 && (
            <Button
              disabledFocusable={lift.isPending}
              onClick={() => setAsking(shown)}
              data-testid="lift-all"
            >
              {t("list.liftAll", { count: shown.length })}
            </Button>
          )}
        </div>
      )}
      {asking && (
        <LiftConfirm
          {...(asking.length === 1 && asking[0] ? { name: nameOf(asking[0]) } : { count: asking.length })}
          onClose={() => setAsking(null)}
          onConfirm={() => lift.mutate({ client, objects: asking.map(({ object }) => object) })}
        />
      )}
      <Loaded query={list} label={t("list.reading")}>
        {({ rows, total }) =>
          total === 0 ? (
            <Empty
              icon={<Bookmark24Regular />}
              title={t(search ? "list.noMatch" : "list.none")}
              line={t("list.how")}
            />
          ) : (
            <>
              <div className={css.frame}>
                <table className={css.table}>
                  <caption className="unseen">{t("list.caption")}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{t("list.what")}</th>
                      <th scope="col">{t("reason")}</th>
                      <th scope="col">{t("owner")}</th>
                      <th scope="col">{t("list.until")}</th>
                      <th scope="col">
                        <span className="unseen">{t("list.back")}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((one) => (
                      <Line
                        key={one.key}
                        one={one}
                        name={nameOf(one)}
                        busy={lift.isPending}
                        onLift={() => setAsking([one])}
                      />
                    ))}
                  </tbody>
                </table>
              </div>
              {total > rows.length && <p className="quiet">{t("list.more", { count: total })}</p>}
            </>
          )
        }
      </Loaded>
    </>
  );
}

/** What people call it. */
function useNames(client: number) {
  const read = useDomainNames(client);
  return (one: ExceptionView) => (one.object.of === "domain" ? read(one.key) : one.name || one.key);
}

interface LineProps {
  one: ExceptionView;
  name: string;
  busy: boolean;
  onLift: () => void;
}

function Line({ one, name, busy, onLift }: LineProps) {
  const { t } = useTranslation("exceptions");
  const { date, day } = useFormat();
  const domain = one.object.of === "domain";
  return (
    <tr data-testid={`exception-${one.key}`}>
      <th scope="row">
        {name}
        <span className={`quiet caption ${css.under}`}>{domain ? t("list.domain") : one.key}</span>
      </th>
      <td>
        {one.reason}
        {one.cause !== "person" && (
          <span className={`quiet caption ${css.under}`}>{t(`list.cause.${one.cause}`)}</span>
        )}
      </td>
      <td>
        {one.owner}
        <span className={`quiet caption ${css.under}`}>{t("list.since", { at: date(one.since) })}</span>
      </td>
      <td>
        {one.ended ? (
          <StateMark state="look">{t("list.ended")}</StateMark>
        ) : one.until ? (
          day(one.until)
        ) : (
          <span className="quiet">{t("list.open")}</span>
        )}
      </td>
      <td>
        <Button
          size="small"
          disabledFocusable={busy}
          aria-label={t("list.liftNamed", { name })}
          onClick={onLift}
          data-testid="lift"
        >
          {t("list.lift")}
        </Button>
      </td>
    </tr>
  );
}
