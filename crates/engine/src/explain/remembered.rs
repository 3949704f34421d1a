//! Words for what this computer, the gateway and the hard stops say.

use std::path::Path;

use gateway::GatewayError;
use store::StoreError;

use super::{Words, say};
use crate::{CloudError, FaultSort, Stop};

pub(super) fn store(error: &StoreError) -> Words {
    use FaultSort::{Other, Refused, Usage};
    match error {
        StoreError::Newer { .. } => ("database-newer", Refused, say(&["Use the newer Tenantry. Nothing was changed."])),
        StoreError::Database { .. } => {
            ("database", Other, say(&["Check that the data folder can be written and the disk has room."]))
        }
        StoreError::Full { .. } => (
            "disk-full",
            Other,
            say(&["Make room on the disk, then do it again. What was stored before is still there."]),
        ),
        StoreError::ReadOnly { .. } => {
            ("database-read-only", Other, say(&["Give your account the right to write in the data folder."]))
        }
        StoreError::Damaged { .. } => (
            "database-damaged",
            Other,
            say(&["Start Tenantry again: it keeps the damaged database aside and saves what can be read of it."]),
        ),
        StoreError::NotBackedUp { .. } => (
            "database-not-copied",
            Other,
            say(&["Make room on the disk and start Tenantry again. Nothing was changed."]),
        ),
        StoreError::NotSalvaged { .. } => (
            "database-damaged",
            Other,
            say(&["Make room on the disk and start Tenantry again. The damaged database is where it was."]),
        ),
        StoreError::NotMirrored { .. } => {
            ("domain-not-mirrored", Usage, say(&["Give the recipient the same address in the other domain first."]))
        }
        StoreError::NoAliasTarget { .. } => ("domain-refused", Usage, say(&["Choose another domain."])),
        StoreError::NoDay(_) => ("unknown-day", Usage, say(&["Choose one of the readings that are kept."])),
        StoreError::Rehearsed { .. } => ("rehearsal", Refused, say(&["Plan from the newest reading instead."])),
        StoreError::NotMoved { .. } => ("database-damaged", Other, say(&["Move the database aside by hand."])),
        StoreError::NameTaken { .. } => ("name-taken", Usage, say(&["Choose another name."])),
        StoreError::TenantTaken { .. } => {
            ("tenant-taken", Refused, say(&["Go on with that client, or remove it first."]))
        }
        StoreError::TenantPinned { .. } => {
            ("wrong-tenant", Refused, say(&["If the client moved to another tenant, add it as a new client."]))
        }
        StoreError::DomainTaken { .. } => {
            ("domain-taken", Refused, say(&["Deselect the domain in that client first."]))
        }
        StoreError::DomainUnselectable { .. } => ("domain-refused", Usage, say(&["Choose another domain."])),
        StoreError::UnknownDomain { .. } => ("unknown-domain", Usage, say(&["Read the tenant again."])),
        StoreError::UnknownAddress { .. } => {
            ("unknown-address", Usage, say(&["Nothing was stored. Correct the line."]))
        }
        StoreError::ListedTwice { .. } => {
            ("listed-twice", Usage, say(&["Nothing was stored. Keep one of the two lines."]))
        }
        StoreError::ListGone { .. } => ("list-gone", Usage, say(&["Mark the rows again."])),
        StoreError::NothingToUndo(_) => {
            ("nothing-to-undo", Usage, say(&["What a run has done is taken back in the client's history."]))
        }
        StoreError::Short { .. } | StoreError::Unlisted { .. } => {
            ("reading-short", Refused, say(&["Read the tenant again in a while."]))
        }
        StoreError::CloudPinned { .. } => ("wrong-tenant", Refused, say(&["Add it as a new client."])),
        StoreError::NoRecipient(_) => ("unknown-recipient", Usage, say(&["Read the tenant again."])),
        StoreError::NoClient(_) => ("unknown-client", Usage, say(&["Look at the list of clients."])),
        StoreError::NoPlan(_) => ("unknown-plan", Usage, say(&["Plan again."])),
        StoreError::NoRun(_) => ("unknown-run", Usage, say(&["Look at the client's history."])),
        StoreError::NoImport(_) => ("unknown-import", Usage, say(&["Look at the imports of the client."])),
        StoreError::NoSnapshot(_) => ("never-read", Refused, say(&["Read the tenant first."])),
    }
}

pub(super) fn store_facts(error: &StoreError) -> Vec<(&'static str, String)> {
    match error {
        StoreError::NameTaken { name } => vec![("name", name.clone())],
        StoreError::TenantTaken { name, .. } => vec![("by", name.clone())],
        StoreError::TenantPinned { expected, got } => {
            vec![("expected", expected.to_string()), ("got", got.to_string())]
        }
        StoreError::DomainTaken { domain, name, .. } => vec![("domain", domain.to_string()), ("by", name.clone())],
        StoreError::DomainUnselectable { domain, .. } | StoreError::UnknownDomain { domain } => {
            vec![("domain", domain.to_string())]
        }
        StoreError::NotMirrored { domain, target, address } => {
            vec![("domain", domain.to_string()), ("target", target.to_string()), ("address", address.clone())]
        }
        StoreError::NoAliasTarget { domain, target } => {
            vec![("domain", domain.to_string()), ("target", target.to_string())]
        }
        StoreError::UnknownAddress { line, address } => {
            vec![("line", line.to_string()), ("address", address.to_string())]
        }
        StoreError::ListedTwice { line, earlier, address } => {
            vec![("line", line.to_string()), ("earlier", earlier.to_string()), ("address", address.to_string())]
        }
        _ => Vec::new(),
    }
}

pub(super) fn gateway(error: &GatewayError) -> Words {
    match error {
        // A folder is told by its path, a server by its name.
        GatewayError::Unreachable { gateway, .. } if Path::new(gateway).is_absolute() => (
            "gateway-unreachable",
            FaultSort::Outside,
            say(&[
                "If the gateway's folder is gone, bring it back: mount its disk, or restore it from a backup.",
                "Check that the gateway's folder can be written and the disk has room. Then sync again.",
            ]),
        ),
        GatewayError::Unreachable { .. } => (
            "gateway-unreachable",
            FaultSort::Outside,
            say(&[
                "Check the gateway's address, and that it runs and can be reached from this network. Then sync again.",
                "If it moved, change the client's gateway.",
            ]),
        ),
        GatewayError::Credentials { .. } => (
            "gateway-credentials",
            FaultSort::Outside,
            say(&["Type the gateway's user and password again, and check what the account may do there."]),
        ),
        GatewayError::NotOurs { .. } => {
            ("gateway-not-ours", FaultSort::Refused, say(&["Choose another place for the gateway."]))
        }
        GatewayError::Limit { .. } => {
            ("gateway-limit", FaultSort::Outside, say(&["Have the account's limit raised, then sync."]))
        }
        GatewayError::Newer { .. } => ("gateway-newer", FaultSort::Refused, say(&["Use the newer Tenantry."])),
        GatewayError::Conflict { .. } => {
            ("gateway-conflict", FaultSort::Outside, say(&["Settle in the gateway to whom it belongs."]))
        }
        GatewayError::Refused { .. } => {
            ("gateway-refused", FaultSort::Outside, say(&["Correct it in the tenant or the gateway, then sync."]))
        }
    }
}

pub(super) fn gateway_facts(error: &GatewayError) -> Vec<(&'static str, String)> {
    match error {
        GatewayError::Unreachable { gateway, .. }
        | GatewayError::Credentials { gateway, .. }
        | GatewayError::NotOurs { gateway, .. }
        | GatewayError::Newer { gateway, .. } => {
            vec![("gateway", gateway.clone())]
        }
        GatewayError::Conflict { object, owner } => vec![("object", object.clone()), ("owner", owner.clone())],
        GatewayError::Refused { object, .. } | GatewayError::Limit { object, .. } => {
            vec![("object", object.clone())]
        }
    }
}

pub(super) fn cloud(error: &CloudError) -> Words {
    let hint = "Use global, gcc-high, dod, china or the path of a cloud file.";
    match error {
        CloudError::Unknown(_) => ("unknown-cloud", FaultSort::Usage, say(&[hint])),
        CloudError::Unreadable { .. } => ("cloud-unreadable", FaultSort::Usage, say(&["Correct the cloud file."])),
        CloudError::NotKept { .. } => {
            ("folder-unusable", FaultSort::Other, say(&["Check that the folder can be written and the disk has room."]))
        }
        CloudError::NotEncrypted { .. } => ("cloud-not-encrypted", FaultSort::Refused, say(&["Use https."])),
        CloudError::BadName(_) => ("cloud-bad-name", FaultSort::Usage, say(&["Correct the name in the cloud file."])),
    }
}

pub(super) fn stopped(stop: &Stop) -> Words {
    let (code, hint) = match stop {
        Stop::NeverRead => ("never-read", "Read the tenant first."),
        Stop::Incomplete => ("reading-incomplete", "Read the tenant again."),
        Stop::Empty => ("reading-empty", "Look at the tenant; when its recipients are back, read it again."),
        Stop::Short { .. } | Stop::Unlisted { .. } => {
            ("reading-short", "Read the tenant again in some minutes. Microsoft may be behind with its own lists.")
        }
        Stop::TenantDiffers { .. } => ("tenant-differs", "Sign in again with an account of this client."),
        Stop::DomainVanished(_) => {
            ("domain-vanished", "Put the domain back into the tenant, or deselect it here if it is meant to go.")
        }
        Stop::DomainLost { .. } => {
            ("domain-lost", "Set the domain right in Microsoft 365, or deselect it here if it is meant to go.")
        }
        Stop::DomainTaken { .. } => ("domain-taken", "Deselect the domain in one of the two clients."),
        Stop::PermissionsShrank { .. } => {
            ("permissions-shrank", "Have the permission granted again, then sign in again.")
        }
        Stop::ExchangeSilent { .. } => (
            "exchange-silent",
            "Read the tenant again in some minutes; if it stays so, look at the service health of Microsoft 365.",
        ),
        Stop::GatewayChanged { .. } => {
            ("gateway-changed", "Bring the former gateway back, or change the client's gateway to this one.")
        }
    };
    let sort = if matches!(stop, Stop::ExchangeSilent { .. }) { FaultSort::Outside } else { FaultSort::Refused };
    (code, sort, say(&[hint, "Nothing was changed."]))
}

pub(super) fn stop_facts(stop: &Stop) -> Vec<(&'static str, String)> {
    match stop {
        Stop::TenantDiffers { expected, got } | Stop::GatewayChanged { expected, got } => {
            vec![("expected", expected.clone()), ("got", got.clone())]
        }
        Stop::DomainVanished(domain) | Stop::DomainLost { domain, .. } => vec![("domain", domain.clone())],
        Stop::DomainTaken { domain, by } => vec![("domain", domain.clone()), ("by", by.clone())],
        Stop::PermissionsShrank { missing } => vec![("missing", missing.join(", "))],
        Stop::ExchangeSilent { cause, .. } => vec![("cause", cause.clone())],
        Stop::Short { what, seen, counted } => {
            vec![("what", what.as_str().to_owned()), ("seen", seen.to_string()), ("counted", counted.to_string())]
        }
        Stop::Unlisted { seen, counted } => {
            vec![("what", "exchange".to_owned()), ("seen", seen.to_string()), ("counted", counted.to_string())]
        }
        Stop::NeverRead | Stop::Incomplete | Stop::Empty => Vec::new(),
    }
}
