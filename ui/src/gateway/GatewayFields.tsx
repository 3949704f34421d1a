import { Field, Input } from "@fluentui/react-components";
import { Database20Regular } from "@fluentui/react-icons/svg/database";
import { Desktop20Regular } from "@fluentui/react-icons/svg/desktop";
import { MailShield20Regular } from "@fluentui/react-icons/svg/mail-shield";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { GatewayKind, GatewayKindView } from "../host/bindings";
import { useAsk } from "../queries/queries";
import { blank, type GatewayDraft, placeOf } from "./draft";
import css from "./gateway.module.css";

const icons: Record<GatewayKind, typeof Desktop20Regular> = {
  local: Desktop20Regular,
  postgres: Database20Regular,
  "mail-assure": MailShield20Regular,
};

interface Props {
  kinds: readonly GatewayKindView[];
  draft: GatewayDraft;
  onDraft: (draft: GatewayDraft) => void;
  /** A password is kept for this place; an empty field leaves it. */
  keeps?: boolean;
}

/** Kind, place and credentials of a gateway. The password is typed here and never shown again. */
export function GatewayFields({ kinds, draft, onDraft, keeps = false }: Props) {
  const { t } = useTranslation("gateway");
  const { kind } = draft;
  const usual = useAsk("app_state", null).data?.gatewayDir ?? "";
  const known = kinds.find((one) => one.kind === kind);
  const put = (change: Partial<GatewayDraft>) => onDraft({ ...draft, ...change });
  return (
    <div className={css.fields}>
      <Kinds kinds={kinds} kind={kind} onKind={(next) => next !== kind && onDraft(blank(next))} />
      <Field label={t(`place.${kind}`)} hint={t(`hint.${kind}`)}>
        <Input
          className="mono"
          value={draft.place}
          placeholder={kind === "local" ? usual : placeOf(kind, known?.placeholder ?? "")}
          onChange={(_, { value }) => put({ place: value })}
          autoComplete="off"
          spellCheck={false}
          data-testid="field-gateway"
        />
      </Field>
      {known?.needsCredentials && (
        <div className={css.two}>
          <Field label={t("user")} hint={t(`userHint.${kind}`, { defaultValue: "" })}>
            <Input
              value={draft.user}
              onChange={(_, { value }) => put({ user: value })}
              autoComplete="off"
              spellCheck={false}
              data-testid="field-gateway-user"
            />
          </Field>
          <Field label={t("password")} hint={t(keeps ? "passwordKeep" : "passwordHint")}>
            <Input
              type="password"
              value={draft.password}
              onChange={(_, { value }) => put({ password: value })}
              autoComplete="new-password"
              data-testid="field-gateway-password"
            />
          </Field>
        </div>
      )}
    </div>
  );
}

interface KindsProps {
  kinds: readonly GatewayKindView[];
  kind: GatewayKind;
  onKind: (kind: GatewayKind) => void;
}

/** The kinds of gateways beside each other, one of them chosen. */
function Kinds({ kinds, kind: chosen, onKind }: KindsProps) {
  const { t } = useTranslation("gateway");
  const name = useId();
  return (
    <div role="radiogroup" aria-label={t("kindLabel")} className={css.kinds}>
      {kinds.map(({ kind }) => {
        const Icon = icons[kind];
        return (
          <label key={kind} className={css.kind}>
            <input
              type="radio"
              name={name}
              value={kind}
              checked={kind === chosen}
              onChange={() => onKind(kind)}
              aria-describedby={`${name}-${kind}`}
              data-testid={`gateway-${kind}`}
            />
            <Icon aria-hidden />
            <span>
              <b>{t(`kind.${kind}`)}</b>
              <span id={`${name}-${kind}`} className="quiet caption">
                {t(`kindLine.${kind}`)}
              </span>
            </span>
          </label>
        );
      })}
    </div>
  );
}
