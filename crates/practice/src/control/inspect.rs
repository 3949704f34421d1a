//! What goes on inside: sizes, settings, request counts; no secrets.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::tenant::Collection;
use crate::world::{World, lock, read};

pub(super) async fn show(State(world): State<Arc<World>>) -> Json<Value> {
    let tenants: Vec<Value> = world
        .tenants
        .iter()
        .map(|tenant| {
            let directory = read(&tenant.directory);
            let domains = read(&tenant.domains);
            json!({
                "id": tenant.id,
                "name": tenant.name,
                "domains": domains.iter().map(|domain| &domain.name).collect::<Vec<_>>(),
                "version": directory.version(),
                "days": directory.days(),
                "users": directory.len(Collection::Users),
                "groups": directory.len(Collection::Groups),
                "contacts": directory.len(Collection::Contacts),
                "exchange_only": directory.len(Collection::ExchangeOnly),
            })
        })
        .collect();
    let accounts: Vec<&str> = world.accounts.iter().map(|a| a.address.as_str()).collect();
    Json(json!({
        "tenants": tenants,
        "accounts": accounts,
        "broken": *lock(&world.broken),
        "settings": *lock(&world.settings),
        "requests": *lock(&world.requests),
    }))
}
