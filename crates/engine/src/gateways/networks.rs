//! R8: Microsoft's address ranges: asked for once a day, kept with their date, and given to the gateway.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use gateway::{Applied, GatewayError};
use jiff::{SignedDuration, Timestamp};
use microsoft::endpoints::Instance;
use model::{DomainName, Networks};
use store::{ClientId, ClientRecord};

use super::{GatewayInfo, NetworksInfo};
use crate::{Cloud, Engine, EngineError, Topic};

/// Microsoft wants the list to be asked for no more often than its changes come: once a day does.
const ASK_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// After it did not answer.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// When each cloud was last asked in vain.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<BTreeMap<String, Timestamp>>);

impl Asked {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine {
    /// Asks Microsoft for its address ranges now, and gives them to the client's gateway with the next run.
    ///
    /// # Errors
    /// [`EngineError::Networks`]: the list that is kept stays.
    pub async fn networks_refresh(&self, client: ClientId) -> Result<GatewayInfo, EngineError> {
        let record = self.record(client).await?;
        let cloud = self.live_cloud(&record).await?;
        self.ask_networks(&cloud).await?;
        self.gateway_info(client).await
    }

    /// The ranges of the client's cloud that are kept, else those that came with the program, which are the worldwide
    /// ones: of another cloud there is nothing before Microsoft was asked.
    pub(super) async fn networks_of(&self, record: &ClientRecord) -> Result<NetworksInfo, EngineError> {
        let name = record.cloud.clone();
        if let Some((networks, at)) = self.stored(move |store| store.networks(&name)).await? {
            return Ok(NetworksInfo { networks, read_at: Some(at) });
        }
        let cloud = self.live_cloud(record).await.ok();
        Ok(NetworksInfo { networks: cloud.map_or_else(nothing, |cloud| before_asking(&cloud)), read_at: None })
    }

    /// At the beginning of a run: the gateway takes outgoing mail of the domains that we set up from the newest ranges.
    /// Without an answer from Microsoft those that are kept do.
    pub(crate) async fn ensure_networks(
        &self,
        record: &ClientRecord,
        gateway: &dyn gateway::Gateway,
    ) -> Result<(), EngineError> {
        let client = record.id;
        let Ok(cloud) = self.live_cloud(record).await else {
            tracing::warn!(%client, "the client's cloud is not known any more, so the gateway keeps the ranges it has");
            return Ok(());
        };
        if cloud.endpoints().is_some() {
            self.ask_when_due(record, &cloud).await;
        }
        let domains: Vec<DomainName> = self
            .stored(move |store| {
                let names: Vec<DomainName> = store.domain_choices(client)?.into_keys().collect();
                store.remembered_domains(client, &names)
            })
            .await?
            .into_iter()
            .filter(|(_, shape)| shape.outgoing_user)
            .map(|(name, _)| name)
            .collect();
        // Without any domain yet, too: those that are added next get the ranges with it.
        let NetworksInfo { mut networks, .. } = self.networks_of(record).await?;
        if networks.ranges.is_empty() {
            tracing::warn!(%client, "the ranges of this cloud are not known yet, so the gateway gets none");
            return Ok(());
        }
        // Each of Microsoft's clouds counts for itself: a version says nothing about that of another one.
        networks.version = format!("{} {}", cloud.instance().as_str(), networks.version);
        let ensured = match gateway.ensure_networks(&networks, &domains).await {
            // R15: what one domain refuses does not stop the others.
            Err(
                error @ (GatewayError::Conflict { .. } | GatewayError::Refused { .. } | GatewayError::Limit { .. }),
            ) => {
                tracing::warn!(%client, %error, "a domain does not take outgoing mail from Microsoft's newest ranges");
                return Ok(());
            }
            ensured => ensured?,
        };
        if ensured == Applied::Changed {
            let (version, count) = (&networks.version, networks.ranges.len());
            tracing::info!(%client, %version, count, "the gateway takes outgoing mail from Microsoft's newer ranges");
            self.stale(client, &[Topic::Gateway]);
        }
        Ok(())
    }

    async fn ask_when_due(&self, record: &ClientRecord, cloud: &Cloud) {
        let now = self.now();
        let since = |at: Timestamp| now.duration_since(at);
        let name = record.cloud.clone();
        match self.stored(move |store| store.networks(&name)).await {
            Ok(Some((_, at))) if since(at) < ASK_AFTER => return,
            Ok(_) => {}
            Err(error) => return tracing::warn!(%error, "Microsoft's ranges could not be read from the database"),
        }
        if self.0.asked.lock().get(&cloud.name).is_some_and(|at| since(*at) < ASK_AGAIN_AFTER) {
            return;
        }
        if let Err(error) = self.ask_networks(cloud).await {
            self.0.asked.lock().insert(cloud.name.clone(), now);
            tracing::warn!(%error, "Microsoft's newer ranges are not known; the former ones stay");
        }
    }

    /// What the cloud's endpoint service tells, or `known` when that is the newest.
    async fn told_networks(&self, cloud: &Cloud, known: Option<&Networks>) -> Result<Networks, EngineError> {
        let silent = || EngineError::Networks(format!("{} names no endpoint service", cloud.name));
        let base = cloud.endpoints().ok_or_else(silent)?;
        let version = known.map(|known| known.version.as_str());
        let told = microsoft::endpoints::read(&self.0.reader, &base, cloud.instance(), version, self.0.patience).await;
        let told = told.map_err(|error| EngineError::Networks(error.to_string()))?;
        told.or_else(|| known.cloned()).ok_or_else(silent)
    }

    /// Asks the cloud's endpoint service. An empty list, or one that lost half of its ranges, is not believed.
    async fn ask_networks(&self, cloud: &Cloud) -> Result<(), EngineError> {
        let name = cloud.name.clone();
        let known = self.stored(move |store| store.networks(&name)).await?.map(|(networks, _)| networks);
        let told = self.told_networks(cloud, known.as_ref()).await?;
        let before = known.unwrap_or_else(|| before_asking(cloud));
        let networks = believed(before, told).map_err(EngineError::Networks)?;
        let (name, now) = (cloud.name.clone(), self.now());
        self.stored(move |store| store.set_networks(&name, &networks, now)).await?;
        self.stale(None, &[Topic::Gateway]);
        Ok(())
    }
}

/// What counts of a cloud before it was asked: the copy that is shipped is of the worldwide one.
fn before_asking(cloud: &Cloud) -> Networks {
    match cloud.instance() {
        Instance::Worldwide => Networks::shipped(),
        _ => nothing(),
    }
}

fn nothing() -> Networks {
    Networks { version: String::new(), ranges: Vec::new() }
}

/// The list that counts from now on.
fn believed(before: Networks, told: Networks) -> Result<Networks, String> {
    let (had, has) = (before.ranges.len(), told.ranges.len());
    if told.version < before.version {
        return Ok(before);
    }
    if has == 0 {
        return Err("Microsoft's list of address ranges came empty".to_owned());
    }
    if has * 2 < had {
        return Err(format!("Microsoft's list of address ranges has {has} ranges only, where it had {had}"));
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(version: &str, ranges: usize) -> Networks {
        let ranges = (0..ranges).map(|n| format!("192.0.2.{n}/32").parse().unwrap()).collect();
        Networks { version: version.to_owned(), ranges }
    }

    #[test]
    fn r8_a_list_that_is_empty_or_lost_half_of_its_ranges_is_not_believed() {
        let before = || list("2026010100", 6);
        assert!(believed(before(), list("2026020100", 0)).unwrap_err().contains("empty"));
        assert!(believed(before(), list("2026020100", 2)).unwrap_err().contains("has 2 ranges only, where it had 6"));
        assert_eq!(believed(before(), list("2026020100", 3)), Ok(list("2026020100", 3)));
    }

    #[test]
    fn r8_an_older_list_does_not_take_the_place_of_a_newer_one() {
        assert_eq!(believed(list("2026010100", 6), list("2025010100", 9)), Ok(list("2026010100", 6)));
    }
}
