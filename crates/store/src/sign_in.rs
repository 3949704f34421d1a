//! The sign-in of a client, and the challenge that the next one has to answer (M4).

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use crate::{ClientId, SignInRecord, Store, StoreError, client::set, codec::to_json};

impl Store {
    /// Stores what is known of the sign-in, which answers a challenge; `None` after signing out.
    pub fn set_sign_in(&self, id: ClientId, sign_in: Option<&SignInRecord>) -> Result<(), StoreError> {
        self.write("storing the sign-in", |db| {
            let Some(known) = sign_in else { return set(db, id, "sign_in_account = NULL", params![id]) };
            let assignments = "sign_in_account = ?2, sign_in_at = ?3, sign_in_granted = ?4, sign_in_used = ?5,
                               sign_in_checks = ?6, sign_in_guest = ?7, sign_in_object = ?8, challenge = NULL";
            let (at, used) = (known.at.as_microsecond(), known.last_used.as_microsecond());
            let (granted, checks) = (to_json(&known.granted)?, to_json(&known.checks)?);
            let (guest_of, object) = (&known.guest_of, &known.object_id);
            set(db, id, assignments, params![id, known.account, at, granted, used, checks, guest_of, object])
        })
    }

    /// Stores the claims that the next sign-in has to bring along (M4).
    pub fn set_challenge(&self, id: ClientId, claims: &str) -> Result<(), StoreError> {
        self.write("storing a challenge", |db| set(db, id, "challenge = ?2", params![id, claims]))
    }

    /// The claims that the next sign-in has to bring along, where there are any.
    ///
    /// # Errors
    /// [`StoreError::NoClient`].
    pub fn challenge(&self, id: ClientId) -> Result<Option<String>, StoreError> {
        self.read("reading a challenge", |db| {
            let found =
                db.query_row("SELECT challenge FROM client WHERE id = ?1", [id], |row| row.get(0)).optional()?;
            found.ok_or_else(|| StoreError::NoClient(id).into())
        })
    }

    /// Notes that the sign-in was used: its idle days begin anew.
    pub fn touch_sign_in(&self, id: ClientId, now: Timestamp) -> Result<(), StoreError> {
        self.write("noting a use of the sign-in", |db| {
            set(db, id, "sign_in_used = ?2", params![id, now.as_microsecond()])
        })
    }
}
