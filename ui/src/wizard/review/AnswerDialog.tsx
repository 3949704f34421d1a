import { useTranslation } from "react-i18next";
import { ExceptionDialog } from "../../exceptions/ExceptionDialog";
import { TypedConfirm } from "../../parts/TypedConfirm";
import { ProblemBox } from "../../problems/ProblemBox";
import type { Way } from "./holds";
import { type About, type Answering, countOfAbout } from "./useAnswer";

/** An answer that wants to be looked at before it is given. */
export interface Question {
  way: Exclude<Way, "approve">;
  about: About;
}

interface Props {
  question: Question;
  answering: Answering;
  /** Name of the client, and from how many leavers on it has to be typed. */
  name: string;
  typedFrom: number;
  onClose: () => void;
}

/** Says what an answer means for how many, asks what it needs, and gives it. */
export function AnswerDialog({
  question: { way, about },
  answering,
  name: client,
  typedFrom,
  onClose,
}: Props) {
  const { t } = useTranslation("review");
  const count = countOfAbout(about);
  const close = () => {
    answering.reset();
    onClose();
  };
  const name = "rows" in about && about.rows.length === 1 ? (about.rows[0]?.name ?? about.rows[0]?.key) : "";
  if (way === "exempt") {
    return (
      <ExceptionDialog
        title={name ? t("answer.exempt.titleNamed", { name }) : t("answer.exempt.title", { count })}
        action={name ? t("answer.exempt.actionNamed") : t("answer.exempt.action", { count })}
        busy={answering.busy}
        problem={answering.problem}
        onSave={(terms) => answering.give(about, { answer: "exempt", terms }, onClose)}
        onClose={close}
      >
        <p>{t("answer.exempt.body")}</p>
      </ExceptionDialog>
    );
  }
  // B3: treating many as leavers takes as much away as approving their removal.
  const typed = way === "leaver" && (count >= typedFrom || answering.problem?.code === "name-needed");
  return (
    <TypedConfirm
      {...(typed ? { typed: client } : {})}
      title={t(`answer.${way}.title`, { count })}
      action={t(`answer.${way}.action`, { count })}
      busy={answering.busy}
      onConfirm={() => answering.give(about, { answer: way }, onClose, typed ? client : null)}
      onClose={close}
    >
      <p>{t(`answer.${way}.body`)}</p>
      {answering.problem && <ProblemBox problem={answering.problem} />}
    </TypedConfirm>
  );
}
