import { Button, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../host/bindings";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./mailImport.module.css";

interface Props {
  client: number;
  import: number;
  problem: Problem;
}

/** Whether nothing but another password helps: to go on with the one that was refused may lock the archive's account. */
export const lacksPassword = (problem: Problem) => problem.code === "import-password";

/** Another password for the archive of the import that is there, which goes on with it; only where that is what it lacks. */
export function ArchivePassword({ client, import: job, problem }: Props) {
  const { t } = useTranslation("mailimport");
  const [password, setPassword] = useState("");
  const give = useDo("import_password");
  if (!lacksPassword(problem)) return null;
  const awake = password !== "" && !give.isPending;
  return (
    <form
      className={css.inline}
      aria-label={t("stopped.password")}
      onSubmit={(event) => {
        event.preventDefault();
        if (awake) give.mutate({ client, import: job, password }, { onSuccess: () => setPassword("") });
      }}
    >
      <Field label={t("stopped.password")} hint={t("stopped.passwordKept")}>
        <Input
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(_, { value }) => setPassword(value)}
          data-testid="import-password-again"
        />
      </Field>
      <Button
        type="submit"
        appearance="primary"
        disabledFocusable={!awake}
        data-testid="import-password-give"
      >
        {t("stopped.passwordDo")}
      </Button>
      {give.error && <ProblemBox problem={give.error} client={client} />}
    </form>
  );
}
