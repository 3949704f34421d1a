import { ContactCard16Regular } from "@fluentui/react-icons/svg/contact-card";
import { Door16Regular } from "@fluentui/react-icons/svg/door";
import { Folder16Regular } from "@fluentui/react-icons/svg/folder";
import { MailMultiple16Regular } from "@fluentui/react-icons/svg/mail-multiple";
import { People16Regular } from "@fluentui/react-icons/svg/people";
import { PeopleList16Regular } from "@fluentui/react-icons/svg/people-list";
import { PeopleLock16Regular } from "@fluentui/react-icons/svg/people-lock";
import { PeopleSync16Regular } from "@fluentui/react-icons/svg/people-sync";
import { Person16Regular } from "@fluentui/react-icons/svg/person";
import { PersonMail16Regular } from "@fluentui/react-icons/svg/person-mail";
import { Wrench16Regular } from "@fluentui/react-icons/svg/wrench";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import css from "./KindLabel.module.css";

const icons: Record<string, typeof Person16Regular> = {
  user: Person16Regular,
  shared: MailMultiple16Regular,
  room: Door16Regular,
  equipment: Wrench16Regular,
  "distribution-list": PeopleList16Regular,
  "dynamic-distribution-list": PeopleSync16Regular,
  "mail-enabled-security-group": PeopleLock16Regular,
  "microsoft-365-group": People16Regular,
  "mail-contact": ContactCard16Regular,
  "mail-user": PersonMail16Regular,
  "public-folder": Folder16Regular,
};

/** Every kind, in the order in which people see them. */
export const kinds = Object.keys(icons);

/** The icon of a kind of recipient. */
export function KindIcon({ kind }: { kind: string }) {
  const Icon = icons[kind] ?? Person16Regular;
  return <Icon className={css.icon} aria-hidden />;
}

interface Props {
  kind: string;
  guess?: boolean;
}

/** A kind of recipient; a guess is dotted and says so. */
export function KindLabel(props: Props) {
  const { t } = useTranslation();
  return <KindMark t={t} {...props} />;
}

/** The same with its words at hand, for rows that come and go many times a second. */
export function KindMark({ t, kind, guess = false }: Props & { t: TFunction }) {
  const word = t(`common:kind.${kind}`, { defaultValue: kind });
  return (
    <span className={css.label}>
      <KindIcon kind={kind} />
      <span className={guess ? css.guess : undefined} title={guess ? t("common:kindGuessWhy") : word}>
        {guess ? t("common:kindGuess", { kind: word }) : word}
      </span>
    </span>
  );
}
