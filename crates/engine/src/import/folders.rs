//! Which folders of a mailbox an import takes, as a person says it in one line.

use std::collections::BTreeMap;

/// What an import leaves out unless a person says otherwise: what was never sent, what is no mail of anybody's, and what
/// the mailbox's owner cannot see.
const USUALLY_OUT: [&str; 4] = ["drafts", "outbox", "junk", "recoverable-items"];

/// A folder as the choice looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Id on the server.
    pub id: String,
    /// The folder it lies in; `None` at the top.
    pub parent: Option<String>,
    /// Names from the top, separated by slashes.
    pub path: String,
    /// What Microsoft gave it for: `inbox`, `junk` …
    pub kind: Option<&'static str>,
}

/// The folders that are taken. Written as `usual`, `all`, or a list of folders with everything below them, separated by
/// commas: paths, or the names that Microsoft's own folders have in every language (`inbox`, `sent`, `archive` …). One that
/// begins with a minus is left out with everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderRule {
    begin: Begin,
    /// Without the minus, and whether it had one.
    named: Vec<(String, bool)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    Usual,
    All,
    Nothing,
}

/// A rule that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\u{201c}{0}\u{201d} names no folders: write usual, all, or folders separated by commas, with a minus to leave one out"
)]
pub struct BadFolderRule(String);

impl Default for FolderRule {
    fn default() -> Self {
        Self { begin: Begin::Usual, named: Vec::new() }
    }
}

impl std::fmt::Display for FolderRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let begin = match self.begin {
            Begin::Usual => Some("usual".to_owned()),
            Begin::All => Some("all".to_owned()),
            Begin::Nothing => None,
        };
        let named = self.named.iter().map(|(name, out)| format!("{}{name}", if *out { "-" } else { "" }));
        f.write_str(&begin.into_iter().chain(named).collect::<Vec<_>>().join(","))
    }
}

impl std::str::FromStr for FolderRule {
    type Err = BadFolderRule;

    fn from_str(text: &str) -> Result<Self, BadFolderRule> {
        let (mut begin, mut named) = (None, Vec::new());
        for word in text.split(',').map(|word| word.trim().trim_end_matches('/')) {
            match word {
                "usual" => begin = Some(Begin::Usual),
                "all" => begin = Some(Begin::All),
                "" | "-" => return Err(BadFolderRule(text.to_owned())),
                other => match other.strip_prefix('-') {
                    Some(out) => named.push((out.trim().to_owned(), true)),
                    None => named.push((other.to_owned(), false)),
                },
            }
        }
        // Only what is left out was said: of the usual ones.
        let alone = if named.iter().all(|(_, out)| *out) { Begin::Usual } else { Begin::Nothing };
        Ok(Self { begin: begin.unwrap_or(alone), named })
    }
}

impl FolderRule {
    /// Whether each folder is taken, in the order in which they were given. The nearest folder that is named decides for
    /// what lies below it.
    pub(crate) fn choose(&self, places: &[Place]) -> Vec<bool> {
        let by_id: BTreeMap<&str, &Place> = places.iter().map(|place| (place.id.as_str(), place)).collect();
        places.iter().map(|place| self.takes(place, &by_id)).collect()
    }

    fn takes(&self, place: &Place, by_id: &BTreeMap<&str, &Place>) -> bool {
        let mut at = Some(place);
        // A folder that is its own ancestor would have no end.
        for _ in 0..=by_id.len() {
            let Some(here) = at else { break };
            if let Some(said) = self.word_on(here) {
                return said;
            }
            at = here.parent.as_deref().and_then(|parent| by_id.get(parent)).copied();
        }
        self.begin != Begin::Nothing
    }

    /// What is said about exactly this folder; the last word counts.
    fn word_on(&self, place: &Place) -> Option<bool> {
        let is = |name: &str| place.path.to_lowercase() == name.to_lowercase() || place.kind == Some(name);
        let named = self.named.iter().rev().find(|(name, _)| is(name)).map(|(_, out)| !out);
        let usual = self.begin == Begin::Usual && place.kind.is_some_and(|kind| USUALLY_OUT.contains(&kind));
        named.or_else(|| usual.then_some(false))
    }

    /// Names of the rule that no folder of the mailbox has.
    pub(crate) fn unknown(&self, places: &[Place]) -> Vec<&str> {
        let is =
            |place: &Place, name: &str| place.path.to_lowercase() == name.to_lowercase() || place.kind == Some(name);
        let names = self.named.iter().filter(|(name, _)| !places.iter().any(|place| is(place, name)));
        names.map(|(name, _)| name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(path: &str, kind: Option<&'static str>) -> Place {
        let parent = path.rsplit_once('/').map(|(parent, _)| parent.to_owned());
        Place { id: path.to_owned(), parent, path: path.to_owned(), kind }
    }

    fn mailbox() -> Vec<Place> {
        vec![
            place("Inbox", Some("inbox")),
            place("Inbox/Projects", None),
            place("Inbox/Projects/Old", None),
            place("Junk Email", Some("junk")),
            place("Junk Email/Kept", None),
            place("Drafts", Some("drafts")),
            place("Deleted Items", Some("deleted")),
            place("Sent", Some("sent")),
        ]
    }

    fn taken(rule: &str) -> Vec<String> {
        let (rule, places): (FolderRule, _) = (rule.parse().unwrap(), mailbox());
        let chosen = rule.choose(&places);
        places.into_iter().zip(chosen).filter_map(|(place, takes)| takes.then_some(place.path)).collect()
    }

    #[test]
    fn s1_by_default_everything_is_taken_but_drafts_and_junk_with_what_lies_in_them() {
        let usual = ["Inbox", "Inbox/Projects", "Inbox/Projects/Old", "Deleted Items", "Sent"];
        assert_eq!(taken("usual"), usual);
        assert_eq!(taken("all").len(), mailbox().len());
        assert_eq!(FolderRule::default(), "usual".parse().unwrap());
    }

    #[test]
    fn s1_a_folder_that_is_named_stands_for_what_lies_below_it_and_the_nearest_word_counts() {
        assert_eq!(taken("inbox"), ["Inbox", "Inbox/Projects", "Inbox/Projects/Old"]);
        assert_eq!(taken("inbox/projects"), ["Inbox/Projects", "Inbox/Projects/Old"]);
        assert_eq!(taken("inbox,-Inbox/Projects"), ["Inbox"]);
        assert_eq!(taken("inbox,-Inbox/Projects,Inbox/Projects/Old"), ["Inbox", "Inbox/Projects/Old"]);
        assert_eq!(taken("-deleted"), ["Inbox", "Inbox/Projects", "Inbox/Projects/Old", "Sent"]);
        assert_eq!(taken("usual,Junk Email/Kept").len(), 6);
    }

    #[test]
    fn s1_a_rule_that_says_nothing_is_refused_and_a_name_that_no_folder_has_is_known() {
        for nothing in ["", ",", "inbox,,sent", "-"] {
            assert!(nothing.parse::<FolderRule>().is_err(), "{nothing:?}");
        }
        let rule: FolderRule = "inbox,Nowhere".parse().unwrap();
        assert_eq!(rule.unknown(&mailbox()), ["Nowhere"]);
    }

    #[test]
    fn folders_that_lie_in_one_another_in_a_circle_come_to_an_end() {
        let ring = |id: &str, parent: &str| Place { parent: Some(parent.to_owned()), ..place(id, None) };
        let places = [ring("a", "b"), ring("b", "a")];
        assert_eq!(FolderRule::default().choose(&places), [true, true]);
    }

    proptest! {
        #[test]
        fn a_rule_reads_back_as_it_is_written(words in prop::collection::vec("-?[A-Za-z][A-Za-z /]{0,8}[a-z]", 1..5)) {
            let rule: FolderRule = words.join(",").parse().unwrap();
            prop_assert_eq!(rule.to_string().parse::<FolderRule>().unwrap(), rule);
        }
    }
}
