//! P6: Mail Assure at 50 ms a call: how busy the allowed concurrency is kept, and what a sync without changes costs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use gateway::{Account, Applied, Change, Credentials, Gateway, GatewayError, MailAssure, Memory};
use model::{Address, DirectoryId, DomainName, DomainShape, Kind, ObservedRecipient, RecipientShape, Route, Services};
use practice::{Options, Practice};

use super::Bench;
use crate::Outcome;
use crate::figure::Unit;
use crate::statistics::median;

/// Of every call, in milliseconds.
const LATENCY: u64 = 50;
/// Calls that the adapter may have under way.
const ALLOWED: f64 = 8.0;
/// Mailboxes in a client of which nothing changed.
const UNCHANGED: [u32; 3] = [100, 1_000, 10_000];
/// As the engine reads.
const PAGE: usize = 2_000;

pub async fn measure(bench: &mut Bench) -> Outcome {
    println!("Mail Assure, {LATENCY} ms a call \u{2026}");
    let mailboxes = if bench.quick { 1_000 } else { 4_000 };
    for domains in [1, 20] {
        busy(bench, domains, mailboxes).await?;
    }
    unchanged(bench).await
}

/// Everything new, each mailbox with one alias.
async fn busy(bench: &mut Bench, domains: u32, mailboxes: u32) -> Outcome {
    let client = Client::new(LATENCY).await?;
    let (names, all) = (names(domains), wish(domains, mailboxes, 1)?);
    let began = Instant::now();
    client.apply(&all).await?;
    let seconds = began.elapsed().as_secs_f64();
    let counts = client.panel.panel_counts();
    let share = counts.busy_seconds / (ALLOWED * seconds);
    let detail = format!(
        "{:.0} % busy: {} calls in {seconds:.1} s, at most {} at once, {} domains",
        share * 100.0,
        counts.total,
        counts.most_at_once,
        names.len(),
    );
    let work = format!("idle share of {ALLOWED} allowed calls, {mailboxes} new mailboxes in {domains} domains");
    bench.figure("P6", work, (1.0 - share, 0.2, Unit::Ratio), detail);
    Ok(())
}

/// Observing, and asking for what is there already.
async fn unchanged(bench: &mut Bench) -> Outcome {
    const DOMAINS: u32 = 5;
    let mut costs = Vec::new();
    for mailboxes in UNCHANGED {
        let client = Client::new(0).await?;
        let (names, all) = (names(DOMAINS), wish(DOMAINS, mailboxes, 0)?);
        client.apply(&all).await?;
        client.panel.configure(|settings| settings.panel.latency_ms = LATENCY);
        client.panel.panel_count_anew();
        let mut seconds = Vec::new();
        let rounds = if bench.quick { 3 } else { 7 };
        for _ in 0..rounds {
            let began = Instant::now();
            client.observe(&names, mailboxes).await?;
            seconds.push(began.elapsed().as_secs_f64());
        }
        let calls = client.panel.panel_counts().total / rounds;
        client.panel.panel_count_anew();
        let batches = all[DOMAINS as usize..].chunks(client.gateway.capabilities().batch).count() as u64;
        let answers = client.gateway_apply(&all[DOMAINS as usize..]).await?;
        if answers.iter().any(|answer| *answer != Applied::AlreadySo) {
            return Err("something changed that was so already".into());
        }
        // Each batch looks at each of its domains once: whose it is, and its aliases.
        let beyond = client.panel.panel_counts().total.saturating_sub(batches * u64::from(DOMAINS) * 2);
        let work = format!("calls for {mailboxes} mailboxes that are as they should be, ensured again");
        bench.figure("P6", work, (beyond as f64, 0.0, Unit::Count), format!("{batches} batches"));
        let name = "a sync without changes";
        bench.point("P6", name, mailboxes, median(&seconds));
        bench.cost("Mail Assure, a sync without changes", mailboxes, format!("{calls} calls"));
        costs.push((mailboxes, calls, median(&seconds)));
    }
    let (Some(small), Some(large)) = (costs.first(), costs.last()) else { return Ok(()) };
    let told: Vec<String> = costs.iter().map(|(n, calls, s)| format!("{calls} calls, {s:.2} s at {n}")).collect();
    let work = format!("calls of a sync without changes, {} more than {}", large.0, small.0);
    let more = large.1.saturating_sub(small.1) as f64;
    bench.figure("P6", work, (more, 0.0, Unit::Count), told.join("; "));
    let work = format!("a sync without changes, {} / {} mailboxes", large.0, small.0);
    bench.figure("P6", work, (large.2 / small.2, 1.5, Unit::Ratio), told.join("; "));
    Ok(())
}

/// A client's account of a panel.
struct Client {
    panel: Practice,
    notes: Arc<Notes>,
    gateway: MailAssure,
}

impl Client {
    async fn new(latency: u64) -> Outcome<Self> {
        let panel = Practice::start(Options::default()).await?;
        panel.configure(|settings| settings.panel.latency_ms = latency);
        let account = panel.panel_accounts().first().ok_or("the panel has no account")?.clone();
        let credentials = Credentials { user: account.user, password: account.password.into() };
        let notes = Arc::new(Notes::default());
        let account = Account { tenant_id: DirectoryId([1; 16]), name: "measured".to_owned() };
        let gateway = MailAssure::new(panel.panel_url().parse()?, credentials, account, notes.clone())?;
        Ok(Self { panel, notes, gateway })
    }

    /// In batches, one after the other, as the engine does.
    async fn gateway_apply(&self, changes: &[Change]) -> Outcome<Vec<Applied>> {
        let mut all = Vec::new();
        for batch in changes.chunks(self.gateway.capabilities().batch) {
            for answer in self.gateway.apply(batch).await {
                all.push(answer?);
            }
        }
        Ok(all)
    }

    async fn apply(&self, changes: &[Change]) -> Outcome {
        self.gateway_apply(changes).await?;
        self.notes.learn(changes);
        Ok(())
    }

    async fn observe(&self, names: &[DomainName], mailboxes: u32) -> Outcome {
        self.gateway.observe_domains(names).await?;
        let (mut after, mut seen) = (None, 0);
        loop {
            let page = self.gateway.observe_recipients(names, after.as_ref(), PAGE).await?;
            seen += page.len();
            after = page.last().map(|last| last.shape.primary.clone());
            if page.len() < PAGE {
                let complete = seen == mailboxes as usize;
                return if complete { Ok(()) } else { Err(format!("{seen} of {mailboxes} were seen").into()) };
            }
        }
    }
}

fn names(domains: u32) -> Vec<DomainName> {
    (0..domains).filter_map(|n| format!("d{n:03}.example").parse().ok()).collect()
}

/// Domains, and mailboxes spread over them.
fn wish(domains: u32, mailboxes: u32, aliases: u32) -> Outcome<Vec<Change>> {
    let domain = |name: DomainName| {
        let routes = vec![Route { preference: 0, host: "mx.protection.example".to_owned(), port: 25 }];
        let shape = DomainShape {
            routes,
            region: None,
            protect_listed_only: true,
            reject_unlisted: true,
            products: Services::ALL,
            ldap_sync: false,
            outgoing_user: true,
            alias_of: None,
        };
        Change::EnsureDomain { name, shape }
    };
    let mut all: Vec<Change> = names(domains).into_iter().map(domain).collect();
    for n in 0..mailboxes {
        let at = format!("d{:03}.example", n % domains);
        let aliases = (0..aliases).map(|a| format!("u{n:06}-{a}@{at}").parse());
        let shape = RecipientShape {
            primary: format!("u{n:06}@{at}").parse()?,
            aliases: aliases.collect::<Result<Vec<Address>, _>>()?,
            kind: Kind::User,
            listed: true,
            services: Services::ALL,
            profile: None,
        };
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        all.push(Change::EnsureRecipient { id: DirectoryId(id), previous: None, shape });
    }
    Ok(all)
}

/// What was applied, in memory: the store has figures of its own.
#[derive(Debug, Default)]
struct Notes(Mutex<Applieds>);

#[derive(Debug, Default)]
struct Applieds {
    domains: BTreeMap<DomainName, DomainShape>,
    recipients: BTreeMap<String, ObservedRecipient>,
}

impl Notes {
    fn learn(&self, changes: &[Change]) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            match change.clone() {
                Change::EnsureDomain { name, shape } => drop(notes.domains.insert(name, shape)),
                Change::EnsureRecipient { id, shape, .. } => {
                    let known = ObservedRecipient { id: Some(id), shape };
                    notes.recipients.insert(known.shape.primary.key(), known);
                }
                Change::EnsureAbsentDomain { .. } | Change::EnsureAbsentRecipient { .. } => {}
            }
        }
    }
}

#[async_trait]
impl Memory for Notes {
    async fn domains(&self, names: &[DomainName]) -> Result<Vec<(DomainName, DomainShape)>, GatewayError> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(names.iter().filter_map(|name| Some((name.clone(), notes.domains.get(name)?.clone()))).collect())
    }

    async fn recipients(
        &self,
        _: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = after.map_or_else(String::new, |after| after.key() + "\0");
        Ok(notes.recipients.range(from..).take(limit).map(|(_, known)| known.clone()).collect())
    }

    async fn addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(primaries.iter().filter_map(|primary| notes.recipients.get(&primary.key()).cloned()).collect())
    }
}
