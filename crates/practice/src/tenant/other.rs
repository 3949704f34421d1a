//! The other tenant: somebody else's, to sign in to by mistake.

use std::sync::RwLock;

use super::entry::{Entry, Kind};
use super::{Account, Directory, Domain, Role, Tenant, guid};

pub(super) const DOMAIN: &str = "juniperharbour.example";
const ROOM: u64 = 2;

pub(super) fn account(seed: u64) -> Account {
    Account {
        address: format!("outsider@{DOMAIN}"),
        name: "Otto Sider".to_owned(),
        tenant: 1,
        id: guid(seed, ROOM, 1),
        role: Role::GlobalAdministrator,
        blocked: false,
    }
}

pub(super) fn tenant(seed: u64) -> Tenant {
    let mut entries = Vec::new();
    for (number, (name, local)) in
        (1_u64..).zip([("Otto Sider", "outsider"), ("June Harper", "june"), ("Front desk", "desk")])
    {
        let guids = (guid(seed, ROOM, number), guid(seed, ROOM + 100, number));
        let mut entry = Entry::new(guids.0, guids.1, Kind::User, name);
        entry.upn = Some(format!("{local}@{DOMAIN}"));
        entry.addresses = vec![format!("SMTP:{local}@{DOMAIN}")];
        if local == "desk" {
            entry.kind = Kind::Shared;
            entry.enabled = false;
        }
        entries.push(entry);
    }
    let initial = Domain::mail("juniperharbour.onmicrosoft.com");
    Tenant {
        id: guid(seed, ROOM, 0),
        name: "Juniper Harbour Logistics".to_owned(),
        domains: RwLock::new(vec![
            Domain { initial: true, ..initial },
            Domain { default: true, ..Domain::mail(DOMAIN) },
        ]),
        directory: RwLock::new(Directory::of(entries)),
    }
}
