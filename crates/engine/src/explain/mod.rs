//! From every error to its code, facts and next actions: the one place where the engine words trouble (B8).

use std::error::Error;

use jiff::Timestamp;

mod gateways;
mod import;
mod remembered;
mod tenant;
mod trust;

use self::gateways::{place, place_facts};
use self::import::{import, import_facts};
use self::remembered::{cloud, gateway, gateway_facts, stop_facts, stopped, store, store_facts};
pub use self::tenant::known_refusals;
pub(crate) use self::tenant::lack;
use self::tenant::{microsoft, microsoft_facts, sign_in, sign_in_facts};
use self::trust::{trust, trust_facts};
use crate::lock::LockError;
use crate::schedule::Ended;
use crate::{EngineError, Fault, FaultSort, Stop, UpdateError};

/// A fact of problems that end without anybody: what they wait for.
const WAITS_FOR: &str = "waits_for";
const NETWORK: &str = "network";

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
            Self::UnknownGateway { .. } => (
                "unknown-gateway",
                Usage,
                say(&["Use local, local:DIR, postgres://HOST/DATABASE or mail-assure:https://HOST."]),
            ),
            Self::NoPractice => ("no-practice", Usage, say(&["Start the practice cloud and give its cloud file."])),
            Self::CloudGone { .. } => ("cloud-gone", Usage, say(&["Give the cloud file again."])),
            Self::RegistrationNeeded { .. } => {
                let hints = [
                    "Register the application with Microsoft as the guide shows, and enter its client id.",
                    "On the command line: tenantryctl registration --script powershell, then registration --set ID.",
                ];
                ("registration-needed", Usage, say(&hints))
            }
            Self::BadClientId(_) => (
                "bad-client-id",
                Usage,
                say(&["Copy the Application (client) ID from the overview page of the app registration."]),
            ),
            Self::RegistrationFixed { .. } => {
                ("registration-fixed", Usage, say(&["Change the client id in the cloud file, or take it out there."]))
            }
            Self::CloudNotKnown { .. } => {
                ("cloud-not-known", Usage, say(&["Add the client in a program that is set to that cloud."]))
            }
            Self::OtherCloud { .. } => (
                "other-cloud",
                Refused,
                say(&["Nothing was changed. Add the client anew: it is then connected in the right cloud."]),
            ),
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
            Self::FolderNotOpened(_) => ("folder-not-opened", Other, say(&["Open it by hand in the file manager."])),
            Self::Update(error) => update(error),
            Self::Import(error) => import(error),
            Self::Browser(_) => ("browser", Other, say(&["Copy the address into a browser on this computer."])),
            Self::Stale { .. } => ("plan-stale", Refused, say(&["Plan again and review what differs."])),
            Self::NotRunning(_) => ("not-running", Usage, say(&["Look at the client's history."])),
            Self::CutShort => ("cut-short", Outside, say(&["Sync again: it makes the rest true."])),
            Self::NotAsPlanned { .. } => {
                ("not-as-planned", Outside, say(&["Plan again: it shows what differs, and why."]))
            }
            Self::Closing => ("closing", Other, say(&["Start the program again."])),
            other => place(other).unwrap_or_else(|| trust(other)),
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
            Self::Microsoft(error) => microsoft_facts(error),
            Self::OtherCloud { client, cloud, lives } => {
                vec![("client", client.clone()), ("cloud", cloud.clone()), ("lives", lives.clone())]
            }
            Self::CloudNotKnown { query, cloud } => vec![("query", query.clone()), ("cloud", cloud.clone())],
            Self::BadClientId(typed) => vec![("typed", typed.clone())],
            Self::Stopped(stop) => stop_facts(stop),
            Self::Import(error) => import_facts(error),
            Self::UnknownClient(client) => vec![("client", client.clone())],
            Self::UnknownGateway { gateway, .. } => vec![("gateway", gateway.clone())],
            Self::RegistrationNeeded { cloud } | Self::RegistrationFixed { cloud } | Self::CloudGone { cloud, .. } => {
                vec![("cloud", cloud.clone())]
            }
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
            Self::Stale { plan, moved, keys } => {
                let mut facts = vec![("plan", text(plan)), ("moved", moved.code().to_owned())];
                facts.extend((!keys.is_empty()).then(|| ("differs", keys.join(" "))));
                facts
            }
            Self::NotAsPlanned { run, missing } => vec![("run", text(run)), ("missing", text(missing))],
            other => place_facts(other).unwrap_or_else(|| trust_facts(other)),
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
        if let Self::Stopped(Stop::ExchangeSilent { whole, .. }) = self {
            return Some(whole.clone());
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

    /// The same, with when it is tried again by itself: whoever reads it need not do anything before that.
    pub(crate) fn with_next_try(mut self, ended: Ended, next: Option<Timestamp>) -> Self {
        let words = match ended {
            Ended::NoNetwork => "Tenantry waits for the network and goes on by itself.",
            Ended::HeldBack(_) => "Tenantry waits as long as Microsoft asks, then goes on by itself.",
            Ended::Failed(_) => "Tenantry tries again by itself.",
            Ended::Well | Ended::NeedsPerson => return self,
        };
        if let Some(next) = next {
            self.hints.push(words.to_owned());
            let next = next.round(jiff::Unit::Second).unwrap_or(next);
            self.facts.insert("next".to_owned(), next.to_string());
            if ended == Ended::NoNetwork {
                self.facts.insert(WAITS_FOR.to_owned(), NETWORK.to_owned());
            }
        }
        self
    }

    /// It is over as soon as there is a network.
    pub(crate) fn waits_for_network(&self) -> bool {
        self.facts.get(WAITS_FOR).is_some_and(|what| what == NETWORK)
    }

    /// As it was stored, for instance in [`store::RunRecord::problem`] and [`store::FailedStep::problem`].
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

fn update(error: &UpdateError) -> Words {
    use FaultSort::{Other, Outside, Refused, Usage};
    match error {
        UpdateError::NotConfigured => {
            ("updates-not-configured", Usage, say(&["Ask whoever gave you this program for newer versions."]))
        }
        UpdateError::Misconfigured(_) => {
            ("updates-misconfigured", Other, say(&["Tell whoever gave you this program. It works as before."]))
        }
        UpdateError::Unreachable { .. } => {
            ("updates-unreachable", Outside, say(&["Look at the network and try again. The program works as before."]))
        }
        UpdateError::Forged { .. } => (
            "updates-forged",
            Refused,
            say(&["Install nothing that came from there. Tell whoever gave you this program."]),
        ),
        UpdateError::Unreadable { .. } => {
            ("updates-unreadable", Outside, say(&["Try again later. The program works as before."]))
        }
        UpdateError::NothingNewer => ("updates-nothing-newer", Usage, say(&["Ask for newer versions again."])),
    }
}

fn say(hints: &[&str]) -> Vec<String> {
    hints.iter().map(|&hint| hint.to_owned()).collect()
}
