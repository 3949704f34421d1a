import { Field, Input, Select } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExceptionTerms, Problem } from "../host/bindings";
import { Decision } from "../parts/Decision";
import { useFormat } from "../parts/format";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./exceptions.module.css";
import { dayFrom } from "./until";

interface Props {
  title: string;
  /** What the exception covers. */
  children: ReactNode;
  action: string;
  busy: boolean;
  problem: Problem | null;
  onSave: (terms: ExceptionTerms) => void;
  onClose: () => void;
}

const presets = ["7", "30", "90", "never", "day"] as const;
type Preset = (typeof presets)[number];

/** Asks for the terms of an exception; without a reason there is none. */
export function ExceptionDialog({ title, children, action, busy, problem, onSave, onClose }: Props) {
  const { t } = useTranslation("exceptions");
  const { date } = useFormat();
  const person = useAsk("app_state", null).data?.person ?? "";
  const [now] = useState(Date.now);
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState<string | null>(null);
  const [preset, setPreset] = useState<Preset>("30");
  const [day, setDay] = useState(dayFrom(now, 30));
  const until = preset === "never" ? null : preset === "day" ? day : dayFrom(now, Number(preset));
  const awake = reason.trim() !== "" && !busy && (preset !== "day" || day >= dayFrom(now, 0));
  const save = () => onSave({ reason: reason.trim(), owner: (owner ?? person).trim() || null, until });
  const word = (one: Preset) => {
    if (one === "never" || one === "day") return t(`until.${one}`);
    return t("until.days", { count: Number(one), date: date(now + Number(one) * 86_400_000) });
  };
  return (
    <Decision
      wide
      title={title}
      action={action}
      awake={awake}
      testid="exception"
      onConfirm={save}
      onClose={onClose}
    >
      <div>{children}</div>
      <Field label={t("reason")} required hint={t("reasonHint")}>
        <Input
          value={reason}
          onChange={(_, { value }) => setReason(value)}
          maxLength={200}
          data-testid="exception-reason"
        />
      </Field>
      <div className={css.two}>
        <Field label={t("owner")} hint={t("ownerHint")}>
          <Input
            value={owner ?? person}
            onChange={(_, { value }) => setOwner(value)}
            maxLength={80}
            data-testid="exception-owner"
          />
        </Field>
        <Field label={t("until.label")} hint={t("until.hint")}>
          <Select
            value={preset}
            onChange={(_, { value }) => setPreset(value as Preset)}
            data-testid="exception-until"
          >
            {presets.map((one) => (
              <option key={one} value={one}>
                {word(one)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      {preset === "day" && (
        <Field label={t("until.pick")}>
          <Input
            type="date"
            min={dayFrom(now, 0)}
            value={day}
            onChange={(_, { value }) => setDay(value)}
            data-testid="exception-day"
          />
        </Field>
      )}
      {problem && <ProblemBox problem={problem} />}
    </Decision>
  );
}
