import { Button, Spinner } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { ArrowSwapRegular } from "@fluentui/react-icons/svg/arrow-swap";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { CutoverView, DomainCutover } from "../host/bindings";
import { useFormat, useNow } from "../parts/format";
import { KeyHint } from "../parts/KeyHint";
import { useKeys } from "../parts/keys";
import { PageHead } from "../parts/PageHead";
import { Empty, Loaded } from "../parts/States";
import { StepPage } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import type { StepProps } from "../wizard/steps";
import css from "./cutover.module.css";
import { DomainSteps } from "./DomainSteps";
import { DomainTabs } from "./DomainTabs";
import { Exchange } from "./Exchange";
import { Target } from "./Target";
import { useCutover } from "./useCutover";

/** Next steps: what leads each domain's mail over the gateway, in the order that loses none (W8, R17). */
export default function CutoverTab({ client }: StepProps) {
  const { t } = useTranslation("cutover");
  const id = client.row.id;
  const { known, checking, due, problem, look } = useCutover(id);
  useKeys({ F5: look });
  return (
    <StepPage testid="screen-cutover" footer={null}>
      <PageHead title={t("title")} line={t("line")}>
        {known.data && <Checked view={known.data} checking={checking} due={due} />}
        <Button
          icon={checking ? <Spinner size="tiny" aria-hidden /> : <ArrowClockwise20Regular />}
          disabledFocusable={checking}
          onClick={look}
          data-testid="check-now"
        >
          <span className={css.check}>
            {t("check")} <KeyHint keys={["F5"]} />
          </span>
        </Button>
      </PageHead>
      {problem && (
        <div className={css.problem}>
          <ProblemBox problem={problem} client={id} onRetry={{ label: t("check"), press: look }} />
        </div>
      )}
      <Loaded query={known} label={t("reading")} rows={8}>
        {(view) =>
          view.domains.length === 0 ? (
            <Empty icon={<ArrowSwapRegular fontSize={32} />} title={t("empty.title")} line={t("empty.line")}>
              <Button appearance="primary" onClick={() => go(paths.step(id, "domains"))}>
                {t("empty.action")}
              </Button>
            </Empty>
          ) : (
            <Steps client={id} practice={client.row.practice} view={view} onNamed={look} />
          )
        }
      </Loaded>
    </StepPage>
  );
}

/** How old it is, and when it is looked at again. */
function Checked({ view, checking, due }: { view: CutoverView; checking: boolean; due: number | null }) {
  const { t } = useTranslation("cutover");
  const { timeWithZone } = useFormat();
  const now = useNow(1000);
  const left = due === null ? 0 : Math.max(0, Math.round((due - now) / 1000));
  return (
    <span className="quiet caption" data-testid="checked">
      {checking
        ? t("checking")
        : view.asOf
          ? `${t("checked", { at: timeWithZone(view.asOf) })}${left > 0 ? t("again", { count: left }) : ""}`
          : t("never")}
    </span>
  );
}

interface StepsProps {
  client: number;
  practice: boolean;
  view: CutoverView;
  onNamed: () => void;
}

function Steps({ client, practice, view, onNamed }: StepsProps) {
  const stopped = ({ safeToSwitch, route }: DomainCutover) => !safeToSwitch && route !== "gateway";
  const worst = view.domains.find(({ refused }) => refused.length > 0) ?? view.domains.find(stopped);
  const [chosen, setChosen] = useState<string | null>((worst ?? view.domains[0])?.name ?? null);
  const domain = view.domains.find(({ name }) => name === chosen) ?? null;
  return (
    <>
      <Target client={client} practice={practice} target={view.target} onNamed={onNamed} />
      <Exchange client={client} access={view.exchange} />
      <div className={css.columns}>
        <DomainTabs client={client} view={view} chosen={domain?.name ?? null} onChoose={setChosen} />
        <DomainSteps key={domain?.name ?? ""} client={client} view={view} domain={domain} />
      </div>
    </>
  );
}
