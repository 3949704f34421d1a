import { Link } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ImportOther, ImportView } from "../host/bindings";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";
import { placeOf } from "./words";

/** How another import stands; nothing but one of which all numbers agree looks complete (S4). */
function standsOf({ state, complete }: ImportOther) {
  if (state === "running") return { word: "running", mark: "working" } as const;
  if (state === "paused") return { word: "paused", mark: "paused" } as const;
  return complete
    ? ({ word: "complete", mark: "done" } as const)
    : ({ word: "incomplete", mark: "look" } as const);
}

/** What is beside the import that is shown: the client's others, and another address at which it may go on (S2, S3). */
export function Others({ client, view }: { client: number; view: ImportView }) {
  const { t } = useTranslation("mailimport");
  const show = useDo("import_show");
  const move = useDo("import_resume");
  const problem = show.error ?? move.error;
  return (
    <>
      {view.movesTo && (
        <p className={css.hold} data-testid="import-moves">
          <StateMark state="info" loud={false}>
            {t("other.moves", { address: view.movesTo })}{" "}
            <Link as="button" inline onClick={() => move.mutate({ client, import: view.id })}>
              {t("other.move")}
            </Link>
          </StateMark>
        </p>
      )}
      {view.others.map((other) => {
        const { word, mark } = standsOf(other);
        return (
          <p key={other.id} className={css.hold} data-testid={`import-other-${other.id}`}>
            <StateMark state={mark} loud={false}>
              {t(`other.${word}`, { place: placeOf(other.sink) })}{" "}
              <Link as="button" inline onClick={() => show.mutate({ client, import: other.id })}>
                {t("other.show")}
              </Link>
            </StateMark>
          </p>
        );
      })}
      {problem && (
        <div className={css.problem}>
          <ProblemBox problem={problem} client={client} />
        </div>
      )}
    </>
  );
}
