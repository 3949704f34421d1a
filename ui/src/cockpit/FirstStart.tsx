import { Button, Link } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons/svg/add";
import { BuildingMultipleRegular } from "@fluentui/react-icons/svg/building-multiple";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { Empty } from "../parts/States";
import { ProblemBox } from "../problems/ProblemBox";
import { useAsk, useDo } from "../queries/queries";
import css from "./FirstStart.module.css";

/** No client yet: add one, or try it all where nothing is real. */
export function FirstStart() {
  const { t } = useTranslation("cockpit");
  const app = useAsk("app_state", null);
  const add = useDo("client_add");
  const practice = () =>
    add.mutate(
      { name: t("practiceName"), colour: "grape", tenant: null, gateway: "local", practice: true },
      { onSuccess: ({ row }) => go(paths.step(row.id, "connect")) },
    );
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
        {app.data?.offersPractice && (
          <Link onClick={practice} disabledFocusable={add.isPending} data-testid="practice-start">
            {t("empty.practice")}
          </Link>
        )}
        {app.data?.registrationNeeded && (
          <p className={css.register} data-testid="registration-needed">
            {t("empty.register")}{" "}
            <Link inline href={paths.registration(app.data.cloud)}>
              {t("empty.registerWay")}
            </Link>
          </p>
        )}
        {add.error && <ProblemBox problem={add.error} />}
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
