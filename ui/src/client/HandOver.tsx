import { Button, MessageBar, MessageBarBody, MessageBarTitle, Spinner } from "@fluentui/react-components";
import { DocumentPdf20Regular } from "@fluentui/react-icons/svg/document-pdf";
import { useTranslation } from "react-i18next";
import { Copyable } from "../parts/Copyable";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";

/** Writes the hand-over pack, and says where it is (W12). */
export function useHandOver(client: number) {
  const { t } = useTranslation("page");
  const make = useDo("handover_make");
  const button = (
    <Button
      icon={make.isPending ? <Spinner size="tiny" aria-hidden /> : <DocumentPdf20Regular />}
      disabledFocusable={make.isPending}
      onClick={() => make.mutate({ client })}
      data-testid="hand-over"
    >
      {t(make.isPending ? "handOver.making" : "handOver.make")}
    </Button>
  );
  const answer = make.error ? (
    <ProblemBox problem={make.error} client={client} />
  ) : (
    make.data && (
      <MessageBar intent="success" layout="multiline" data-testid="hand-over-written">
        <MessageBarBody>
          <MessageBarTitle>{t("handOver.written")}</MessageBarTitle>
          <Copyable value={make.data.folder} label={t("handOver.make")} />
        </MessageBarBody>
      </MessageBar>
    )
  );
  return { button, answer };
}
