//! One transaction for a batch of changes; a failed change leaves its object as it was.

use super::{
    domains,
    ensure::Recipients,
    seam::{Database, Fault, Scope},
};
use crate::{Applied, Change, GatewayError};

type Answer = Result<Applied, GatewayError>;

/// Whose domain is whose may change with these.
pub(super) fn scope(changes: &[Change]) -> Scope {
    let of_domain = |change: &Change| matches!(change, Change::EnsureDomain { .. } | Change::EnsureAbsentDomain { .. });
    if changes.iter().any(of_domain) { Scope::Domains } else { Scope::Recipients }
}

/// Makes the changes in order, within the transaction that was begun.
pub(super) fn apply(database: &mut dyn Database, account: i64, changes: &[Change]) -> Result<Vec<Answer>, Fault> {
    let mut answers = Vec::with_capacity(changes.len());
    let mut run: Vec<&Change> = Vec::new();
    for change in changes {
        match change {
            Change::EnsureRecipient { .. } | Change::EnsureAbsentRecipient { .. } => run.push(change),
            Change::EnsureDomain { .. } | Change::EnsureAbsentDomain { .. } => {
                recipients(database, account, &std::mem::take(&mut run), &mut answers)?;
                answers.push(domain(database, account, change)?);
            }
        }
    }
    recipients(database, account, &run, &mut answers)?;
    Ok(answers)
}

/// A run of recipients is read and written at once. What the database itself refuses is found by halves.
fn recipients(
    database: &mut dyn Database,
    account: i64,
    run: &[&Change],
    answers: &mut Vec<Answer>,
) -> Result<(), Fault> {
    if run.is_empty() {
        return Ok(());
    }
    let made = kept(database, |database| {
        let mut recipients = Recipients::read(database, account, run)?;
        let answers = run.iter().map(|change| recipients.decide(change)).collect::<Vec<_>>();
        recipients.write(database)?;
        Ok(answers)
    });
    match (made, run) {
        (Ok(made), _) => answers.extend(made),
        (Err(Fault::Answer(error)), [_]) => answers.push(Err(error)),
        (Err(Fault::Refused(cause)), [one]) => answers.push(Err(refused(one, cause))),
        (Err(Fault::Answer(_) | Fault::Refused(_)), _) => {
            let (first, rest) = run.split_at(run.len() / 2);
            recipients(database, account, first, answers)?;
            recipients(database, account, rest, answers)?;
        }
        (Err(fault), _) => return Err(fault),
    }
    Ok(())
}

fn domain(database: &mut dyn Database, account: i64, change: &Change) -> Result<Answer, Fault> {
    let made = kept(database, |database| match change {
        Change::EnsureDomain { name, shape } => domains::ensure(database, account, name, shape),
        Change::EnsureAbsentDomain { name } => domains::ensure_absent(database, account, name),
        other => Err(Fault::Refused(format!("{} is no domain", object(other)))),
    });
    match made {
        Ok(applied) => Ok(Ok(applied)),
        Err(Fault::Answer(error)) => Ok(Err(error)),
        Err(Fault::Refused(cause)) => Ok(Err(refused(change, cause))),
        Err(fault) => Err(fault),
    }
}

/// Keeps nothing of work that an answer ends.
fn kept<T>(database: &mut dyn Database, work: impl FnOnce(&mut dyn Database) -> Result<T, Fault>) -> Result<T, Fault> {
    database.run("SAVEPOINT change", &[])?;
    let outcome = work(database);
    match outcome {
        Err(Fault::Again(_) | Fault::Broken(_)) => return outcome,
        Err(_) => drop(database.run("ROLLBACK TO SAVEPOINT change", &[])?),
        Ok(_) => {}
    }
    database.run("RELEASE SAVEPOINT change", &[])?;
    outcome
}

fn refused(change: &Change, cause: String) -> GatewayError {
    GatewayError::Refused { object: object(change), cause }
}

fn object(change: &Change) -> String {
    match change {
        Change::EnsureDomain { name, .. } | Change::EnsureAbsentDomain { name } => name.to_string(),
        Change::EnsureRecipient { shape, .. } => shape.primary.to_string(),
        Change::EnsureAbsentRecipient { primary, .. } => primary.to_string(),
    }
}
