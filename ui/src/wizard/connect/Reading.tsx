import { Button } from "@fluentui/react-components";
import { ArrowClockwise16Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import type { ClientView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { useKeys } from "../../parts/keys";
import { Meter } from "../../parts/Meter";
import { Panel } from "../../parts/Panel";
import { StateMark } from "../../parts/StateMark";
import { ProblemBox } from "../../problems/ProblemBox";
import { useDo } from "../../queries/queries";
import css from "./Reading.module.css";

/** The first reading of the directory: under way, done, or why it failed. */
export function Reading({ client }: { client: ClientView }) {
  const { t } = useTranslation("connect");
  const { number, moment } = useFormat();
  const fetch = useDo("fetch_start");
  const { id, progress, problem } = client.row;
  const read = () => progress === null && fetch.mutate({ client: id });
  useKeys({ F5: read });
  const again = { label: t("read.again"), press: read };
  if (progress) {
    const { done, total } = progress;
    const tenth = total ? Math.floor((10 * done) / total) * 10 : null;
    return (
      <Panel title={t("read.title")} testid="reading">
        <Meter label={t("read.title")} done={done} total={total} />
        <p className={css.line}>
          {total
            ? t("read.ofAbout", { done: number(done), total: number(total) })
            : t("read.soFar", { done: number(done) })}
        </p>
        <span className="unseen" role="status">
          {tenth === null ? t("read.title") : t("read.percent", { percent: tenth })}
        </span>
      </Panel>
    );
  }
  if (fetch.error) return <ProblemBox problem={fetch.error} onRetry={again} />;
  if (problem) return <ProblemBox problem={problem} onRetry={again} client={id} />;
  return (
    <Panel title={t("read.directory")} testid="reading">
      <div className={css.done}>
        {client.readAt ? (
          <>
            <StateMark state={client.readComplete ? "done" : "look"}>
              {client.readComplete ? t("read.done", { count: client.domainsTotal }) : t("read.partly")}
            </StateMark>
            <p className="quiet caption">{moment(client.readAt)}</p>
          </>
        ) : (
          <StateMark state="queued">{t("read.never")}</StateMark>
        )}
        <p>
          <Button size="small" icon={<ArrowClockwise16Regular />} onClick={read} data-testid="read-again">
            {client.readAt ? t("read.again") : t("read.now")}
          </Button>
        </p>
      </div>
    </Panel>
  );
}
