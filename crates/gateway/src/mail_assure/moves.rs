//! Which e-mail aliases a recipient's shape asks for, beside those that the panel lists.

use std::collections::BTreeSet;

use model::{Address, RecipientShape};

use super::calls::EmailAlias;

/// What has to be done to the e-mail aliases of a recipient.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// Aliases to set; before each, those of other addresses with the same alias are taken off.
    pub set: Vec<(EmailAlias, Vec<EmailAlias>)>,
    /// Aliases to take off.
    pub off: Vec<EmailAlias>,
    /// Aliases that it needs and that lead to an address which is not known to be its own.
    pub in_the_way: Vec<EmailAlias>,
}

/// The moves from what the panel lists in all domains of `mine` to `shape`; `None` is the shape of an absent one.
/// `mine` are the addresses that it has or had by a run of ours: nothing beside them is taken off (R15).
pub(super) fn moves(seen: &BTreeSet<EmailAlias>, mine: &BTreeSet<String>, shape: Option<&RecipientShape>) -> Moves {
    let listed = shape.filter(|shape| shape.listed);
    let primary = listed.map(|shape| shape.primary.key());
    let wanted: BTreeSet<EmailAlias> = listed.map(|shape| wanted(shape).collect()).unwrap_or_default();
    let needed: BTreeSet<String> = listed.map(|shape| keys(shape).collect()).unwrap_or_default();
    let domain = listed.map(|shape| shape.primary.domain());
    // An alias in a domain that its primary address left can only lead to its old address there. While its mail is
    // still wanted, it stays: a person lists it in that domain first.
    let stays = |alias: &String| needed.contains(alias) && domain.is_some_and(|domain| !is_in(alias, domain));
    let mut moves = Moves::default();
    let mut off: Vec<EmailAlias> = Vec::new();
    for entry in seen.iter().filter(|entry| mine.contains(&entry.0) && !wanted.contains(*entry)) {
        let (alias, email) = entry;
        match mine.contains(email) {
            true if stays(alias) => {}
            true => off.push(entry.clone()),
            false if wanted.iter().any(|(wish, _)| wish == alias) || primary.as_ref() == Some(alias) => {
                moves.in_the_way.push(entry.clone());
            }
            false => {}
        }
    }
    for wish in wanted.difference(seen) {
        let before = off.iter().filter(|(alias, _)| *alias == wish.0).cloned().collect();
        off.retain(|(alias, _)| *alias != wish.0);
        moves.set.push((wish.clone(), before));
    }
    moves.off = off;
    moves
}

/// The primary address and the others, in lower case.
pub(super) fn keys(shape: &RecipientShape) -> impl Iterator<Item = String> + '_ {
    shape.addresses().map(Address::key)
}

fn wanted(shape: &RecipientShape) -> impl Iterator<Item = EmailAlias> + '_ {
    let (primary, domain) = (shape.primary.key(), shape.primary.domain());
    let own = shape.aliases.iter().filter(move |alias| alias.domain() == domain && **alias != shape.primary);
    own.map(move |alias| (alias.key(), primary.clone()))
}

fn is_in(address: &str, domain: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, of)| of == domain)
}

#[cfg(test)]
mod tests {
    use model::{Kind, Services};
    use proptest::prelude::*;

    use super::*;

    fn shape(listed: bool, primary: &str, aliases: &[&str]) -> RecipientShape {
        RecipientShape {
            primary: primary.parse().unwrap(),
            aliases: aliases.iter().map(|alias| alias.parse().unwrap()).collect(),
            kind: Kind::User,
            listed,
            services: Services::ALL,
            profile: None,
        }
    }

    fn entry(alias: &str, email: &str) -> EmailAlias {
        (alias.to_owned(), email.to_owned())
    }

    /// What the panel lists afterwards.
    fn after(seen: &BTreeSet<EmailAlias>, moves: &Moves) -> BTreeSet<EmailAlias> {
        let mut seen = seen.clone();
        for (wish, before) in &moves.set {
            seen.retain(|entry| !before.contains(entry));
            seen.insert(wish.clone());
        }
        seen.retain(|entry| !moves.off.contains(entry));
        seen
    }

    fn mine(shapes: &[&RecipientShape]) -> BTreeSet<String> {
        shapes.iter().flat_map(|shape| keys(shape)).collect()
    }

    #[test]
    fn r2_an_alias_of_the_same_domain_is_set_and_one_of_another_is_left_to_a_person() {
        let ann = shape(true, "Ann@lark.example", &["A.Ann@lark.example", "ann@brook.example"]);
        let moves = moves(&BTreeSet::new(), &mine(&[&ann]), Some(&ann));
        assert_eq!(moves.set, [(entry("a.ann@lark.example", "ann@lark.example"), vec![])]);
        assert!(moves.off.is_empty() && moves.in_the_way.is_empty());
    }

    #[test]
    fn r16_a_new_primary_address_takes_its_aliases_along_one_by_one() {
        let was = shape(true, "ann@lark.example", &["a@lark.example"]);
        let now = shape(true, "anna@lark.example", &["a@lark.example", "ann@lark.example"]);
        let seen = BTreeSet::from([
            entry("a@lark.example", "ann@lark.example"),
            entry("anna@lark.example", "ann@lark.example"),
        ]);
        let moves = moves(&seen, &mine(&[&was, &now]), Some(&now));
        let wish = |alias| entry(alias, "anna@lark.example");
        assert_eq!(
            moves.set,
            [
                (wish("a@lark.example"), vec![entry("a@lark.example", "ann@lark.example")]),
                (wish("ann@lark.example"), vec![]),
            ]
        );
        assert_eq!(moves.off, [entry("anna@lark.example", "ann@lark.example")]);
    }

    #[test]
    fn r16_a_move_to_another_domain_keeps_the_old_aliases_that_are_still_its_own() {
        let was = shape(true, "ann@lark.example", &["a@lark.example", "gone@lark.example"]);
        let now = shape(true, "ann@brook.example", &["a@lark.example", "ann@lark.example"]);
        let seen = BTreeSet::from([
            entry("a@lark.example", "ann@lark.example"),
            entry("gone@lark.example", "ann@lark.example"),
        ]);
        let moves = moves(&seen, &mine(&[&was, &now]), Some(&now));
        assert_eq!((moves.set, moves.off), (vec![], vec![entry("gone@lark.example", "ann@lark.example")]));
    }

    #[test]
    fn r15_what_people_made_is_neither_taken_off_nor_overwritten() {
        let ann = shape(true, "ann@lark.example", &["a@lark.example"]);
        let seen = BTreeSet::from([
            entry("a@lark.example", "bob@lark.example"),
            entry("other@lark.example", "ann@lark.example"),
        ]);
        let moves = moves(&seen, &mine(&[&ann]), Some(&ann));
        assert!(moves.off.is_empty());
        assert_eq!(moves.in_the_way, [entry("a@lark.example", "bob@lark.example")]);
    }

    #[test]
    fn r6_whoever_is_off_the_list_or_gone_has_no_alias_any_more() {
        let ann = shape(false, "ann@lark.example", &["a@lark.example"]);
        let seen = BTreeSet::from([entry("a@lark.example", "ann@lark.example")]);
        for shape in [Some(&ann), None] {
            let moves = moves(&seen, &mine(&[&ann]), shape);
            assert_eq!((moves.set, moves.off), (vec![], vec![entry("a@lark.example", "ann@lark.example")]));
        }
    }

    proptest! {
        #[test]
        fn twice_changes_what_once_changed_and_others_keep_theirs(
            seen in prop::collection::btree_map("[a-e]@(x|y)\\.example", "[a-e]@(x|y)\\.example", 0..6),
            (primary, before) in ("[a-c]@(x|y)\\.example", "[a-c]@(x|y)\\.example"),
            aliases in prop::collection::btree_set("[a-c]@(x|y)\\.example", 0..4),
            listed in any::<bool>(),
        ) {
            let of = |address: &str| address.rsplit_once('@').unwrap().1.to_owned();
            let seen: BTreeSet<EmailAlias> = seen.into_iter().filter(|(a, e)| a != e && of(a) == of(e)).collect();
            let aliases: Vec<&str> = aliases.iter().map(String::as_str).filter(|alias| *alias != primary).collect();
            let (now, was) = (shape(listed, &primary, &aliases), shape(true, &before, &[]));
            let mine = mine(&[&now, &was]);
            let first = moves(&seen, &mine, Some(&now));
            let once = after(&seen, &first);
            let second = moves(&once, &mine, Some(&now));
            prop_assert_eq!(&after(&once, &second), &once);
            for (alias, email) in &seen {
                prop_assert!(mine.contains(alias) || once.contains(&(alias.clone(), email.clone())));
            }
            if listed {
                prop_assert!(wanted(&now).all(|wish| once.contains(&wish)));
            }
        }
    }
}
