//! What arrives from outside, for fuzzing: any bytes are read or refused and never a panic.

mod answers;
mod mail;

pub use answers::{batch_answers, challenge, link_ahead, mailboxes_page, report_page};
pub use mail::{archives_page, folders_page, messages_page};
use model::Resource;
use reqwest::header::HeaderMap;
use url::Url;

use crate::{
    addresses::sort_out,
    count::number,
    directory::follow,
    endpoints,
    exchange::read_recipients,
    object::read_page,
    page::{Texts, parse},
    refusal::Refusal,
};

/// A page of users, groups or contacts; the byte chooses which.
pub fn graph_page(resource: u8, body: &[u8]) {
    let resource = Resource::ALL[usize::from(resource) % Resource::ALL.len()];
    let _ = read_page(resource, body, &mut |_| ());
}

/// A page of Exchange's recipients.
pub fn exchange_page(body: &[u8]) {
    let _ = read_recipients(body, &mut |_| ());
}

/// A list of addresses as JSON, and the same bytes as one entry.
pub fn addresses(body: &[u8]) {
    if let Ok(list) = serde_json::from_slice::<Texts<'_>>(body) {
        let _ = sort_out(list.iter(), list.iter().next());
    }
    let entry = String::from_utf8_lossy(body);
    let _ = sort_out([&*entry].into_iter(), Some(&entry));
}

/// A continuation link: only to Microsoft's own address, which is given out by the base.
///
/// # Panics
/// When a link to another host would be followed.
pub fn links(body: &[u8]) {
    let Ok(base) = Url::parse("https://graph.example") else { return };
    let link = String::from_utf8_lossy(body);
    if let Ok(url) = follow(&base, "users", &link) {
        assert_eq!((url.scheme(), url.host_str(), url.username()), ("https", Some("graph.example"), ""));
    }
    let _ = parse::<serde::de::IgnoredAny>("users", body, &mut |_| ());
}

/// A list of address ranges, or its version.
pub fn endpoints(body: &[u8]) {
    let _ = endpoints::version(body, endpoints::Instance::Worldwide);
    if let Ok(ranges) = endpoints::ranges(body) {
        assert!(!ranges.is_empty() && ranges.iter().all(|range| range.prefix_len() >= 8));
    }
}

/// An error answer, or a count.
pub fn errors(body: &[u8]) {
    let _ = Refusal::read(&HeaderMap::new(), body);
    let _ = number(body);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_and_never_a_panic(
            resource in any::<u8>(),
            body in prop_oneof![
                prop::collection::vec(any::<u8>(), 0..80),
                "(https?:(//|\\\\\\\\)?(graph\\.example|[a-z@:.]{0,9})(:[0-9]{1,5})?[/?#@\\\\]?\\PC{0,9}|\\[\"\\PC{0,9}\"\\])".prop_map(String::into_bytes),
            ],
        ) {
            super::graph_page(resource, &body);
            super::exchange_page(&body);
            super::addresses(&body);
            super::links(&body);
            super::errors(&body);
            super::endpoints(&body);
        }
    }
}
