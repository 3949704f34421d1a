//! What has a name in the model, in words.

use model::cutover::{Code, MailRoute, StepKind, StepState};
use model::plan::{Hold, Reason};
use model::{Kind, LeaverRule, Services, SyncEvery, Unselectable};

use crate::pack::{DomainState, Standing};
use crate::words::{StepWords, Words, fill};
use crate::{Formats, Language, Tone};

/// Between the columns of a CSV: what spreadsheets of that language expect.
pub(crate) const fn separator(language: Language) -> u8 {
    match language {
        Language::English => b',',
        Language::German => b';',
    }
}

pub(crate) const fn kind(words: &Words, kind: Kind) -> &'static str {
    match kind {
        Kind::User => words.kind_user,
        Kind::Shared => words.kind_shared,
        Kind::Room => words.kind_room,
        Kind::Equipment => words.kind_equipment,
        Kind::DistributionList => words.kind_list,
        Kind::DynamicDistributionList => words.kind_dynamic,
        Kind::MailEnabledSecurityGroup => words.kind_security,
        Kind::Microsoft365Group => words.kind_group,
        Kind::MailContact => words.kind_contact,
        Kind::MailUser => words.kind_mail_user,
        Kind::PublicFolder => words.kind_folder,
    }
}

pub(crate) const fn standing(words: &Words, standing: Standing) -> &'static str {
    match standing {
        Standing::New => words.state_new,
        Standing::Exists => words.state_exists,
        Standing::Managed => words.state_managed,
        Standing::Changed => words.state_changed,
        Standing::Ends => words.state_ends,
        Standing::NotChosen => words.state_not_chosen,
        Standing::Leaver => words.state_leaver,
        Standing::Exception => words.state_exception,
    }
}

/// How a domain stands; one that is set up is filtered only when its mail goes to the gateway.
pub(crate) fn domain_state(words: &Words, state: &DomainState, mail: Option<MailRoute>) -> (Tone, String) {
    let plain = |text: &str| (Tone::Plain, text.to_owned());
    let with_mail = |state: &str| {
        let mail = match mail {
            Some(MailRoute::Gateway) => return (Tone::Good, state.to_owned()),
            Some(MailRoute::M365) => words.mail_m365,
            Some(MailRoute::Other) => words.mail_other,
            Some(MailRoute::None) => words.mail_nowhere,
            Some(MailRoute::Unknown) | None => words.mail_unknown,
        };
        (Tone::Look, fill(words.domain_and_mail, &[("state", state), ("mail", mail)]))
    };
    match state {
        DomainState::SetUp if mail == Some(MailRoute::Gateway) => with_mail(words.domain_filtered),
        DomainState::SetUp => with_mail(words.domain_set_up),
        DomainState::Waiting => (Tone::Look, words.domain_waiting.to_owned()),
        DomainState::Alias(of) => with_mail(&fill(words.domain_alias, &[("domain", of)])),
        DomainState::Ends => (Tone::Look, words.domain_ends.to_owned()),
        DomainState::NotChosen => plain(words.domain_not_chosen),
        DomainState::OtherClient => plain(words.domain_other_client),
        DomainState::OtherAccount => (Tone::Look, words.domain_other_account.to_owned()),
        DomainState::Unselectable(Unselectable::MicrosoftsOwn) => plain(words.domain_microsoft),
        DomainState::Unselectable(Unselectable::NotVerified) => plain(words.domain_unverified),
        DomainState::Unselectable(Unselectable::CarriesNoMail) => plain(words.domain_no_mail),
        DomainState::Unselectable(Unselectable::NoRoute) => plain(words.domain_no_route),
    }
}

/// A gateway by its kind, and by where it is if it is a service.
pub(crate) fn gateway(words: &Words, named: &str) -> String {
    match named.split_once(':').map_or((named, ""), |(kind, place)| (kind, place)) {
        ("local", _) => words.gateway_local.to_owned(),
        ("postgres", _) => words.gateway_postgres.to_owned(),
        ("mail-assure", place) => fill(words.gateway_mail_assure, &[("place", place)]),
        _ => named.to_owned(),
    }
}

/// A language by its name; one that has none here keeps its tag (BCP 47).
pub(crate) fn language<'a>(words: &Words, tag: &'a str) -> &'a str {
    match Language::of_tag(tag) {
        Some(Language::English) => words.english,
        Some(Language::German) => words.german,
        None => tag,
    }
}

pub(crate) fn services(words: &Words, services: Services) -> String {
    let named =
        [(services.incoming, words.incoming), (services.outgoing, words.outgoing), (services.archiving, words.archive)];
    let named: Vec<&str> = named.into_iter().filter_map(|(has, name)| has.then_some(name)).collect();
    if named.is_empty() { words.no_services.to_owned() } else { named.join(", ") }
}

pub(crate) fn leaver(words: &Words, formats: &Formats, rule: LeaverRule) -> String {
    match rule {
        LeaverRule::Keep => words.leaver_keep.to_owned(),
        LeaverRule::Stop => words.leaver_stop.to_owned(),
        LeaverRule::StopAfter(days) => fill(words.leaver_after, &[("days", &formats.number(days))]),
    }
}

pub(crate) fn sync(words: &Words, formats: &Formats, every: &SyncEvery) -> String {
    match every {
        SyncEvery::Minutes(minutes) => fill(words.sync_minutes, &[("minutes", &formats.number(*minutes))]),
        SyncEvery::Daily(at) => fill(words.sync_daily, &[("time", &formats.clock(*at))]),
        SyncEvery::Manual => words.sync_manual.to_owned(),
    }
}

pub(crate) const fn on(words: &Words, on: bool) -> &'static str {
    if on { words.on } else { words.off }
}

pub(crate) const fn hold(words: &Words, hold: Hold) -> &'static str {
    match hold {
        Hold::Brake => words.hold_brake,
        Hold::NewMailbox => words.hold_new,
        Hold::Drift => words.hold_drift,
        Hold::InternalRelay => words.hold_relay,
        Hold::ExchangeUnknown => words.hold_unknown,
        Hold::ExceptionEnded => words.hold_ended,
        Hold::MovedSince => words.hold_moved,
        Hold::DomainOut => words.hold_out,
        Hold::Imported => words.hold_imported,
    }
}

pub(crate) const fn reason(words: &Words, reason: Reason) -> &'static str {
    match reason {
        Reason::Selected => words.reason_selected,
        Reason::Appeared => words.reason_appeared,
        Reason::AlreadyThere => words.reason_already,
        Reason::LdapSyncEnds => words.reason_ldap,
        Reason::RouteChanged => words.reason_route,
        Reason::ProductsChosen => words.reason_products,
        Reason::AliasChosen => words.reason_alias,
        Reason::RegionChosen => words.reason_region,
        Reason::Renamed => words.reason_renamed,
        Reason::AddressesChanged => words.reason_addresses,
        Reason::KindChanged => words.reason_kind,
        Reason::ServicesChosen => words.reason_services,
        Reason::SettingsChosen => words.reason_settings,
        Reason::SelectedAgain => words.reason_again,
        Reason::Deselected => words.reason_deselected,
        Reason::Left => words.reason_left,
        Reason::Returned => words.reason_returned,
        Reason::Drift => words.reason_drift,
        Reason::ExceptionEnded => words.reason_ended,
        Reason::Undone => words.reason_undone,
    }
}

/// The name of a setting that a person makes; one that is not known keeps its key.
pub(crate) fn setting<'a>(words: &Words, key: &'a str) -> &'a str {
    match key {
        "region" => words.hand_region,
        "protect-listed-only" => words.hand_protect,
        "reject-unlisted" => words.hand_reject,
        "ldap-sync" => words.hand_ldap,
        "reauthentication" => words.hand_reauth,
        "mailbox" => words.hand_mailbox,
        "services" => words.hand_services,
        "profile" => words.hand_profile,
        other => other,
    }
}

pub(crate) const fn step(words: &Words, kind: StepKind) -> &'static str {
    match kind {
        StepKind::Recipients => words.step_recipients,
        StepKind::AllowList => words.step_allow_list,
        StepKind::Spf => words.step_spf,
        StepKind::OutboundConnector => words.step_outbound,
        StepKind::Dkim => words.step_dkim,
        StepKind::Dmarc => words.step_dmarc,
        StepKind::MtaSts => words.step_mta_sts,
        StepKind::Mx => words.step_mx,
        StepKind::InboundConnector => words.step_inbound,
        StepKind::DirectSend => words.step_direct_send,
        StepKind::Journal => words.step_journal,
    }
}

/// Why a step stands as it does; its facts are filled in.
pub(crate) const fn step_code(words: &StepWords, code: Code) -> &'static str {
    match code {
        Code::NotChecked => words.not_checked,
        Code::DnsTimeout => words.dns_timeout,
        Code::DnsFailed => words.dns_failed,
        Code::TargetMissing => words.target_missing,
        Code::AddressesMissing => words.addresses_missing,
        Code::AddressesIpv6 => words.addresses_ipv6,
        Code::SmarthostMissing => words.smarthost_missing,
        Code::SpfTargetMissing => words.spf_target_missing,
        Code::ExchangeMissing => words.exchange_missing,
        Code::ExchangeFailed => words.exchange_failed,
        Code::RecipientsListed => words.recipients_listed,
        Code::RecipientsMissing => words.recipients_missing,
        Code::RecipientsUnchosen => words.recipients_unchosen,
        Code::DomainMissing => words.domain_missing,
        Code::MxGateway => words.mx_gateway,
        Code::MxSome => words.mx_some,
        Code::MxMicrosoft => words.mx_microsoft,
        Code::MxMixed => words.mx_mixed,
        Code::MxOther => words.mx_other,
        Code::MxNone => words.mx_none,
        Code::MxNull => words.mx_null,
        Code::SpfGood => words.spf_good,
        Code::SpfMissing => words.spf_missing,
        Code::SpfSeveral => words.spf_several,
        Code::SpfWithoutGateway => words.spf_without_gateway,
        Code::SpfWithoutMicrosoft => words.spf_without_microsoft,
        Code::SpfTooManyLookups => words.spf_too_many_lookups,
        Code::SpfTooManyVoids => words.spf_too_many_voids,
        Code::SpfInvalid => words.spf_invalid,
        Code::SpfUnreachable => words.spf_unreachable,
        Code::DkimGood => words.dkim_good,
        Code::DkimNotSigning => words.dkim_not_signing,
        Code::DkimNotSetUp => words.dkim_not_set_up,
        Code::DkimPartly => words.dkim_partly,
        Code::DkimMissing => words.dkim_missing,
        Code::DmarcEnforced => words.dmarc_enforced,
        Code::DmarcPartly => words.dmarc_partly,
        Code::DmarcWatches => words.dmarc_watches,
        Code::DmarcMissing => words.dmarc_missing,
        Code::DmarcSeveral => words.dmarc_several,
        Code::DmarcInvalid => words.dmarc_invalid,
        Code::MtaStsNone => words.mta_sts_none,
        Code::MtaStsMatches => words.mta_sts_matches,
        Code::MtaStsRefuses => words.mta_sts_refuses,
        Code::MtaStsTesting => words.mta_sts_testing,
        Code::MtaStsUnreachable => words.mta_sts_unreachable,
        Code::AllowListed => words.allow_listed,
        Code::AllowEnhanced => words.allow_enhanced,
        Code::AllowListMissing => words.allow_list_missing,
        Code::OutboundGood => words.outbound_good,
        Code::OutboundRefusesSome => words.outbound_refuses_some,
        Code::OutboundByRule => words.outbound_by_rule,
        Code::OutboundOff => words.outbound_off,
        Code::OutboundMissing => words.outbound_missing,
        Code::OutboundOther => words.outbound_other,
        Code::OutboundNotNeeded => words.outbound_not_needed,
        Code::InboundLocked => words.inbound_locked,
        Code::InboundOthersToo => words.inbound_others_too,
        Code::InboundOthersYet => words.inbound_others_yet,
        Code::InboundRefuses => words.inbound_refuses,
        Code::InboundByCertificate => words.inbound_by_certificate,
        Code::InboundByAddresses => words.inbound_by_addresses,
        Code::InboundIpv6 => words.inbound_ipv6,
        Code::InboundUnseen => words.inbound_unseen,
        Code::InboundOpen => words.inbound_open,
        Code::InboundAfterSwitch => words.inbound_after_switch,
        Code::DirectSendRejected => words.direct_send_rejected,
        Code::DirectSendOpen => words.direct_send_open,
        Code::DirectSendAfterConnector => words.direct_send_after_connector,
        Code::JournalNotNeeded => words.journal_not_needed,
        Code::JournalFound => words.journal_found,
        Code::JournalPartly => words.journal_partly,
        Code::JournalMissing => words.journal_missing,
    }
}

pub(crate) const fn step_state(words: &Words, state: StepState) -> (Tone, &'static str) {
    match state {
        StepState::DoNow => (Tone::Bad, words.step_do_now),
        StepState::Look => (Tone::Look, words.step_look),
        StepState::Done => (Tone::Good, words.step_done),
        StepState::Wait => (Tone::Plain, words.step_wait),
        StepState::Unknown => (Tone::Plain, words.step_unknown),
    }
}
