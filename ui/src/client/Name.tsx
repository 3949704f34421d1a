import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClientView } from "../host/bindings";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import { ClientForm } from "../wizard/client/ClientForm";

/** Name and colour, kept when the field is left. */
export function Name({ client: { row } }: { client: ClientView }) {
  const { t } = useTranslation("client");
  const change = useDo("client_change");
  const [name, setName] = useState(row.name);
  const wanted = name.trim();
  const taken = change.error?.code === "name-taken";
  const keep = { client: row.id, name: null, colour: null, paused: null };
  return (
    <>
      {change.error && !taken && <ProblemBox problem={change.error} />}
      <ClientForm
        name={name}
        onName={setName}
        onNamed={() => wanted !== "" && wanted !== row.name && change.mutate({ ...keep, name: wanted })}
        fault={wanted === "" ? t("needName") : taken ? t("nameTaken", { name: wanted }) : undefined}
        colour={row.colour}
        onColour={(colour) => change.mutate({ ...keep, colour })}
      />
    </>
  );
}
