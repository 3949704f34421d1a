//! A pack with something in every place, and one of a large client.

use jiff::Timestamp;
use model::cutover::{Code, MailRoute, StepKind, StepState};
use model::plan::{Action, Hold, Object, Reason, Standing as Stands, Step};
use model::{Address, Kind, Options, RecipientShape, Services, Unselectable};
use tenantry_handover::Language;
use tenantry_handover::pack::{
    CutoverDomainPart, CutoverPart, DomainPart, DomainState, ExceptionCause, ExceptionPart, HandPart, HandWish,
    KindPart, MailboxPart, Pack, PlanPart, RunEnd, RunPart, SignInPart, Standing, StepPart, TenantPart,
};
use tenantry_handover::plan::PlanPaper;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn options(language: Language) -> Options {
    let mut options =
        Options { time_zone: "Europe/Berlin".into(), report: "08:00,16:30".parse().unwrap(), ..Options::default() };
    if language == Language::German {
        options.date_format = "DD.MM.YYYY".parse().unwrap();
    }
    options.language = language.as_str().to_owned();
    options
}

const NAMES: [(&str, &str); 9] = [
    ("Anna Lindqvist", "anna.lindqvist"),
    ("Zoë Müller-Çelik", "zoe.mueller-celik"),
    ("Łukasz Żółtowski", "lukasz.zoltowski"),
    ("Nguyễn Thị Hương", "nguyen.thi.huong"),
    ("Ελένη Παπαδοπούλου", "eleni.papadopoulou"),
    ("Юлия Ковальчук", "yulia.kovalchuk"),
    ("田中 さくら", "sakura.tanaka"),
    ("נועה לוי", "noa.levi"),
    ("Accounts payable and expense claims of the northern region", "accounts.payable.and.expense.claims"),
];

fn mailboxes(count: usize) -> Vec<MailboxPart> {
    (0..count)
        .map(|at| {
            let (name, local) = NAMES[at % NAMES.len()];
            let round = at / NAMES.len();
            let suffix = if round == 0 { String::new() } else { round.to_string() };
            MailboxPart {
                name: format!("{name}{suffix}"),
                address: format!("{local}{suffix}@larkfield.example"),
                aliases: (0..at % 3).map(|n| format!("{local}{suffix}.{n}@larkfield-foods.example")).collect(),
                kind: Kind::ALL[at % 5],
                guess: at % 7 == 6,
                services: Services { incoming: true, outgoing: at % 4 != 1, archiving: at % 5 != 2 },
                state: [Standing::Managed, Standing::Managed, Standing::Exists, Standing::Exception][at % 4],
            }
        })
        .collect()
}

fn domains() -> Vec<DomainPart> {
    let domain = |name: &str, state, recipients, archiving, route: Option<&str>| DomainPart {
        name: name.to_owned(),
        state,
        mail: if name == "larkfield.example" { Some(MailRoute::Gateway) } else { route.map(|_| MailRoute::M365) },
        recipients,
        archiving,
        route: route.map(|host| (host.to_owned(), 0)),
        region: None,
    };
    let route = Some("larkfield-example.mail.protection.outlook.com");
    vec![
        domain("larkfield.example", DomainState::SetUp, 41, true, route),
        domain("larkfield-foods.example", DomainState::Alias("larkfield.example".into()), 23, false, route),
        domain("obst-und-gemüse.example", DomainState::Waiting, 7, true, route),
        domain("old.larkfield.example", DomainState::NotChosen, 0, false, route),
        domain("larkfield.onmicrosoft.com", DomainState::Unselectable(Unselectable::MicrosoftsOwn), 48, false, None),
    ]
}

fn exceptions(count: usize) -> Vec<ExceptionPart> {
    (0..count)
        .map(|n| ExceptionPart {
            key: format!("legal.hold{n}@larkfield.example"),
            name: "Legal hold".into(),
            reason: "Mail of this mailbox stays with Microsoft until the court case has ended; asked for by the client's counsel.".into(),
            owner: "ruth".into(),
            since: at("2026-11-01T09:00:00Z"),
            until: [None, Some(at("2027-03-31T22:00:00Z")), Some(at("2026-11-20T23:00:00Z"))][n % 3],
            ended: n % 3 == 2,
            cause: [ExceptionCause::Person, ExceptionCause::Undone, ExceptionCause::Drift][n % 3],
        })
        .collect()
}

fn cutover() -> CutoverPart {
    let step = |kind, state, now: &[&str], wanted: &[&str], mark: bool| StepPart {
        kind,
        state,
        code: match kind {
            StepKind::AllowList => Code::AllowListed,
            StepKind::OutboundConnector => Code::OutboundMissing,
            StepKind::DirectSend => Code::DirectSendOpen,
            StepKind::Journal => Code::ExchangeMissing,
            StepKind::Recipients => Code::RecipientsListed,
            StepKind::Spf => Code::SpfWithoutGateway,
            StepKind::Dkim => Code::DkimGood,
            StepKind::Dmarc => Code::DmarcWatches,
            StepKind::MtaSts => Code::MtaStsNone,
            StepKind::InboundConnector => Code::InboundAfterSwitch,
            StepKind::Mx => Code::MxMicrosoft,
        },
        facts: match kind {
            StepKind::Journal => [("permission".to_owned(), "Exchange.Manage".to_owned())].into(),
            StepKind::OutboundConnector => {
                [("count", "12"), ("domains", "larkdeli.example")].map(|(n, v)| (n.to_owned(), v.to_owned())).into()
            }
            _ => Default::default(),
        },
        now: now.iter().map(|line| (*line).to_owned()).collect(),
        wanted: wanted.iter().map(|line| (*line).to_owned()).collect(),
        mark: mark.then(|| ("ruth".into(), at("2026-11-20T10:12:00Z"), "Told the client by phone".into())),
    };
    let mx = ["10 mx.spamexperts.com", "20 fallbackmx.spamexperts.eu", "30 lastmx.spamexperts.net"];
    CutoverPart {
        tenant_at: Some(at("2026-11-20T07:30:00Z")),
        tenant: vec![
            step(StepKind::AllowList, StepState::Done, &["203.0.113.0/24"], &["203.0.113.0/24"], true),
            step(StepKind::OutboundConnector, StepState::DoNow, &[], &["smtp.gateway.example"], false),
            step(
                StepKind::DirectSend,
                StepState::Look,
                &["RejectDirectSend: False"],
                &["RejectDirectSend: True"],
                false,
            ),
            step(StepKind::Journal, StepState::Unknown, &[], &[], false),
        ],
        domains: vec![CutoverDomainPart {
            name: "larkfield.example".into(),
            at: Some(at("2026-11-22T07:30:00Z")),
            there: false,
            blocked: vec![None, Some(StepKind::OutboundConnector), Some(StepKind::Spf)],
            refused: Vec::new(),
            steps: vec![
                step(StepKind::Recipients, StepState::Done, &[], &[], false),
                step(
                    StepKind::Spf,
                    StepState::DoNow,
                    &["v=spf1 include:spf.protection.outlook.com -all"],
                    &["v=spf1 include:spf.protection.outlook.com include:spf.mtaroutes.com -all"],
                    false,
                ),
                step(StepKind::Dkim, StepState::Done, &["selector1: present", "selector2: present"], &[], false),
                step(
                    StepKind::Dmarc,
                    StepState::Look,
                    &["v=DMARC1; p=none; rua=mailto:dmarc@larkfield.example"],
                    &[],
                    false,
                ),
                step(StepKind::Mx, StepState::Wait, &["0 larkfield-example.mail.protection.outlook.com"], &mx, false),
            ],
        }],
    }
}

fn runs(count: u32) -> Vec<RunPart> {
    (0..count)
        .map(|n| RunPart {
            run: count - n,
            undoes: (n == 1).then_some(2),
            started: at("2026-11-22T06:00:00Z"),
            scheduled: n % 2 == 1,
            who: Some("ruth".into()),
            approvals: if n == 0 {
                vec![("ruth".into(), false), ("sam.boyd@larkfield.example".into(), true)]
            } else {
                Vec::new()
            },
            end: [RunEnd::Ended, RunEnd::Ended, RunEnd::Cancelled][(n % 3) as usize],
            counts: [1_250, u32::from(n == 2), n],
            verified: Some(1_250),
            undo: (at("2026-12-22T06:00:00Z"), n > 5),
        })
        .collect()
}

/// A pack with something in every place.
pub fn small(language: Language) -> Pack {
    let mailboxes = mailboxes(41);
    let mut kinds: Vec<KindPart> = Vec::new();
    for kind in Kind::ALL {
        let of: Vec<_> = mailboxes.iter().filter(|mailbox| mailbox.kind == kind).collect();
        let count =
            |has: fn(&Services) -> bool| u32::try_from(of.iter().filter(|one| has(&one.services)).count()).unwrap();
        if !of.is_empty() {
            let services = [count(|s| s.incoming), count(|s| s.outgoing), count(|s| s.archiving)];
            kinds.push(KindPart { kind, count: u32::try_from(of.len()).unwrap(), services });
        }
    }
    let permissions = [
        "User.Read.All",
        "Group.Read.All",
        "OrgContact.Read.All",
        "Domain.Read.All",
        "Organization.Read.All",
        "offline_access",
        "Exchange.Manage",
    ];
    let permissions = permissions.map(|name| match name {
        "OrgContact.Read.All" => (name.to_owned(), false, None),
        "Exchange.Manage" => (name.to_owned(), true, Some("the account lacks the role".to_owned())),
        _ => (name.to_owned(), true, None),
    });
    Pack {
        made_at: at("2026-11-22T08:05:00Z"),
        made_by: "ruth".into(),
        program: "Tenantry 0.1.0".into(),
        language,
        client: "Larkfield Foods".into(),
        colour: [0x02, 0x64, 0x67],
        practice: false,
        since: at("2026-10-30T10:00:00Z"),
        options: options(language),
        tenant: Some(TenantPart {
            name: Some("Larkfield Foods Ltd".into()),
            id: "8f1c2d3e-4b5a-6978-8a9b-acbdcedfe0f1".into(),
            initial_domain: Some("larkfield.onmicrosoft.com".into()),
        }),
        gateway: "mail-assure:https://panel.gateway.example".into(),
        gateway_account: Some("larkfield-admin".into()),
        sign_in: Some(SignInPart {
            account: "admin@larkfield.example".into(),
            guest_of: None,
            at: at("2026-11-01T08:30:00Z"),
            ends: at("2027-02-20T07:00:00Z"),
            permissions: permissions.to_vec(),
        }),
        read_at: Some(at("2026-11-22T07:00:00Z")),
        first_applied: Some(at("2026-11-02T12:00:00Z")),
        last_sync: Some(at("2026-11-22T07:01:00Z")),
        domains: domains(),
        kinds,
        mailboxes,
        exceptions: exceptions(4),
        exception_count: 4,
        hand: vec![("mailbox".into(), 3, 38), ("profile".into(), 0, 12), ("ldap-sync".into(), 1, 0)],
        hand_rows: vec![
            HandPart {
                key: "anna.lindqvist@larkfield.example".into(),
                setting: "mailbox".into(),
                value: HandWish::Mailbox(true, Kind::User, Some("anna.berg@larkfield.example".into())),
                wanted: at("2026-11-22T06:00:00Z"),
                done: None,
            },
            HandPart {
                key: "larkfield.example".into(),
                setting: "ldap-sync".into(),
                value: HandWish::Switch(false),
                wanted: at("2026-11-22T06:00:00Z"),
                done: None,
            },
        ],
        cutover: Some(cutover()),
        plan: Some(PlanPart {
            plan: 12,
            made_at: at("2026-11-22T07:02:00Z"),
            ready: 17,
            holds: vec![(Hold::Brake, 412), (Hold::NewMailbox, 2)],
        }),
        runs: runs(7),
        run_count: 7,
    }
}

/// A client of 100,000 mailboxes: what the engine leaves in a pack of it.
pub fn large(language: Language) -> Pack {
    let kinds = [Kind::User, Kind::Shared, Kind::Room, Kind::DistributionList];
    Pack {
        client: "Northwind Gesellschaft für Lebensmittelhandel und Logistik mbH & Co. KG".into(),
        mailboxes: Vec::new(),
        kinds: kinds.map(|kind| KindPart { kind, count: 25_123, services: [25_000, 24_000, 23_456] }).to_vec(),
        exceptions: exceptions(70),
        exception_count: 1_204,
        runs: runs(8),
        run_count: 731,
        colour: [0x7a, 0x15, 0x89],
        practice: true,
        ..small(language)
    }
}

/// A client of whom nothing is known yet.
pub fn empty(language: Language) -> Pack {
    Pack {
        tenant: None,
        sign_in: None,
        read_at: None,
        first_applied: None,
        last_sync: None,
        domains: Vec::new(),
        kinds: Vec::new(),
        mailboxes: Vec::new(),
        exceptions: Vec::new(),
        exception_count: 0,
        hand: Vec::new(),
        hand_rows: Vec::new(),
        cutover: None,
        plan: None,
        runs: Vec::new(),
        run_count: 0,
        ..small(language)
    }
}

/// A plan with every kind of step.
pub fn plan(language: Language) -> PlanPaper {
    let shape = |local: &str, services| RecipientShape {
        primary: format!("{local}@larkfield.example").parse::<Address>().unwrap(),
        aliases: vec![format!("{local}@larkfield-foods.example").parse().unwrap()],
        kind: Kind::User,
        listed: true,
        services,
        profile: None,
    };
    let none = RecipientShape { listed: false, aliases: Vec::new(), ..shape("gone", Services::NONE) };
    let step = |action, reason, held, before: Option<RecipientShape>, after: RecipientShape| {
        let key = after.primary.to_string();
        let object = Object::Recipient {
            id: "8f1c2d3e-4b5a-6978-8a9b-acbdcedfe0f1".parse().unwrap(),
            name: "Zoë Müller-Çelik".into(),
            before,
            after,
            foreign: Vec::new(),
        };
        let step = Step {
            action,
            object,
            reason,
            held,
            standing: Stands::Active,
            confirmed: false,
            drifted: None,
            loses_address: false,
            hands_over: false,
        };
        (key, step)
    };
    let pack = small(language);
    PlanPaper {
        written_at: pack.made_at,
        written_by: pack.made_by,
        program: pack.program,
        language,
        client: pack.client,
        colour: pack.colour,
        practice: false,
        options: pack.options,
        plan: 12,
        rehearsal: false,
        undoes: None,
        hash: "6b1f0c9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3".into(),
        made_at: at("2026-11-22T07:02:00Z"),
        read_at: at("2026-11-22T07:00:00Z"),
        run: None,
        ready: 17,
        exempt: 4,
        groups: [1, 10, 2, 3, 1, 412],
        holds: vec![(Hold::Brake, 412)],
        bill: [(38, 41), (38, 41), (33, 31)],
        approvals: vec![("ruth".into(), false, at("2026-11-22T07:40:00Z"))],
        steps: vec![
            step(Action::Remove, Reason::Left, Some(Hold::Brake), Some(shape("gone", Services::ALL)), none),
            step(Action::Create, Reason::Selected, None, None, shape("zoe", Services::ALL)),
            step(
                Action::Change,
                Reason::Renamed,
                None,
                Some(shape("zoe.mueller", Services::ALL)),
                shape("zoe.celik", Services { archiving: false, ..Services::ALL }),
            ),
        ],
    }
}
