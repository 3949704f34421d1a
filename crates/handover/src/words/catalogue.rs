//! The words of documents, in English and in German.

catalogue! {
    group: ",", ".";
    point: ".", ",";
    page_of: "Page {page} of {pages}", "Seite {page} von {pages}";
    byline: "Made {at} by {who} with {program}", "Erstellt am {at} von {who} mit {program}";
    practice: "Practice: made-up data", "Übung: erfundene Daten";
    yes: "yes", "ja";
    none: "\u{2013}", "\u{2013}";
    on: "On", "Ein";
    off: "Off", "Aus";
    unknown: "Not known", "Nicht bekannt";

    pack_title: "Hand-over pack", "Übergabeunterlagen";
    pack_lead: "What was connected, how mail is filtered and archived, and what is still to be done. {read}",
        "Was verbunden ist, wie E-Mail gefiltert und archiviert wird und was noch zu tun ist. {read}";
    pack_read: "The tenant was read on {at}.", "Der Mandant wurde am {at} gelesen.";
    pack_unread: "The tenant has not been read yet.", "Der Mandant wurde noch nicht gelesen.";
    glance: "At a glance", "Auf einen Blick";
    tile_mailboxes: "recipients looked after", "betreute Empfänger";
    tile_domains: "domains chosen of {all}", "Domänen gewählt von {all}";
    tile_exceptions: "exceptions", "Ausnahmen";
    tile_hand: "settings left to a hand", "Einstellungen von Hand";
    waits_none: "Nothing waits: the gateway is as it was chosen when the last plan was made.",
        "Nichts steht aus: Das Gateway ist so, wie es beim letzten Plan gewählt war.";
    waits_some: "Changes that wait to be applied: {ready}; held for a person: {held}. What follows is as chosen; the gateway has it only once they are applied.",
        "Änderungen, die auf das Anwenden warten: {ready}; für einen Menschen zurückgehalten: {held}. Das Folgende ist so, wie es gewählt ist; das Gateway hat es erst, wenn sie angewendet sind.";
    waits_mail: "The gateway is set up as it was chosen, but mail does not go there yet, or that is not known, for {count} of {all} domains: it is not filtered until it does. What to do is under \u{201c}Cut-over\u{201d}.",
        "Das Gateway ist so eingerichtet, wie es gewählt ist, aber bei {count} von {all} Domänen geht die Post noch nicht dorthin, oder es ist nicht bekannt: Bis dahin wird sie nicht gefiltert. Was zu tun ist, steht unter \u{201e}Umstellung\u{201c}.";
    waits_unplanned: "No plan has been made yet: what follows is chosen, the gateway does not have it.",
        "Noch gibt es keinen Plan: Das Folgende ist gewählt, das Gateway hat es nicht.";
    waits_unapplied: "Nothing has been applied yet: what follows is chosen, the gateway does not have it.",
        "Noch wurde nichts angewendet: Das Folgende ist gewählt, das Gateway hat es nicht.";

    connection: "Connection", "Verbindung";
    tenant_name: "Tenant", "Mandant";
    tenant_id: "Tenant id", "Mandanten-ID";
    initial_domain: "Initial domain", "Anfangsdomäne";
    gateway: "Gateway", "Gateway";
    gateway_local: "On the technician\u{2019}s computer", "Auf dem Computer des Technikers";
    gateway_postgres: "Postfix with a PostgreSQL database", "Postfix mit PostgreSQL-Datenbank";
    gateway_mail_assure: "N-able Mail Assure, {place}", "N-able Mail Assure, {place}";
    gateway_account: "Gateway account", "Konto des Gateways";
    connected_by: "Connected by", "Verbunden von";
    connected_at: "Connected on", "Verbunden am";
    guest: "{account}, a guest from {home}", "{account}, Gast aus {home}";
    sign_in_ends: "Sign-in ends unused", "Anmeldung endet ungenutzt";
    not_connected: "Nobody is signed in.", "Niemand ist angemeldet.";
    client_since: "Client since", "Kunde seit";
    first_applied: "First applied", "Zuerst angewendet";
    last_sync: "Last good sync", "Letzter guter Abgleich";
    never: "Not yet", "Noch nicht";

    permissions: "Permissions", "Berechtigungen";
    permissions_lead: "What {account} granted on {at}. Tenantry does not ask to read or send mail, and does not change anything in the tenant.",
        "Was {account} am {at} erteilt hat. Tenantry bittet nicht darum, E-Mail zu lesen oder zu senden, und ändert nichts im Mandanten.";
    permission: "Permission", "Berechtigung";
    what_for: "What for", "Wofür";
    state: "State", "Stand";
    granted: "Granted", "Erteilt";
    missing: "Missing", "Fehlt";
    unreadable: "Granted, could not be read", "Erteilt, nicht lesbar";
    for_user: "Read users and their addresses, so that every mailbox and alias is found",
        "Benutzer und ihre Adressen lesen, damit jedes Postfach und jeder Alias gefunden wird";
    for_group: "Read groups and lists, they receive mail too", "Gruppen und Verteiler lesen, auch sie empfangen E-Mail";
    for_contact: "Read mail contacts, addresses that forward elsewhere",
        "E-Mail-Kontakte lesen, Adressen, die nach außen weiterleiten";
    for_domain: "Read domains and their mail records, for the delivery route",
        "Domänen und ihre Mail-Einträge lesen, für den Zustellweg";
    for_organization: "Read the organisation\u{2019}s name and id, to pin the client to it",
        "Name und ID der Organisation lesen, um den Kunden daran zu binden";
    for_offline: "Stay connected, so that sync runs while nobody is there",
        "Verbunden bleiben, damit der Abgleich läuft, wenn niemand da ist";
    for_exchange: "Use Exchange in the account\u{2019}s name, to tell shared, room and user mailboxes apart; it could also write, Tenantry only reads",
        "Exchange im Namen des Kontos nutzen, um freigegebene, Raum- und Benutzerpostfächer zu unterscheiden; es ließe sich damit auch schreiben, Tenantry liest nur";

    domains: "Domains", "Domänen";
    domains_none: "The tenant shows no domains.", "Der Mandant zeigt keine Domänen.";
    domain: "Domain", "Domäne";
    recipients: "Recipients", "Empfänger";
    archiving: "Archiving", "Archivierung";
    route: "Delivery route", "Zustellweg";
    region: "Region", "Region";
    domain_filtered: "Filtered", "Wird gefiltert";
    domain_set_up: "Set up", "Eingerichtet";
    domain_and_mail: "{state}; {mail}", "{state}; {mail}";
    mail_m365: "mail still goes to Microsoft 365", "Post geht noch zu Microsoft 365";
    mail_other: "mail goes elsewhere, or to several", "Post geht anderswohin oder zu mehreren";
    mail_nowhere: "there is no MX record", "es gibt keinen MX-Eintrag";
    mail_unknown: "where its mail goes is not known", "wohin ihre Post geht, ist nicht bekannt";
    domain_waiting: "Chosen, not applied yet", "Gewählt, noch nicht angewendet";
    domain_alias: "Alias of {domain}", "Alias von {domain}";
    domain_not_chosen: "Not chosen", "Nicht gewählt";
    domain_ends: "Filtering ends with the next run", "Filterung endet mit dem nächsten Lauf";
    domain_microsoft: "Microsoft\u{2019}s own address", "Microsofts eigene Adresse";
    domain_unverified: "Not verified in Microsoft 365", "In Microsoft 365 nicht bestätigt";
    domain_no_mail: "Carries no mail", "Trägt keine Post";
    domain_no_route: "Microsoft reports no route", "Microsoft nennt keinen Weg";
    domain_other_client: "Belongs to another client", "Gehört zu einem anderen Kunden";
    domain_other_account: "Held by another account of the gateway", "Gehört einem anderen Konto des Gateways";

    mailboxes: "Mailboxes and services", "Postfächer und Dienste";
    mailboxes_none: "Nobody is chosen yet.", "Noch ist niemand gewählt.";
    kinds: "By kind", "Nach Art";
    kind: "Kind", "Art";
    count: "Count", "Anzahl";
    incoming: "In", "Eingang";
    outgoing: "Out", "Ausgang";
    archive: "Archive", "Archiv";
    sum: "All", "Alle";
    list: "List", "Liste";
    list_large: "There are {all}, more than the {bound} that this document lists. All of them, with every alias, are in {file}.",
        "Es sind {all}, mehr als die {bound}, die dieses Dokument auflistet. Alle, mit jedem Alias, stehen in {file}.";
    list_all: "Aliases are in {file}.", "Die Aliasse stehen in {file}.";
    name: "Name", "Name";
    address: "Address", "Adresse";
    name_address: "Name and address", "Name und Adresse";
    aliases: "Aliases", "Aliasse";
    kind_guess: "{kind} (a guess)", "{kind} (Vermutung)";

    kind_user: "User", "Benutzer";
    kind_shared: "Shared mailbox", "Freigegeben";
    kind_room: "Room", "Raum";
    kind_equipment: "Equipment", "Gerät";
    kind_list: "Distribution list", "Verteiler";
    kind_dynamic: "Dynamic list", "Dynamischer Verteiler";
    kind_security: "Security group", "Sicherheitsgruppe";
    kind_group: "Microsoft 365 group", "Microsoft-365-Gruppe";
    kind_contact: "Contact", "Kontakt";
    kind_mail_user: "Mail user", "Mail-Benutzer";
    kind_folder: "Public folder", "Öffentlicher Ordner";

    state_new: "Will be added", "Wird angelegt";
    state_exists: "Adopted", "Übernommen";
    state_managed: "In gateway", "Im Gateway";
    state_changed: "Changes", "Ändert sich";
    state_ends: "Services end", "Dienste enden";
    state_not_chosen: "Not chosen", "Nicht gewählt";
    state_leaver: "Leaver", "Abgang";
    state_exception: "Exception", "Ausnahme";

    settings: "Settings", "Einstellungen";
    time_zone: "Time zone", "Zeitzone";
    date_format: "Date format", "Datumsformat";
    time_format: "Time format", "Zeitformat";
    hours_12: "12-hour", "12 Stunden";
    hours_24: "24-hour", "24 Stunden";
    report: "Quarantine report", "Quarantänebericht";
    report_at: "Daily at {times}, only when something is in it", "Täglich um {times}, nur wenn etwas darin steht";
    report_language: "Language of reports", "Sprache der Berichte";
    english: "English", "Englisch";
    german: "German", "Deutsch";
    sso: "Sign in with Microsoft 365", "Anmelden mit Microsoft 365";
    new_archiving: "Archiving of new domains", "Archivierung neuer Domänen";
    default_mailboxes: "Services of new mailboxes", "Dienste neuer Postfächer";
    default_others: "Services of new lists and groups", "Dienste neuer Verteiler und Gruppen";
    new_mailboxes: "New mailboxes", "Neue Postfächer";
    new_add: "Added by themselves", "Kommen von selbst hinzu";
    new_review: "Wait for review", "Warten auf Durchsicht";
    leavers_in: "Leavers, incoming", "Abgänge, Eingang";
    leavers_out: "Leavers, outgoing", "Abgänge, Ausgang";
    leavers_archive: "Leavers, archive", "Abgänge, Archiv";
    leaver_keep: "Stays", "Bleibt";
    leaver_stop: "Ends with the next sync", "Endet mit dem nächsten Abgleich";
    leaver_after: "Ends after {days} days", "Endet nach {days} Tagen";
    archive_kept: "Never removed by itself", "Wird nie von selbst entfernt";
    sync: "Sync", "Abgleich";
    sync_minutes: "Every {minutes} minutes while Tenantry is open", "Alle {minutes} Minuten, solange Tenantry geöffnet ist";
    sync_daily: "Daily at {time} while Tenantry is open", "Täglich um {time}, solange Tenantry geöffnet ist";
    sync_manual: "Only when asked", "Nur auf Anforderung";
    brake: "Brake on removals", "Bremse für Entfernungen";
    brake_at: "Held from {percent} % of the recipients within 24 hours, at least {floor}",
        "Zurückgehalten ab {percent} % der Empfänger in 24 Stunden, mindestens {floor}";
    second_person: "Approval by a second person", "Freigabe durch eine zweite Person";
    second_needed: "Needed for held changes", "Nötig für zurückgehaltene Änderungen";
    second_not: "Not asked for", "Nicht verlangt";

    exceptions: "Exceptions", "Ausnahmen";
    exceptions_lead: "What is left alone, whatever a plan would do to it.",
        "Was unverändert bleibt, was immer ein Plan damit täte.";
    exceptions_none: "There are none.", "Es gibt keine.";
    exceptions_more: "The first {shown} of {all}. All of them are in {file}.", "Die ersten {shown} von {all}. Alle stehen in {file}.";
    object: "Object", "Objekt";
    reason: "Reason", "Grund";
    owner: "Owner", "Verantwortlich";
    since: "Since", "Seit";
    until: "Until", "Bis";
    open_end: "Until taken back", "Bis zur Rücknahme";
    ended: "Ended {day}: to be looked at", "Abgelaufen am {day}: durchsehen";
    cause_undone: "{reason} (set by an undo)", "{reason} (durch eine Rücknahme gesetzt)";
    cause_drift: "{reason} (adopted from the gateway)", "{reason} (aus dem Gateway übernommen)";

    hand: "Left to a hand", "Von Hand zu erledigen";
    hand_none: "Nothing: the program sets everything that was chosen.", "Nichts: Das Programm setzt alles, was gewählt ist.";
    hand_lead: "This gateway has no call for these settings. A person makes them in its panel.",
        "Für diese Einstellungen hat das Gateway keinen Aufruf. Ein Mensch macht sie in dessen Panel.";
    hand_more: "The first {shown} of {all} that wait. All of them are in {file}.",
        "Die ersten {shown} von {all}, die warten. Alle stehen in {file}.";
    setting: "Setting", "Einstellung";
    waiting: "Waiting", "Offen";
    made: "Made", "Erledigt";
    value: "How it is to be", "Wie es sein soll";
    wanted: "Wanted since", "Gewünscht seit";
    done_by: "Done by", "Erledigt von";
    hand_region: "Region", "Region";
    hand_protect: "Protect listed mailboxes only", "Nur gelistete Postfächer schützen";
    hand_reject: "Reject mail to unlisted mailboxes", "Post an nicht gelistete Postfächer abweisen";
    hand_ldap: "LDAP mailbox sync", "LDAP-Abgleich der Postfächer";
    hand_reauth: "Outgoing user may re-authenticate", "Ausgehender Benutzer darf sich erneut anmelden";
    hand_mailbox: "Mailbox in the list", "Postfach in der Liste";
    hand_services: "Services of the mailbox", "Dienste des Postfachs";
    hand_profile: "Time zone, formats, report, sign-in", "Zeitzone, Formate, Bericht, Anmeldung";
    listed: "In the list as {kind}", "In der Liste als {kind}";
    unlisted: "Not in the list", "Nicht in der Liste";
    listed_before: "{listed}, before as {address}", "{listed}, vorher als {address}";
    there_already: "The domain was there before: mailboxes that it has already keep their services and settings.",
        "Die Domäne war schon da: Postfächer, die sie bereits hat, behalten ihre Dienste und Einstellungen.";

    cutover: "Cut-over: DNS and next steps", "Umstellung: DNS und nächste Schritte";
    cutover_never: "Not checked yet. Check the domains\u{2019} records before the MX record is changed.",
        "Noch nicht geprüft. Prüfen Sie die Einträge der Domänen, bevor der MX geändert wird.";
    cutover_as_of: "As seen on {at}.", "Gesehen am {at}.";
    cutover_unseen: "Not looked up yet.", "Noch nicht nachgesehen.";
    cutover_all: "The mail of all {all} domains goes over the gateway.", "Die Post aller {all} Domänen läuft über das Gateway.";
    cutover_some: "The mail of {count} of {all} domains goes over the gateway; for each of the others it says below whether it may follow.",
        "Die Post von {count} der {all} Domänen läuft über das Gateway; bei jeder der anderen steht unten, ob sie folgen darf.";
    cutover_all_safe: "The mail of no domain goes over the gateway yet. It can be switched without loss.",
        "Noch läuft die Post keiner Domäne über das Gateway. Sie lässt sich ohne Verlust umstellen.";
    cutover_all_unsafe: "The mail of no domain goes over the gateway yet. For each it says below whether it may be switched.",
        "Noch läuft die Post keiner Domäne über das Gateway. Bei jeder steht unten, ob sie umgestellt werden darf.";
    cutover_there: "Mail for this domain goes over the gateway.", "Die Post dieser Domäne läuft über das Gateway.";
    cutover_refused: "Mail for this domain goes over the gateway, and some of it is refused. See: {steps}.",
        "Die Post dieser Domäne läuft über das Gateway, und ein Teil wird abgewiesen. Siehe: {steps}.";
    cutover_unsure: "Mail for this domain goes over the gateway, and something is left. See: {steps}.",
        "Die Post dieser Domäne läuft über das Gateway, und etwas ist noch offen. Siehe: {steps}.";
    cutover_safe: "Its mail can be switched without loss.", "Ihre Post lässt sich ohne Verlust umstellen.";
    cutover_unsafe: "Do not switch yet: some steps come before. See: {steps}.", "Noch nicht umstellen: Einige Schritte kommen vorher. Siehe: {steps}.";
    cutover_names: "what the gateway is called from outside", "wie das Gateway von außen heißt";
    cutover_tenant: "The whole tenant", "Ganzer Mandant";
    step: "Step", "Schritt";
    now: "Now", "Jetzt";
    to_be: "Set to", "Soll";
    mark: "Mark", "Vermerk";
    marked: "{who}, {at}", "{who}, {at}";
    step_do_now: "Do now", "Jetzt tun";
    step_look: "Look", "Ansehen";
    step_done: "Done", "Erledigt";
    step_wait: "Wait", "Warten";
    step_unknown: "Not known", "Nicht bekannt";
    step_recipients: "Recipients known at the gateway", "Empfänger dem Gateway bekannt";
    step_mx: "MX: mail comes to the gateway", "MX: Post kommt zum Gateway";
    step_spf: "SPF: who may send", "SPF: wer senden darf";
    step_dkim: "DKIM: signatures", "DKIM: Signaturen";
    step_dmarc: "DMARC: what happens to forgeries", "DMARC: was mit Fälschungen geschieht";
    step_mta_sts: "MTA-STS: encrypted delivery", "MTA-STS: verschlüsselte Zustellung";
    step_outbound: "Outbound connector", "Ausgehender Connector";
    step_inbound: "Inbound connector, locked down", "Eingehender Connector, verriegelt";
    step_direct_send: "Direct Send off", "Direct Send aus";
    step_allow_list: "Gateway on the allow-list", "Gateway auf der Zulassungsliste";
    step_journal: "Journal for the archive", "Journal für das Archiv";

    held: "What is held", "Was zurückgehalten ist";
    held_none: "Nothing is held in the newest plan.", "Im neuesten Plan ist nichts zurückgehalten.";
    held_lead: "Plan {plan} of {at}. Nothing of it happens before a person approves it.",
        "Plan {plan} vom {at}. Nichts davon geschieht, bevor ein Mensch es freigibt.";
    hold_brake: "Too many removals within 24 hours", "Zu viele Entfernungen in 24 Stunden";
    hold_new: "New mailboxes wait for review", "Neue Postfächer warten auf Durchsicht";
    hold_drift: "The gateway was changed by hand", "Das Gateway wurde von Hand geändert";
    hold_relay: "The domain passes unknown addresses on", "Die Domäne reicht unbekannte Adressen weiter";
    hold_unknown: "Exchange could not be asked", "Exchange ließ sich nicht fragen";
    hold_ended: "An exception has ended", "Eine Ausnahme ist abgelaufen";
    hold_moved: "Changed since the run that is undone", "Seit dem zurückgenommenen Lauf geändert";
    hold_out: "A domain would go with all that is in it", "Eine Domäne ginge mit allem, was darin ist";
    hold_imported: "Came in a plan from a file", "Kam in einem Plan aus einer Datei";

    runs: "Runs and approvals", "Läufe und Freigaben";
    runs_none: "Nothing has been applied yet.", "Noch wurde nichts angewendet.";
    runs_lead: "Every change is on record and can be taken back for {days} days after its run.",
        "Jede Änderung ist aufgezeichnet und lässt sich {days} Tage nach ihrem Lauf zurücknehmen.";
    runs_more: "The newest {shown} of {all}. All of them are in {file}.", "Die neuesten {shown} von {all}. Alle stehen in {file}.";
    run: "Run", "Lauf";
    when: "When", "Wann";
    started_by: "Started by", "Gestartet von";
    schedule: "Schedule", "Zeitplan";
    technician: "A technician", "Jemand am Gerät";
    approved_by: "Approved by", "Freigegeben von";
    approved_second: "{who} as second person", "{who} als zweite Person";
    result: "Result", "Ergebnis";
    undo_until: "Undo until", "Rücknahme bis";
    undo_over: "over", "vorbei";
    undid: "takes run {run} back", "nimmt Lauf {run} zurück";
    run_done: "{done} done", "{done} erledigt";
    run_failed: "{failed} failed", "{failed} fehlgeschlagen";
    run_held: "{held} held", "{held} zurückgehalten";
    run_verified: "{verified} seen in the gateway afterwards", "{verified} danach im Gateway gesehen";
    run_running: "under way", "läuft";
    run_paused: "paused", "angehalten";
    run_cancelled: "stopped by a person", "von einem Menschen beendet";
    run_interrupted: "cut short", "abgebrochen";

    about: "About these papers", "Über diese Unterlagen";
    about_files: "With this document belong: {files}. They use {separator} between columns and UTF-8.",
        "Zu diesem Dokument gehören: {files}. Ihre Spalten trennt {separator}, ihr Zeichensatz ist UTF-8.";
    comma: "a comma", "ein Komma";
    semicolon: "a semicolon", "ein Semikolon";
    about_bound: "Lists in this document end at {bound} rows; the files are complete. No password and no key is in any of them. They hold names and addresses of people: pass them on accordingly.",
        "Listen in diesem Dokument enden bei {bound} Zeilen; die Dateien sind vollständig. Kein Kennwort und kein Schlüssel steht darin. Sie enthalten Namen und Adressen von Menschen: Geben Sie sie entsprechend weiter.";
    about_letters: "Some names use letters that this document\u{2019}s typeface lacks. They are drawn as \u{25a1}; copied text and the files have them right.",
        "Einige Namen enthalten Zeichen, die der Schrift dieses Dokuments fehlen. Sie erscheinen als \u{25a1}; kopierter Text und die Dateien enthalten sie richtig.";

    file_mailboxes: "mailboxes", "Postfaecher";
    file_exceptions: "exceptions", "Ausnahmen";
    file_hand: "by-hand", "von-Hand";
    file_runs: "runs", "Laeufe";
    file_pack: "hand-over", "Uebergabe";

    plan_title: "Plan {plan}", "Plan {plan}";
    plan_rehearsal: "Rehearsal {plan}", "Probelauf {plan}";
    plan_undo: "Plan {plan}: takes run {run} back", "Plan {plan}: nimmt Lauf {run} zurück";
    plan_lead: "Made {made} from the tenant as read {read}.", "Erstellt {made} aus dem Mandanten, gelesen {read}.";
    plan_rehearsal_lead: "What would be if; a rehearsal is never applied.", "Was wäre, wenn; ein Probelauf wird nie angewendet.";
    plan_hash: "Fingerprint", "Fingerabdruck";
    plan_applied: "Applied by run", "Angewendet von Lauf";
    plan_empty: "Nothing is to be changed.", "Es ist nichts zu ändern.";
    plan_numbers: "In numbers", "In Zahlen";
    plan_ready: "ready to be applied", "bereit zum Anwenden";
    plan_held: "held for a person", "zurückgehalten";
    plan_exempt: "kept by exceptions", "durch Ausnahmen unverändert";
    plan_changes: "changes in all", "Änderungen insgesamt";
    plan_held_none: "Nothing of it is held.", "Nichts davon ist zurückgehalten.";
    plan_groups: "Changes", "Änderungen";
    group_name: "Group", "Gruppe";
    group_domains: "Domains", "Domänen";
    group_created: "New recipients", "Neue Empfänger";
    group_adopted: "Adopted, services stay", "Übernommen, Dienste bleiben";
    group_changed: "Changed, the same recipient", "Geändert, derselbe Empfänger";
    group_stopped: "Services end", "Dienste enden";
    group_removed: "Removals", "Entfernungen";
    bill: "Billed services", "Berechnete Dienste";
    service: "Service", "Dienst";
    before: "Before", "Vorher";
    after: "After", "Nachher";
    difference: "Difference", "Unterschied";
    approvals: "Approved by", "Freigegeben von";
    approvals_none: "Nobody has approved it yet.", "Noch hat ihn niemand freigegeben.";
    steps: "Steps", "Schritte";
    steps_more: "The first {shown} of {all} in the order in which they are applied, held ones first. The plan as CSV has them all.",
        "Die ersten {shown} von {all} in der Reihenfolge des Anwendens, zurückgehaltene zuerst. Der Plan als CSV enthält alle.";
    held_first: "Held", "Zurückgehalten";
    why: "Why", "Warum";
    not_there: "not there", "nicht vorhanden";
    set_up: "set up", "eingerichtet";
    taken_out: "taken out", "herausgenommen";
    mail_refused: "mail refused", "Post abgewiesen";
    no_services: "no services", "keine Dienste";
    more_aliases: "{count} aliases", "{count} Aliasse";
    one_alias: "1 alias", "1 Alias";

    reason_selected: "Chosen", "Gewählt";
    reason_appeared: "New in a chosen domain", "Neu in einer gewählten Domäne";
    reason_already: "The gateway had it; its services stay", "War im Gateway; Dienste bleiben";
    reason_ldap: "This sync takes the LDAP sync\u{2019}s place", "Dieser Abgleich ersetzt den LDAP-Abgleich";
    reason_route: "Microsoft reports another route", "Microsoft nennt einen anderen Weg";
    reason_products: "Other services chosen", "Andere Dienste gewählt";
    reason_alias: "Made an alias", "Zum Alias gemacht";
    reason_region: "Another region chosen", "Andere Region gewählt";
    reason_renamed: "Renamed in the tenant; keeps all", "Im Mandanten umbenannt; behält alles";
    reason_addresses: "Addresses changed in the tenant", "Adressen im Mandanten geändert";
    reason_kind: "Converted in Exchange; keeps all", "In Exchange umgewandelt; behält alles";
    reason_services: "Other services chosen", "Andere Dienste gewählt";
    reason_settings: "Settings chosen for it", "Einstellungen dafür gewählt";
    reason_again: "Chosen again", "Wieder gewählt";
    reason_deselected: "Left out", "Weggelassen";
    reason_left: "It left the tenant", "Hat den Mandanten verlassen";
    reason_returned: "It came back to the tenant", "Ist in den Mandanten zurückgekehrt";
    reason_drift: "Changed in the gateway by hand", "Im Gateway von Hand geändert";
    reason_ended: "Its exception has ended", "Die Ausnahme ist abgelaufen";
    reason_undone: "Taken back", "Zurückgenommen";
}
