//! Exceptions: a person's decision that something is left alone; and settings and domain aliases for what is there.

use jiff::Timestamp;
use model::DomainName;
use store::{
    ClientId, Excepted, ExceptionCause, ExceptionQuery, ExceptionRecord, ExceptionTerms, ExceptionWindow, SnapshotDay,
    Target,
};

use crate::read::WINDOW;
use crate::{Engine, EngineError, Topic};

/// Characters of a reason at most.
const REASON: usize = 200;
/// Characters of an owner's name at most.
const OWNER: usize = 80;

/// What goes stale with exceptions.
const TOPICS: [Topic; 4] = [Topic::Mailboxes, Topic::Domains, Topic::Plan, Topic::Client];

/// Why something is to be left alone, who answers for it, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionWish {
    /// Why, in the person's words; 1 to 200 characters.
    pub reason: String,
    /// Who answers for it; `None`: who sits here.
    pub owner: Option<String>,
    /// From then on what it held back is shown for review; `None`: it stands until it is taken back.
    pub until: Option<Timestamp>,
}

impl Engine {
    /// A window of exceptions, those that ended first; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn exceptions(
        &self,
        client: ClientId,
        mut query: ExceptionQuery,
    ) -> Result<ExceptionWindow, EngineError> {
        query.limit = query.limit.min(WINDOW);
        let now = self.now();
        self.stored(move |store| store.exceptions(client, &query, now)).await
    }

    /// The exception about one object, whether it stands or ended.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn exception(&self, client: ClientId, about: Excepted) -> Result<Option<ExceptionRecord>, EngineError> {
        let now = self.now();
        self.stored(move |store| store.exception(client, &about, now)).await
    }

    /// Sets exceptions, or gives those that are there other terms; all or none.
    ///
    /// # Errors
    /// [`EngineError::BadException`]; [`EngineError::Store`] for what the client does not have.
    pub async fn exception_set(
        &self,
        client: ClientId,
        about: Vec<Excepted>,
        wish: ExceptionWish,
    ) -> Result<(), EngineError> {
        let (terms, now) = (self.terms(wish, ExceptionCause::Person)?, self.now());
        self.stored(move |store| store.exception_set(client, &about, &terms, now)).await?;
        self.stale(client, &TOPICS);
        Ok(())
    }

    /// Takes exceptions back; how many there were. The next plan says what happens then.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn exception_remove(&self, client: ClientId, about: Vec<Excepted>) -> Result<u32, EngineError> {
        let taken = self.stored(move |store| store.exception_remove(client, &about)).await?;
        self.stale(client, &TOPICS);
        Ok(taken)
    }

    /// Gives the options' settings to recipients that were added earlier, with the next plan (R12); how many it met.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn settings_apply(&self, client: ClientId, target: Target) -> Result<u32, EngineError> {
        let now = self.now();
        let met = self.stored(move |store| store.apply_settings(client, &target, now)).await?;
        self.stale(client, &[Topic::Mailboxes, Topic::Plan, Topic::Client]);
        Ok(met)
    }

    /// Domains whose recipients mirror another one's, each with that one (R14).
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn alias_offers(&self, client: ClientId) -> Result<Vec<(DomainName, DomainName)>, EngineError> {
        self.stored(move |store| store.alias_offers(client)).await
    }

    /// Makes a domain an alias of another one, or a domain of its own again (R14).
    ///
    /// # Errors
    /// [`EngineError::Store`] with an address that the other domain lacks.
    pub async fn set_alias(
        &self,
        client: ClientId,
        domain: DomainName,
        target: Option<DomainName>,
    ) -> Result<(), EngineError> {
        self.stored(move |store| store.set_alias(client, &domain, target.as_ref())).await?;
        self.stale(client, &TOPICS);
        Ok(())
    }

    /// Complete readings of the tenant that a rehearsal can start from, newest first.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn snapshot_days(&self, client: ClientId) -> Result<Vec<SnapshotDay>, EngineError> {
        self.stored(move |store| store.snapshot_days(client)).await
    }

    /// Checks a wish and fills in who answers for it.
    pub(crate) fn terms(&self, wish: ExceptionWish, cause: ExceptionCause) -> Result<ExceptionTerms, EngineError> {
        let ExceptionWish { reason, owner, until } = wish;
        let reason = reason.trim().to_owned();
        let owner = owner.map(|owner| owner.trim().to_owned()).filter(|owner| !owner.is_empty());
        let owner = owner.unwrap_or_else(|| self.person().to_owned());
        let fits = |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
        if reason.is_empty() || !fits(&reason, REASON) {
            return Err(EngineError::BadException("needs a reason of 1 to 200 characters"));
        }
        if !fits(&owner, OWNER) {
            return Err(EngineError::BadException("names an owner with at most 80 characters"));
        }
        if until.is_some_and(|until| until <= self.now()) {
            return Err(EngineError::BadException("that ends must end later than now"));
        }
        Ok(ExceptionTerms { reason, owner, until, cause, run: None })
    }
}
