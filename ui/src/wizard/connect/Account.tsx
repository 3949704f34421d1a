import { Trans, useTranslation } from "react-i18next";
import type { ClientView } from "../../host/bindings";
import { ClientTile } from "../../parts/ClientTile";
import css from "./Account.module.css";

/** Which account is meant, beside the client's tile, so that nobody signs in as the client before. */
export function Account({ client }: { client: ClientView }) {
  const { t } = useTranslation("connect");
  const { name, colour, practice } = client.row;
  return (
    <p className={css.box}>
      <ClientTile name={name} colour={colour} practice={practice} size={24} />
      <span>
        <Trans
          t={t}
          i18nKey={practice ? "accountPractice" : "account"}
          values={{ name }}
          components={{ b: <b /> }}
        />
      </span>
    </p>
  );
}
