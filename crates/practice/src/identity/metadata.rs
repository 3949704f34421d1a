//! The OpenID metadata document of a tenant; it names only what this cloud answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::error::AadError;
use super::refuse;
use super::segment::{Segment, elsewhere, resolve};
use crate::control::RefuseAt;
use crate::national::National;
use crate::world::World;

pub(super) async fn show(State(world): State<Arc<World>>, Path(segment): Path<String>) -> Response {
    match found(&world, &segment) {
        Ok(found) => document(&world, &segment, found),
        Err(error) => error.into_response(),
    }
}

fn found(world: &World, segment: &str) -> Result<Segment, AadError> {
    if let Some(error) = refuse::due(world, RefuseAt::Metadata) {
        return Err(error);
    }
    // A tenant of a cloud that is known here answers with its own addresses.
    elsewhere(world, segment).map_or_else(|| resolve(world, segment), |tenant| Ok(Segment::Tenant(tenant)))
}

fn document(world: &World, segment: &str, found: Segment) -> Response {
    // The shared names answer with a template instead of a tenant.
    let (path, issuer, national) = match found {
        Segment::Any => (segment.to_owned(), "{tenantid}".to_owned(), None),
        Segment::Tenant(n) => {
            let id = world.tenants[n].id.to_string();
            (id.clone(), id, Some(world.tenants[n].national))
        }
    };
    let authority = national.map_or(world.place, National::authority);
    let base = world.base_of(authority);
    let graph = world.base_of(national.map_or(world.place, National::services));
    let region = national.map(National::region);
    let mut body = json!({
        "token_endpoint": format!("{base}/{path}/oauth2/v2.0/token"),
        "jwks_uri": format!("{base}/{path}/discovery/v2.0/keys"),
        "response_modes_supported": ["query"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": format!("{base}/{issuer}/v2.0"),
        "request_uri_parameter_supported": false,
        "authorization_endpoint": format!("{base}/{path}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{base}/{path}/oauth2/v2.0/devicecode"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
            "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr",
            "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"
        ],
        "tenant_region_scope": region.map(|(scope, _)| scope),
        "cloud_instance_name": authority.instance(),
        "msgraph_host": graph.trim_start_matches("http://"),
    });
    if let Some((_, Some(sub_scope))) = region {
        body["tenant_region_sub_scope"] = json!(sub_scope);
    }
    Json(body).into_response()
}
