//! The words of the completion certificate, in English and in German.

catalogue! {
    title: "Completion certificate", "Vollständigkeitsnachweis";
    title_open: "Mail import, not complete", "Mail-Import, nicht vollständig";

    result: "Result", "Ergebnis";
    agree: "The numbers agree. Each of the {server} messages that were to be imported is in the archive.",
        "Die Zahlen stimmen überein. Jede der {server} Nachrichten, die zu importieren waren, ist im Archiv.";
    agree_empty: "The numbers agree. The server has no message that was to be imported.",
        "Die Zahlen stimmen überein. Der Server hat keine Nachricht, die zu importieren war.";
    agree_skipped: "The numbers agree. Each of the {server} messages that were to be imported is in the archive, or listed below with the reason why it cannot be had.",
        "Die Zahlen stimmen überein. Jede der {server} Nachrichten, die zu importieren waren, ist im Archiv oder unten mit dem Grund aufgeführt, warum sie nicht zu bekommen ist.";
    exceptions: "Messages that cannot be had: {skipped}. They are not in the archive.",
        "Nachrichten, die nicht zu bekommen sind: {skipped}. Sie sind nicht im Archiv.";
    left_unread: "Messages that left the chosen folders before they were read: {gone}. They are not in the archive, wherever they are now.",
        "Nachrichten, die die gewählten Ordner verließen, bevor sie gelesen waren: {gone}. Sie sind nicht im Archiv, wo immer sie jetzt sind.";
    not_reached: "Some places could not be reached at all and are in no number: see \u{201c}What could not be reached\u{201d}.",
        "Einige Orte waren gar nicht zu erreichen und stehen in keiner Zahl: siehe \u{201e}Was nicht zu erreichen war\u{201c}.";
    differ: "The numbers differ. What the server has and what is accounted for do not agree in {count} of {all} mailboxes; they are the first in the list.",
        "Die Zahlen weichen ab. Was der Server hat und was nachgewiesen ist, stimmt bei {count} von {all} Postfächern nicht überein; sie stehen in der Liste zuerst.";
    differ_one: "The numbers differ. What the server has and what is accounted for do not agree.",
        "Die Zahlen weichen ab. Was der Server hat und was nachgewiesen ist, stimmt nicht überein.";
    not_yet_one: "Not complete yet. The mailbox is not done.", "Noch nicht vollständig. Das Postfach ist nicht fertig.";
    not_yet: "Not complete yet. Mailboxes that are done: {done} of {all}.",
        "Noch nicht vollständig. Fertige Postfächer: {done} von {all}.";
    refused: "Mailboxes that were not read, because the application may not read them or they are none: {count}. What is in them now is not known.",
        "Postfächer, die nicht gelesen wurden, weil die Anwendung sie nicht lesen darf oder sie keine sind: {count}. Was jetzt darin ist, ist nicht bekannt.";
    joined: "Mailboxes that came to the tenant since: {count}. They are read when the import goes on.",
        "Postfächer, die seither in den Mandanten kamen: {count}. Sie werden gelesen, wenn der Import weitergeht.";
    no_certificate: "This document says how the import stood when it was made. It is no completion certificate.",
        "Dieses Dokument sagt, wie der Import stand, als es erstellt wurde. Es ist kein Vollständigkeitsnachweis.";
    tile_server: "messages on the server", "Nachrichten auf dem Server";
    tile_imported: "imported", "importiert";
    tile_duplicates: "in the archive already", "schon im Archiv";
    tile_skipped: "cannot be had, each with its reason", "nicht zu bekommen, je mit Grund";

    arithmetic: "The arithmetic", "Die Rechnung";
    item: "Item", "Posten";
    messages: "Messages", "Nachrichten";
    counted: "On the server, by its own count", "Auf dem Server, nach dessen eigener Zählung";
    listed: "On the server in these days, as it lists them; it gives no count by days",
        "Auf dem Server in diesen Tagen, wie er sie auflistet; nach Tagen zählt er nicht";
    listed_too: "The same as the server lists them", "Dieselben, wie der Server sie auflistet";
    sum_imported: "Imported", "Importiert";
    sum_duplicates: "+ in the archive already: the same content as another message that was imported",
        "+ schon im Archiv: derselbe Inhalt wie eine andere importierte Nachricht";
    sum_skipped: "+ cannot be had, each with its reason", "+ nicht zu bekommen, je mit Grund";
    sum_left: "\u{2212} those of the three that have left the chosen folders since",
        "\u{2212} die von diesen dreien, die seither die gewählten Ordner verlassen haben";
    sum: "= accounted for", "= nachgewiesen";
    difference: "Difference to the server", "Unterschied zum Server";
    open: "Still to be read", "Noch zu lesen";
    gone: "Left the chosen folders before they were read; they are not in the archive",
        "Aus den gewählten Ordnern fort, bevor sie gelesen waren; sie sind nicht im Archiv";
    again: "The archive\u{2019}s answer was lost; they may be there twice, or although they left or were skipped",
        "Die Antwort des Archivs ging verloren; sie liegen dort vielleicht zweimal, oder obwohl sie fort oder übersprungen sind";

    what: "What was imported", "Was importiert wurde";
    mailbox: "Mailbox", "Postfach";
    everybody: "{count}, everybody\u{2019}s in the tenant as it was read {at}",
        "{count}, alle des Mandanten, wie er {at} gelesen wurde";
    archive: "Archive", "Archiv";
    maildir: "Maildir on disk, {place}", "Maildir auf der Platte, {place}";
    smtp: "By SMTP, {place}", "Per SMTP, {place}";
    former: "{archive}; before that at {former}", "{archive}; davor an {former}";
    days: "Days", "Tage";
    days_all: "All", "Alle";
    days_since: "{since} and later", "{since} und später";
    days_until: "{until} and before", "{until} und früher";
    days_between: "{since} to {until}", "{since} bis {until}";
    folders: "Folders", "Ordner";
    folders_usual: "All but drafts, outbox, junk and what is recoverable",
        "Alle außer Entwürfen, Postausgang, Junk und Wiederherstellbarem";
    folders_all: "All", "Alle";
    folders_named: "{names}, each with what lies below", "{names}, jeweils mit allem darunter";
    folders_without: "{folders}; without {names}", "{folders}; ohne {names}";
    folder_inbox: "Inbox", "Posteingang";
    folder_sent: "Sent items", "Gesendete Elemente";
    folder_archive: "Archive", "Archiv";
    folder_deleted: "Deleted items", "Gelöschte Elemente";
    folder_junk: "Junk email", "Junk-E-Mail";
    folder_drafts: "Drafts", "Entwürfe";
    folder_outbox: "Outbox", "Postausgang";
    folder_recoverable: "Recoverable items", "Wiederherstellbare Elemente";
    mailboxes: "Mailboxes", "Postfächer";
    delivered: "Delivered", "Abgeliefert";
    begun: "Begun", "Begonnen";
    counted_at: "Counted", "Gezählt";
    counted_between: "{first} to {last}", "{first} bis {last}";
    zone: "Zone of all times", "Zone aller Zeiten";
    ledger: "Ledger", "Importbuch";
    ledger_none: "None while the import goes on", "Keines, solange der Import läuft";

    list: "Mailbox by mailbox", "Postfach für Postfach";
    list_lead: "In a row whose numbers agree, On server = Imported + Already there + Skipped \u{2212} Left since.",
        "In einer Zeile, deren Zahlen übereinstimmen, ist Server = Importiert + Schon da + Ausgelassen \u{2212} Seither fort.";
    list_more: "The first {shown} of {all}, those that are not done before the others. All of them are in {file}.",
        "Die ersten {shown} von {all}, zuerst die nicht fertigen. Alle stehen in {file}.";
    on_server: "On server", "Server";
    imported: "Imported", "Importiert";
    duplicates: "Already there", "Schon da";
    skipped: "Skipped", "Ausgelassen";
    left: "Left since", "Seither fort";
    state_queued: "Queued", "Kommt noch an die Reihe";
    state_counting: "Being counted", "Wird gezählt";
    state_running: "Being read", "Wird gelesen";
    state_waiting: "Waits for its hours", "Wartet auf seine Stunden";
    state_paused: "Paused", "Angehalten";
    state_done: "Done", "Fertig";
    state_exceptions: "Done, some skipped", "Fertig, teils ausgelassen";
    state_differs: "Numbers differ", "Zahlen weichen ab";
    state_refused: "Not read", "Nicht gelesen";
    state_why: "{state}: {why}", "{state}: {why}";
    why_interrupted: "cut short", "abgebrochen";
    why_once_more: "counted once more", "wird noch einmal gezählt";
    why_scope: "outside what the application may read", "außerhalb dessen, was die Anwendung lesen darf";
    why_no_mailbox: "no mailbox in Exchange Online", "kein Postfach in Exchange Online";
    why_away: "not in Exchange Online when it was asked last", "bei der letzten Frage nicht in Exchange Online";
    why_not_taken: "the archive does not take a message now", "das Archiv nimmt eine Nachricht jetzt nicht an";
    why_journal: "the archive takes no mail to the journal address of its domain",
        "das Archiv nimmt nichts an die Journaladresse seiner Domäne an";
    why_no_address: "no journal address can be made of its own address",
        "aus seiner Adresse lässt sich keine Journaladresse bilden";
    why_unanswered: "the archive did not say whether it took a message",
        "das Archiv hat nicht gesagt, ob es eine Nachricht angenommen hat";
    why_permission: "outside what was granted to the application, or not granted yet",
        "außerhalb dessen, was der Anwendung gewährt ist, oder noch nicht gewährt";

    lost: "Messages that cannot be had", "Nachrichten, die nicht zu bekommen sind";
    lost_none: "None.", "Keine.";
    lost_none_yet: "None so far.", "Bisher keine.";
    lost_more: "The first {shown} of {all}, at most {each} of a mailbox. All of them are in {file}.",
        "Die ersten {shown} von {all}, höchstens {each} je Postfach. Alle stehen in {file}.";
    lost_where: "Mailbox and folder", "Postfach und Ordner";
    received: "Received", "Empfangen";
    message_id: "Message-ID", "Message-ID";
    skip_unreadable: "Exchange cannot make a message of it", "Exchange kann keine Nachricht daraus machen";
    skip_unreadable_as: "{reason}, as with opaque S/MIME ({code})", "{reason}, etwa bei undurchsichtigem S/MIME ({code})";
    skip_large: "Larger than the archive takes", "Größer, als das Archiv annimmt";
    skip_unsendable: "Holds what cannot be sent by SMTP", "Enthält, was sich nicht per SMTP senden lässt";
    skip_refused: "Refused by the archive (SMTP {code})", "Vom Archiv abgewiesen (SMTP {code})";
    skip_unanswered: "The archive never said whether it took it; it may be there",
        "Das Archiv hat nie gesagt, ob es sie angenommen hat; sie liegt dort vielleicht";
    skip_other: "Microsoft does not give it out ({code})", "Microsoft gibt sie nicht heraus ({code})";

    elsewhere: "What could not be reached", "Was nicht zu erreichen war";
    elsewhere_lead: "No number above counts these places, and nothing of them is in the archive.",
        "Keine Zahl oben zählt diese Orte, und nichts davon ist im Archiv.";
    elsewhere_none: "No such place is known.", "Kein solcher Ort ist bekannt.";
    place: "Place", "Ort";
    concerns: "Of", "Von";
    count: "Count", "Anzahl";
    and_more: "and {count} more", "und {count} weitere";
    place_archive: "In-place archive; Microsoft Graph does not show it",
        "In-Situ-Archiv; Microsoft Graph zeigt es nicht";
    place_unknown: "In-place archive, if there is one; Exchange could not be asked",
        "In-Situ-Archiv, falls es eines gibt; Exchange ließ sich nicht fragen";
    place_missing: "Folder \u{201c}{name}\u{201d}; the mailbox has none of this name",
        "Ordner \u{201e}{name}\u{201c}; das Postfach hat keinen dieses Namens";
    place_items: "Items that are no messages, such as deleted appointments and contacts: folders with how many",
        "Elemente, die keine Nachrichten sind, etwa gelöschte Termine und Kontakte: Ordner mit Anzahl";
    place_public: "Public folders; Microsoft Graph does not show them",
        "Öffentliche Ordner; Microsoft Graph zeigt sie nicht";
    place_group: "Groups; what is sent to them rests with the group, in no mailbox",
        "Gruppen; was an sie gesendet wird, liegt bei der Gruppe und in keinem Postfach";
    place_joined: "Mailboxes that came to the tenant since the import looked whose mail it is of",
        "Postfächer, die in den Mandanten kamen, seit der Import zuletzt sah, um wessen E-Mail es geht";
    by_choice: "Folders that were not chosen", "Ordner, die nicht gewählt wurden";
    by_choice_none: "None with messages in it.", "Keine, in denen Nachrichten sind.";
    folder: "Folder", "Ordner";
    folder_others: "Further folders: {count}", "Weitere Ordner: {count}";

    about: "About this document", "Über dieses Dokument";
    about_count: "The server was counted again after the last message, {at}. Mail that arrived, moved or was deleted until then is accounted for; what came later is in no number. No message in the tenant was changed.",
        "Nach der letzten Nachricht wurde der Server noch einmal gezählt, {at}. E-Mail, die bis dahin ankam, verschoben oder gelöscht wurde, ist nachgewiesen; was später kam, steht in keiner Zahl. Keine Nachricht im Mandanten wurde geändert.";
    about_counts: "Each mailbox was counted again after its own last message, the earliest {first}, the latest {last}; {file} has the time of each. Mail that arrived, moved or was deleted until then is accounted for; what came later is in no number. No message in the tenant was changed.",
        "Jedes Postfach wurde nach seiner eigenen letzten Nachricht noch einmal gezählt, das früheste {first}, das späteste {last}; in {file} steht die Zeit eines jeden. E-Mail, die bis dahin ankam, verschoben oder gelöscht wurde, ist nachgewiesen; was später kam, steht in keiner Zahl. Keine Nachricht im Mandanten wurde geändert.";
    about_ledger: "The ledger\u{2019}s fingerprint is a SHA-256 over what became of each message of each mailbox: which message, as what it counts, the SHA-256 of what was delivered, or the reason why it was not. Two documents with the same fingerprint speak of the same deliveries. It is no signature, and it says nothing of what happened in the archive later.",
        "Der Fingerabdruck des Importbuchs ist ein SHA-256 über alles, was aus jeder Nachricht jedes Postfachs wurde: welche Nachricht, als was sie zählt, der SHA-256 des Abgelieferten oder der Grund, warum nichts abgeliefert wurde. Zwei Dokumente mit demselben Fingerabdruck sprechen von denselben Ablieferungen. Er ist keine Unterschrift und sagt nichts darüber, was im Archiv später geschah.";
    about_files: "The same as CSV, without bounds: {files}. They hold addresses of people, names of folders and ids of messages, and so does this document: pass them on accordingly.",
        "Dasselbe als CSV, ohne Grenzen: {files}. Sie enthalten Adressen von Menschen, Namen von Ordnern und Kennungen von Nachrichten, wie auch dieses Dokument: Geben Sie sie entsprechend weiter.";
}
