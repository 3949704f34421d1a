//! Pages whose links lead astray.

use serde_json::{Value, json};

use crate::control::Failure;

const NEXT: &str = "@odata.nextLink";

/// The page with its links changed; `own` is the address it was asked for at.
pub(super) fn changed(page: &[u8], how: Failure, own: &str) -> Vec<u8> {
    let Ok(Value::Object(mut page)) = serde_json::from_slice(page) else {
        return page.to_vec();
    };
    page.remove("@odata.deltaLink");
    let next = page.remove(NEXT);
    let link = match how {
        Failure::Circle => Some(own.to_owned()),
        Failure::Foreign => elsewhere(next.as_ref().and_then(Value::as_str).unwrap_or(own)),
        _ => None,
    };
    if let Some(link) = link {
        page.insert(NEXT.to_owned(), json!(link));
    }
    Value::Object(page).to_string().into_bytes()
}

/// The same address on a host that is not this one (RFC 2606).
fn elsewhere(link: &str) -> Option<String> {
    let mut link = url::Url::parse(link).ok()?;
    link.set_host(Some("graph.elsewhere.example")).ok()?;
    Some(link.into())
}
