import { Button, Link, Radio, RadioGroup, Spinner } from "@fluentui/react-components";
import { PersonKey20Regular } from "@fluentui/react-icons/svg/person-key";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import type { ClientView, ImportAccessView, ImportStepView } from "../host/bindings";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { Columns } from "../parts/StepPage";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { ByHand } from "./ByHand";
import css from "./mailImport.module.css";
import { RemoveApp } from "./RemoveApp";
import { Step } from "./Step";

interface Props {
  client: ClientView;
  access: ImportAccessView;
  step: ImportStepView;
}

/** No application reads mail yet: what it would be, and the two ways to get it (M8). */
export function Access({ client, access, step }: Props) {
  const { t } = useTranslation("mailimport");
  // A certificate that was made already waits for its application.
  const [byHand, setByHand] = useState(access.thumbprint !== null && access.app === null);
  const [everywhere, setEverywhere] = useState(!access.app?.forGroup);
  const register = useDo("import_register");
  const id = client.row.id;
  const begin = () => register.mutate({ client: id, everywhere });
  const remove = useDo("import_remove");
  const again = () => (step.state !== "idle" && step.removes ? remove.mutate({ client: id }) : begin());
  return (
    <Columns
      side={
        step.state !== "idle" ? (
          <Step client={client} step={step} onAgain={again} />
        ) : byHand ? (
          <Why />
        ) : (
          <Panel title={t("access.whom.title")} testid="import-whom">
            <div className={css.stack}>
              {access.app && access.problem && <ProblemBox problem={access.problem} client={id} />}
              <RadioGroup
                value={everywhere ? "everywhere" : "group"}
                onChange={(_, { value }) => setEverywhere(value === "everywhere")}
                aria-label={t("access.whom.title")}
              >
                {(["everywhere", "group"] as const).map((whom) => (
                  <Radio
                    key={whom}
                    value={whom}
                    label={
                      <span className={css.choice}>
                        <span>{t(`access.whom.${whom}`)}</span>
                        <span className="quiet caption">{t(`access.whom.${whom}Line`)}</span>
                      </span>
                    }
                    data-testid={`whom-${whom}`}
                  />
                ))}
              </RadioGroup>
              {register.error && <ProblemBox problem={register.error} client={id} />}
              <Button
                appearance="primary"
                icon={register.isPending ? <Spinner size="tiny" aria-hidden /> : <PersonKey20Regular />}
                disabledFocusable={register.isPending}
                onClick={begin}
                data-testid="import-register"
              >
                {t("access.register")}
              </Button>
              <p className="quiet caption">
                <Link as="button" inline onClick={() => setByHand(true)} data-testid="import-by-hand">
                  {t("access.byHand")}
                </Link>
                {", "}
                {t("access.byHandWhen")}
              </p>
            </div>
          </Panel>
        )
      }
    >
      {client.row.practice && <StateMark state="practice">{t("practice")}</StateMark>}
      {access.app && step.state !== "waiting" && <RemoveApp client={client} app={access.app} />}
      {byHand && step.state === "idle" ? (
        <ByHand client={client} access={access} onBack={() => setByHand(false)} />
      ) : (
        <Why />
      )}
    </Columns>
  );
}

/** In plain words, with the technical name second. */
function Why() {
  const { t } = useTranslation("mailimport");
  return (
    <Panel title={t("access.why.title")} testid="import-why">
      <ul className={css.reasons}>
        {(["own", "app", "reads", "never", "who", "end"] as const).map((line) => (
          <li key={line}>
            <StateMark state={line === "never" ? "done" : line === "own" ? "look" : "info"}>
              <Trans t={t} i18nKey={`access.why.${line}`} components={{ m: <code className="mono" /> }} />
            </StateMark>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
