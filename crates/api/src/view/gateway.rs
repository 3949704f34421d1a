//! Gateways, and what a person sets in them.

use engine::{
    ClientId, Compared, Credentials, GatewayInfo, GatewayKind as Kind, GatewayTested, GatewayTry as Try, HandQuery,
    HandRow, HandValue as Value, HandWindow, Setting,
};
use model::Owner;

use super::{services, time, usage};
use crate::dto::{
    ByHandQuery, ByHandRow, ByHandWindow, ComparedDomain, ComparedRecipients, ComparedState, GatewayCapabilities,
    GatewayComparison, GatewayKind, GatewayKindView, GatewayTest, GatewayTry, GatewayView, HandCount, HandSetting,
    HandValue, NetworksView, Password, Problem,
};

impl From<Kind> for GatewayKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Local => Self::Local,
            Kind::Postgres => Self::Postgres,
            Kind::MailAssure => Self::MailAssure,
        }
    }
}

impl From<Setting> for HandSetting {
    fn from(setting: Setting) -> Self {
        match setting {
            Setting::Region => Self::Region,
            Setting::ProtectListedOnly => Self::ProtectListedOnly,
            Setting::RejectUnlisted => Self::RejectUnlisted,
            Setting::LdapSync => Self::LdapSync,
            Setting::Reauthentication => Self::Reauthentication,
            Setting::Mailbox => Self::Mailbox,
            Setting::Services => Self::Services,
            Setting::Profile => Self::Profile,
        }
    }
}

impl From<HandSetting> for Setting {
    fn from(setting: HandSetting) -> Self {
        match setting {
            HandSetting::Region => Self::Region,
            HandSetting::ProtectListedOnly => Self::ProtectListedOnly,
            HandSetting::RejectUnlisted => Self::RejectUnlisted,
            HandSetting::LdapSync => Self::LdapSync,
            HandSetting::Reauthentication => Self::Reauthentication,
            HandSetting::Mailbox => Self::Mailbox,
            HandSetting::Services => Self::Services,
            HandSetting::Profile => Self::Profile,
        }
    }
}

pub(crate) fn gateway_kind(kind: Kind) -> GatewayKindView {
    GatewayKindView {
        kind: kind.into(),
        needs_credentials: kind.needs_credentials(),
        placeholder: kind.placeholder().to_owned(),
    }
}

/// Both or neither; what is empty is not there.
pub(crate) fn credentials(user: Option<String>, password: Option<Password>) -> Result<Option<Credentials>, Problem> {
    use secrecy::ExposeSecret as _;
    let user = user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty());
    let password = password.map(|password| password.0).filter(|password| !password.expose_secret().is_empty());
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some(Credentials { user, password })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(usage("the gateway\u{2019}s password is missing", "Give it with the user.")),
        (None, Some(_)) => Err(usage("the gateway\u{2019}s user is missing", "Give it with the password.")),
    }
}

/// Of which client, and what; without a client it is no one's yet.
pub(crate) fn gateway_try(request: GatewayTry) -> Result<(Option<ClientId>, Try), Problem> {
    let GatewayTry { client, gateway, user, password } = request;
    Ok((client.map(ClientId), Try { gateway, credentials: credentials(user, password)? }))
}

/// The same where it must be a client's.
pub(crate) fn gateway_of(request: GatewayTry) -> Result<(ClientId, Try), Problem> {
    let (client, tried) = gateway_try(request)?;
    Ok((client.ok_or_else(|| usage("no client is named", "Name the client."))?, tried))
}

pub(crate) fn gateway(info: &GatewayInfo) -> GatewayView {
    let can = &info.capabilities;
    GatewayView {
        kind: info.kind.into(),
        address: info.address.clone(),
        user: info.user.clone(),
        capabilities: GatewayCapabilities {
            regions: can.regions,
            outgoing_password: can.outgoing_password,
            panel: can.panel,
            files: info.files,
            by_hand: can.by_hand.iter().copied().map(Into::into).collect(),
        },
        networks: NetworksView {
            version: info.networks.networks.version.clone(),
            ranges: info.networks.networks.ranges.iter().map(ToString::to_string).collect(),
            read_at: info.networks.read_at.map(time),
            shipped: info.networks.read_at.is_none(),
        },
        by_hand_pending: info.by_hand,
        identity: info.identity.clone(),
    }
}

pub(crate) fn gateway_tested(tested: GatewayTested) -> GatewayTest {
    match tested.identity {
        Some(identity) => GatewayTest { identity: Some(identity.id), description: identity.description },
        None => GatewayTest { identity: None, description: tested.address },
    }
}

pub(crate) fn gateway_compared(compared: Compared) -> GatewayComparison {
    let Compared { identity, address, moves, domains, recipients } = compared;
    let (identity, description) = match identity {
        Some(identity) => (Some(identity.id), identity.description),
        None => (None, address),
    };
    let domain = |domain: engine::ComparedDomain| {
        let (state, owner) = match domain.owner {
            None => (ComparedState::Missing, None),
            Some(Owner::Us) => (ComparedState::Ours, None),
            Some(Owner::Nobody) => (ComparedState::Nobody, None),
            Some(Owner::Another(owner)) => (ComparedState::Another, Some(owner)),
        };
        ComparedDomain { domain: domain.name.to_string(), state, owner }
    };
    let recipients = recipients.map(|sum| {
        let engine::ComparedRecipients { missing, same, different, gateway_only } = sum;
        ComparedRecipients { missing, same, different, gateway_only }
    });
    let domains = domains.into_iter().map(domain).collect();
    GatewayComparison { identity, description, moves, domains, recipients }
}

pub(crate) fn hand_query(request: &ByHandQuery) -> (ClientId, HandQuery) {
    let setting = request.setting.map(|setting| Setting::from(setting).as_str().to_owned());
    let (done, after, limit) = (request.done.unwrap_or_default(), request.after, request.limit);
    (ClientId(request.client), HandQuery { setting, done, after, limit })
}

/// Settings by name, in the order in which they are shown.
pub(crate) fn hand_counts(of: impl Fn(Setting) -> u32) -> Vec<HandCount> {
    let counts = Setting::ALL.into_iter().map(|setting| HandCount { setting: setting.into(), count: of(setting) });
    counts.filter(|of| of.count > 0).collect()
}

pub(crate) fn hand_window(window: HandWindow) -> ByHandWindow {
    let HandWindow { rows, total, waiting } = window;
    let counts = hand_counts(|setting| waiting.get(setting.as_str()).copied().unwrap_or_default());
    ByHandWindow { rows: rows.into_iter().filter_map(hand_row).collect(), total, counts }
}

/// A setting that this version does not know is left out.
fn hand_row(row: HandRow) -> Option<ByHandRow> {
    let HandRow { id, domain, key, setting, value, wanted_at, done } = row;
    let setting = Setting::ALL.into_iter().find(|known| known.as_str() == setting)?.into();
    let object = if domain { "domain" } else { "recipient" }.to_owned();
    let (done_at, done_by) = done.map(|(at, by)| (time(at), by)).unzip();
    Some(ByHandRow { id, object, key, setting, value: hand_value(value), wanted_at: time(wanted_at), done_at, done_by })
}

fn hand_value(value: Value) -> HandValue {
    match value {
        Value::Switch(on) => HandValue::Switch { on },
        Value::Text(text) => HandValue::Text { text },
        Value::Mailbox { listed, kind, previous } => HandValue::Mailbox { listed, kind: kind.to_string(), previous },
        Value::Services(of) => HandValue::Services { services: services(of) },
        Value::Profile(profile) => HandValue::Profile {
            timezone: profile.time_zone,
            date_format: profile.date_format.as_str().to_owned(),
            time_format: profile.time_format.as_str().to_owned(),
            report: profile.report.times().iter().map(ToString::to_string).collect(),
            language: profile.language,
            sso: profile.sso,
        },
    }
}
