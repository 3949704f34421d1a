//! The cloud file, and how the national clouds are told apart in it.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::national::{National, Place};
use crate::world::{CLIENT_ID, World};
use crate::{Practice, tenant};

/// The cloud file: what a program needs to know to talk to this cloud instead of Microsoft's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloud {
    pub name: String,
    pub authority: String,
    pub graph: String,
    pub exchange: String,
    /// Microsoft's endpoint service.
    pub endpoints: String,
    /// The resolver that knows its tenants' domains.
    pub dns: SocketAddr,
    pub client_id: String,
    /// A domain of a tenant to begin with.
    pub tenant: String,
    /// Graph's identifier in scopes, where it is not the global one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub graph_resource: Option<String>,
    /// Exchange's identifier in scopes, where it is not the global one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange_resource: Option<String>,
    /// The sibling clouds for governments and China.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub national: Vec<Self>,
}

/// The national clouds with addresses of their own; GCC lives in the global one.
const SIBLINGS: [(&str, National); 3] =
    [("gcc-high", National::GccHigh), ("dod", National::Dod), ("china", National::China)];

impl Practice {
    pub fn cloud(&self) -> Cloud {
        let world = &self.world;
        let national = SIBLINGS.iter().filter_map(|(name, _)| self.national(name)).collect();
        let tenant = self.tenant_domain();
        Cloud { national, ..cloud(world, "practice".to_owned(), National::Global, tenant) }
    }

    /// The sibling cloud `gcc-high`, `dod` or `china`: the same server at other addresses.
    pub fn national(&self, name: &str) -> Option<Cloud> {
        let (name, national) = SIBLINGS.iter().find(|(sibling, _)| *sibling == name)?;
        let tenant = Self::national_domain(name)?;
        Some(cloud(&self.world, format!("practice-{name}"), *national, tenant))
    }

    /// A domain of the tenant in `gcc`, `gcc-high`, `dod` or `china`; `admin@` it can sign in.
    pub fn national_domain(name: &str) -> Option<&'static str> {
        tenant::national_domain(name)
    }
}

fn cloud(world: &World, name: String, national: National, tenant: &str) -> Cloud {
    let ((graph, exchange), global) = (national.resources(), National::Global.resources());
    let own = |identifier: &str, global: &str| (identifier != global).then(|| identifier.to_owned());
    let services = world.base_of(national.services());
    Cloud {
        name,
        authority: world.base_of(national.authority()),
        graph: services.clone(),
        exchange: services,
        endpoints: world.base_of(Place::Global),
        dns: world.dns,
        client_id: CLIENT_ID.to_owned(),
        tenant: tenant.to_owned(),
        graph_resource: own(graph, global.0),
        exchange_resource: own(exchange, global.1),
        national: Vec::new(),
    }
}
