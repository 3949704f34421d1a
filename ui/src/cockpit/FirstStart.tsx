import { Button, Link } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { BuildingMultipleRegular } from "@fluentui/react-icons/svg/building-multiple";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { Empty } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk } from "../queries/queries";
import css from "./FirstStart.module.css";
import { usePractice } from "./usePractice";

/** No client yet: add one, or try it all where nothing is real. */
export function FirstStart() {
  const { t } = useTranslation("cockpit");
  const app = useAsk("app_state", null);
  const practice = usePractice();
  return (
    <div className={css.start}>
      <Empty
        icon={<BuildingMultipleRegular fontSize={48} />}
        title={t("empty.title")}
        level={1}
        line={t("empty.line")}
      >
        <Button
          appearance="primary"
          icon={<Add20Regular />}
          onClick={() => go(paths.add)}
          data-testid="add-client"
        >
          {t("add")}
        </Button>
        {practice.start && (
          <div className={css.practice}>
            <Link onClick={practice.start} disabledFocusable={practice.pending} data-testid="practice-start">
              {t("empty.practice")}
            </Link>
            <p className="quiet caption">{t("empty.practiceLine")}</p>
          </div>
        )}
        {app.data?.registrationNeeded && (
          <p className={css.register} data-testid="registration-needed">
            {t("empty.register")}{" "}
            <Link inline href={paths.registration(app.data.cloud)}>
              {t("empty.registerWay")}
            </Link>
          </p>
        )}
        {practice.problem && <ProblemBox problem={practice.problem} />}
      </Empty>
      <ol className={css.how}>
        {(["connect", "choose", "review"] as const).map((step, at) => (
          <li key={step}>
            <span className={css.number} aria-hidden>
              {at + 1}
            </span>
            <span>
              <b>{t(`empty.how.${step}.title`)}</b>
              <span className={css.line}>{t(`empty.how.${step}.line`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
