//! From every error to its code, facts and next actions: the one place where the engine words trouble (B8).

use std::error::Error;

use gateway::GatewayError;
use microsoft::MicrosoftError;
use signin::SignInError;
use store::StoreError;

use crate::lock::LockError;
use crate::{CloudError, EngineError, Fault, FaultSort, Stop};

/// Code, sort, hints.
type Words = (&'static str, FaultSort, Vec<String>);

impl EngineError {
    /// The error itself, whoever it was that began the work.
    #[must_use]
    pub fn origin(&self) -> &Self {
        match self {
            Self::Joined(cause) => cause.origin(),
            own => own,
        }
    }

    /// The error as people and scripts get it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        let own = self.origin();
        let (code, sort, hints) = own.words();
        let facts = own.facts().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Fault { code: code.to_owned(), message: own.to_string(), hints, detail: own.detail(), facts, sort }
    }

    fn words(&self) -> Words {
        use FaultSort::{Other, Outside, Refused, SignInNeeded, Usage};
        match self {
            Self::Folder(LockError::Held { .. }) => {
                ("folder-held", Other, say(&["Close the other program, or use another data folder."]))
            }
            Self::Folder(LockError::Unusable { .. }) => {
                ("folder-unusable", Other, say(&["Check that the folder can be written and the disk has room."]))
            }
            Self::Store(error) => store(error),
            Self::SignIn(error) => sign_in(error),
            Self::Microsoft(error) => microsoft(error),
            Self::Gateway(error) => gateway(error),
            Self::Cloud(error) => cloud(error),
            Self::Options(_) => ("options-refused", Usage, say(&["Nothing was stored. Correct the value."])),
            Self::Stopped(stop) => stopped(stop),
            Self::Joined(cause) => cause.words(),
            Self::UnknownClient(_) => ("unknown-client", Usage, say(&["Look at the list of clients."])),
            Self::UnknownRun(_) => ("unknown-run", Usage, say(&["Look at the client's history."])),
            Self::UnknownRecipient(_) => ("unknown-recipient", Usage, say(&["Read the tenant again."])),
            Self::BadName => ("bad-name", Usage, say(&["Choose another name."])),
            Self::UnknownGateway { .. } => ("unknown-gateway", Usage, say(&["Use local, or local:DIR."])),
            Self::NoPractice => ("no-practice", Usage, say(&["Start the practice cloud and give its cloud file."])),
            Self::CloudGone { .. } => ("cloud-gone", Usage, say(&["Give the cloud file again."])),
            Self::RegistrationNeeded { .. } => {
                let hint = "Register the application with Microsoft and set its client id (TENANTRY_CLIENT_ID).";
                ("registration-needed", Usage, say(&[hint]))
            }
            Self::TenantNotNamed { .. } => ("tenant-not-named", Usage, say(&["Name any domain of the tenant."])),
            Self::WrongTenant(_) => (
                "wrong-tenant",
                Refused,
                say(&[
                    "Sign in with an account of this client.",
                    "If the client moved to another tenant, add it as a new client.",
                ]),
            ),
            Self::TenantTaken { .. } => {
                ("tenant-taken", Refused, say(&["Go on with that client, or remove it first."]))
            }
            Self::NotSignedIn { .. } => ("not-signed-in", SignInNeeded, say(&["Sign in to this client."])),
            Self::NoSignInWaits { .. } => ("no-sign-in", Usage, say(&["Start the sign-in again."])),
            Self::Browser(_) => ("browser", Other, say(&["Copy the address into a browser on this computer."])),
            Self::Stale { .. } => ("plan-stale", Refused, say(&["Plan again and review what differs."])),
            Self::NotRunning(_) => ("not-running", Usage, say(&["Look at the client's history."])),
            Self::CutShort => ("cut-short", Outside, say(&["Sync again: it makes the rest true."])),
            Self::NotAsPlanned { .. } => {
                ("not-as-planned", Outside, say(&["Plan again: it shows what differs, and why."]))
            }
            Self::Closing => ("closing", Other, say(&["Start the program again."])),
            Self::Broken(_) => ("broken", Other, say(&["Send the diagnostics to support."])),
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let text = |value: &dyn ToString| value.to_string();
        match self {
            Self::Folder(LockError::Held { folder, holder }) => {
                vec![("folder", folder.display().to_string()), ("holder", holder.clone())]
            }
            Self::Store(error) => store_facts(error),
            Self::SignIn(error) => sign_in_facts(error),
            Self::Gateway(error) => gateway_facts(error),
            Self::Microsoft(MicrosoftError::PermissionMissing { permission, .. }) => {
                vec![("permission", text(permission))]
            }
            Self::Microsoft(MicrosoftError::Unreachable { host, .. }) => vec![("host", host.clone())],
            Self::Stopped(stop) => stop_facts(stop),
            Self::UnknownClient(client) => vec![("client", client.clone())],
            Self::UnknownGateway { gateway, .. } => vec![("gateway", gateway.clone())],
            Self::RegistrationNeeded { cloud } | Self::CloudGone { cloud, .. } => vec![("cloud", cloud.clone())],
            Self::NotSignedIn { client } | Self::TenantNotNamed { client } | Self::NoSignInWaits { client } => {
                vec![("client", client.clone())]
            }
            Self::WrongTenant(wrong) => vec![
                ("client", wrong.client.clone()),
                ("expected", wrong.expected.clone()),
                ("expected-id", wrong.expected_id.clone()),
                ("got", wrong.got.clone()),
                ("got-id", wrong.got_id.clone()),
                ("account", wrong.account.clone()),
            ],
            Self::TenantTaken { by } => vec![("by", by.clone())],
            Self::Stale { plan, moved } => vec![("plan", text(plan)), ("moved", moved.code().to_owned())],
            Self::NotAsPlanned { run, missing } => vec![("run", text(run)), ("missing", text(missing))],
            _ => Vec::new(),
        }
    }

    /// The raw cause for support: the chain of sources, and Microsoft's own text and ids.
    fn detail(&self) -> Option<String> {
        if let Self::SignIn(error) = self
            && let Some(refusal) = error.refusal()
        {
            let id = refusal.correlation_id.as_deref().unwrap_or("none");
            return Some(format!("{} (correlation id {id})", refusal.description));
        }
        let mut causes = Vec::new();
        let mut source = self.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        if let Self::Microsoft(error) = self {
            causes.extend(error.request_id().map(|id| format!("request id {id}")));
        }
        (!causes.is_empty()).then(|| causes.join(": "))
    }
}

impl Fault {
    /// As it is stored.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| format!("{{\"unwritable\":\"{error}\"}}"))
    }

    /// As it was stored, for instance in [`store::RunRecord::problem`] and [`store::FailedStep::problem`].
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

fn say(hints: &[&str]) -> Vec<String> {
    hints.iter().map(|&hint| hint.to_owned()).collect()
}

fn store(error: &StoreError) -> Words {
    use FaultSort::{Other, Refused, Usage};
    match error {
        StoreError::Newer { .. } => ("database-newer", Refused, say(&["Use the newer Tenantry. Nothing was changed."])),
        StoreError::Database { .. } => {
            ("database", Other, say(&["Check that the data folder can be written and the disk has room."]))
        }
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
        StoreError::Short { .. } => ("reading-short", Refused, say(&["Read the tenant again in a while."])),
        StoreError::CloudPinned { .. } => ("wrong-tenant", Refused, say(&["Add it as a new client."])),
        StoreError::NoRecipient(_) => ("unknown-recipient", Usage, say(&["Read the tenant again."])),
        StoreError::NoClient(_) => ("unknown-client", Usage, say(&["Look at the list of clients."])),
        StoreError::NoPlan(_) => ("unknown-plan", Usage, say(&["Plan again."])),
        StoreError::NoRun(_) => ("unknown-run", Usage, say(&["Look at the client's history."])),
        StoreError::NoSnapshot(_) => ("never-read", Refused, say(&["Read the tenant first."])),
    }
}

fn store_facts(error: &StoreError) -> Vec<(&'static str, String)> {
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
        StoreError::UnknownAddress { line, address } => {
            vec![("line", line.to_string()), ("address", address.to_string())]
        }
        _ => Vec::new(),
    }
}

fn sign_in(error: &SignInError) -> Words {
    let sort = match error {
        _ if error.needs_sign_in() => FaultSort::SignInNeeded,
        _ if error.is_transient() => FaultSort::Outside,
        SignInError::WrongTenant { .. }
        | SignInError::InsecureAuthority { .. }
        | SignInError::IssuerMismatch { .. }
        | SignInError::AudienceMismatch { .. }
        | SignInError::NonceMismatch
        | SignInError::SignatureInvalid { .. } => FaultSort::Refused,
        SignInError::TenantNotFound { .. } | SignInError::NotADomain { .. } => FaultSort::Usage,
        SignInError::Vault(_) | SignInError::PortOccupied { .. } | SignInError::NoLoopback { .. } => FaultSort::Other,
        SignInError::UnexpectedAnswer { .. } => FaultSort::Outside,
        _ => FaultSort::SignInNeeded,
    };
    (error.code(), sort, error.hints())
}

fn sign_in_facts(error: &SignInError) -> Vec<(&'static str, String)> {
    match error {
        SignInError::TenantNotFound { query } | SignInError::NotADomain { query } => vec![("query", query.clone())],
        SignInError::PortOccupied { port } => vec![("port", port.to_string())],
        SignInError::Network { host, .. } | SignInError::Busy { host, .. } => vec![("host", host.clone())],
        _ => Vec::new(),
    }
}

fn microsoft(error: &MicrosoftError) -> Words {
    let sort = match error {
        MicrosoftError::SignInNeeded(_)
        | MicrosoftError::TokenRefused { .. }
        | MicrosoftError::ClaimsChallenge { .. }
        | MicrosoftError::RoleMissing { .. }
        | MicrosoftError::PermissionMissing { .. } => FaultSort::SignInNeeded,
        MicrosoftError::ForeignLink { .. } => FaultSort::Refused,
        _ => FaultSort::Outside,
    };
    (error.code(), sort, error.hints())
}

fn gateway(error: &GatewayError) -> Words {
    match error {
        GatewayError::Unreachable { .. } => (
            "gateway-unreachable",
            FaultSort::Outside,
            say(&[
                "If the gateway's folder is gone, bring it back: mount its disk, or restore it from a backup.",
                "Check that the gateway's folder can be written and the disk has room. Then sync again.",
            ]),
        ),
        GatewayError::Newer { .. } => ("gateway-newer", FaultSort::Refused, say(&["Use the newer Tenantry."])),
        GatewayError::Conflict { .. } => {
            ("gateway-conflict", FaultSort::Outside, say(&["Settle in the gateway to whom it belongs."]))
        }
        GatewayError::Refused { .. } => {
            ("gateway-refused", FaultSort::Outside, say(&["Correct it in the tenant or the gateway, then sync."]))
        }
    }
}

fn gateway_facts(error: &GatewayError) -> Vec<(&'static str, String)> {
    match error {
        GatewayError::Unreachable { gateway, .. } | GatewayError::Newer { gateway, .. } => {
            vec![("gateway", gateway.clone())]
        }
        GatewayError::Conflict { object, owner } => vec![("object", object.clone()), ("owner", owner.clone())],
        GatewayError::Refused { object, .. } => vec![("object", object.clone())],
    }
}

fn cloud(error: &CloudError) -> Words {
    let hint = "Use global, gcc-high, dod, china or the path of a cloud file.";
    match error {
        CloudError::Unknown(_) => ("unknown-cloud", FaultSort::Usage, say(&[hint])),
        CloudError::Unreadable { .. } => ("cloud-unreadable", FaultSort::Usage, say(&["Correct the cloud file."])),
        CloudError::NotEncrypted { .. } => ("cloud-not-encrypted", FaultSort::Refused, say(&["Use https."])),
        CloudError::BadName(_) => ("cloud-bad-name", FaultSort::Usage, say(&["Correct the name in the cloud file."])),
    }
}

fn stopped(stop: &Stop) -> Words {
    let (code, hint) = match stop {
        Stop::NeverRead => ("never-read", "Read the tenant first."),
        Stop::Incomplete => ("reading-incomplete", "Read the tenant again."),
        Stop::Empty => ("reading-empty", "Look at the tenant; when its recipients are back, read it again."),
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
        Stop::GatewayChanged { .. } => {
            ("gateway-changed", "Bring the former gateway back, or add the client anew for this one.")
        }
    };
    (code, FaultSort::Refused, say(&[hint, "Nothing was changed."]))
}

fn stop_facts(stop: &Stop) -> Vec<(&'static str, String)> {
    match stop {
        Stop::TenantDiffers { expected, got } | Stop::GatewayChanged { expected, got } => {
            vec![("expected", expected.clone()), ("got", got.clone())]
        }
        Stop::DomainVanished(domain) | Stop::DomainLost { domain, .. } => vec![("domain", domain.clone())],
        Stop::DomainTaken { domain, by } => vec![("domain", domain.clone()), ("by", by.clone())],
        Stop::PermissionsShrank { missing } => vec![("missing", missing.join(", "))],
        Stop::NeverRead | Stop::Incomplete | Stop::Empty => Vec::new(),
    }
}
