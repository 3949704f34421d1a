import { Link } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { RunView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { type State, StateIcon } from "../../parts/StateMark";
import { useAsk } from "../../queries/queries";
import css from "./apply.module.css";

interface CardProps {
  state: State;
  title: string;
  count: number;
  testid: string;
  children: ReactNode;
}

function Card({ state, title, count, testid, children }: CardProps) {
  const { number } = useFormat();
  return (
    <section className={css.card} data-state={count > 0 ? state : undefined}>
      <h2>
        <StateIcon state={state} /> {title}
      </h2>
      <strong data-testid={testid} data-count={count}>
        {number(count)}
      </strong>
      <p>{children}</p>
    </section>
  );
}

/** How a run ended: done and read back, failed, held, and what is billed now. */
export function ResultCards({ client, run }: { client: number; run: RunView }) {
  const { t } = useTranslation("apply");
  const { number, delta } = useFormat();
  const { bill, verified } = run;
  // Of the gateway, not of the plan: what is held or failed is not billed.
  const now = useAsk("client_overview", { client }).data?.services;
  // What only a person can set there, Tenantry cannot look at either.
  const partly = (useAsk("gateway_get", { client }).data?.capabilities.byHand.length ?? 0) > 0;
  const billed = [
    ["card.in", bill.incomingBefore, now?.incoming],
    ["card.out", bill.outgoingBefore, now?.outgoing],
    ["card.archive", bill.archivingBefore, now?.archiving],
  ] as const;
  return (
    <div className={css.cards}>
      <Card state="done" title={t("card.done")} count={run.done} testid="run-done">
        {verified === null
          ? t("card.notVerified")
          : verified === run.done
            ? t(partly ? "card.verifiedPartly" : "card.verifiedAll")
            : t("card.verified", { count: verified })}
      </Card>
      <Card
        state={run.failed > 0 ? "failing" : "done"}
        title={t("card.failed")}
        count={run.failed}
        testid="run-failed"
      >
        {t(run.failed > 0 ? "card.failedSome" : "card.failedNone")}
      </Card>
      <Card state={run.held > 0 ? "held" : "done"} title={t("card.held")} count={run.held} testid="run-held">
        {run.held > 0 ? t("card.heldSome", { count: run.held }) : t("card.heldNone")}{" "}
        {run.held > 0 && (
          <Link as="button" inline onClick={() => go(paths.step(client, "review"))}>
            {t("card.decide")}
          </Link>
        )}
      </Card>
      <section className={`${css.card} ${css.bill}`} data-testid="run-bill">
        <h2>{t("card.bill")}</h2>
        <dl>
          {billed.map(([key, before, after]) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              {after !== undefined && (
                <dd>
                  <b>{number(after)}</b>
                  <span className={after < before ? css.less : css.more}>{delta(after - before)}</span>
                </dd>
              )}
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
