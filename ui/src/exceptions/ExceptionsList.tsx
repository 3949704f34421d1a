import { Button } from "@fluentui/react-components";
import { Bookmark24Regular } from "@fluentui/react-icons/svg/bookmark";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExceptionView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { StateMark } from "../parts/StateMark";
import { Empty, Loaded } from "../parts/States";
import { TypedConfirm } from "../parts/TypedConfirm";
import { ProblemBox } from "../problems/ProblemBox";
import { useDomainNames } from "../queries/domainNames";
import { useAsk, useDo } from "../queries/queries";
import { SearchField } from "../wizard/mailboxes/SearchField";
import css from "./exceptions.module.css";

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
  const [asking, setAsking] = useState(false);
  const take = (some: readonly ExceptionView[]) =>
    lift.mutate({ client, objects: some.map(({ object }) => object) });
  const shown = list.data?.rows ?? [];
  return (
    <>
      {lift.error && <ProblemBox problem={lift.error} />}
      <div className={css.bar}>
        <SearchField className={css.search} label={t("list.search")} value={search} onSearch={setSearch} />
        {shown.length > 1 && (
          <Button disabledFocusable={lift.isPending} onClick={() => setAsking(true)} data-testid="lift-all">
            {t("list.liftAll", { count: shown.length })}
          </Button>
        )}
      </div>
      {asking && (
        <TypedConfirm
          title={t("list.liftTitle", { count: shown.length })}
          action={t("list.liftAction", { count: shown.length })}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            take(shown);
          }}
        >
          <p>{t("list.liftBody")}</p>
        </TypedConfirm>
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
                        client={client}
                        one={one}
                        busy={lift.isPending}
                        onLift={() => take([one])}
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

interface LineProps {
  client: number;
  one: ExceptionView;
  busy: boolean;
  onLift: () => void;
}

function Line({ client, one, busy, onLift }: LineProps) {
  const { t } = useTranslation("exceptions");
  const { date } = useFormat();
  const read = useDomainNames(client);
  const domain = one.object.of === "domain";
  const name = domain ? read(one.key) : one.name || one.key;
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
          date(one.until)
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
