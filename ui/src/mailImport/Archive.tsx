import { Button, Field, Input, Radio, RadioGroup, Select, Spinner } from "@fluentui/react-components";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { type Draft, sinkLack, sinkOf, type Tls } from "./draft";
import css from "./mailImport.module.css";
import type { Fields } from "./SetUp";
import { useSizes } from "./useImport";

/** Where the mail goes, and whether it is taken there. */
export function Archive({ draft, set, client }: Fields & { client: number }) {
  const { t } = useTranslation("mailimport");
  const { size } = useSizes();
  const test = useDo("import_try_sink");
  const sink = sinkOf(draft);
  const lack = sinkLack(draft);
  const { reset } = test;
  // What was said of another archive does not count for this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the archive is what it depends on
  useEffect(reset, [sink, draft.password]);
  const awake = lack === null && !test.isPending;
  const go = () => {
    const password = draft.kind === "smtp" && draft.password ? draft.password : null;
    if (awake) test.mutate({ client, sink, password });
  };
  return (
    <Panel title={t("setUp.where")} testid="import-archive">
      <div className={css.stack}>
        <RadioGroup
          layout="horizontal"
          value={draft.kind}
          onChange={(_, { value }) => set({ kind: value as Draft["kind"] })}
          aria-label={t("setUp.archive")}
        >
          {(["maildir", "smtp"] as const).map((kind) => (
            <Radio key={kind} value={kind} label={t(`setUp.kind.${kind}`)} data-testid={`archive-${kind}`} />
          ))}
        </RadioGroup>
        {draft.kind === "maildir" ? <Maildir draft={draft} set={set} /> : <Smtp draft={draft} set={set} />}
        <div className={css.ways}>
          <Button
            icon={test.isPending ? <Spinner size="tiny" aria-hidden /> : null}
            disabledFocusable={!awake}
            onClick={go}
            data-testid="import-try-sink"
          >
            {t(test.isPending ? "setUp.testing" : "setUp.test")}
          </Button>
          {lack && <span className="quiet caption">{t(`setUp.needs.${lack}`)}</span>}
        </div>
        {test.error && <ProblemBox problem={test.error} client={client} />}
        {test.data && (
          <p role="status" data-testid="import-sink-tried">
            <StateMark state="done">
              {[
                t("setUp.tested"),
                test.data.free !== null && t("setUp.free", { size: size(test.data.free) }),
                test.data.largest !== null && t("setUp.largest", { size: size(test.data.largest) }),
              ]
                .filter(Boolean)
                .join(" ")}
            </StateMark>
          </p>
        )}
      </div>
    </Panel>
  );
}

function Maildir({ draft, set }: Fields) {
  const { t } = useTranslation("mailimport");
  return (
    <div className={css.two}>
      <Field label={t("setUp.folder")} hint={t("setUp.folderHint")}>
        <Input
          value={draft.folder}
          onChange={(_, { value }) => set({ folder: value })}
          spellCheck={false}
          placeholder="/srv/archive"
          data-testid="import-folder"
        />
      </Field>
      <Field label={t("setUp.per")}>
        <Select value={draft.per} onChange={(_, { value }) => set({ per: value as Draft["per"] })}>
          {(["mailbox", "domain"] as const).map((per) => (
            <option key={per} value={per}>
              {t(`setUp.perOf.${per}`)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

function Smtp({ draft, set }: Fields) {
  const { t } = useTranslation("mailimport");
  const plain = { spellCheck: false, autoComplete: "off" } as const;
  return (
    <div className={css.two}>
      <Field label={t("setUp.server")} hint={t("setUp.serverHint")}>
        <Input
          {...plain}
          value={draft.server}
          onChange={(_, { value }) => set({ server: value })}
          placeholder="archive.example:587"
          data-testid="import-server"
        />
      </Field>
      <Field label={t("setUp.tls")}>
        <Select
          value={draft.tls}
          onChange={(_, { value }) => set({ tls: value as Tls })}
          data-testid="import-tls"
        >
          {(["starttls", "tls", "here"] as const).map((tls) => (
            <option key={tls} value={tls}>
              {t(`setUp.tlsOf.${tls}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("setUp.journal")} hint={t("setUp.journalHint")} className={css.across ?? ""}>
        <Input
          {...plain}
          value={draft.journal}
          onChange={(_, { value }) => set({ journal: value })}
          placeholder="journal@archive.example"
          data-testid="import-journal"
        />
      </Field>
      <Field label={t("setUp.user")} hint={t("setUp.userHint")}>
        <Input
          {...plain}
          value={draft.user}
          onChange={(_, { value }) => set({ user: value })}
          data-testid="import-user"
        />
      </Field>
      <Field label={t("setUp.password")} hint={t("setUp.passwordKept")}>
        <Input
          type="password"
          autoComplete="new-password"
          value={draft.password}
          onChange={(_, { value }) => set({ password: value })}
          data-testid="import-password"
        />
      </Field>
    </div>
  );
}
