import { Button, Field, Input, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CutoverTarget, MxTarget, Problem, TargetView } from "../host/bindings";
import { ProblemBox } from "../problems/ProblemBox";
import css from "./cutover.module.css";

/** `10 mx1.gateway.example` on each line; without a number the order counts. */
export function readMx(text: string): MxTarget[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line, at) => {
    const [, number, host] = /^(?:(\d+)\s+)?(\S.*)$/.exec(line) ?? [];
    return { host: host ?? line, preference: number ? Math.min(Number(number), 65_535) : (at + 1) * 10 };
  });
}

const words = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

interface Props {
  target: TargetView;
  busy: boolean;
  problem: Problem | null;
  onSave: (names: Omit<CutoverTarget, "client">) => void;
  /** Left out where it has to be said. */
  onClose?: () => void;
}

/** Says what the gateway is called from outside. */
export function TargetForm({ target, busy, problem, onSave, onClose }: Props) {
  const { t } = useTranslation("cutover");
  const [mx, setMx] = useState(target.mx.map(({ host, preference }) => `${preference} ${host}`).join("\n"));
  const [spf, setSpf] = useState(target.spf ?? "");
  const [smarthost, setSmarthost] = useState(target.smarthost ?? "");
  const [addresses, setAddresses] = useState(target.addresses.join("\n"));
  const hosts = readMx(mx);
  const keep = () =>
    onSave({
      mx: hosts,
      spf: spf.trim() || null,
      smarthost: smarthost.trim() || null,
      addresses: words(addresses),
    });
  return (
    <form
      className={css.form}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (hosts.length > 0) keep();
      }}
      data-testid="target-form"
    >
      <Field label={t("target.mx")} hint={t("target.mxHint")} required>
        <Textarea
          value={mx}
          rows={3}
          onChange={(_, { value }) => setMx(value)}
          textarea={{ className: "mono" }}
          data-testid="target-mx"
        />
      </Field>
      <Field label={t("target.addresses")} hint={t("target.addressesHint")}>
        <Textarea
          value={addresses}
          rows={3}
          onChange={(_, { value }) => setAddresses(value)}
          textarea={{ className: "mono" }}
          data-testid="target-addresses"
        />
      </Field>
      <Field label={t("target.spf")} hint={t("target.spfHint")}>
        <Input value={spf} onChange={(_, { value }) => setSpf(value)} input={{ className: "mono" }} />
      </Field>
      <Field label={t("target.smarthost")} hint={t("target.smarthostHint")}>
        <Input
          value={smarthost}
          onChange={(_, { value }) => setSmarthost(value)}
          input={{ className: "mono" }}
        />
      </Field>
      {onClose && <p className={`${css.wide} quiet`}>{t("target.marks")}</p>}
      {problem && (
        <div className={css.wide}>
          <ProblemBox problem={problem} />
        </div>
      )}
      <div className={css.formWays}>
        {onClose && <Button onClick={onClose}>{t("common:cancel")}</Button>}
        <Button
          type="submit"
          appearance="primary"
          disabledFocusable={hosts.length === 0 || busy}
          data-testid="target-save"
        >
          {t("target.save")}
        </Button>
      </div>
    </form>
  );
}
