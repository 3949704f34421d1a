//! The import of existing mail, and the application that reads it.

use std::{io::IsTerminal as _, time::Duration};

use api::{
    Api,
    dto::{ClientRef, Exit, ImportRoomOf, ImportRoomView},
    script::{
        AppStep, ImportAppResult, ImportEstimateLine, ImportFiles, ImportHead, ImportLine, ImportNumbers,
        ImportRequest, ImportResult, pack_language,
    },
};
use serde_json::json;

use super::Done;
use crate::{
    args::{CertificateArguments, ImportAppArguments, ImportAppWhat, ImportArguments},
    output::{Ended, Output},
};

/// How often a person at a terminal is told how far it is.
const TELL_EVERY: Duration = Duration::from_secs(15);
/// The variable with the archive's password.
const PASSWORD: &str = "TENANTRY_ARCHIVE_PASSWORD";

pub async fn import(api: &Api, arguments: ImportArguments, output: &mut Output) -> Done {
    let ImportArguments {
        name,
        mailboxes,
        to,
        since,
        until,
        folders,
        hours,
        import,
        list,
        status,
        count,
        retry_skipped,
        certificate,
    } = arguments;
    let files = files(certificate)?;
    let client = api.client_named(&name).await?;
    if list {
        let imports = api.imports(client).await?;
        output.result(&json!({ "imports": imports }), || listed(&imports))?;
        return Ok(Exit::Done);
    }
    let password = std::env::var(PASSWORD).ok().filter(|word| !word.is_empty()).map(Into::into);
    let import = match mailboxes.zip(to) {
        Some((mailboxes, to)) => {
            let request = ImportRequest { mailboxes, to, since, until, folders, password };
            match count {
                true => api.import_beside_newest(client, request).await?,
                false => api.import_start(client, request).await?,
            }
        }
        None => {
            let import = api.import_named(client, import).await?;
            if let Some(password) = password.filter(|_| !status && !count) {
                api.import_set_password(import, &password).await?;
            }
            import
        }
    };
    let retried = match retry_skipped {
        Some(mailboxes) => Some(api.import_reopen(import, &mailboxes).await?),
        None => None,
    };
    let estimate = if count { api.import_counted(import).await? } else { None };
    if !status && !count {
        run(api, import, hours.as_deref(), output).await?;
    }
    let mut result = api.import_result(import, &files).await?;
    (result.estimate, result.retried) = (estimate, retried);
    let exit = if status || count { Exit::Done } else { result.exit() };
    output.result(&result, || told(&result))?;
    Ok(exit)
}

fn files(arguments: CertificateArguments) -> Result<ImportFiles, Ended> {
    let CertificateArguments { out, pdf, pdf_of, language } = arguments;
    let language = language.as_deref().map(pack_language).transpose()?;
    Ok(ImportFiles { lists: out, pdf, language, only: pdf_of })
}

/// Waits for the end, and tells a person at a terminal how far it is: it may take days.
async fn run(api: &Api, import: u32, hours: Option<&str>, output: &Output) -> Result<(), Ended> {
    if let Some(other) = api.import_pauses(import).await? {
        output.warn(&format!(
            "Import {}, to {}, pauses: of a client's imports one goes on at a time.",
            other.import, other.to
        ));
    }
    if let Some((from, to)) = api.import_moves(import).await? {
        output.warn(&format!("Import {import} goes on at {to}; until now it was at {from}."));
    }
    let shown = !output.is_json() && std::io::stderr().is_terminal();
    let mut running = std::pin::pin!(api.import_run(import, hours));
    loop {
        tokio::select! {
            ended = &mut running => return Ok(ended?),
            () = tokio::time::sleep(TELL_EVERY), if shown => {
                let far = api.import_result(import, &ImportFiles::default()).await?;
                let over = far.mailboxes.iter().filter(|line| ["done", "exceptions", "refused"].contains(&line.state));
                let (n, mailboxes) = (&far.total, far.mailboxes.len());
                let done = n.imported + n.duplicates + n.skipped;
                output.warn(&format!("{done} of {} messages; {} of {mailboxes} mailboxes.", n.server, over.count()));
            }
        }
    }
}

fn told(result: &ImportResult) -> String {
    let mut lines: Vec<String> = result.mailboxes.iter().map(line).collect();
    lines.push(format!("Together: {}", numbers(&result.total)));
    lines.push(match result.complete {
        true => "The numbers of every mailbox agree.".to_owned(),
        false => "The import is not complete; run it again to go on.".to_owned(),
    });
    lines.extend(result.retried.map(|messages| format!("{messages} messages that were skipped were tried again.")));
    lines.extend(result.estimate.as_ref().map(estimated));
    let room = result.estimate.as_ref().and_then(|estimate| estimate.room.as_ref());
    lines.extend(room.filter(|room| room.short).map(no_room));
    lines.extend(result.others.iter().map(beside));
    let called = if result.complete { "Its certificate is" } else { "How it stands is written to" };
    lines.extend((!result.files.is_empty()).then(|| format!("{called} {}.", result.files.join(", "))));
    lines.extend(result.ledger.as_ref().map(|ledger| format!("Its ledger is {ledger}.")));
    lines.join("\n")
}

fn beside(other: &ImportHead) -> String {
    let ImportHead { import, to, state, complete, .. } = other;
    let stands = match (*state, complete) {
        ("ended", true) => "has ended and is complete".to_owned(),
        ("ended", false) => "has ended and is not complete".to_owned(),
        (state, _) => format!("is {state}"),
    };
    format!("Another import, to {to}, {stands}: --import {import}")
}

fn listed(imports: &[ImportHead]) -> String {
    let line = |one: &ImportHead| {
        let days = [("since", &one.since), ("until", &one.until), ("hours", &one.hours)];
        let days = days.into_iter().filter_map(|(word, at)| at.as_ref().map(|at| format!(", {word} {at}")));
        format!("{:<5} {:<8} {}, folders {}{}", one.import, one.state, one.to, one.folders, days.collect::<String>())
    };
    imports.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn estimated(estimate: &ImportEstimateLine) -> String {
    let bytes = estimate.bytes.map(|bytes| format!(", {} MB", bytes.div_ceil(1_000_000))).unwrap_or_default();
    let most = if estimate.at_most { " at most, since no server counts by days" } else { "" };
    let (mailboxes, messages, minutes) = (estimate.mailboxes, estimate.messages, estimate.seconds.div_ceil(60));
    format!("{mailboxes} mailboxes have {messages} messages{bytes}{most}; about {minutes} minutes.")
}

/// Both numbers and a way on where it will not fit.
fn no_room(room: &ImportRoomView) -> String {
    let (needed, free) = (room.needed.div_ceil(1_000_000), room.free / 1_000_000);
    let folder = &room.folder;
    match room.of {
        ImportRoomOf::Archive => format!(
            "It will not fit: {folder} has room for {free} MB of about {needed}. Free room there, or begin an import into \
             another folder."
        ),
        ImportRoomOf::InHand => format!(
            "Messages on their way may take up to {needed} MB at once in {folder}, which has room for {free} MB. Free room \
             there."
        ),
    }
}

fn line(line: &ImportLine) -> String {
    let reason = line.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{:<40} {:<10} {}{reason}", line.mailbox, line.state, numbers(&line.numbers))
}

fn numbers(n: &ImportNumbers) -> String {
    let mut words = format!(
        "{} on the server = {} imported + {} duplicates + {} skipped",
        n.server, n.imported, n.duplicates, n.skipped
    );
    if n.left > 0 {
        words.push_str(&format!(" − {} that left since", n.left));
    }
    if n.difference != 0 {
        words.push_str(&format!(", {} not accounted for", n.difference));
    }
    words
}

pub async fn app(api: &Api, arguments: ImportAppArguments, output: &mut Output) -> Done {
    let ImportAppArguments { name, what, scoped, no_browser } = arguments;
    let client = api.client_named(&name).await?;
    match what {
        ImportAppWhat { register: true, .. } => {
            step(api, &client, AppStep::Register { everywhere: !scoped }, !no_browser, output).await?;
            show(api, client, output).await
        }
        ImportAppWhat { remove: true, .. } => remove(api, client, !no_browser, output).await,
        ImportAppWhat { certificate: Some(file), .. } => {
            let thumbprint = api.import_app_certificate(client, &file).await?;
            output.result(&json!({ "certificate": file, "thumbprint": thumbprint }), || {
                manual(&file.display().to_string())
            })?;
            Ok(Exit::Done)
        }
        ImportAppWhat { accept: Some(id), .. } => {
            api.import_app_accept(client.clone(), &id).await?;
            show(api, client, output).await
        }
        ImportAppWhat { scope: Some(group), .. } => {
            let powershell = api.import_app_scope(client, &group).await?;
            output.result(&json!({ "powershell": powershell }), || powershell.clone())?;
            Ok(Exit::Done)
        }
        _ => show(api, client, output).await,
    }
}

/// Says first where the administrator goes, then waits.
async fn step(api: &Api, client: &ClientRef, step: AppStep, browser: bool, output: &mut Output) -> Result<(), Ended> {
    let waiting = api.import_app_sign_in(client.clone(), step).await?;
    let address = waiting.address();
    output.at_once(&json!({ "authorize_url": address.expose() }).to_string())?;
    if browser && let Err(error) = open::that_detached(address.expose()) {
        output.warn(&format!("{error}. Open the address above in any browser that reaches it; the sign-in waits."));
    }
    Ok(api.import_app_step(waiting).await?)
}

async fn remove(api: &Api, client: ClientRef, browser: bool, output: &mut Output) -> Done {
    let registered_here = api.import_app(client.clone()).await?.registered_here;
    // Afterwards nobody knows the application's id.
    let left = api.import_unscope(client.clone()).await?;
    if registered_here {
        step(api, &client, AppStep::Remove, browser, output).await?;
    } else {
        api.import_app_forget(client).await?;
    }
    let exchange = left.exchange.filter(|_| left.by_exchange);
    let result = json!({ "removed_from_tenant": registered_here, "exchange_powershell": exchange,
        "consent_powershell": left.consent });
    output.result(&result, || removed(registered_here, exchange.as_deref(), left.consent.as_deref()))?;
    Ok(Exit::Done)
}

fn removed(registered_here: bool, exchange: Option<&str>, consent: Option<&str>) -> String {
    let first = match registered_here {
        true => "The application is out of the tenant, and its key is deleted.",
        false => "The key is deleted. Delete the application in the tenant by hand.",
    };
    let exchange =
        exchange.map(|lines| format!("What Exchange was told of it stays there until this is run:\n\n{lines}"));
    let consent = consent.map(|lines| {
        format!(
            "The administrators\u{2019} consent stays in the tenant, and their later sign-ins carry it, until this is run:\n\n\
             {lines}"
        )
    });
    [Some(first.to_owned()), exchange, consent].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

async fn show(api: &Api, client: ClientRef, output: &mut Output) -> Done {
    let app = api.import_app(client).await?;
    output.result(&app, || shown(&app))?;
    Ok(app.problem.map_or(Exit::Done, |problem| problem.exit))
}

fn shown(app: &ImportAppResult) -> String {
    let mut lines = vec![match &app.app_id {
        Some(id) => format!("The application {id} reads mail for Tenantry."),
        None if app.registered_here => "An application was being registered.".to_owned(),
        None => "No application reads mail for Tenantry.".to_owned(),
    }];
    lines.extend(app.not_after.as_ref().map(|end| format!("Its certificate ends on {end}.")));
    lines.push(match (&app.problem, app.scoped) {
        (Some(problem), _) => problem.message.clone(),
        (None, true) => "It is let in, for some mailboxes only.".to_owned(),
        (None, false) => {
            "It is let in. It may read the mail of every mailbox that it is granted; take it out when the \
                          import is over: import-app NAME --remove"
                .to_owned()
        }
    });
    lines.extend(app.problem.iter().flat_map(|problem| problem.hints.clone()));
    lines.join("\n")
}

/// What a person does who registers it by hand.
fn manual(file: &str) -> String {
    format!(
        "The certificate is {file}; its key does not leave the vault. In the Entra admin centre of the client's tenant:\n\
         1. App registrations, New registration, of this organisation only, without a redirect address.\n\
         2. Certificates & secrets, Certificates, Upload certificate: {file}\n\
         3. API permissions, Add a permission, Microsoft Graph, Application permissions, Mail.Read, then Grant admin \
         consent. It then reads every mailbox; to limit it, leave this step out and use what --scope prints.\n\
         4. tenantryctl import-app NAME --accept APPLICATION_ID"
    )
}

#[cfg(test)]
mod tests {
    use super::removed;

    #[test]
    fn m8_after_a_removal_what_stays_in_the_tenant_is_told_with_the_lines_that_take_it_out() {
        assert_eq!(
            removed(true, Some("Remove-ManagementScope\n"), Some("Update-MgOauth2PermissionGrant\n")),
            "The application is out of the tenant, and its key is deleted.\n\nWhat Exchange was told of it stays there until \
             this is run:\n\nRemove-ManagementScope\n\n\nThe administrators\u{2019} consent stays in the tenant, and their later \
             sign-ins carry it, until this is run:\n\nUpdate-MgOauth2PermissionGrant\n"
        );
        let by_hand = "The key is deleted. Delete the application in the tenant by hand.";
        assert_eq!(removed(false, None, None), by_hand);
    }
}
