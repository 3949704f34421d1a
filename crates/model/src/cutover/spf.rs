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
        // `a:` and `mx:` are found as they are written.
        _ => reading
            .texts
            .iter()
            .flat_map(|text| text.split_whitespace())
            .any(|term| term.trim_start_matches('+').eq_ignore_ascii_case(mechanism)),
    }
}

/// One record that keeps every term of those that are there, and names the gateway and Microsoft 365.
///
/// The gateway comes first: receivers stop at the first match (RFC 7208, 4.6.2). Of several ends the softest stays,
/// so that nobody's mail is refused by the change.
pub(super) fn merged(texts: &[String], gateway: Option<&str>, microsoft: &str) -> String {
    let mut terms: Vec<String> = Vec::new();
    let (mut end, mut redirect) = (None::<String>, None::<String>);
    let mut add = |term: &str| {
        let bare = term.trim_start_matches('+');
        if !terms.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
            terms.push(bare.to_owned());
        }
    };
    gateway.into_iter().for_each(&mut add);
    let present: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace().skip(1)).collect();
    let redirected = present.iter().any(|term| is_redirect(term));
    if !redirected && !present.iter().any(|term| term.trim_start_matches('+').eq_ignore_ascii_case(microsoft)) {
        add(microsoft);
    }
    for term in present {
        if is_end(term) {
            end = Some(end.map_or_else(|| term.to_owned(), |known| softer(&known, term)));
        } else if is_redirect(term) {
            redirect = Some(term.to_owned());
        } else {
            add(term);
        }
    }
    // A redirect counts only where no `all` stands (RFC 7208, 6.1).
    let last = match (end, redirect) {
        (Some(end), _) => end,
        (None, Some(redirect)) => redirect,
        (None, None) => "-all".to_owned(),
    };
    format!("v=spf1 {} {last}", terms.join(" "))
}

fn is_end(term: &str) -> bool {
    term.trim_start_matches(['+', '-', '~', '?']).eq_ignore_ascii_case("all")
}

fn is_redirect(term: &str) -> bool {
    term.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("redirect="))
}

fn softer(one: &str, other: &str) -> String {
    let hard = |term: &str| match term.chars().next() {
        Some('-') => 2,
        Some('~') => 1,
        _ => 0,
    };
    if hard(other) < hard(one) { other } else { one }.to_owned()
}
