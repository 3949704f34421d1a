//! Larkfield Foods, small: one recipient of every kind and the oddities of real tenants, readable by eye.

use std::sync::RwLock;

use super::entry::{Entry, Kind};
use super::other::BRIGHTWATER;
use super::{Accepted, Account, Directory, Domain, Role, Tenant, guid};
use crate::national::National;

pub(super) const MAIN: &str = "larkfield.example";
pub(super) const DELI: &str = "larkdeli.example";
/// `bärenhof.example` as DNS writes it (RFC 5890).
pub(super) const PUNYCODE: &str = "xn--brenhof-5wa.example";
pub(super) const INITIAL: &str = "larkfieldfoods.onmicrosoft.com";

/// Room of the main tenant's ids, see [`guid`].
pub(super) const ROOM: u64 = 1;

pub(super) fn tenant(seed: u64) -> Tenant {
    Tenant {
        id: guid(seed, ROOM, 0),
        name: "Larkfield Foods".to_owned(),
        national: National::Global,
        domains: RwLock::new(domains()),
        directory: RwLock::new(Directory::of(entries(seed))),
    }
}

pub(super) fn domains() -> Vec<Domain> {
    let mut deli = Domain::mail(DELI);
    // Domains with DNSSEC get names of this form; nobody can compute the letter.
    deli.mx = "larkdeli-example.k-v1.mx.microsoft".to_owned();
    vec![
        Domain { initial: true, ..Domain::mail(INITIAL) },
        Domain { default: true, ..Domain::mail(MAIN) },
        deli,
        // Some of its mailboxes are on a server of the customer's own.
        Domain { accepted: Accepted::InternalRelay, ..Domain::mail(PUNYCODE) },
        Domain::mail("larkfieldfoods.mail.onmicrosoft.com"),
        Domain { verified: false, ..Domain::mail("larkfield-catering.example") },
        Domain { mail: false, root: false, ..Domain::mail("intranet.larkfield.example") },
    ]
}

/// Everybody of the main tenant who may sign in; they exist in a tenant of any size.
pub(super) fn accounts(seed: u64) -> Vec<Account> {
    use Role::{GlobalAdministrator, GlobalReader, Member};
    let rows = [
        ("admin", "Ines Aldana", GlobalAdministrator),
        ("reader", "Ruth Farrow", GlobalReader),
        ("member", "Milo Embers", Member),
        ("blocked", "Bea Lockwood", Member),
        ("auditor", "Audra Thorne", GlobalReader),
        ("former", "Fergus Ormond", GlobalAdministrator),
    ];
    let accounts = (1..).zip(rows).map(|(number, (local, name, role))| {
        let account = Account::new(&format!("{local}@{MAIN}"), name, 0, guid(seed, ROOM, number), role);
        match local {
            "blocked" => Account { refused: Some(53003), ..account },
            "former" => Account { refused: Some(50057), ..account },
            "auditor" => Account { exchange: false, ..account },
            _ => account,
        }
    });
    accounts.collect()
}

/// The guest of the small tenant, who may read: a technician invited from outside.
pub(super) fn guest(seed: u64) -> Option<Account> {
    let guest = entries(seed).into_iter().find(|entry| entry.kind == Kind::Guest)?;
    let address = guest.external.as_deref()?;
    let account = Account::new(address, &guest.name, 0, guest.id, Role::GlobalReader);
    Some(Account { home: Some(BRIGHTWATER), ..account })
}

/// The directory objects behind the accounts: the two administrators have no mailbox.
pub(super) fn account_entries(seed: u64) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (number, account) in (1_u64..).zip(accounts(seed)) {
        let licensed = account.role == Role::Member;
        let kind = if licensed { Kind::User } else { Kind::Unlicensed };
        let mut entry = Entry::new(account.id, guid(seed, ROOM + 100, number), kind, &account.name);
        if let Some((given, surname)) = account.name.split_once(' ') {
            entry.given = Some(given.to_owned());
            entry.surname = Some(surname.to_owned());
        }
        if licensed {
            entry.addresses = vec![format!("SMTP:{}", account.address)];
        }
        entry.enabled = account.refused != Some(50057);
        entry.upn = Some(account.address);
        entries.push(entry);
    }
    entries
}

/// Kind, display name, sign-in name, proxy addresses.
type Row = (Kind, &'static str, Option<&'static str>, &'static [&'static str]);

const ROWS: &[Row] = &[
    (
        Kind::User,
        "Nóra Quill",
        Some("nora.quill@larkfield.example"),
        &[
            "smtp:Nora@LarkDeli.example",
            "SMTP:Nora.Quill@larkfield.example",
            "SIP:nora.quill@larkfield.example",
            "smtp:nora.quill@larkfieldfoods.onmicrosoft.com",
            "SPO:SPO_5b0f3d0a-41f5-4c1e-9e1a-7d6f7b5c2a10@SPO_0c9d1e2f-6a7b-4c8d-9e0f-1a2b3c4d5e6f",
        ],
    ),
    (
        Kind::User,
        "Seán O'Hara",
        Some("sean.o'hara@larkfield.example"),
        &[
            "SMTP:sean.o'hara@larkfield.example",
            "smtp:SOHARA@LARKFIELD.EXAMPLE",
            "X500:/o=Larkfield/ou=Exchange Administrative Group/cn=Recipients/cn=sohara",
        ],
    ),
    (
        Kind::User,
        "李美 (Mei Li)",
        Some("mei.li@larkdeli.example"),
        &[
            "SMTP:mei.li@larkdeli.example",
            "smtp:mei@xn--brenhof-5wa.example",
            "smtp:mei.li@larkfieldfoods.onmicrosoft.com",
        ],
    ),
    (
        Kind::Shared,
        "Orders & Info",
        Some("info@larkfield.example"),
        &["smtp:orders@larkdeli.example", "SMTP:info@larkfield.example"],
    ),
    (Kind::Room, "Board Room – 2nd floor", Some("boardroom@larkfield.example"), &["SMTP:boardroom@larkfield.example"]),
    (Kind::Equipment, "Delivery van", Some("van@larkfield.example"), &["SMTP:van@larkfield.example"]),
    (
        Kind::MailUser,
        "Agency Brightwater",
        Some("agency@larkfield.example"),
        &["SMTP:agency@larkfield.example", "smtp:desk@brightwater.example"],
    ),
    (
        Kind::Guest,
        "Pat Partner",
        Some("pat_brightwater.example#EXT#@larkfieldfoods.onmicrosoft.com"),
        &["SMTP:pat@brightwater.example"],
    ),
    (Kind::Unlicensed, "Apprentice Account", Some("apprentice@larkfield.example"), &[]),
    (
        Kind::DiscoveryMailbox,
        "Discovery Search Mailbox",
        Some("DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@larkfieldfoods.onmicrosoft.com"),
        &["SMTP:DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@larkfieldfoods.onmicrosoft.com"],
    ),
    (Kind::DistributionList, "Everyone", None, &["SMTP:everyone@larkfield.example", "smtp:all@larkdeli.example"]),
    (Kind::MailEnabledSecurityGroup, "Managers", None, &["SMTP:Managers@larkfield.example"]),
    (
        Kind::Microsoft365Group,
        "Kitchen Team",
        None,
        &[
            "smtp:kitchen@larkfieldfoods.onmicrosoft.com",
            "SMTP:kitchen@larkdeli.example",
            "SPO:SPO_1f2e3d4c-5b6a-4798-8a9b-0c1d2e3f4a5b@SPO_0c9d1e2f-6a7b-4c8d-9e0f-1a2b3c4d5e6f",
        ],
    ),
    (Kind::SecurityGroup, "VPN users", None, &[]),
    (Kind::MailContact, "Hollis Accountants", None, &["SMTP:payroll@larkfield.example", "smtp:office@hollis.example"]),
    (Kind::MailContact, "Growers' Union", None, &["SMTP:post@growers.example"]),
    (Kind::DynamicDistributionList, "All staff (by department)", None, &["SMTP:staff@larkfield.example"]),
    (Kind::PublicFolder, "Complaints", None, &["SMTP:complaints@larkfield.example"]),
];

fn entries(seed: u64) -> Vec<Entry> {
    let mut entries = account_entries(seed);
    for (number, (kind, name, upn, addresses)) in (10_u64..).zip(ROWS) {
        let mut entry = Entry::new(guid(seed, ROOM, number), guid(seed, ROOM + 100, number), *kind, name);
        entry.upn = upn.map(str::to_owned);
        entry.addresses = addresses.iter().map(|a| (*a).to_owned()).collect();
        if let (Kind::User, Some((given, surname))) = (kind, name.split_once(' ')) {
            entry.given = Some(given.to_owned());
            entry.surname = Some(surname.to_owned());
        }
        entry.enabled = !matches!(kind, Kind::Shared | Kind::Room | Kind::Equipment | Kind::DiscoveryMailbox);
        entry.archive = *name == "Nóra Quill";
        entry.rule = (*name == "Kitchen Team").then(|| "user.department -eq \"Kitchen\"".to_owned());
        entry.external = match kind {
            Kind::MailUser => Some("desk@brightwater.example".to_owned()),
            Kind::Guest => Some("pat@brightwater.example".to_owned()),
            Kind::MailContact if name.starts_with("Hollis") => Some("office@hollis.example".to_owned()),
            Kind::MailContact => Some("post@growers.example".to_owned()),
            _ => None,
        };
        entries.push(entry);
    }
    nest_groups(&mut entries);
    entries
}

/// "Everyone" contains people and the group "Managers"; the others contain people.
fn nest_groups(entries: &mut [Entry]) {
    let id_of = |name: &str| entries.iter().find(|e| e.name.starts_with(name)).map(|e| e.id);
    let (nora, sean, managers) = (id_of("Nóra"), id_of("Seán"), id_of("Managers"));
    for entry in entries.iter_mut() {
        entry.members = match entry.kind {
            Kind::DistributionList => [nora, sean, managers].into_iter().flatten().collect(),
            Kind::MailEnabledSecurityGroup | Kind::Microsoft365Group => nora.into_iter().collect(),
            Kind::SecurityGroup => sean.into_iter().collect(),
            _ => Vec::new(),
        };
    }
}
