import { Button } from "@fluentui/react-components";
import { ArrowSync16Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { Pause16Regular } from "@fluentui/react-icons/svg/pause";
import { Play16Regular } from "@fluentui/react-icons/svg/play";
import { useTranslation } from "react-i18next";
import type { BackgroundView } from "../host/bindings";
import { useFormat } from "../parts/format";
import { useAsk, useDo } from "../queries/queries";
import css from "./background.module.css";

/** What goes on by itself, or why nothing does, with the one button for it (W10). */
export function BackgroundState({ clients }: { clients: number }) {
  const { t } = useTranslation("background");
  const state = useAsk("background_state", null).data;
  const pause = useDo("pause_all");
  const words = useWords(clients);
  if (!state) return null;
  const asked = state.paused?.why === "asked";
  return (
    <span className={css.state} data-testid="background">
      {state.paused ? <Pause16Regular aria-hidden /> : <ArrowSync16Regular aria-hidden />}
      <span role="status">{words(state)}</span>
      {(state.scheduled > 0 || asked) && (
        <Button
          size="small"
          appearance="subtle"
          icon={asked ? <Play16Regular /> : <Pause16Regular />}
          disabled={pause.isPending}
          onClick={() => pause.mutate({ paused: !asked })}
          data-testid="pause-all"
        >
          {t(asked ? "bar.resume" : "bar.pause")}
        </Button>
      )}
    </span>
  );
}

function useWords(clients: number) {
  const { t } = useTranslation("background");
  const { timeWithZone } = useFormat();
  return ({ paused, scheduled }: BackgroundView) => {
    if (!paused) return scheduled > 0 ? t("bar.running", { scheduled, count: clients }) : t("bar.none");
    const why = t(`paused.${paused.why}`);
    return paused.until ? t("paused.until", { why, at: timeWithZone(paused.until) }) : why;
  };
}
