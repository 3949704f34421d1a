import { Button, Spinner } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import type { ClientView, ImportAccessView, Problem } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { Facts } from "../parts/Facts";
import { useFormat } from "../parts/format";
import { Sheet } from "../parts/Sheet";
import { StateMark } from "../parts/StateMark";
import { Loaded } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";
import { RemoveApp } from "./RemoveApp";
import { Scope, Test } from "./Scope";
import { Step } from "./Step";
import { useImport } from "./useImport";

/** The permission as it stands: what it is, its scope and the test of it, and the way to take it away (M8). */
export function AccessSheet({ client, onClose }: { client: ClientView; onClose: () => void }) {
  const { t } = useTranslation("mailimport");
  const { access, step } = useImport(client.row.id);
  const remove = useDo("import_remove");
  const register = useDo("import_register");
  // What was chosen when it was registered stays chosen.
  const goOn = () => register.mutate({ client: client.row.id, everywhere: !access.data?.app?.forGroup });
  const check = () => access.refetch();
  return (
    <Sheet
      client={client.row}
      title={t("access.title")}
      line={t("access.why.never")}
      testid="import-access"
      onClose={onClose}
    >
      <Loaded query={access} label={t("access.state.checking")}>
        {(stands) => (
          <>
            <div className={css.standing} data-testid="import-access-state">
              <Standing access={stands} />
              <Button
                size="small"
                icon={
                  access.isFetching ? <Spinner size="extra-tiny" aria-hidden /> : <ArrowClockwise20Regular />
                }
                disabledFocusable={access.isFetching}
                onClick={check}
                data-testid="import-access-check"
              >
                {t("access.check")}
              </Button>
            </div>
            <AppFacts access={stands} />
            {stands.problem && <ProblemBox problem={stands.problem} client={client.row.id} />}
            {step.data && step.data.state !== "idle" ? (
              <Step
                client={client}
                step={step.data}
                onAgain={() =>
                  step.data?.state === "failed" && step.data.removes
                    ? remove.mutate({ client: client.row.id })
                    : goOn()
                }
              />
            ) : (
              stands.canGoOn &&
              stands.problem && <GoOn after={stands.problem} error={register.error} onGoOn={goOn} />
            )}
            {remove.error && <ProblemBox problem={remove.error} client={client.row.id} />}
            {stands.app && (
              <>
                {stands.app.appId && (
                  <>
                    <Scope client={client} byHand={!stands.app.registeredHere} />
                    <Test client={client} />
                  </>
                )}
                {step.data?.state !== "waiting" && <RemoveApp client={client} app={stands.app} />}
              </>
            )}
          </>
        )}
      </Loaded>
    </Sheet>
  );
}

interface GoOnProps {
  /** Why it cannot read. */
  after: Problem;
  error: Problem | null;
  onGoOn: () => void;
}

/** It was registered from here and reads nothing: whoever may register and grant it goes on from there. */
function GoOn({ after, error, onGoOn }: GoOnProps) {
  const { t } = useTranslation("mailimport");
  return (
    <div className={css.stack}>
      <p className="quiet">{t(`access.goOn.after.${after.code}`, { defaultValue: "" })}</p>
      <div className={css.ways}>
        <Button onClick={onGoOn} data-testid="import-go-on">
          {t("access.goOn.do")}
        </Button>
      </div>
      {error && <ProblemBox problem={error} />}
    </div>
  );
}

/** Whether it can read, in a word. */
export function Standing({ access }: { access: ImportAccessView }) {
  const { t } = useTranslation("mailimport");
  if (access.scoped) return <StateMark state="done">{t("access.state.scoped")}</StateMark>;
  if (access.ready) return <StateMark state="done">{t("access.state.ready")}</StateMark>;
  if (access.problem?.code === "import-not-tried") {
    return <StateMark state="look">{t("access.state.untried")}</StateMark>;
  }
  return <StateMark state="look">{t("access.state.not")}</StateMark>;
}

function AppFacts({ access }: { access: ImportAccessView }) {
  const { t } = useTranslation("mailimport");
  const { date } = useFormat();
  const { app, daysLeft, notAfter, thumbprint } = access;
  return (
    <Facts
      facts={[
        ...(app
          ? [
              ...(app.appId
                ? [
                    [
                      t("access.facts.app"),
                      <Copyable key="app" value={app.appId} label={t("access.facts.app")} />,
                    ] as const,
                  ]
                : []),
              [
                t("access.facts.by"),
                t(`access.facts.${app.registeredHere ? "here" : "hand"}`, { date: date(app.made) }),
              ] as const,
            ]
          : []),
        ...(notAfter && daysLeft !== null
          ? [
              [
                t("access.facts.ends"),
                t("access.facts.days", { count: daysLeft, date: date(notAfter) }),
              ] as const,
            ]
          : []),
        ...(thumbprint
          ? [
              [
                t("access.facts.thumbprint"),
                <Copyable key="print" value={thumbprint} label={t("access.facts.thumbprint")} />,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}
