//! W8, R17: the cut-over guard: what is known, look-ups on request, and what a person says.

mod check;
mod count;
mod state;

use std::sync::Arc;

use model::DomainName;
use model::cutover::{Code, StepKind, Target};
use store::{ClientId, CutoverMark, StoreError};

pub use self::state::{CurrentMx, CutoverState};
use crate::joint::Joint;
use crate::{Engine, EngineError, Topic};

/// A person's word that a step is done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepMark {
    /// In their words.
    pub note: Option<String>,
    /// How many objects the step told them of; 0 where it has no number.
    pub objects: u32,
    /// Why the step stood open, as they were told; `None`: it does not matter why.
    pub code: Option<Code>,
}

/// Checks that are under way.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    /// Asked for: all domains and Exchange.
    whole: Arc<Joint<ClientId, ()>>,
    /// For the list of domains.
    background: Arc<Joint<ClientId, ()>>,
    /// Held while the steps of one client are counted.
    counting: tokio::sync::Mutex<()>,
    /// Held while the background goes through the clients to count.
    round: tokio::sync::Mutex<()>,
}

impl Engine {
    /// Says what the client's gateway is called from outside; what follows. What a person had said of another name of it
    /// is forgotten.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::UnknownGateway`].
    pub async fn cutover_target(&self, client: ClientId, target: Target) -> Result<CutoverState, EngineError> {
        let others = target.other_steps(&self.cutover(client).await?.target);
        let (who, now) = (self.0.person.clone(), self.now());
        self.stored(move |store| store.set_cutover_target(client, &target, &others, &who, now)).await?;
        self.stale(client, &[Topic::Cutover, Topic::Domains]);
        self.cutover(client).await
    }

    /// Marks a step as done in the name of the person at this computer, or takes the mark back; what follows. A mark
    /// holds for as many `objects` as the person was told of, and for the reason that they were told, so that what comes
    /// later is looked at again.
    ///
    /// # Errors
    /// [`EngineError::Store`], also when the tenant has no such domain.
    pub async fn cutover_mark(
        &self,
        client: ClientId,
        domain: Option<DomainName>,
        step: StepKind,
        mark: Option<StepMark>,
    ) -> Result<CutoverState, EngineError> {
        self.record(client).await?;
        let mark = mark.map(|StepMark { note, objects, code }| {
            let note = note.map(|note| note.trim().chars().take(NOTE).collect::<String>());
            let note = note.filter(|note| !note.is_empty());
            CutoverMark { who: self.0.person.clone(), at: self.now(), note, objects, code }
        });
        self.stored(move |store| {
            if let Some(name) = &domain
                && !store.domains(client)?.iter().any(|facts| facts.name == *name)
            {
                return Err(StoreError::UnknownDomain { domain: name.clone() });
            }
            // A step of the tenant has no domain.
            let domain = domain.filter(|_| !step.of_tenant());
            store.mark_cutover(client, domain.as_ref(), step, mark.as_ref())
        })
        .await?;
        self.stale(client, &[Topic::Cutover]);
        self.cutover(client).await
    }
}

/// Longest note of a mark.
const NOTE: usize = 500;
