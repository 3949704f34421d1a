//! G4: the gateway is observed completely before every plan, page by page into the store.

use std::sync::Arc;

use gateway::Gateway;
use model::DomainName;
use store::{ClientId, ObservationWriter, StoreError};

use crate::{Engine, EngineError, Phase, Topic};

/// Recipients per page of an observation.
const PAGE: usize = 2_000;

impl Engine {
    /// Observes everything of these domains; the digest of what the gateway has.
    pub(crate) async fn observe(
        &self,
        client: ClientId,
        gateway: &Arc<dyn Gateway>,
        phase: Phase,
    ) -> Result<String, EngineError> {
        self.0.board.note(client, phase, 0, None);
        let names = self.domains_to_observe(client).await?;
        let mut writer = self.stored(move |store| store.begin_observation(client)).await?;
        let domains = gateway.observe_domains(&names).await?;
        writer = written(writer, move |writer| writer.domains(&domains)).await?;
        let mut seen: u32 = 0;
        let mut page = gateway.observe_recipients(&names, None, PAGE).await?;
        loop {
            if self.0.closing.is_cancelled() {
                return Err(EngineError::Closing);
            }
            let last = page.len() < PAGE;
            let after = page.last().map(|recipient| recipient.shape.primary.clone());
            seen = seen.saturating_add(u32::try_from(page.len()).unwrap_or(u32::MAX));
            let writing = written(writer, move |writer| writer.recipients(&page));
            if last {
                writer = writing.await?;
                break;
            }
            // The next page is read while this one is written.
            let (next, back) = tokio::join!(gateway.observe_recipients(&names, after.as_ref(), PAGE), writing);
            (page, writer) = (next?, back?);
            self.0.board.note(client, phase, seen, None);
        }
        self.0.board.note(client, phase, seen, None);
        let now = self.now();
        let digest = self.stored(move |_| writer.finish(now)).await?;
        self.stale(client, &[Topic::Domains, Topic::Mailboxes]);
        Ok(digest)
    }

    /// Every domain of the tenant and every one that was ever chosen: of what was deselected or vanished,
    /// recipients may still be in the gateway.
    async fn domains_to_observe(&self, client: ClientId) -> Result<Vec<DomainName>, EngineError> {
        self.stored(move |store| {
            let mut names: Vec<DomainName> = store.domain_choices(client)?.into_keys().collect();
            names.extend(store.domains(client)?.into_iter().map(|facts| facts.name));
            names.sort();
            names.dedup();
            Ok::<_, StoreError>(names)
        })
        .await
    }
}

/// Writes where it may block, and hands the writer back.
async fn written(
    mut writer: ObservationWriter,
    work: impl FnOnce(&mut ObservationWriter) -> Result<(), StoreError> + Send + 'static,
) -> Result<ObservationWriter, EngineError> {
    tokio::task::spawn_blocking(move || work(&mut writer).map(|()| writer)).await?.map_err(Into::into)
}
