//! The calls of the Control Panel API that public integrations confirm; there are no others here.

use serde::{Deserialize, Serialize};

macro_rules! calls {
    ($($name:ident = $text:literal,)+) => {
        /// A call: controller and action.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Call {
            $(#[serde(rename = $text)] #[doc = concat!("`", $text, "`")] $name,)+
        }

        impl Call {
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// `controller/action`, as in the path.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

calls! {
    Version = "version/get",
    Role = "auth/getrole",
    Products = "productslist/get",
    Domains = "domainslist/get",
    DomainAdd = "domain/add",
    DomainExists = "domain/exists",
    DomainGetRoute = "domain/getroute",
    DomainEdit = "domain/edit",
    DomainRemove = "domain/remove",
    DomainGetProducts = "domain/getproducts",
    DomainSetProducts = "domain/setproducts",
    DomainGetOwner = "domain/getowner",
    DomainRecipientCount = "domain/getvalidrecipientcount",
    DomainFreeLimit = "domain/getfreelimit",
    DomainAliasAdd = "domainalias/add",
    DomainAliasRemove = "domainalias/remove",
    DomainAliasList = "domainalias/list",
    ContactSet = "domaincontact/set",
    ContactGet = "domaincontact/get",
    AdminContactSet = "domainadmincontact/set",
    AdminContactGet = "domainadmincontact/get",
    DomainUserAdd = "domainuser/add",
    DomainUserRemove = "domainuser/remove",
    DomainUserSetPassword = "domainuser/setpassword",
    EmailUserAdd = "emailusers/add",
    EmailUserRemove = "emailusers/remove",
    EmailUserSetPassword = "emailusers/setpassword",
    EmailAliasAdd = "emailalias/add",
    EmailAliasRemove = "emailalias/remove",
    EmailAliasList = "emailalias/list",
    UserList = "user/list",
    UserGet = "user/get",
    OutgoingAdd = "outgoingusers/add",
    OutgoingAddIp = "outgoingusers/addip",
    OutgoingRemove = "outgoingusers/remove",
    Ticket = "authticket/create",
}

impl Call {
    pub(crate) fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|call| call.as_str() == text)
    }

    /// Of a path such as `/api/domain/add/format/json/domain/x.example`.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/api/")?;
        let mut parts = rest.splitn(3, '/');
        Self::named(&format!("{}/{}", parts.next()?, parts.next()?))
    }
}
