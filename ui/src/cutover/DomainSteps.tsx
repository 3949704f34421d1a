import { useTranslation } from "react-i18next";
import type { CutoverView, DomainCutover, StepPart } from "../host/bindings";
import { useDomainNames } from "../queries/domainNames";
import css from "./cutover.module.css";
import { GuardBanner } from "./GuardBanner";
import { StepRow } from "./StepRow";

const parts: readonly StepPart[] = ["before", "switch", "after"];

interface Props {
  client: number;
  view: CutoverView;
  /** Null: the steps of the whole tenant alone. */
  domain: DomainCutover | null;
}

/** The steps of one domain in order, under the word whether it may be switched. */
export function DomainSteps({ client, view, domain }: Props) {
  const { t } = useTranslation("cutover");
  const read = useDomainNames(client);
  // The tenant's steps stand between the domain's own, as the core numbers them.
  const steps = [...(domain?.steps ?? []), ...view.tenant].toSorted((a, b) => a.number - b.number);
  const name = domain ? read(domain.name) : t("tenant");
  return (
    <section className={css.steps} aria-label={t("stepsOf", { name })} data-testid="steps">
      {domain && <GuardBanner domain={domain} name={name} />}
      {parts.map((part) => {
        const some = steps.filter((step) => step.part === part);
        return (
          some.length > 0 && (
            <div key={part}>
              <h2 className={css.part}>{t(`part.${part}`)}</h2>
              <ol>
                {some.map((step) => (
                  <StepRow key={step.kind} client={client} domain={domain} name={name} step={step} />
                ))}
              </ol>
            </div>
          )
        );
      })}
    </section>
  );
}
