//! Where a large collection is cut into ranges of names that are read at the same time.
//!
//! Graph compares names by an order that it does not document (case, accents, punctuation). Ranges that share their
//! end points need no knowledge of it. Let c₁ … cₙ be any cut points, in any sequence, and the ranges
//! (−∞, c₁], [c₁, c₂], …, [cₙ, ∞). A name x that is not in the first range lies above c₁, because the order is
//! total. So there is a last i with x ≥ cᵢ. If i = n, x is in the last range; else not x ≥ cᵢ₊₁, hence x < cᵢ₊₁,
//! and x is in [cᵢ, cᵢ₊₁]. The same holds within a range: cutting [a, b] at c₁ … cₙ gives ranges that cover it.
//! Cut points decide only how even the ranges are and how often an object comes twice.

/// Names from `from` to `to`, both included; `None` is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    /// How often it was cut to come about.
    pub(crate) level: u8,
}

/// What names begin with, finer where many begin alike. Names are people's, numbers of personnel, functions.
const BEGINNINGS: [&str; 72] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "ai", "al", "an", "ar", "b", "be", "br", "c", "ch", "co",
    "d", "da", "de", "e", "el", "f", "g", "gr", "h", "he", "i", "j", "ja", "je", "jo", "k", "ka", "ke", "l", "le",
    "li", "m", "mar", "mat", "me", "mi", "mo", "n", "ni", "o", "p", "pe", "q", "r", "re", "ro", "s", "sa", "sh", "st",
    "t", "te", "th", "u", "v", "vi", "w", "wi", "x", "y", "z",
];
/// A range that is cut again gives at most so many.
const MOST_PARTS: usize = 40;
/// How many ranges a page of names in no order is cut into.
const QUANTILES: usize = 8;
/// The tenant is cut once, and what is longer than expected twice more at most.
const DEEPEST: u8 = 3;

/// The whole collection in about `wanted` ranges.
pub(crate) fn begin(wanted: usize) -> Vec<Range> {
    Range::default().at(&thinned(BEGINNINGS.map(str::to_owned).to_vec(), wanted))
}

impl Range {
    /// Cuts a range that is longer than expected, judging by the `names` of the page that it was read up to. Nothing
    /// when that page gives no cut point.
    pub(crate) fn cut(&self, names: &[String]) -> Vec<Self> {
        if self.level >= DEEPEST {
            return Vec::new();
        }
        let mut sorted: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let in_order = sorted.is_sorted();
        sorted.sort_unstable();
        sorted.dedup();
        let mut cuts = match (in_order, sorted.as_slice()) {
            // What was read is the beginning: the rest lies behind it.
            (true, [first, .., last]) => thinned(behind(first, last), MOST_PARTS),
            _ => thinned(sorted, QUANTILES),
        };
        let inside = |cut: &String| {
            self.from.as_ref().is_none_or(|from| cut > from) && self.to.as_ref().is_none_or(|to| cut < to)
        };
        cuts.retain(inside);
        if cuts.is_empty() { Vec::new() } else { self.at(&cuts) }
    }

    /// The parts between these points, which cover the range whatever the points are.
    fn at(&self, cuts: &[String]) -> Vec<Self> {
        let ends = |open: &Option<String>| std::iter::once(open.clone());
        let from = ends(&self.from).chain(cuts.iter().cloned().map(Some));
        let to = cuts.iter().cloned().map(Some).chain(ends(&self.to));
        from.zip(to).map(|(from, to)| Self { from, to, level: self.level + 1 }).collect()
    }
}

/// `last`, and the beginnings that follow it: for `maa` to `mad` that is `mae` … `maz`, `mb` … `mz`, `n` … `z`.
fn behind(first: &str, last: &str) -> Vec<String> {
    let alike = first.chars().zip(last.chars()).take_while(|(a, b)| a == b).count();
    let last_chars: Vec<char> = last.chars().take(alike + 1).collect();
    let mut cuts = vec![last.to_owned()];
    for (at, &here) in last_chars.iter().enumerate().rev() {
        let beginning: String = last_chars[..at].iter().collect();
        cuts.extend(('0'..='9').chain('a'..='z').filter(|&c| c > here).map(|c| format!("{beginning}{c}")));
    }
    cuts
}

/// At most `wanted` of them, evenly; the first stays.
fn thinned(all: Vec<String>, wanted: usize) -> Vec<String> {
    let step = all.len().div_ceil(wanted.max(1)).max(1);
    all.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    /// Orders that Graph might have: by bytes, without case, with accents folded, the letters backwards, by length.
    const ORDERS: [fn(&str, &str) -> Ordering; 5] = [
        |a, b| a.cmp(b),
        |a, b| a.to_lowercase().cmp(&b.to_lowercase()),
        |a, b| a.replace(['é', 'è'], "e").cmp(&b.replace(['é', 'è'], "e")),
        |a, b| b.cmp(a),
        |a, b| a.chars().count().cmp(&b.chars().count()).then_with(|| a.cmp(b)),
    ];

    fn holds(range: &Range, name: &str, order: fn(&str, &str) -> Ordering) -> bool {
        range.from.as_deref().is_none_or(|from| order(name, from).is_ge())
            && range.to.as_deref().is_none_or(|to| order(name, to).is_le())
    }

    fn names() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-cA-Cé0-1'.\u{e8}]{0,4}|\\PC{0,3}", 0..12)
    }

    proptest! {
        #[test]
        fn p2_ranges_cover_every_name_whatever_the_order_and_the_cut_points(
            cuts in names(), inner in names(), name in "[a-cA-Cé0-1]{0,4}|\\PC{0,4}", order in 0..ORDERS.len(),
        ) {
            let order = ORDERS[order];
            let parts = Range::default().at(&cuts);
            prop_assert!(parts.iter().any(|range| holds(range, &name, order)));
            for range in parts.iter().filter(|range| holds(range, &name, order)) {
                let finer = range.cut(&inner);
                prop_assert!(finer.is_empty() || finer.iter().any(|range| holds(range, &name, order)));
            }
        }

        #[test]
        fn a_tenant_begins_with_about_as_many_ranges_as_wanted(wanted in 1_usize..200) {
            let ranges = begin(wanted);
            prop_assert!(ranges.len() <= wanted + 1 && ranges.len() <= BEGINNINGS.len() + 1);
            prop_assert!(ranges.len() * 2 > wanted.min(BEGINNINGS.len()));
            prop_assert!(ranges.iter().any(|range| holds(range, "zoe", ORDERS[1])));
        }
    }

    fn cuts(range: &Range, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        range.cut(&names).into_iter().filter_map(|part| part.to).collect()
    }

    #[test]
    fn a_page_in_order_is_a_beginning_and_the_cuts_lie_behind_it() {
        let m = Range { from: Some("m".into()), to: Some("n".into()), level: 1 };
        let behind = cuts(&m, &["maa@x.example", "Mac@x.example", "mad@x.example"]);
        assert_eq!(behind.first().map(String::as_str), Some("mad@x.example"));
        assert!(behind.contains(&"mb".to_owned()) || behind.contains(&"mc".to_owned()));
        assert_eq!(behind.last().map(String::as_str), Some("n"));
        assert!(behind.is_sorted());
    }

    #[test]
    fn a_page_in_no_order_is_a_sample_and_the_cuts_are_its_quantiles() {
        let names = ["m5", "m1", "m9", "m3", "m7"];
        assert_eq!(cuts(&Range::default(), &names), ["m1", "m3", "m5", "m7", "m9"]);
    }

    #[test]
    fn a_range_is_not_cut_without_a_point_in_it_nor_for_ever() {
        let range = Range { from: Some("m".into()), to: Some("n".into()), level: 1 };
        assert!(range.cut(&[]).is_empty());
        assert!(range.cut(&["z".to_owned(), "a".to_owned()]).is_empty());
        let deep = Range { level: DEEPEST, ..range };
        assert!(deep.cut(&["mb".to_owned(), "ma".to_owned()]).is_empty());
    }
}
