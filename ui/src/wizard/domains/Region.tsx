import { Input } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DomainRow } from "../../host/bindings";
import { useLeft } from "../../parts/left";
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
  const keep = () => typed.trim() !== (region ?? "") && onChange(name, { region: typed.trim() });
  const { onTyped, onLeft } = useLeft(keep);
  if (aliasOf !== null) return <span className="quiet">–</span>;
  return (
    <Input
      size="small"
      aria-label={t("region.of", { domain: unicode })}
      placeholder={t("region.usual")}
      value={typed}
      disabled={!selected}
      onChange={(_, { value }) => {
        onTyped();
        setTyped(value);
      }}
      onBlur={onLeft}
      onKeyDown={({ key }) => key === "Enter" && onLeft()}
      data-testid="region"
    />
  );
}
