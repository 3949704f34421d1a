import { useTranslation } from "react-i18next";
import type { ImportView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { Meter } from "../parts/Meter";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { useAsk } from "../queries/queries";
import css from "./mailImport.module.css";
import { useSizes } from "./useImport";

/** How large it is: folders' counts and sizes, no message was read for it. */
export function Estimate({ view, client }: { view: ImportView; client: number }) {
  const { t } = useTranslation("mailimport");
  const { number } = useFormat();
  const { size, lasts } = useSizes();
  const { estimate, counting, mailboxes } = view;
  const counted = estimate?.counted ?? 0;
  const far = { counted: number(counted), total: number(mailboxes) };
  const whole = counted >= mailboxes;
  return (
    <Panel testid="import-estimate">
      <div className={css.stack}>
        <div role="status">
          {counting ? (
            <StateMark state="working">{t("ready.counting", far)}</StateMark>
          ) : (
            <StateMark state={whole ? "done" : "look"}>
              {whole ? t("ready.counted", { count: counted }) : t("ready.partly", far)}
            </StateMark>
          )}
        </div>
        {counting && <Meter label={t("ready.counting", far)} done={counted} total={mailboxes} />}
        <dl className={css.figures}>
          {(
            [
              ["messages", estimate && number(estimate.messages)],
              ["size", estimate && estimate.bytes !== null ? size(estimate.bytes) : null],
              ["takes", estimate && estimate.seconds > 0 ? lasts(estimate.seconds) : null],
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt>{t(`ready.${name}`)}</dt>
              <dd>
                {value && estimate?.atMost ? (
                  <>
                    <span className="quiet">≤ </span>
                    <span className="unseen">{t("ready.atMost", { number: value })}</span>
                    <b aria-hidden>{value}</b>
                  </>
                ) : (
                  <b>{value ?? "–"}</b>
                )}
              </dd>
            </div>
          ))}
        </dl>
        {estimate && !counting && <Room client={client} view={view} />}
        <p className="quiet caption">
          {estimate?.atMost && `${t("ready.atMostWhy")} `}
          {t("ready.pace")}
        </p>
      </div>
    </Panel>
  );
}

/** It will not fit, which is said before the start: both numbers, and what to do. */
function Room({ client, view }: { client: number; view: ImportView }) {
  const { t } = useTranslation("mailimport");
  const { size } = useSizes();
  const room = useAsk("import_room", { client, import: view.id }).data;
  if (!room?.short) return null;
  const { of, folder, needed, free } = room;
  return (
    <div role="status" data-testid="import-room">
      <StateMark state="look">
        {t(`room.${of}`, { folder, needed: size(needed), free: size(free) })}
      </StateMark>
      <p className="caption">
        {t(`room.${of}Do`)} {of === "archive" && view.estimate?.atMost && t("room.archiveDays")}
      </p>
    </div>
  );
}
