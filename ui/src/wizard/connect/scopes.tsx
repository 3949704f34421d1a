import { ArrowSync20Regular } from "@fluentui/react-icons/svg/arrow-sync";
import { Building20Regular } from "@fluentui/react-icons/svg/building";
import { ContactCard20Regular } from "@fluentui/react-icons/svg/contact-card";
import { Globe20Regular } from "@fluentui/react-icons/svg/globe";
import { Key20Regular } from "@fluentui/react-icons/svg/key";
import { People20Regular } from "@fluentui/react-icons/svg/people";
import { Person20Regular } from "@fluentui/react-icons/svg/person";
import { Warning20Regular } from "@fluentui/react-icons/svg/warning";

const icons: Record<string, typeof Key20Regular> = {
  "user-read-all": Person20Regular,
  "group-read-all": People20Regular,
  "orgcontact-read-all": ContactCard20Regular,
  "domain-read-all": Globe20Regular,
  "organization-read-all": Building20Regular,
  "offline-access": ArrowSync20Regular,
};

/** `User.Read.All` of `https://graph.microsoft.com/User.Read.All`. */
export function shortScope(scope: string): string {
  return scope.slice(scope.lastIndexOf("/") + 1);
}

/** Part of every sign-in and nothing of the directory: OpenID Connect Core 1.0, section 5.4. */
const SIGN_IN = new Set(["openid", "profile", "email"]);

/** A permission that somebody was asked for. */
export function isPermission(scope: string): boolean {
  return !SIGN_IN.has(shortScope(scope));
}

/** The name under which the words of a permission stand: `User.Read.All` is `user-read-all`. */
export function scopeKey(scope: string): string {
  return shortScope(scope).toLowerCase().replaceAll(/[._]/g, "-");
}

export function ScopeIcon({ scope, writes }: { scope: string; writes: boolean }) {
  const Icon = writes ? Warning20Regular : (icons[scopeKey(scope)] ?? Key20Regular);
  return <Icon aria-hidden />;
}
