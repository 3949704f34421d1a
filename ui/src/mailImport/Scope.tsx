import { Button, Field, Input, Spinner } from "@fluentui/react-components";
import { Copy20Regular } from "@fluentui/react-icons/svg/copy";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { ClientView } from "../host/bindings";
import { useCopy } from "../parts/copy";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";

/** PowerShell that lets the application read the mail of one group's members alone. */
export function Scope({ client, byHand }: { client: ClientView; byHand: boolean }) {
  const { t } = useTranslation("mailimport");
  const make = useDo("import_scope");
  const [group, setGroup] = useState("");
  const domain = client.row.tenant?.domain ?? "client.example";
  const awake = group.trim() !== "" && !make.isPending;
  return (
    <Panel title={t("access.scope.title")} testid="import-scope">
      <form
        className={css.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (awake) make.mutate({ client: client.row.id, group: group.trim() });
        }}
      >
        <p className="quiet">
          <Trans t={t} i18nKey="access.scope.line" components={{ m: <code className="mono" /> }} />
        </p>
        <div className={css.inline}>
          <Field label={t("access.scope.group")} hint={t("access.scope.groupHint", { domain })}>
            <Input
              value={group}
              onChange={(_, { value }) => setGroup(value)}
              data-testid="import-scope-group"
            />
          </Field>
          <Button type="submit" disabledFocusable={!awake} data-testid="import-scope-make">
            {t("access.scope.make")}
          </Button>
        </div>
        {make.error && <ProblemBox problem={make.error} client={client.row.id} />}
        {make.data && (
          <>
            {byHand && <StateMark state="look">{t("access.scope.byHandId")}</StateMark>}
            <Lines text={make.data.powershell} copy={t("access.scope.copy")} />
          </>
        )}
      </form>
    </Panel>
  );
}

/** Lines to copy and run elsewhere. */
export function Lines({ text, copy: words }: { text: string; copy: string }) {
  const { t } = useTranslation("mailimport");
  const { copied, copy } = useCopy();
  return (
    <div className={css.lines}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the arrow keys */}
      <pre className={css.script} tabIndex={0} data-testid="import-script">
        {text}
      </pre>
      <div className={css.ways}>
        <Button size="small" icon={<Copy20Regular />} onClick={() => copy(text)} data-testid="copy-script">
          {copied ? t("common:copy.done") : words}
        </Button>
      </div>
    </div>
  );
}

/** One mailbox inside the scope is read, one outside must be refused. */
export function Test({ client }: { client: ClientView }) {
  const { t } = useTranslation("mailimport");
  const trying = useDo("import_try");
  const [address, setAddress] = useState("");
  const awake = address.trim() !== "" && !trying.isPending;
  return (
    <Panel title={t("access.test.title")} testid="import-test">
      <form
        className={css.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (awake) trying.mutate({ client: client.row.id, address: address.trim() });
        }}
      >
        <p className="quiet">{t("access.test.line")}</p>
        <div className={css.inline}>
          <Field label={t("access.test.address")}>
            <Input
              value={address}
              onChange={(_, { value }) => setAddress(value)}
              data-testid="import-try-address"
            />
          </Field>
          <Button
            type="submit"
            icon={trying.isPending ? <Spinner size="tiny" aria-hidden /> : null}
            disabledFocusable={!awake}
            data-testid="import-try"
          >
            {t(trying.isPending ? "access.test.trying" : "access.test.try")}
          </Button>
        </div>
        {trying.error && <ProblemBox problem={trying.error} client={client.row.id} />}
        {trying.data && (
          <p role="status" data-testid="import-tried">
            <StateMark state={trying.data.reach === "yes" ? "done" : "refused"}>
              {t(`access.test.${trying.data.reach}`, { address: trying.data.address })}
            </StateMark>
          </p>
        )}
      </form>
    </Panel>
  );
}
