import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { go } from "../../app/route";
import type { ClientRow, PlanView } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { useReview } from "../../parts/place";
import { RehearseButton } from "../../rehearsal/RehearseButton";

/** Says strongly when a plan is none of the usual ones: what it is of, and whether it can be applied. */
export function KindBanner({ client, plan }: { client: ClientRow; plan: PlanView }) {
  const { t } = useTranslation("review");
  const { moment } = useFormat();
  const review = useReview(client.id);
  const { kind, undoes, undoesRow, readAt, fileApprovals } = plan;
  if (kind === "sync") return null;
  const banner = kind === "undo" && undoesRow !== null ? "undoRow" : kind;
  return (
    <MessageBar intent={kind === "rehearsal" ? "warning" : "info"} data-testid={`banner-${kind}`}>
      <MessageBarBody>
        <MessageBarTitle>{t(`banner.${banner}.title`, { run: undoes ?? 0 })}</MessageBarTitle>
        {t(`banner.${banner}.body`, { at: moment(readAt) })}
        {fileApprovals.length > 0 &&
          ` ${t("banner.saved.approved", { who: fileApprovals.map((one) => one.account ?? one.who).join(", ") })}`}
      </MessageBarBody>
      <MessageBarActions>
        {kind === "rehearsal" && <RehearseButton client={client} />}
        <Button size="small" onClick={() => go(review())} data-testid="real-plan">
          {t(`banner.${kind}.way`)}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
