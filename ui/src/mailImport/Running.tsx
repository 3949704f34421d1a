import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { MoreHorizontal20Regular } from "@fluentui/react-icons/svg/more-horizontal";
import { Pause20Regular } from "@fluentui/react-icons/svg/pause";
import { Play20Regular } from "@fluentui/react-icons/svg/play";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportRow, ImportView } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { PageHead } from "../parts/PageHead";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { AddDialog } from "./AddDialog";
import { ArchivePassword, lacksPassword } from "./ArchivePassword";
import { HoursDialog } from "./HoursDialog";
import { Mailboxes } from "./Mailboxes";
import css from "./mailImport.module.css";
import { Others } from "./Others";
import { Paper } from "./Paper";
import { Totals } from "./Totals";
import { archiveOf, daysOf, foldersOf } from "./words";

interface Props {
  client: ClientView;
  view: ImportView;
  onNew: () => void;
  onAccess: () => void;
}

/** An import at work, at rest or over: totals, its mailboxes, and the certificate (S2, S4). */
export function Running({ client, view, onNew, onAccess }: Props) {
  const { t } = useTranslation("mailimport");
  const formats = useFormat(view.zone);
  const [asking, setAsking] = useState<"add" | "hours" | null>(null);
  const [shown, setShown] = useState<ImportRow | null>(null);
  const resume = useDo("import_resume");
  const pause = useDo("import_pause");
  const named = { client: client.row.id, import: view.id };
  const line = t("line.wish", {
    days: daysOf(t, formats, view.wish),
    archive: archiveOf(t, view.wish),
    folders: foldersOf(t, view.wish),
  });
  const goes = view.state === "running";
  const rests = view.state === "paused" || view.joined > 0;
  const problem = resume.error ?? pause.error ?? view.problem;
  const goOn = { label: t("stopped.again"), press: () => resume.mutate(named) };
  return (
    <>
      <PageHead title={t("title")} line={line}>
        {goes ? (
          <Button
            icon={<Pause20Regular />}
            disabledFocusable={pause.isPending}
            onClick={() => pause.mutate(named)}
            data-testid="import-pause"
          >
            {t("act.pause")}
          </Button>
        ) : (
          <Button
            icon={<Play20Regular />}
            appearance={rests ? "primary" : "secondary"}
            disabledFocusable={resume.isPending}
            onClick={() => resume.mutate(named)}
            data-testid="import-resume"
          >
            {t(rests ? "act.resume" : "act.again")}
          </Button>
        )}
        <Button icon={<Add20Regular />} onClick={() => setAsking("add")} data-testid="import-add">
          {t("act.add")}
        </Button>
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button icon={<MoreHorizontal20Regular />} aria-label={t("act.more")} data-testid="import-more" />
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem onClick={onAccess} data-testid="import-access-open">
                {t("access.button")}
              </MenuItem>
              <MenuItem onClick={() => setAsking("hours")} data-testid="import-set-hours">
                {t("act.hours")}
              </MenuItem>
              <MenuItem onClick={onNew} data-testid="import-new">
                {t("act.new")}
              </MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      </PageHead>
      {client.row.practice && (
        <p className={css.practice}>
          <StateMark state="practice">{t("practice")}</StateMark>
        </p>
      )}
      <Totals view={view} />
      <Hold view={view} />
      <Others client={client.row.id} view={view} />
      {problem && (
        <div className={css.problem}>
          <ProblemBox
            problem={problem}
            client={client.row.id}
            {...(goes || lacksPassword(problem) ? {} : { onRetry: goOn })}
          >
            <ArchivePassword {...named} problem={problem} />
          </ProblemBox>
        </div>
      )}
      <div className={css.board}>
        <Mailboxes client={client.row.id} view={view} shown={shown} onShow={setShown} />
        <Paper client={client.row} view={view} row={shown} onWhole={() => setShown(null)} />
      </div>
      {asking === "add" && <AddDialog client={client.row.id} view={view} onClose={() => setAsking(null)} />}
      {asking === "hours" && (
        <HoursDialog client={client.row.id} view={view} onClose={() => setAsking(null)} />
      )}
    </>
  );
}

/** What it waits for, though a person lets it run. */
function Hold({ view }: { view: ImportView }) {
  const { t } = useTranslation("mailimport");
  const { timeWithZone } = useFormat();
  const now = useNow();
  if (view.state !== "running") return null;
  const when = (at: string) => timeWithZone(at, now);
  const words = view.held
    ? view.held.why === "again"
      ? t("held.again", { at: when(view.held.at) })
      : t(`held.${view.held.why}`)
    : view.waitsUntil && t("held.hours", { at: when(view.waitsUntil) });
  if (!words) return null;
  return (
    <p className={css.hold} role="status" data-testid="import-held">
      <StateMark state={view.held ? "paused" : "ends"} loud={false}>
        {words}
      </StateMark>
    </p>
  );
}
