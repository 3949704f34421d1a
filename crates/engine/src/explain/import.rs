//! Words for what an import of existing mail needs and lacks.

use super::{Words, say};
use crate::{FaultSort, ImportError};

/// Where an import was refused before it read anything.
const NOTHING: &str = "Nothing was read or delivered.";

pub(super) fn import(error: &ImportError) -> Words {
    use FaultSort::{Other, Outside, Refused, SignInNeeded, Usage};
    match error {
        ImportError::NoAccess { .. } => (
            "import-no-access",
            SignInNeeded,
            say(&[
                "Register an application for it: tenantryctl import-app NAME --register, as a Global Administrator or a \
                 Privileged Role Administrator.",
                "Or make it by hand: import-app NAME --certificate FILE, upload the file to an app registration of the \
                 tenant, then import-app NAME --accept APP_ID.",
                NOTHING,
            ]),
        ),
        ImportError::NoPermission { .. } => (
            "import-no-permission",
            SignInNeeded,
            say(&[
                "Grant the application the permission Mail.Read of Microsoft Graph, of the type Application, with admin \
                 consent: that is every mailbox of the tenant.",
                "Or grant it the Exchange role Application Mail.Read for the mailboxes alone that are imported: \
                 import-app NAME --scope prints the commands. It counts after up to two hours.",
            ]),
        ),
        ImportError::NotGranted { .. } => (
            "import-not-granted",
            SignInNeeded,
            say(&[
                "It was registered for the mailboxes of a group: import-app NAME --scope GROUP prints the commands by which \
                 Exchange grants it the role Application Mail.Read for them. It counts after up to two hours.",
                "Import mailboxes of that group.",
            ]),
        ),
        ImportError::NotTried => (
            "import-not-tried",
            Other,
            say(&["Choose mailboxes of Exchange Online: the import tells of each whether it may be read."]),
        ),
        ImportError::Unfinished { scoped, .. } => (
            "import-app-unfinished",
            SignInNeeded,
            say(&[
                match scoped {
                    true => "Go on with it: import-app NAME --register --scoped. What is there already is found.",
                    false => "Go on with it: import-app NAME --register. What is there already is found.",
                },
                "Or take out what is there of it: import-app NAME --remove.",
            ]),
        ),
        ImportError::AppRefused { .. } => (
            "import-app-refused",
            SignInNeeded,
            say(&[
                "Look whether the application is still in the client's tenant with the certificate that import-app NAME shows; \
                 a new certificate counts after some minutes.",
                "Or remove it and register it anew: import-app NAME --remove, then --register.",
            ]),
        ),
        ImportError::NoApplication => (
            "import-no-application",
            SignInNeeded,
            say(&["Upload the certificate to an app registration, then name it: import-app NAME --accept APP_ID."]),
        ),
        ImportError::BadAppId(_) => (
            "import-bad-app-id",
            Usage,
            say(&["Copy the Application (client) ID from the overview page of the app registration."]),
        ),
        ImportError::NoCertificate { .. } => {
            ("import-no-certificate", Usage, say(&["Make one first: import-app NAME --certificate FILE."]))
        }
        ImportError::AppThere { .. } => {
            ("import-app-there", Usage, say(&["Use it, or remove it first: import-app NAME --remove."]))
        }
        ImportError::Restorable { .. } => (
            "import-app-restorable",
            Outside,
            say(&[
                "It reads no mail any more. What is deleted can be restored for thirty days, and it had not appeared there \
                 yet when it was to be deleted for good.",
                "Remove it once more in a minute: import-app NAME --remove. Or by hand, in the Entra admin centre: App \
                 registrations, Deleted applications, Delete permanently; then once more from here after an hour.",
            ]),
        ),
        ImportError::Folders(_) => ("import-folders", Usage, say(&["Correct the folders.", NOTHING])),
        ImportError::Sink { .. } => (
            "import-sink",
            Outside,
            say(&["Look at the archive's address, its password and its room.", "What was delivered stays delivered."]),
        ),
        ImportError::SinkPassword { .. } => (
            "import-password",
            Refused,
            say(&[
                "Give the password of the archive's user in TENANTRY_ARCHIVE_PASSWORD and run import NAME: it is kept, and the \
                 import goes on.",
                "By itself nothing is tried again, since refused logins may lock the account. What was delivered stays \
                 delivered.",
            ]),
        ),
        ImportError::SinkNeedsPerson { .. } => (
            "import-sink",
            Refused,
            say(&[
                "Mend what it says, then let the import go on.",
                "What was delivered stays delivered; those that were refused before are on the certificate as skipped.",
            ]),
        ),
        ImportError::Unanswered { .. } => (
            "import-unanswered",
            Refused,
            say(&[
                "Look in the archive whether it has them, and why its answers do not arrive: something between here and there \
                 may end the connection too early.",
                "Then let the import go on: they are sent once more, and what the archive has already is there twice.",
            ]),
        ),
        ImportError::NoRoom { .. } => {
            ("import-no-room", Other, say(&["Make room, or import fewer mailboxes or days.", NOTHING]))
        }
        ImportError::NoMailbox(_) => {
            ("import-no-mailbox", Usage, say(&["Correct the address, or read the tenant again.", NOTHING]))
        }
        ImportError::Nothing => ("import-nothing", Usage, say(&["Choose mailboxes, or all of them."])),
        ImportError::NoJob { .. } => ("import-no-job", Usage, say(&["Begin one with --mailboxes and --to."])),
        ImportError::Waits { .. } => (
            "import-waits",
            Outside,
            say(&[
                "Each mailbox says why. What was delivered stays delivered; the rest is read when the import goes on.",
            ]),
        ),
        ImportError::Differs { .. } => (
            "import-differs",
            Other,
            say(&["Each mailbox says by how much. Let the import go on: these mailboxes are listed and counted anew."]),
        ),
    }
}

pub(super) fn import_facts(error: &ImportError) -> Vec<(&'static str, String)> {
    match error {
        ImportError::NoAccess { client }
        | ImportError::NoCertificate { client }
        | ImportError::NoJob { client }
        | ImportError::Unfinished { client, .. } => vec![("client", client.clone())],
        ImportError::Waits { mailboxes } | ImportError::Differs { mailboxes } => {
            vec![("mailboxes", mailboxes.to_string())]
        }
        ImportError::NoPermission { app_id, said }
        | ImportError::NotGranted { app_id, said }
        | ImportError::AppRefused { app_id, said } => {
            vec![("app", app_id.clone()), ("said", said.clone())]
        }
        ImportError::Restorable { app_id } => vec![("app", app_id.clone())],
        ImportError::AppThere { client, app_id } => vec![("client", client.clone()), ("app", app_id.clone())],
        ImportError::BadAppId(typed) => vec![("typed", typed.clone())],
        ImportError::Sink { sink, cause }
        | ImportError::SinkPassword { sink, cause }
        | ImportError::SinkNeedsPerson { sink, cause } => {
            vec![("sink", sink.clone()), ("cause", cause.clone())]
        }
        ImportError::Unanswered { sink, messages, cause } => {
            vec![("sink", sink.clone()), ("messages", messages.to_string()), ("cause", cause.clone())]
        }
        ImportError::NoRoom { needed, free } => vec![("needed", needed.to_string()), ("free", free.to_string())],
        ImportError::NoMailbox(address) => vec![("address", address.clone())],
        ImportError::Folders(_) | ImportError::NoApplication | ImportError::NotTried | ImportError::Nothing => {
            Vec::new()
        }
    }
}
