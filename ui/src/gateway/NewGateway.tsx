import { Button } from "@fluentui/react-components";
import { PlugConnected20Regular } from "@fluentui/react-icons/svg/plug-connected";
import { useTranslation } from "react-i18next";
import type { GatewayKindView } from "../host/bindings";
import { Panel } from "../parts/Panel";
import { useDo } from "../queries/queries";
import { credentialsOf, type GatewayDraft, lackOf } from "./draft";
import { GatewayAnswer } from "./GatewayAnswer";
import { GatewayFields } from "./GatewayFields";
import css from "./gateway.module.css";

interface Props {
  kinds: readonly GatewayKindView[];
  draft: GatewayDraft;
  /** The draft in the command line's form. */
  address: string;
  onDraft: (draft: GatewayDraft) => void;
}

/** The gateway of a client that is not there yet; it is tested as it is typed, before anything is stored. */
export function NewGateway({ kinds, draft, address, onDraft }: Props) {
  const { t } = useTranslation("gateway");
  const test = useDo("gateway_test");
  const lack = lackOf(draft, kinds);
  return (
    <Panel title={t("title")}>
      <div className={css.stack}>
        <GatewayFields
          kinds={kinds}
          draft={draft}
          onDraft={(next) => {
            onDraft(next);
            test.reset();
          }}
        />
        <div className={css.ways}>
          <Button
            icon={<PlugConnected20Regular />}
            disabledFocusable={lack !== null || test.isPending}
            onClick={() => test.mutate({ gateway: address, ...credentialsOf(draft) })}
            data-testid="test-connection"
          >
            {t("test")}
          </Button>
          <span className="quiet caption">{lack ? t(lack) : t("testHint")}</span>
        </div>
        <GatewayAnswer asking={test.isPending} answer={test.data} problem={test.error} />
      </div>
    </Panel>
  );
}
