import { Badge, Checkbox, Link, Switch } from "@fluentui/react-components";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { DomainRow } from "../../host/bindings";
import { useFormat } from "../../parts/format";
import { KindIcon } from "../../parts/KindLabel";
import { StateMark } from "../../parts/StateMark";
import css from "./domains.module.css";
import { RefusalReason } from "./RefusalReason";
import { Region } from "./Region";
import { Route, Today } from "./Route";
import { standingOf } from "./standing";
import type { Change } from "./useDomainChoice";

/** Kinds that fit beside the number of recipients. */
const KINDS_SHOWN = 4;

interface Props {
  domain: DomainRow;
  /** The gateway has regions. */
  regions: boolean;
  /** Another domain as people read it. */
  read: (name: string) => string;
  onChange: (name: string, change: Change) => void;
  onRead: () => void;
}

/** Why the domain waits, or would have waited, before unlisted addresses are refused in it. */
function waitsOf({ accepted, state }: DomainRow): "relay" | "external" | "unknown" | null {
  switch (accepted) {
    case "internal-relay":
      return "relay";
    case "external-relay":
      return "external";
    case "authoritative":
      return null;
    default:
      return state === "managed" ? null : "unknown";
  }
}

/** One domain in two lines. */
export function DomainLine({ domain, regions, read, onChange, onRead }: Props) {
  const { t } = useTranslation("domains");
  const { count } = useFormat();
  const box = useId();
  const { name, refusal, unicode } = domain;
  // B2: what is gone from the tenant can only be let go.
  const gone = domain.state === "vanished";
  const plain = !refusal && !gone;
  const managed = domain.state === "managed";
  const waits = waitsOf(domain);
  return (
    <tr className={refusal ? css.refused : undefined} data-testid={`domain-${name}`}>
      <td className={css.tick}>
        <Checkbox
          input={{ id: box, "data-choose": "" } as object}
          aria-label={t("choose", { domain: unicode })}
          checked={domain.selected}
          disabled={gone ? !domain.selected : refusal !== null}
          onChange={(_, { checked }) => onChange(name, { selected: checked === true })}
        />
      </td>
      <td>
        <label className={css.name} htmlFor={box}>
          <span title={unicode === name ? undefined : name}>{unicode}</span>
          {domain.default && (
            <Badge appearance="outline" color="informative">
              {t("default")}
            </Badge>
          )}
        </label>
        <span className={css.state}>
          <Standing domain={domain} />
        </span>
        {plain && <Alias domain={domain} read={read} onChange={onChange} />}
        {plain && waits && (
          <span className={css.relay} data-testid="relay">
            <StateMark state="look">
              {t(`${waits}.state`)}. {!managed && <span className="quiet">{t(`${waits}.why`)}</span>}
            </StateMark>
          </span>
        )}
      </td>
      <td className={css.number}>
        {count(domain.recipients)}
        <Kinds domain={domain} />
      </td>
      <td className={css.route} colSpan={plain ? 1 : regions ? 3 : 2}>
        {gone ? (
          domain.selected && t("deselect")
        ) : refusal ? (
          <RefusalReason refusal={refusal} onRead={onRead} />
        ) : (
          <>
            <Route route={domain.route} />
            <Today mx={domain.currentMx} />
          </>
        )}
      </td>
      {plain && (
        <td className={css.archiving}>
          <Switch
            aria-label={t("archive", { domain: unicode })}
            checked={domain.archiving && domain.selected}
            disabled={!domain.selected}
            onChange={(_, { checked }) => onChange(name, { archiving: checked })}
            data-testid="archiving"
          />
        </td>
      )}
      {plain && regions && (
        <td className={css.region}>
          <Region key={domain.region ?? ""} domain={domain} onChange={onChange} />
        </td>
      )}
    </tr>
  );
}

/** R14: a domain whose recipients mirror another's may be its alias; its own addresses stay. */
function Alias({ domain, read, onChange }: Omit<Props, "onRead" | "regions">) {
  const { t } = useTranslation("domains");
  const { name, selected, aliasOf, aliasOffer } = domain;
  if (aliasOf !== null) {
    return (
      <span className={css.relay} data-testid="alias">
        <StateMark state="adopted">
          {t("alias.is", { target: read(aliasOf) })}{" "}
          <Link as="button" inline onClick={() => onChange(name, { aliasOf: "" })} data-testid="alias-end">
            {t("alias.end")}
          </Link>
        </StateMark>
      </span>
    );
  }
  if (aliasOffer === null) return null;
  const make = () => onChange(name, { aliasOf: aliasOffer, ...(selected ? {} : { selected: true }) });
  return (
    <span className={css.relay} data-testid="alias">
      <StateMark state="info">
        {t("alias.offer", { target: read(aliasOffer) })}{" "}
        <Link as="button" inline onClick={make} data-testid="alias-make">
          {t("alias.make")}
        </Link>
      </StateMark>
    </span>
  );
}

function Standing({ domain }: { domain: DomainRow }) {
  const { t } = useTranslation("domains");
  const { refusal } = domain;
  if (refusal && domain.state !== "vanished") {
    const taken = refusal.reason === "other-client" || refusal.reason === "other-account";
    return (
      <StateMark state={taken ? "failing" : "refused"}>
        <span className={css.plain}>{t(`refusal.${refusal.reason}.state`, { ...refusal })}</span>
      </StateMark>
    );
  }
  const { mark, word } = standingOf(domain);
  return <StateMark state={mark}>{t(`state.${word}`)}</StateMark>;
}

function Kinds({ domain }: { domain: DomainRow }) {
  const { t } = useTranslation("domains");
  const { number } = useFormat();
  if (domain.byKind.length === 0) return null;
  const wordsOf = ({ kind, count }: DomainRow["byKind"][number]) =>
    t("recipientsOf", { kind: t(`common:kind.${kind}`, { defaultValue: kind }), count });
  const others = domain.byKind.slice(KINDS_SHOWN);
  const words = others.map(wordsOf).join(", ");
  return (
    <span className={css.kinds}>
      {domain.byKind.slice(0, KINDS_SHOWN).map((one) => (
        <span key={one.kind} title={wordsOf(one)}>
          <KindIcon kind={one.kind} />
          <span aria-hidden>{number(one.count)}</span>
          <span className="unseen">{wordsOf(one)}</span>
        </span>
      ))}
      {others.length > 0 && (
        <span title={words} data-testid="other-kinds">
          <span aria-hidden>+{number(others.reduce((sum, { count }) => sum + count, 0))}</span>
          <span className="unseen">{words}</span>
        </span>
      )}
    </span>
  );
}
