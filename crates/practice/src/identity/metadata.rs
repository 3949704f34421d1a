//! The OpenID metadata document of a tenant; it names only what this cloud answers.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::segment::{Segment, resolve};
use crate::world::World;

pub(super) async fn show(State(world): State<Arc<World>>, Path(segment): Path<String>) -> Response {
    let found = match resolve(&world, &segment) {
        Ok(found) => found,
        Err(error) => return error.into_response(),
    };
    let base = &world.base;
    // The shared names answer with a template instead of a tenant.
    let (path, issuer, region) = match found {
        Segment::Any => (segment, "{tenantid}".to_owned(), None),
        Segment::Tenant(n) => {
            let id = world.tenants[n].id.to_string();
            (id.clone(), id, Some("EU"))
        }
    };
    let host = base.trim_start_matches("http://");
    Json(json!({
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
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
            "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr",
            "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"
        ],
        "tenant_region_scope": region,
        "cloud_instance_name": host,
        "msgraph_host": host,
    }))
    .into_response()
}
