import { Button, Field, Input } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import type { RegistrationView } from "../host/bindings";
import { Copyable } from "../parts/Copyable";
import { Panel } from "../parts/Panel";
import { StateMark } from "../parts/StateMark";
import { TypedConfirm } from "../parts/TypedConfirm";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./registration.module.css";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The one thing that Tenantry has to know of the registration, and the check of it by a real sign-in. */
export function ClientId({ view, client }: { view: RegistrationView; client: number | null }) {
  const { t } = useTranslation("registration");
  const known = view.clientId;
  const [typed, setTyped] = useState(known ?? "");
  const [asking, setAsking] = useState(false);
  const store = useDo("registration_set");
  const field = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const before = useRef(known);
  useEffect(() => {
    if (before.current === known) return;
    before.current = known;
    setTyped(known ?? "");
    // What was pressed is gone or rests from now on: the keyboard goes on with what comes next.
    (known === null ? field : next).current?.focus();
  }, [known]);
  const id = typed.trim();
  const fits = guid.test(id);
  // What a file or the environment says is changed there, not here.
  const fixed = view.source === "cloud-file" || view.source === "environment";
  const names = view.clients.join(", ");
  const usedBy = view.otherClients
    ? t("id.usedByMore", { names, count: view.otherClients })
    : t(names ? "id.usedBy" : "id.usedByNobody", { names });
  const save = () =>
    fits && id !== view.clientId && store.mutate({ cloud: view.cloud, clientId: id.toLowerCase() });
  return (
    <Panel title={t("id.title")} testid="client-id">
      <div className={css.stack}>
        {fixed && view.clientId ? (
          <>
            <Copyable value={view.clientId} label={t("id.label")} />
            <p className="quiet">{t(`id.from.${view.source}`)}</p>
          </>
        ) : (
          <form
            className={css.stack}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <Field
              label={t("id.label")}
              hint={view.clientId === null ? t("id.where") : undefined}
              validationState={id === "" || fits ? "none" : "warning"}
              validationMessage={id === "" || fits ? undefined : t("id.wrong")}
            >
              <Input
                ref={field}
                className={css.id}
                value={typed}
                onChange={(_, { value }) => setTyped(value)}
                spellCheck={false}
                autoFocus={view.clientId === null}
                placeholder="00000000-0000-0000-0000-000000000000"
                data-testid="field-client-id"
              />
            </Field>
            <div className={css.buttons}>
              <Button
                type="submit"
                appearance={view.clientId === null ? "primary" : "secondary"}
                disabledFocusable={!fits || id === view.clientId || store.isPending}
                data-testid="save-client-id"
              >
                {t("id.save")}
              </Button>
              {view.clientId !== null && (
                <Button appearance="subtle" onClick={() => setAsking(true)} data-testid="forget-client-id">
                  {t("id.forget")}
                </Button>
              )}
            </div>
          </form>
        )}
        {store.error && <ProblemBox problem={store.error} />}
        {asking && known !== null && (
          <TypedConfirm
            title={t("id.forgetTitle")}
            action={t("id.forget")}
            onClose={() => setAsking(false)}
            onConfirm={() => {
              setAsking(false);
              store.mutate({ cloud: view.cloud, clientId: null });
            }}
          >
            <p>{usedBy}</p>
            <p>
              {t("id.forgetBody", { cloud: t(`connect:clouds.${view.cloud}`, { defaultValue: view.cloud }) })}
            </p>
            <Copyable value={known} label={t("id.label")} />
          </TypedConfirm>
        )}
        {view.clientId !== null && (
          <>
            <StateMark state="done">{t("id.stored")}</StateMark>
            <p className="quiet">{t("id.check")}</p>
            <Button
              ref={next}
              appearance="primary"
              onClick={() => go(client === null ? paths.add : paths.step(client, "connect"))}
              data-testid="check-by-sign-in"
            >
              {t(client === null ? "id.addClient" : "id.signIn")}
            </Button>
          </>
        )}
      </div>
    </Panel>
  );
}
