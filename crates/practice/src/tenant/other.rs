//! The other tenants: somebody else's to sign in to by mistake, a guest's home, and one in each
//! national cloud.

use super::little::Little;
use super::{Account, Role, Tenant};
use crate::national::National;

pub(super) const DOMAIN: &str = "juniperharbour.example";

/// The tenants after the main one, in the order of their positions from 1.
const LITTLE: [Little; 6] = [
    Little {
        room: 2,
        name: "Juniper Harbour Logistics",
        domain: DOMAIN,
        initial: "juniperharbour.onmicrosoft.com",
        national: National::Global,
        people: &[("Otto Sider", "outsider"), ("June Harper", "june"), ("Theo Partridge", "partner")],
        desk: ("Front desk", "desk"),
    },
    Little {
        room: 3,
        name: "Brightwater Catering",
        domain: "brightwater.example",
        initial: "brightwatercatering.onmicrosoft.com",
        national: National::Global,
        people: &[("Bryn Waters", "bryn"), ("Pat Partner", "pat")],
        desk: ("Service desk", "desk"),
    },
    Little {
        room: 4,
        name: "Ashbrook County",
        domain: "ashbrookcounty.example",
        initial: "ashbrookcounty.onmicrosoft.com",
        national: National::Gcc,
        people: &[("Addie Brook", "admin"), ("Carl Ashton", "carl")],
        desk: ("Clerk", "clerk"),
    },
    Little {
        room: 5,
        name: "Ironvale Instruments",
        domain: "ironvale.example",
        initial: "ironvaleinstruments.onmicrosoft.us",
        national: National::GccHigh,
        people: &[("Ivy Ronson", "admin"), ("Val Ingram", "val")],
        desk: ("Orders", "orders"),
    },
    Little {
        room: 6,
        name: "Fort Marlow",
        domain: "fortmarlow.example",
        initial: "fortmarlow.onmicrosoft.us",
        national: National::Dod,
        people: &[("Mara Lowell", "admin"), ("Forrest Dean", "forrest")],
        desk: ("Duty desk", "duty"),
    },
    Little {
        room: 7,
        name: "Lotus Bridge Trading",
        domain: "lotusbridge.example",
        initial: "lotusbridge.partner.onmschina.cn",
        national: National::China,
        people: &[("Lo Tian", "admin"), ("Bao Qi", "bao")],
        desk: ("Sales", "sales"),
    },
];

/// Position of the guest's home.
pub(super) const BRIGHTWATER: usize = 2;

pub(super) fn tenants(seed: u64) -> impl Iterator<Item = Tenant> {
    LITTLE.iter().map(move |little| little.tenant(seed))
}

/// The administrator of each of these tenants, and a technician of the first one to whom the main
/// tenant delegated reading (granular delegated admin privileges).
pub(super) fn accounts(seed: u64) -> Vec<Account> {
    let mut accounts: Vec<Account> =
        (1_usize..).zip(&LITTLE).map(|(tenant, little)| little.account(seed, tenant, 0)).collect();
    let technician = LITTLE[0].account(seed, 1, 2);
    accounts.push(Account { role: Role::GlobalReader, delegated: Some(0), ..technician });
    accounts
}

/// A domain of the tenant in a national cloud.
pub(super) fn national(name: National) -> Option<&'static str> {
    LITTLE.iter().find(|little| little.national == name && name != National::Global).map(|little| little.domain)
}
