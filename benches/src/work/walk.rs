//! The chain that every SDK walks: one page after the other, here looked at for nothing but its next link.

use std::time::Instant;

use super::{Order, Told};
use crate::{Outcome, machine};

/// Users, groups and contacts in turn, each with the largest pages that Graph gives.
pub async fn walk(order: &Order) -> Outcome<Told> {
    let cloud = crate::cloud::load(&order.cloud)?;
    let http = reqwest::Client::builder().build()?;
    let began = Instant::now();
    let mut told = Told::default();
    for collection in ["users", "groups", "contacts"] {
        let collecting = Instant::now();
        let mut next = Some(format!("{}v1.0/{collection}?$top=999&$select=id,displayName", cloud.graph));
        while let Some(url) = next.take() {
            let answer = http.get(&url).bearer_auth(&order.access.graph).send().await?.error_for_status()?;
            let body = answer.bytes().await?;
            told.requests += 1;
            told.bytes += body.len() as u64;
            *told.pages.entry(collection.to_owned()).or_default() += 1;
            next = next_link(&body)?;
        }
        told.stages.insert(collection.to_owned(), collecting.elapsed().as_secs_f64());
    }
    told.seconds = began.elapsed().as_secs_f64();
    told.peak_kib = machine::peak_kib();
    Ok(told)
}

#[derive(serde::Deserialize)]
struct Links {
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

fn next_link(body: &[u8]) -> Outcome<Option<String>> {
    Ok(serde_json::from_slice::<Links>(body)?.next)
}
