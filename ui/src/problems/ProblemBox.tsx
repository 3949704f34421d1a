import { Button } from "@fluentui/react-components";
import { ArrowClockwise16Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { Key16Regular } from "@fluentui/react-icons/svg/key";
import { PlugConnectedSettings20Regular } from "@fluentui/react-icons/svg/plug-connected-settings";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { Problem } from "../host/bindings";
import { Facts } from "../parts/Facts";
import { StateMark } from "../parts/StateMark";
import css from "./ProblemBox.module.css";
import { entryOf } from "./table";
import { wordsOf } from "./words";

interface Props {
  problem: Problem;
  /** Whose it is, where that does not show otherwise. */
  about?: string;
  onRetry?: { label: string; press: () => unknown };
  /** Whose problem it is: offers the step that helps: it signs in, asks for approval, registers, or sets the gateway. */
  client?: number;
  /** Further ways on, beside *Try again*. */
  children?: ReactNode;
}

/** What happened, what was done about it, what the person can do; the raw cause one click away (B8). */
export function ProblemBox({ problem, about, onRetry, client, children }: Props) {
  const { t } = useTranslation("problems");
  const words = wordsOf(t, problem);
  const { state, severity, action } = entryOf(problem.code);
  const signIn =
    client !== undefined && (action === "sign-in" || action === "approve" || action === "register");
  const settings = client !== undefined && action === "gateway";
  const cause = [problem.message, problem.detail].filter((line) => line && line !== words.what).join("\n");
  return (
    <div
      className={css.box}
      data-severity={severity}
      data-testid="problem"
      data-code={problem.code}
      role={severity === "info" ? "status" : "alert"}
    >
      <h3 className={css.title}>
        <StateMark state={state}>{about ? `${about}: ${words.title}` : words.title}</StateMark>
      </h3>
      <Facts
        facts={[
          [t("what"), words.what],
          ...words.you.map((hint, at) => [at === 0 ? t("you") : "", hint] as const),
          ...(words.differs.length > 0 ? [[t("differs"), words.differs.join(", ")] as const] : []),
          ...(words.support
            ? [
                [
                  t("support"),
                  <code key="support" className="mono">
                    {words.support}
                  </code>,
                ] as const,
              ]
            : []),
        ]}
      />
      {(onRetry || signIn || settings || children) && (
        <div className={css.actions}>
          {onRetry && (
            <Button size="small" icon={<ArrowClockwise16Regular />} onClick={() => onRetry.press()}>
              {onRetry.label}
            </Button>
          )}
          {signIn && (
            <Button size="small" icon={<Key16Regular />} onClick={() => go(paths.step(client, "connect"))}>
              {t("signIn")}
            </Button>
          )}
          {settings && (
            <Button
              size="small"
              icon={<PlugConnectedSettings20Regular />}
              onClick={() => go(paths.step(client, "client"))}
              data-testid="to-gateway"
            >
              {t("toGateway")}
            </Button>
          )}
          {children}
        </div>
      )}
      {cause && (
        <details className={css.cause}>
          <summary>{t("cause")}</summary>
          <pre>{cause}</pre>
        </details>
      )}
    </div>
  );
}
