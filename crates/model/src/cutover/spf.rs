//! SPF texts: whom a record names, and the record that names everybody.

use super::{SpfReading, target::range};

/// Whether an evaluated record lets a mechanism's hosts send.
pub(super) fn names(reading: &SpfReading, mechanism: &str) -> bool {
    let (name, value) = mechanism.split_once(':').unwrap_or((mechanism, ""));
    match name {
        "include" => reading.reached.contains(value),
        "ip4" | "ip6" => {
            range(value).is_ok_and(|wanted| reading.ranges.iter().any(|allowed| allowed.contains(&wanted)))
        }
        // `a:` and `mx:` are found as they are written, before the first `all` (RFC 7208, 5.1).
        _ => {
            let mut tested = reading.texts.iter().flat_map(|text| terms(text).take_while(|term| !is_end(term)));
            tested.any(|term| term.trim_start_matches('+').eq_ignore_ascii_case(mechanism))
        }
    }
}

/// One record with every term of those that are there, and before them those that are lacking: receivers stop at the first
/// match (RFC 7208, 4.6.2).
///
/// Nobody's mail is refused by the change. A record without an end refuses nobody (4.7), and of several ends the softest
/// stays; a redirect stays the end of the only record, and of several it names senders whose own end is not known.
pub(super) fn merged(texts: &[String], lacking: &[&str]) -> String {
    let mut merged = vec!["v=spf1".to_owned()];
    let mut add = |term: &str| {
        let bare = term.trim_start_matches('+');
        if !merged.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
            merged.push(bare.to_owned());
        }
    };
    lacking.iter().copied().for_each(&mut add);
    let mut ends = Vec::new();
    for text in texts {
        terms(text).filter(|term| !is_end(term) && redirected(term).is_none()).for_each(&mut add);
        let redirect = terms(text).find_map(|term| Some((term, redirected(term)?)));
        ends.push(match (terms(text).find(|term| is_end(term)), redirect) {
            // A redirect counts only where no `all` stands (6.1).
            (Some(end), _) => end,
            (None, Some((end, _))) if texts.len() == 1 => end,
            (None, Some((_, domain))) => {
                add(&format!("include:{domain}"));
                "?all"
            }
            (None, None) => "?all",
        });
    }
    merged.push(ends.into_iter().min_by_key(|end| hardness(end)).unwrap_or("-all").to_owned());
    merged.join(" ")
}

fn terms(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().skip(1)
}

fn is_end(term: &str) -> bool {
    term.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case("all")
}

/// The domain that a redirect leads to.
fn redirected(term: &str) -> Option<&str> {
    term.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("redirect")).map(|(_, domain)| domain)
}

fn hardness(end: &str) -> u8 {
    match end.chars().next() {
        Some('-') => 2,
        Some('~') => 1,
        _ => 0,
    }
}
