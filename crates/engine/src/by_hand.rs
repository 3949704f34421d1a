//! G1: what a gateway has no call for is shown before a plan is applied, listed with its values after it, and done by a
//! person.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use gateway::Setting;
use gateway::mail_assure::MailboxList;
use model::RecipientShape;
use model::plan::{Object, Step};
use store::{Among, ClientId, HandObject, HandQuery, HandValue, HandWindow, HandWish, PlanId, Store};

use crate::read::{WINDOW, each_row};
use crate::{Engine, EngineError, Topic, write_private};

/// R4, of a domain that the gateway had before us and whose mailboxes no call shows.
pub(crate) const THERE_ALREADY: &str =
    "The domain was there before: mailboxes that it has already keep their services and settings.";

/// What of a step a person has to set in a gateway of these settings.
#[must_use]
pub fn settings_of(step: &Step, by_hand: &[Setting]) -> Vec<Setting> {
    match &step.object {
        Object::Domain { before, after, .. } => Setting::of_domain(by_hand, before.as_ref(), after).collect(),
        Object::Recipient { before, after, .. } => {
            Setting::of_recipient(by_hand, before.as_ref(), Some(after)).collect()
        }
        Object::RecipientOut { before, .. } => Setting::of_recipient(by_hand, Some(before), None).collect(),
        Object::DomainOut { .. } => Vec::new(),
    }
}

/// The same with how each is to be; `None` where the gateway leaves nothing to a person.
pub(crate) fn wish(step: &Step, by_hand: &[Setting]) -> Option<HandWish> {
    if by_hand.is_empty() {
        return None;
    }
    let settings = settings_of(step, by_hand).into_iter();
    let settings = settings.filter_map(|setting| Some((setting.as_str(), value(step, setting)?))).collect();
    Some(match &step.object {
        Object::Domain { name, .. } => {
            HandWish { object: HandObject::Domain(name.clone()), key: name.to_string(), settings, gone: false }
        }
        Object::DomainOut { name, .. } => {
            HandWish { object: HandObject::Domain(name.clone()), key: name.to_string(), settings, gone: true }
        }
        Object::Recipient { id, after, .. } => {
            HandWish { object: HandObject::Recipient(*id), key: after.primary.to_string(), settings, gone: false }
        }
        Object::RecipientOut { id, before, .. } => {
            HandWish { object: HandObject::Recipient(*id), key: before.primary.to_string(), settings, gone: true }
        }
    })
}

fn value(step: &Step, setting: Setting) -> Option<HandValue> {
    let switch = |on| Some(HandValue::Switch(on));
    match &step.object {
        Object::Domain { after, .. } => match setting {
            Setting::Region => after.region.clone().map(HandValue::Text),
            Setting::ProtectListedOnly => switch(after.protect_listed_only),
            Setting::RejectUnlisted => switch(after.reject_unlisted),
            Setting::LdapSync => switch(after.ldap_sync),
            Setting::Reauthentication => switch(after.outgoing_user),
            Setting::Mailbox => Some(HandValue::Text(THERE_ALREADY.to_owned())),
            Setting::Services | Setting::Profile => None,
        },
        Object::Recipient { before, after, .. } => match setting {
            Setting::Mailbox => Some(mailbox(before.as_ref(), after, after.listed)),
            Setting::Services => Some(HandValue::Services(after.services)),
            Setting::Profile => after.profile.clone().map(HandValue::Profile),
            _ => None,
        },
        Object::RecipientOut { before, .. } => {
            (setting == Setting::Mailbox).then(|| mailbox(Some(before), before, false))
        }
        Object::DomainOut { .. } => None,
    }
}

fn mailbox(before: Option<&RecipientShape>, shape: &RecipientShape, listed: bool) -> HandValue {
    let previous = before.filter(|before| before.primary.key() != shape.primary.key());
    HandValue::Mailbox { listed, kind: shape.kind, previous: previous.map(|before| before.primary.to_string()) }
}

impl Engine {
    /// What a person has to set in the client's gateway, whatever the plan.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn by_hand_settings(&self, client: ClientId) -> Result<&'static [Setting], EngineError> {
        let record = self.record(client).await?;
        Ok(self.0.gateways.by_hand(&record))
    }

    /// How often a plan leaves each setting to a person; looked through once per plan.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn by_hand_of_plan(&self, client: ClientId, plan: PlanId) -> Result<BTreeMap<Setting, u32>, EngineError> {
        let by_hand = self.by_hand_settings(client).await?;
        if by_hand.is_empty() {
            return Ok(BTreeMap::new());
        }
        if let Some((_, counts)) = self.0.by_hand.lock().await.as_ref().filter(|(known, _)| *known == (client, plan)) {
            return Ok(counts.clone());
        }
        let counts = self.stored(move |store| counted(store, plan, by_hand)).await?;
        *self.0.by_hand.lock().await = Some(((client, plan), counts.clone()));
        Ok(counts)
    }

    /// A window of settings that wait for a person, or were made; at most [`WINDOW`] rows.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn by_hand(&self, client: ClientId, mut query: HandQuery) -> Result<HandWindow, EngineError> {
        query.limit = query.limit.min(WINDOW);
        self.record(client).await?;
        self.stored(move |store| store.by_hand(client, &query)).await
    }

    /// The person at this computer says that settings were made: these rows, or all that wait; how many.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn by_hand_done(
        &self,
        client: ClientId,
        rows: Option<Vec<u32>>,
        setting: Option<Setting>,
    ) -> Result<u32, EngineError> {
        self.record(client).await?;
        let (who, now) = (self.0.person.clone(), self.now());
        let setting = setting.map(Setting::as_str);
        let done = self.stored(move |store| store.by_hand_done(client, rows.as_deref(), setting, &who, now)).await?;
        self.stale(client, &[Topic::Gateway]);
        Ok(done)
    }

    /// Writes the list of mailboxes, of those of whom a setting waits, into a file that only its owner may read; it is
    /// there whole or not at all.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Output`].
    pub async fn by_hand_csv_file(&self, client: ClientId, path: PathBuf) -> Result<(), EngineError> {
        self.record(client).await?;
        let unwritten = |error: &std::io::Error| EngineError::Output(error.to_string());
        self.stored(move |store| write_private(&path, unwritten, |out| mailboxes(store, client, out))).await
    }
}

fn counted(store: &Store, plan: PlanId, by_hand: &[Setting]) -> Result<BTreeMap<Setting, u32>, EngineError> {
    let mut counts = BTreeMap::new();
    each_row(store, plan, Among::All, |row| {
        for setting in settings_of(&row.step, by_hand) {
            *counts.entry(setting).or_default() += 1;
        }
        Ok::<_, EngineError>(())
    })?;
    Ok(counts)
}

fn mailboxes(store: &Store, client: ClientId, to: impl Write) -> Result<(), EngineError> {
    let mut list = MailboxList::begin(to, store.by_hand_domains(client, Setting::Mailbox.as_str())?)?;
    store.by_hand_mailboxes::<EngineError>(client, |shape| Ok(list.add(shape)?))?;
    Ok(list.end()?.flush()?)
}
