import { Field, Input, MessageBar, MessageBarBody, Select } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Decision } from "../parts/Decision";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";

/** Gives the outgoing user of a domain a password, for what sends past Microsoft 365 (R8). */
export function OutgoingPassword({ client, onClose }: { client: number; onClose: () => void }) {
  const { t } = useTranslation("gateway");
  const list = useAsk("domain_list", { client }).data?.domains ?? [];
  const domains = list.filter(({ selected, aliasOf }) => selected && aliasOf === null);
  const [chosen, setChosen] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const save = useDo("gateway_outgoing_password");
  const domain = chosen || (domains[0]?.name ?? "");
  const differs = again !== "" && again !== password;
  return (
    <Decision
      wide
      title={t("outgoing.dialog")}
      action={t("outgoing.save")}
      awake={domain !== "" && password !== "" && again === password && !save.isPending}
      testid="outgoing"
      onConfirm={() =>
        save.mutate(
          { client, domain, password },
          {
            onSuccess: () => {
              setPassword("");
              setAgain("");
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{t("outgoing.body")}</p>
      {save.isSuccess && (
        <MessageBar intent="success" data-testid="outgoing-saved">
          <MessageBarBody>{t("outgoing.saved", { domain: save.variables.domain })}</MessageBarBody>
        </MessageBar>
      )}
      <Field label={t("outgoing.domain")}>
        <Select value={domain} onChange={(_, { value }) => setChosen(value)} data-testid="outgoing-domain">
          {domains.map(({ name, unicode }) => (
            <option key={name} value={name}>
              {unicode}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("password")} hint={t("outgoing.hint")}>
        <Input
          type="password"
          value={password}
          onChange={(_, { value }) => {
            setPassword(value);
            if (save.isSuccess) save.reset();
          }}
          autoComplete="new-password"
          data-testid="outgoing-password"
        />
      </Field>
      <Field label={t("outgoing.again")} {...(differs ? { validationMessage: t("outgoing.differs") } : {})}>
        <Input
          type="password"
          value={again}
          onChange={(_, { value }) => setAgain(value)}
          autoComplete="new-password"
          data-testid="outgoing-again"
        />
      </Field>
      {save.error && <ProblemBox problem={save.error} />}
    </Decision>
  );
}
