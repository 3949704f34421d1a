//! Microsoft's own services as every tenant sees them, with the application roles they offer.
//!
//! Ids: learn.microsoft.com, "Microsoft Graph permissions reference" and "App-only authentication in Exchange Online
//! PowerShell".

use uuid::{Uuid, uuid};

use crate::tenant::guid;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Graph,
    Exchange,
}

/// An application permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AppRole {
    pub service: Service,
    pub id: Uuid,
    pub value: &'static str,
    pub words: &'static str,
}

const fn graph(id: Uuid, value: &'static str, words: &'static str) -> AppRole {
    AppRole { service: Service::Graph, id, value, words }
}

const ROLES: [AppRole; 8] = [
    graph(uuid!("810c84a8-4a9e-49e6-bf7d-12d183f40d01"), "Mail.Read", "Read mail in all mailboxes"),
    graph(uuid!("693c5e45-0940-467d-9b8a-1022fb9d42ef"), "Mail.ReadBasic.All", "Read basic mail in all mailboxes"),
    graph(uuid!("e2a3a72e-5f79-4c64-b1b1-878b674786c9"), "Mail.ReadWrite", "Read and write mail in all mailboxes"),
    graph(uuid!("40f97065-369a-49f4-947c-6a255697ae91"), "MailboxSettings.Read", "Read all user mailbox settings"),
    graph(uuid!("df021288-bdef-4463-88db-98f22de89214"), "User.Read.All", "Read all users' full profiles"),
    graph(uuid!("498476ce-e0fe-48b0-b801-37ba7e2685c6"), "Organization.Read.All", "Read organization information"),
    graph(uuid!("7ab1d382-f21e-4acd-a863-ba3e13f7da61"), "Directory.Read.All", "Read directory data"),
    AppRole {
        service: Service::Exchange,
        id: uuid!("dc50a0fb-09a3-484d-be87-e023b12c6440"),
        value: "Exchange.ManageAsApp",
        words: "Manage Exchange As Application",
    },
];

/// Room of the service principals' ids, see [`guid`].
const ROOM: u64 = 900;

impl Service {
    pub(crate) const ALL: [Self; 2] = [Self::Graph, Self::Exchange];

    pub(crate) fn app_id(self) -> Uuid {
        match self {
            Self::Graph => uuid!("00000003-0000-0000-c000-000000000000"),
            Self::Exchange => uuid!("00000002-0000-0ff1-ce00-000000000000"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Graph => "Microsoft Graph",
            Self::Exchange => "Office 365 Exchange Online",
        }
    }

    /// Its service principal's object id, which differs between tenants.
    pub(crate) fn principal(self, tenant: usize, seed: u64) -> Uuid {
        guid(seed, ROOM + self as u64, tenant as u64)
    }

    pub(crate) fn roles(self) -> impl Iterator<Item = &'static AppRole> {
        ROLES.iter().filter(move |role| role.service == self)
    }

    pub(crate) fn role(self, id: Uuid) -> Option<AppRole> {
        self.roles().find(|role| role.id == id).copied()
    }

    pub(crate) fn named(self, value: &str) -> Option<AppRole> {
        self.roles().find(|role| role.value == value).copied()
    }
}
