import { Button, Field, Input, Link } from "@fluentui/react-components";
import { Certificate20Regular } from "@fluentui/react-icons/svg/certificate";
import { type ReactNode, useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { ClientView, ImportAccessView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { Facts } from "../parts/Facts";
import { Panel } from "../parts/Panel";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Props {
  client: ClientView;
  access: ImportAccessView;
  onBack: () => void;
}

/** The same in the portal, step by step: the certificate to upload, and the application's id to name (M8). */
export function ByHand({ client, access, onBack }: Props) {
  const { t } = useTranslation("mailimport");
  const id = client.row.id;
  const make = useDo("import_certificate_file");
  const accept = useDo("import_accept");
  const [typed, setTyped] = useState("");
  const app = typed.trim();
  const fits = guid.test(app);
  const made = access.thumbprint !== null || make.data !== undefined;
  const thumbprint = make.data?.thumbprint ?? access.thumbprint;
  const awake = fits && made && !accept.isPending;
  const text = (step: "new" | "upload" | "grant" | "accept"): ReactNode => (
    <Trans t={t} i18nKey={`access.hand.${step}`} components={{ b: <b />, m: <code className="mono" /> }} />
  );
  return (
    <Panel
      title={t("access.hand.title")}
      aside={
        <Link as="button" onClick={onBack} data-testid="import-in-browser">
          {t("access.hand.back")}
        </Link>
      }
      testid="import-hand"
    >
      <ol className={css.hand}>
        <li>
          <p>{t("access.hand.file")}</p>
          <Button
            icon={<Certificate20Regular />}
            appearance={made ? "secondary" : "primary"}
            disabledFocusable={make.isPending}
            onClick={() => make.mutate({ client: id })}
            data-testid="import-certificate-file"
          >
            {t("access.hand.make")}
          </Button>
          {make.error && <ProblemBox problem={make.error} client={id} />}
          {make.data && (
            <Written words={t("access.hand.made")} path={make.data.path} testid="certificate-written" />
          )}
          {thumbprint && (
            <Facts
              stacked
              facts={[
                [
                  t("access.hand.thumbprint"),
                  <Copyable key="print" value={thumbprint} label={t("access.hand.thumbprint")} />,
                ],
              ]}
            />
          )}
        </li>
        <li>{text("new")}</li>
        <li>{text("upload")}</li>
        <li>{text("grant")}</li>
        <li>
          <form
            className={css.accept}
            onSubmit={(event) => {
              event.preventDefault();
              if (awake) accept.mutate({ client: id, appId: app });
            }}
          >
            <p>{text("accept")}</p>
            <Field
              label={t("access.hand.id")}
              validationState={app === "" || fits ? "none" : "warning"}
              validationMessage={app === "" || fits ? undefined : t("access.hand.wrong")}
            >
              <Input
                value={typed}
                onChange={(_, { value }) => setTyped(value)}
                spellCheck={false}
                input={{ className: "mono" }}
                placeholder="00000000-0000-0000-0000-000000000000"
                data-testid="import-app-id"
              />
            </Field>
            <div className={css.ways}>
              <Button
                type="submit"
                appearance={made ? "primary" : "secondary"}
                disabledFocusable={!awake}
                data-testid="import-accept"
              >
                {t("access.hand.use")}
              </Button>
              {!made && <span className="quiet caption">{t("access.hand.first")}</span>}
            </div>
            {accept.error && <ProblemBox problem={accept.error} client={id} />}
          </form>
        </li>
      </ol>
    </Panel>
  );
}
