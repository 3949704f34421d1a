import { Button } from "@fluentui/react-components";
import { ArrowClockwise20Regular } from "@fluentui/react-icons/svg/arrow-clockwise";
import { useTranslation } from "react-i18next";
import { go, paths } from "../../app/route";
import type { ClientView, DomainList } from "../../host/bindings";
import { useFormat, useNow } from "../../parts/format";
import { KeyHint } from "../../parts/KeyHint";
import { useKeys } from "../../parts/keys";
import { Meter } from "../../parts/Meter";
import { PageHead } from "../../parts/PageHead";
import { usePlace } from "../../parts/place";
import { Empty, Loaded } from "../../parts/States";
import { StepPage } from "../../parts/StepPage";
import { WizardFooter } from "../../parts/WizardFooter";
import { ProblemBox } from "../../problems/ProblemBox";
import { useAsk, useDo } from "../../queries/queries";
import type { StepProps } from "../steps";
import { DomainTable } from "./DomainTable";
import css from "./domains.module.css";
import { useDomainChoice } from "./useDomainChoice";

/** Whose mail goes through the gateway. */
export default function DomainsStep({ client }: StepProps) {
  const { t } = useTranslation("domains");
  const id = client.row.id;
  const { timeWithZone } = useFormat();
  const now = useNow();
  const list = useAsk("domain_list", { client: id });
  const gateway = useAsk("gateway_get", { client: id }).data;
  const fetch = useDo("fetch_start");
  const choice = useDomainChoice(id);
  const onPage = usePlace() === "page";
  const regions = gateway?.capabilities.regions ?? false;
  const reading = fetch.isPending || client.row.progress?.phase === "reading-tenant";
  const read = () => {
    if (!reading) fetch.mutate({ client: id });
  };
  useKeys({ F5: read });
  const readAt = list.data?.readAt;
  const chosen = list.data?.domains.filter((domain) => domain.selected).length ?? 0;
  // A reading ends long after it was asked for: why it failed stands with the client.
  const problem = choice.problem ?? fetch.error ?? (reading ? null : client.row.problem);
  const footer = (
    <WizardFooter
      back={paths.step(id, "connect")}
      primary={{
        label: t(onPage ? "mailboxes:nextOnPage" : "next"),
        onPress: () => go(onPage ? paths.page(id, "changes") : paths.step(id, "mailboxes")),
        blocked: chosen > 0 ? undefined : t("why"),
      }}
    >
      <span data-testid="chosen">{t("footer", { count: chosen, mailboxes: client.mailboxesSelected })}</span>
    </WizardFooter>
  );
  return (
    <StepPage testid="screen-domains" footer={footer}>
      <PageHead title={t("title")} line={t("lead")}>
        {readAt && <span className="quiet caption">{t("readAt", { at: timeWithZone(readAt, now) })}</span>}
        <Button
          icon={<ArrowClockwise20Regular />}
          disabledFocusable={reading}
          onClick={read}
          data-testid="read-again"
        >
          {reading ? t("reading") : t("readAgain")}
        </Button>
      </PageHead>
      {problem && <ProblemBox problem={problem} client={id} />}
      {reading && <Reading client={client} />}
      <Loaded query={list} label={t("list")}>
        {(data) => (data.domains.length > 0 ? rows(data) : reading ? null : nothing())}
      </Loaded>
    </StepPage>
  );

  function nothing() {
    return (
      <Empty title={t("empty.title")} line={t("empty.body")}>
        <Button onClick={read}>{t("empty.action")}</Button>
      </Empty>
    );
  }

  function rows(data: DomainList) {
    return (
      <>
        <DomainTable domains={data.domains} regions={regions} onChange={choice.change} onRead={read} />
        <p className={css.keys}>
          <KeyHint keys={["Space"]}>{t("keys.choose")}</KeyHint>
          <KeyHint keys={["↑", "↓"]}>{t("keys.next")}</KeyHint>
          <KeyHint keys={["F5"]}>{t("keys.again")}</KeyHint>
          {data.domains.filter(({ recipients }) => recipients > 0).length > 1 && (
            <span className="quiet caption">{t("inSeveral")}</span>
          )}
          {gateway && !regions && (
            <span className={css.none} data-testid="no-regions">
              {t("region.none", { gateway: t(`gateway:kind.${gateway.kind}`) })}
            </span>
          )}
        </p>
      </>
    );
  }
}

function Reading({ client }: { client: ClientView }) {
  const { t } = useTranslation("domains");
  const progress = client.row.progress;
  const label = progress ? t("readingCount", { done: progress.done }) : t("reading");
  return (
    <div className={css.reading}>
      <span role="status">{label}</span>
      <Meter label={label} done={progress?.done ?? 0} total={progress?.total ?? null} />
    </div>
  );
}
