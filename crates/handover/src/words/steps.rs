//! Why a step of the cut-over stands as it does, in English and in German: the words of the page.

catalogue! {
    not_checked: "Not looked up yet.", "Noch nicht nachgesehen.";
    dns_timeout: "No DNS server answered in time.", "Kein DNS-Server hat rechtzeitig geantwortet.";
    dns_failed: "DNS failed: {cause}.", "DNS gestört: {cause}.";
    target_missing: "Say first what the gateway is called from outside.",
        "Sagen Sie zuerst, wie das Gateway von außen heißt.";
    addresses_missing: "Say first which addresses the gateway delivers from.",
        "Sagen Sie zuerst, von welchen Adressen das Gateway zustellt.";
    addresses_ipv6: "Exchange\u{2019}s lists take no IPv6, so {missing} cannot be on them. Have the gateway deliver over IPv4, then leave these out of its addresses.",
        "Die Listen von Exchange nehmen kein IPv6; {missing} kann nicht darauf stehen. Lassen Sie das Gateway über IPv4 zustellen und nehmen Sie diese dann aus seinen Adressen.";
    smarthost_missing: "Say first where the gateway takes outgoing mail.",
        "Sagen Sie zuerst, wo das Gateway ausgehende E-Mail annimmt.";
    spf_target_missing: "Say first how SPF names the gateway.", "Sagen Sie zuerst, wie SPF das Gateway nennt.";
    exchange_missing: "Exchange was not read: {permission} is missing. Look there, then tick it.",
        "Exchange wurde nicht gelesen: {permission} fehlt. Sehen Sie dort nach und haken Sie es ab.";
    exchange_failed: "Exchange could not be reached: {cause}.", "Exchange war nicht zu erreichen: {cause}.";
    recipients_listed: "The gateway knows them all.", "Das Gateway kennt sie alle.";
    recipients_missing: "The gateway lacks {count}. Mail to them would be rejected.",
        "Dem Gateway fehlen {count}. E-Mail an sie würde abgewiesen.";
    recipients_unchosen: "Nobody chose {count} others of this domain. Mail to them would be rejected.",
        "Niemand hat {count} andere dieser Domäne gewählt. E-Mail an sie würde abgewiesen.";
    domain_missing: "The gateway does not have the domain from us yet. Apply the changes first.",
        "Das Gateway hat die Domäne noch nicht von uns. Wenden Sie zuerst die Änderungen an.";
    mx_gateway: "All mail goes to the gateway.", "Alle E-Mail geht an das Gateway.";
    mx_some: "All mail goes to the gateway. Not named: {missing}.",
        "Alle E-Mail geht an das Gateway. Nicht genannt: {missing}.";
    mx_microsoft: "All mail goes straight to Microsoft 365.", "Alle E-Mail geht direkt an Microsoft 365.";
    mx_mixed: "Some mail goes past the gateway, to {others}.",
        "Ein Teil der E-Mail geht am Gateway vorbei, an {others}.";
    mx_other: "All mail goes elsewhere.", "Alle E-Mail geht anderswohin.";
    mx_none: "There is no MX record.", "Es gibt keinen MX-Eintrag.";
    mx_null: "The domain says that it takes no mail (RFC 7505).",
        "Die Domäne sagt, dass sie keine E-Mail annimmt (RFC 7505).";
    spf_good: "Names everybody who sends. {lookups} of 10 look-ups.",
        "Nennt alle, die senden. {lookups} von 10 Abfragen.";
    spf_missing: "There is no SPF record.", "Es gibt keinen SPF-Eintrag.";
    spf_several: "There are {count} SPF records, so that none counts. Keep one.",
        "Es gibt {count} SPF-Einträge, so zählt keiner. Behalten Sie einen.";
    spf_without_gateway: "Does not name the gateway; mail sent through it may be refused.",
        "Nennt das Gateway nicht; E-Mail darüber könnte abgewiesen werden.";
    spf_without_microsoft: "Does not name Microsoft 365; mail that it sends past the gateway may be refused.",
        "Nennt Microsoft 365 nicht; E-Mail von dort, die nicht über das Gateway geht, könnte abgewiesen werden.";
    spf_too_many_lookups: "Asks DNS {lookups} times; 10 are allowed. Leave out what no longer sends.",
        "Fragt DNS {lookups}-mal; erlaubt sind 10. Lassen Sie weg, was nicht mehr sendet.";
    spf_too_many_voids: "{voids} look-ups find nothing; 2 are allowed. Leave them out.",
        "{voids} Abfragen finden nichts; erlaubt sind 2. Lassen Sie sie weg.";
    spf_invalid: "Cannot be evaluated: {cause}.", "Nicht auszuwerten: {cause}.";
    spf_unreachable: "A record that it includes had no answer: {cause}.",
        "Ein eingebundener Eintrag blieb ohne Antwort: {cause}.";
    dkim_good: "Both selectors are there.", "Beide Selektoren sind da.";
    dkim_not_signing: "Both selectors are there, but Microsoft 365 does not sign yet.",
        "Beide Selektoren sind da, aber Microsoft 365 signiert noch nicht.";
    dkim_not_set_up: "Microsoft 365 has no keys for the domain, so it does not sign. Create them first; they name both records.",
        "Microsoft 365 hat für die Domäne keine Schlüssel und signiert nicht. Legen Sie sie zuerst an; sie nennen beide Einträge.";
    dkim_partly: "{selector} is missing or points elsewhere.", "{selector} fehlt oder zeigt anderswohin.";
    dkim_missing: "Neither selector is there.", "Keiner der Selektoren ist da.";
    dmarc_enforced: "Forged mail is handled: p={policy}.", "Gefälschte E-Mail wird behandelt: p={policy}.";
    dmarc_partly: "p={policy} counts for {percent} % of messages only.",
        "p={policy} gilt nur für {percent} % der Nachrichten.";
    dmarc_watches: "p=none only watches. Fine for now; raise it later.",
        "p=none beobachtet nur. Für jetzt gut; später verschärfen.";
    dmarc_missing: "There is no DMARC record.", "Es gibt keinen DMARC-Eintrag.";
    dmarc_several: "There are {count} DMARC records, so that none counts. Keep one.",
        "Es gibt {count} DMARC-Einträge, so zählt keiner. Behalten Sie einen.";
    dmarc_invalid: "The DMARC record cannot be understood.", "Der DMARC-Eintrag ist nicht zu verstehen.";
    mta_sts_none: "No policy, so nothing stands in the way.", "Keine Richtlinie, also steht nichts im Weg.";
    mta_sts_matches: "The policy names the gateway, mode {mode}.", "Die Richtlinie nennt das Gateway, Modus {mode}.";
    mta_sts_refuses: "The policy is enforced and does not name {hosts}. Change it, then the id in its record, and MX only after that.",
        "Die Richtlinie wird durchgesetzt und nennt {hosts} nicht. Ändern Sie sie, dann die id im Eintrag, und erst danach MX.";
    mta_sts_testing: "The policy does not name {hosts}. It is not enforced, so no mail is lost.",
        "Die Richtlinie nennt {hosts} nicht. Sie wird nicht durchgesetzt, also geht keine E-Mail verloren.";
    mta_sts_unreachable: "There is a record, but its policy could not be read: {cause}.",
        "Es gibt einen Eintrag, aber die Richtlinie war nicht zu lesen: {cause}.";
    allow_listed: "Every address of the gateway is on the list.", "Jede Adresse des Gateways steht auf der Liste.";
    allow_enhanced: "Enhanced filtering looks behind the gateway.",
        "Die erweiterte Filterung sieht hinter das Gateway.";
    allow_list_missing: "Addresses of the gateway are not trusted yet.",
        "Adressen des Gateways wird noch nicht vertraut.";
    outbound_good: "The connector \u{201c}{connector}\u{201d} sends all mail to the gateway.",
        "Der Connector \u{201e}{connector}\u{201c} sendet alle E-Mail an das Gateway.";
    outbound_refuses_some: "The connector \u{201c}{connector}\u{201d} sends all mail to the gateway, also that of senders whom it refuses.",
        "Der Connector \u{201e}{connector}\u{201c} sendet alle E-Mail an das Gateway, auch die derer, die es abweist.";
    outbound_by_rule: "The connector \u{201c}{connector}\u{201d} counts only where a mail-flow rule names it.",
        "Der Connector \u{201e}{connector}\u{201c} zählt nur, wo eine Nachrichtenflussregel ihn nennt.";
    outbound_off: "The connector \u{201c}{connector}\u{201d} leads to the gateway, but is off.",
        "Der Connector \u{201e}{connector}\u{201c} führt zum Gateway, ist aber aus.";
    outbound_missing: "No connector leads to the gateway.", "Kein Connector führt zum Gateway.";
    outbound_other: "The connector \u{201c}{connector}\u{201d} sends all mail to another host.",
        "Der Connector \u{201e}{connector}\u{201c} sendet alle E-Mail an einen anderen Host.";
    outbound_not_needed: "No chosen mailbox sends by the gateway.", "Kein gewähltes Postfach sendet über das Gateway.";
    inbound_locked: "Mail is taken from the gateway alone, by \u{201c}{connector}\u{201d}.",
        "E-Mail wird allein vom Gateway angenommen, durch \u{201e}{connector}\u{201c}.";
    inbound_others_too: "\u{201c}{connector}\u{201d} takes mail from other addresses, too: {others}. Take them off a day or two after the last switch.",
        "\u{201e}{connector}\u{201c} nimmt auch von anderen Adressen an: {others}. Nehmen Sie sie ein, zwei Tage nach dem letzten Umschalten herunter.";
    inbound_others_yet: "\u{201c}{connector}\u{201d} lets the gateway in, and {others}, too. Leave it so until all mail goes over the gateway.",
        "\u{201e}{connector}\u{201c} lässt das Gateway herein, und auch {others}. Lassen Sie das so, bis alle E-Mail über das Gateway läuft.";
    inbound_refuses: "\u{201c}{connector}\u{201d} refuses mail from the gateway: {missing} is not on it.",
        "\u{201e}{connector}\u{201c} weist E-Mail vom Gateway ab: {missing} steht nicht darauf.";
    inbound_by_certificate: "\u{201c}{connector}\u{201d} asks for the certificate {certificate}. Look whether the gateway has it.",
        "\u{201e}{connector}\u{201c} verlangt das Zertifikat {certificate}. Sehen Sie nach, ob das Gateway es hat.";
    inbound_by_addresses: "\u{201c}{connector}\u{201d} takes mail from certain addresses alone. Say first which ones the gateway delivers from.",
        "\u{201e}{connector}\u{201c} nimmt E-Mail allein von bestimmten Adressen an. Sagen Sie zuerst, von welchen das Gateway zustellt.";
    inbound_ipv6: "\u{201c}{connector}\u{201d} lets in IPv4 alone and would refuse {missing}. Have the gateway deliver over IPv4 and leave these out of its addresses, or lock by certificate.",
        "\u{201e}{connector}\u{201c} lässt nur IPv4 herein und würde {missing} abweisen. Lassen Sie das Gateway über IPv4 zustellen und nehmen Sie diese aus seinen Adressen, oder sperren Sie nach Zertifikat.";
    inbound_unseen: "Exchange was not read. Look there whether a connector refuses mail from the gateway, then tick it. Lock nothing before the last switch.",
        "Exchange wurde nicht gelesen. Sehen Sie dort nach, ob ein Connector E-Mail vom Gateway abweist, und haken Sie es ab. Sperren Sie nichts vor dem letzten Umschalten.";
    inbound_open: "Mail is taken from anywhere, past the gateway. Close it a day or two after the last switch.",
        "E-Mail wird von überall angenommen, am Gateway vorbei. Schließen Sie das ein, zwei Tage nach dem letzten Umschalten.";
    inbound_after_switch: "Opens when all mail goes over the gateway. Not yet: {domains}.",
        "Öffnet sich, wenn alle E-Mail über das Gateway läuft. Noch nicht: {domains}.";
    direct_send_rejected: "Refused.", "Wird abgewiesen.";
    direct_send_open: "Open: anybody can mail past the filter in the tenant\u{2019}s own name.",
        "Offen: jeder kann im Namen des Mandanten am Filter vorbei schreiben.";
    direct_send_after_connector: "Opens when a connector vouches for the gateway.",
        "Öffnet sich, wenn ein Connector für das Gateway bürgt.";
    journal_not_needed: "Nothing is archived.", "Nichts wird archiviert.";
    journal_found: "The rule \u{201c}{rule}\u{201d} sends a copy to {to}. Look whether that is the archive.",
        "Die Regel \u{201e}{rule}\u{201c} schickt eine Kopie an {to}. Sehen Sie nach, ob das das Archiv ist.";
    journal_partly: "Journal rules are on for {recipients} only. Look whether these are all whose mail is archived.",
        "Journalregeln sind nur für {recipients} an. Sehen Sie nach, ob das alle sind, deren E-Mail archiviert wird.";
    journal_missing: "No journal rule for mail within the tenant is on, so it does not reach the archive.",
        "Keine Journalregel für E-Mail innerhalb des Mandanten ist an; sie erreicht das Archiv nicht.";
    senders: "Mailboxes that the gateway refuses as senders: {count}, from {domains}.",
        "Postfächer, die das Gateway als Absender abweist: {count}, von {domains}.";
}
