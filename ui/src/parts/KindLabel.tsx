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

/** A kind of recipient; a guess is dotted and says so. */
export function KindLabel({ kind, guess = false }: { kind: string; guess?: boolean }) {
  const { t } = useTranslation();
  const word = t(`kind.${kind}`, { defaultValue: kind });
  return (
    <span className={css.label}>
      <KindIcon kind={kind} />
      <span className={guess ? css.guess : undefined} title={guess ? t("kindGuessWhy") : word}>
        {guess ? t("kindGuess", { kind: word }) : word}
      </span>
    </span>
  );
}
