import { Button, Spinner, Tooltip } from "@fluentui/react-components";
import { ArrowLeft20Regular } from "@fluentui/react-icons/svg/arrow-left";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { KeyHint } from "./KeyHint";
import { useKeys } from "./keys";
import { usePlace } from "./place";
import css from "./WizardFooter.module.css";

export interface Primary {
  label: string;
  onPress: () => void;
  /** Why it cannot be pressed now; it stays focusable and says so. */
  blocked?: string | undefined;
  busy?: boolean;
  /** Ctrl Enter presses it, too. Off for Apply and for removals. */
  key?: boolean;
}

interface Props {
  /** Hash path of the step before. */
  back?: string;
  /** Running counts, or what Next waits for. */
  children?: ReactNode;
  /** Quiet buttons beside the primary one. */
  extra?: ReactNode;
  /** Left out where leaving is no choice, e.g. while applying. */
  close?: boolean;
  primary?: Primary;
}

/** The one place of Back, of what is so far, and of the primary action. */
export function WizardFooter({ back: before, children, extra, close = true, primary }: Props) {
  const { t } = useTranslation();
  // The tabs of a client's page have no order; its rail leads on and away.
  const onPage = usePlace() === "page";
  const back = onPage ? undefined : before;
  const [asked, setAsked] = useState(false);
  const press = () => primary && !primary.blocked && !primary.busy && primary.onPress();
  const withKey = primary?.key !== false;
  useKeys({
    "Control+Enter": () => withKey && press(),
    ...(onPage
      ? {}
      : { "Alt+ArrowLeft": () => back && go(back), "Alt+ArrowRight": () => withKey && press() }),
  });
  return (
    <footer className={css.footer}>
      {back && (
        <Button appearance="subtle" icon={<ArrowLeft20Regular />} onClick={() => go(back)} data-testid="back">
          {t("footer.back")}
        </Button>
      )}
      <div className={css.counts}>
        {children}
        {primary?.blocked && <span data-testid="why-not">{primary.blocked}</span>}
      </div>
      {extra}
      {close && !onPage && (
        <Button appearance="subtle" onClick={() => go(paths.cockpit)} data-testid="save-close">
          {t("footer.close")}
        </Button>
      )}
      {primary && withKey && !primary.blocked && <KeyHint keys={["Ctrl", "Enter"]} />}
      {primary && (
        <Tooltip
          content={primary.blocked ?? ""}
          relationship="description"
          // Always said: Fluent does not follow who says it only at times.
          visible={asked && Boolean(primary.blocked)}
          onVisibleChange={(_, { visible }) => setAsked(visible)}
        >
          <Button
            appearance="primary"
            disabledFocusable={Boolean(primary.blocked) || primary.busy === true}
            icon={primary.busy ? <Spinner size="tiny" aria-hidden /> : null}
            onClick={press}
            data-testid="action-primary"
          >
            {primary.label}
          </Button>
        </Tooltip>
      )}
    </footer>
  );
}
