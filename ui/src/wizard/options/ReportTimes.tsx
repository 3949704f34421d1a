import { Button, Input } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { Dismiss16Regular } from "@fluentui/react-icons/svg/dismiss";
import { useTranslation } from "react-i18next";
import css from "./options.module.css";

/** As many as gateways send (R9). */
const MOST = 3;
const usual = ["08:00", "12:30", "16:30", "20:00"];

interface Props {
  times: readonly string[];
  onChange: (times: string[]) => void;
}

/** The times of day at which a report goes out; one at least, the switch above turns it off. */
export function ReportTimes({ times, onChange }: Props) {
  const { t } = useTranslation("options");
  const put = (at: number, time: string) => {
    // An empty field is a time half typed; the same time twice would be one report.
    if (time && !times.includes(time)) onChange(times.map((old, one) => (one === at ? time : old)));
  };
  const free = usual.find((time) => !times.includes(time));
  return (
    <span className={css.times}>
      {times.map((time, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity, the time is being edited
        <span key={at} className={css.time}>
          <Input
            type="time"
            aria-label={t("reports.newTime")}
            value={time}
            onChange={(_, { value }) => put(at, value)}
          />
          {times.length > 1 && (
            <Button
              size="small"
              appearance="subtle"
              icon={<Dismiss16Regular />}
              aria-label={t("reports.remove", { time })}
              onClick={() => onChange(times.filter((_, one) => one !== at))}
            />
          )}
        </span>
      ))}
      {times.length < MOST && free && (
        <Button
          appearance="subtle"
          icon={<Add20Regular />}
          aria-label={t("reports.add")}
          title={t("reports.add")}
          onClick={() => onChange([...times, free])}
        />
      )}
    </span>
  );
}
