import { Button, Link } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportWishView } from "../host/bindings";
import { useDraft } from "../parts/drafts";
import { useKeys } from "../parts/keys";
import { PageHead } from "../parts/PageHead";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { Columns } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import { Standing } from "./AccessSheet";
import { Archive } from "./Archive";
import { choiceOf, type Draft, draftOf, lackOf, wishOf } from "./draft";
import css from "./mailImport.module.css";
import { What } from "./What";
import { When } from "./When";
import { Whose } from "./Whose";

export interface Fields {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

interface Props {
  client: ClientView;
  /** What was set up before, and is changed now. */
  wish: ImportWishView | null;
  onAccess: () => void;
  onBegun: () => void;
  onBack?: () => void;
}

/** Whose mail, which of it, where to, and when; the next step counts it (S1, S2). */
export function SetUp({ client, wish, onAccess, onBegun, onBack }: Props) {
  const { t } = useTranslation("mailimport");
  const id = client.row.id;
  // Whoever has an import already says anew whose mail is meant, so that none gets every mailbox by the way.
  const start: Draft = { ...draftOf(wish), which: onBack ? "these" : "all" };
  const [draft, keep, forget] = useDraft(`import ${id}`, start, wish);
  const access = useAsk("import_access", { client: id }).data;
  const options = useAsk("options_get", { client: id }).data;
  const begin = useDo("import_begin");
  const count = useDo("import_count");
  const zone = options?.options.timeZone ?? "";
  const set = (change: Partial<Draft>) => keep({ ...draft, ...change });
  const lack = lackOf(draft);
  const awake = lack === null && !begin.isPending;
  const go = () => {
    if (!awake) return;
    const password = draft.kind === "smtp" && draft.password ? draft.password : null;
    begin.mutate(
      { client: id, mailboxes: choiceOf(draft), wish: wishOf(draft), password },
      {
        onSuccess: (begun) => {
          forget();
          if (begun.fresh) count.mutate({ client: id, import: begun.id });
          onBegun();
        },
      },
    );
  };
  useKeys({ "Control+Enter": go });
  const fields = { draft, set };
  return (
    <>
      <PageHead title={t("title")} line={t("line.setUp")}>
        {onBack && (
          <Button onClick={onBack} data-testid="import-back">
            {t("setUp.back")}
          </Button>
        )}
      </PageHead>
      <Columns
        side={
          <>
            <Panel title={t("access.title")} testid="import-permission">
              <div className={css.standing}>
                {access ? <Standing access={access} /> : t("access.state.checking")}
                <Link as="button" onClick={onAccess} data-testid="import-access-open">
                  {t("access.button")}
                </Link>
              </div>
            </Panel>
            <Panel testid="import-begin-panel">
              <div className={css.stack}>
                <Button
                  appearance="primary"
                  disabledFocusable={!awake}
                  onClick={go}
                  data-testid="import-begin"
                >
                  {t("setUp.count")}
                </Button>
                {lack ? (
                  <StateMark state="info">{t(`setUp.needs.${lack}`)}</StateMark>
                ) : (
                  <p className="quiet caption">{t("setUp.countLine")}</p>
                )}
                {begin.error && <ProblemBox problem={begin.error} client={id} />}
              </div>
            </Panel>
          </>
        }
      >
        {client.row.practice && <StateMark state="practice">{t("practice")}</StateMark>}
        <Whose {...fields} />
        <What {...fields} />
        <Archive {...fields} client={id} />
        <When {...fields} zone={zone} />
      </Columns>
    </>
  );
}
