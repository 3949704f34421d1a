import { Spinner } from "@fluentui/react-components";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { GatewayTest, Problem } from "../host/bindings";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import css from "./gateway.module.css";
import { useIsMade } from "./useIsMade";

interface Props {
  asking: boolean;
  answer: GatewayTest | undefined;
  problem: Problem | null;
}

/** What a gateway answered to being asked; it comes into sight, for the button may stand at the foot of the page. */
export function GatewayAnswer({ asking, answer, problem }: Props) {
  const { t } = useTranslation("gateway");
  const isMade = useIsMade();
  const box = useRef<HTMLDivElement>(null);
  const told = asking ? null : (problem ?? answer);
  useEffect(() => {
    if (told) box.current?.scrollIntoView({ block: "nearest" });
  }, [told]);
  return (
    <div ref={box} className={css.answer}>
      <p role="status" data-testid="gateway-result">
        {asking && <Spinner size="tiny" labelPosition="after" label={t("testing")} />}
        {!asking && answer && (
          <StateMark state="done">
            {answer.identity ? t("answers", { description: answer.description }) : isMade(answer.description)}
          </StateMark>
        )}
      </p>
      {!asking && problem && <ProblemBox problem={problem} />}
    </div>
  );
}
