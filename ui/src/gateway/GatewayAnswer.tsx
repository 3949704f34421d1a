import { Spinner } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { GatewayTest, Problem } from "../host/bindings";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";

interface Props {
  asking: boolean;
  answer: GatewayTest | undefined;
  problem: Problem | null;
}

/** What a gateway answered to being asked. */
export function GatewayAnswer({ asking, answer, problem }: Props) {
  const { t } = useTranslation("gateway");
  return (
    <>
      <p role="status" data-testid="gateway-result">
        {asking && <Spinner size="tiny" labelPosition="after" label={t("testing")} />}
        {!asking && answer && (
          <StateMark state="done">
            {t(answer.identity ? "answers" : "isMade", { description: answer.description })}
          </StateMark>
        )}
      </p>
      {!asking && problem && <ProblemBox problem={problem} />}
    </>
  );
}
