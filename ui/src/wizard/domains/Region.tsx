import { Input } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DomainRow } from "../../host/bindings";
import type { Change } from "./useDomainChoice";

interface Props {
  domain: DomainRow;
  onChange: (name: string, change: Change) => void;
}

/** R1: the region of the gateway that filters the domain, in the gateway's own word. */
export function Region({ domain, onChange }: Props) {
  const { t } = useTranslation("domains");
  const { name, unicode, selected, aliasOf, region } = domain;
  const [typed, setTyped] = useState(region ?? "");
  if (aliasOf !== null) return <span className="quiet">–</span>;
  const keep = () => typed.trim() !== (region ?? "") && onChange(name, { region: typed.trim() });
  return (
    <Input
      size="small"
      aria-label={t("region.of", { domain: unicode })}
      placeholder={t("region.usual")}
      value={typed}
      disabled={!selected}
      onChange={(_, { value }) => setTyped(value)}
      onBlur={keep}
      onKeyDown={({ key }) => key === "Enter" && keep()}
      data-testid="region"
    />
  );
}
