//! Claims challenges: which accounts owe a new sign-in, and which tokens came from one.
//!
//! learn.microsoft.com, "Claims challenges, claims requests and client capabilities".

use std::collections::{BTreeMap, BTreeSet};

/// What is asked for, as the `claims` parameter carries it: authentication context c1.
pub(crate) const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

#[derive(Debug, Default)]
pub(crate) struct Challenges {
    /// By account, what a sign-in has to answer.
    owed: BTreeMap<usize, &'static str>,
    answered: BTreeSet<String>,
}

impl Challenges {
    /// From now on a refresh for this account is answered with the claims it owes.
    pub(super) fn ask(&mut self, account: usize) {
        self.owed.insert(account, CLAIMS);
    }

    /// What a refresh for this account has to be refused with.
    pub(crate) fn owed(&self, account: usize) -> Option<&'static str> {
        self.owed.get(&account).copied()
    }

    /// The account signed in through an authorize request with `claims`.
    pub(crate) fn settle(&mut self, account: usize) {
        self.owed.remove(&account);
    }

    /// This access token goes back to a sign-in with `claims`.
    pub(crate) fn vouch(&mut self, access_token: &str) {
        self.answered.insert(access_token.to_owned());
    }

    pub(super) fn is_answered(&self, access_token: &str) -> bool {
        self.answered.contains(access_token)
    }
}
