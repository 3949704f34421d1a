import { Link } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { ImportView } from "../host/bindings";
import { StateMark } from "../parts/StateMark";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";
import { placeOf } from "./words";

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
      {view.others.map(({ id, sink, state }) => (
        <p key={id} className={css.hold} data-testid={`import-other-${id}`}>
          <StateMark state={state === "running" ? "working" : "paused"} loud={false}>
            {t(state === "running" ? "other.running" : "other.paused", { place: placeOf(sink) })}{" "}
            <Link as="button" inline onClick={() => show.mutate({ client, import: id })}>
              {t("other.show")}
            </Link>
          </StateMark>
        </p>
      ))}
      {problem && (
        <div className={css.problem}>
          <ProblemBox problem={problem} client={client} />
        </div>
      )}
    </>
  );
}
