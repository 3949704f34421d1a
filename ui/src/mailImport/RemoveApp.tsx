import { Button } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons/svg/delete";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportAppView } from "../host/bindings";
import { Decision } from "../parts/Decision";
import { Panel } from "../parts/Panel";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import css from "./mailImport.module.css";
import { Lines } from "./Scope";

/** When the import is over: application and key go, on one button (M8). */
export function RemoveApp({ client, app }: { client: ClientView; app: ImportAppView }) {
  const { t } = useTranslation("mailimport");
  const [asking, setAsking] = useState(false);
  const remove = useDo("import_remove");
  const left = useAsk("import_unscope", { client: client.row.id }, { enabled: asking });
  const name = client.row.name;
  return (
    <Panel title={t("access.remove.title")} testid="import-remove">
      <div className={css.stack}>
        <p className="quiet">{t(app.registeredHere ? "access.remove.line" : "access.remove.lineHand")}</p>
        {remove.error && <ProblemBox problem={remove.error} client={client.row.id} />}
        <div className={css.ways}>
          <Button
            icon={<Delete20Regular className={css.danger ?? ""} />}
            onClick={() => setAsking(true)}
            data-testid="import-remove-app"
          >
            {t("access.remove.button")}
          </Button>
        </div>
      </div>
      {asking && (
        <Decision
          title={t("access.remove.confirm", { client: name })}
          action={t("access.remove.do")}
          awake={!remove.isPending}
          danger
          wide
          testid="import-removing"
          onConfirm={() => {
            setAsking(false);
            remove.mutate({ client: client.row.id });
          }}
          onClose={() => setAsking(false)}
        >
          <p>{t("access.remove.what", { client: name })}</p>
          <p>{t(app.registeredHere ? "access.remove.browser" : "access.remove.lineHand")}</p>
          {left.data?.exchange && (
            <details open={left.data.byExchange} data-testid="import-unscope">
              <summary>{t("access.remove.unscope")}</summary>
              <Lines text={left.data.exchange} copy={t("access.remove.unscopeCopy")} />
            </details>
          )}
          {left.data?.consent && (
            <details data-testid="import-unconsent">
              <summary>{t("access.remove.unconsent")}</summary>
              <Lines text={left.data.consent} copy={t("access.remove.unconsentCopy")} />
            </details>
          )}
        </Decision>
      )}
    </Panel>
  );
}
