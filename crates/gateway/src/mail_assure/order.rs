//! Which changes wait for which: what touches one object goes in order, everything else side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use futures_util::{StreamExt, stream::FuturesUnordered};

/// What a change needs: it changes some objects, and relies on others to stay as they are meanwhile.
#[derive(Debug, Default, Clone)]
pub(super) struct Needs {
    pub changes: BTreeSet<String>,
    pub relies_on: BTreeSet<String>,
}

#[derive(Default)]
struct Object {
    changed_by: Option<usize>,
    relied_on_by: Vec<usize>,
}

/// For each one, the earlier ones that have to be through before it begins.
pub(super) fn waits(needs: &[Needs]) -> Vec<BTreeSet<usize>> {
    let mut objects: BTreeMap<&str, Object> = BTreeMap::new();
    let mut all = Vec::with_capacity(needs.len());
    for (at, need) in needs.iter().enumerate() {
        let mut waits = BTreeSet::new();
        for name in need.relies_on.difference(&need.changes) {
            let object = objects.entry(name).or_default();
            waits.extend(object.changed_by);
            object.relied_on_by.push(at);
        }
        for name in &need.changes {
            let object = objects.entry(name).or_default();
            waits.extend(object.changed_by.replace(at));
            waits.extend(object.relied_on_by.drain(..));
        }
        all.push(waits);
    }
    all
}

/// Does the work of each once those that it waits for are through, at most `wide` at the same time; one answer for
/// each, in their order.
pub(super) async fn run<F: Future>(
    waits: Vec<BTreeSet<usize>>,
    wide: usize,
    work: impl Fn(usize) -> F,
) -> Vec<F::Output> {
    let mut answers: BTreeMap<usize, F::Output> = BTreeMap::new();
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut open: Vec<usize> = waits.iter().map(BTreeSet::len).collect();
    let mut ready: BTreeSet<usize> = (0..waits.len()).filter(|at| open[*at] == 0).collect();
    for (at, befores) in waits.into_iter().enumerate() {
        befores.into_iter().for_each(|before| followers.entry(before).or_default().push(at));
    }
    let mut under_way = FuturesUnordered::new();
    loop {
        while under_way.len() < wide
            && let Some(at) = ready.pop_first()
        {
            let working = work(at);
            under_way.push(async move { (at, working.await) });
        }
        let Some((at, answer)) = under_way.next().await else { break };
        answers.insert(at, answer);
        for follower in followers.remove(&at).unwrap_or_default() {
            open[follower] -= 1;
            if open[follower] == 0 {
                ready.insert(follower);
            }
        }
    }
    answers.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::*;

    fn need(changes: &[&str], relies_on: &[&str]) -> Needs {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Needs { changes: set(changes), relies_on: set(relies_on) }
    }

    #[test]
    fn g3_a_domain_comes_before_its_recipients_and_recipients_do_not_wait_for_each_other() {
        let needs = [
            need(&["larkfield"], &[]),
            need(&["brook"], &["larkfield"]),
            need(&["ann"], &["larkfield"]),
            need(&["bob"], &["larkfield"]),
            need(&["ann", "a"], &["larkfield"]),
            need(&["larkfield"], &[]),
        ];
        let expected: [&[usize]; 6] = [&[], &[0], &[0], &[0], &[0, 2], &[0, 1, 2, 3, 4]];
        assert_eq!(waits(&needs), expected.map(|waits| waits.iter().copied().collect()));
    }

    proptest! {
        #[test]
        fn whatever_touches_one_object_goes_in_order_and_every_one_is_answered(
            needs in prop::collection::vec((prop::collection::btree_set("[a-d]", 0..3), prop::collection::btree_set("[a-d]", 0..3)), 0..12),
            wide in 1_usize..5,
        ) {
            let needs: Vec<Needs> = needs.into_iter().map(|(changes, relies_on)| Needs { changes, relies_on }).collect();
            let (ended, most, now) = (RefCell::new(Vec::new()), RefCell::new(0), RefCell::new(0));
            let work = |at: usize| {
                let (ended, most, now) = (&ended, &most, &now);
                async move {
                    *now.borrow_mut() += 1;
                    let count = *now.borrow();
                    most.replace_with(|most| (*most).max(count));
                    tokio::task::yield_now().await;
                    *now.borrow_mut() -= 1;
                    ended.borrow_mut().push(at);
                    at
                }
            };
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let answers = runtime.block_on(run(waits(&needs), wide, work));
            prop_assert_eq!(answers, (0..needs.len()).collect::<Vec<_>>());
            prop_assert!(*most.borrow() <= wide);
            let place = |at: usize| ended.borrow().iter().position(|e| *e == at).unwrap();
            for later in 0..needs.len() {
                for earlier in 0..later {
                    let (a, b) = (&needs[earlier], &needs[later]);
                    let touches = !a.changes.is_disjoint(&b.changes)
                        || !a.changes.is_disjoint(&b.relies_on)
                        || !a.relies_on.is_disjoint(&b.changes);
                    prop_assert!(!touches || place(earlier) < place(later));
                }
            }
        }
    }
}
