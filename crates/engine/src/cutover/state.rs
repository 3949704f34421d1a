//! What is remembered, judged.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::cutover::{
    Answer, Case, DomainCase, ExchangeLook, Judgement, MailRoute, MxRecord, Said, StepKind, Target, TargetSource,
    judge, mail_route,
};
use model::{DomainName, Services};
use store::{ClientId, ClientRecord, CutoverMark, CutoverRecord, DomainRecord, GridRevision};

use crate::gateways::GatewayKind;
use crate::{Engine, EngineError, Topic};

/// Ends of names of Mail Assure's exchangers (documentation.n-able.com; SpamExperts' knowledge base, "MX records").
const MAIL_ASSURE: [&str; 4] = [".mtaroutes.com", ".spamexperts.com", ".spamexperts.eu", ".spamexperts.net"];

/// A client's cut-over as it last stood.
#[derive(Debug, Clone)]
pub struct CutoverState {
    /// What the gateway is called from outside.
    pub target: Target,
    /// Who said so.
    pub source: TargetSource,
    /// The person, and when.
    pub target_by: Option<(String, Timestamp)>,
    /// Steps, states and reasons.
    pub judgement: Judgement,
    /// When each domain was last looked up.
    pub checked: BTreeMap<DomainName, Timestamp>,
    /// How asking Exchange last came out, and when.
    pub exchange: Option<(ExchangeLook, Timestamp)>,
    /// When it last told anything: where it cannot be reached, its steps stand as they were then.
    pub exchange_read: Option<Timestamp>,
    /// A person's marks, of a domain's step or with `None` the tenant's.
    pub marks: BTreeMap<(Option<DomainName>, StepKind), CutoverMark>,
    /// A check is under way.
    pub checking: bool,
}

impl CutoverState {
    /// As of when Exchange's steps stand: where it cannot be reached, as of when it last told anything.
    #[must_use]
    pub fn exchange_at(&self) -> Option<Timestamp> {
        let (look, at) = self.exchange.as_ref()?;
        match look {
            ExchangeLook::Failed { .. } => self.exchange_read.or(Some(*at)),
            ExchangeLook::Read(_) | ExchangeLook::Missing { .. } => Some(*at),
        }
    }
}

/// Where a domain's mail went when that was last looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentMx {
    /// What DNS told.
    pub answer: Answer<Vec<MxRecord>>,
    /// Whose these exchangers are.
    pub route: MailRoute,
    /// When.
    pub at: Timestamp,
}

/// Everything that is read for a judgement.
struct Known {
    revision: GridRevision,
    record: CutoverRecord,
    domains: Vec<DomainCase>,
    outgoing: bool,
    refused: BTreeMap<String, u32>,
    archiving: bool,
}

impl Engine {
    /// The client's cut-over as it last stood; nobody is asked. How many of its steps are open is kept for the client's
    /// row, which is read without a look at mailboxes (W0).
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::UnknownGateway`].
    pub async fn cutover(&self, client: ClientId) -> Result<CutoverState, EngineError> {
        // One after the other, so that an older count never takes the place of a newer one.
        let _counting = self.0.cutovers.counting.lock().await;
        let record = self.record(client).await?;
        let known = self.known(client).await?;
        let revision = known.revision;
        let state = self.judged(&record, known)?;
        let open = u32::try_from(state.judgement.open()).unwrap_or(u32::MAX);
        if self.stored(move |store| store.set_open_steps(client, open, revision)).await? {
            self.stale(client, &[Topic::Client]);
            self.stale(None, &[Topic::Clients]);
        }
        Ok(state)
    }

    async fn known(&self, client: ClientId) -> Result<Known, EngineError> {
        let now = self.now();
        self.stored(move |store| {
            let Services { outgoing, archiving, .. } = store.services_in_use(client, now)?;
            // Before whatever is read next: what changes meanwhile is counted again.
            let revision = store.grid_revision(client)?;
            let record = store.cutover(client)?;
            let unlisted = store.cutover_unlisted(client, now)?;
            // Where nothing is sent by the gateway, it refuses nothing.
            let refused = if outgoing { store.cutover_refused(client, now)? } else { BTreeMap::new() };
            let all = store.domain_records(client)?;
            let mut domains = Vec::new();
            for domain in all.iter().filter(|domain| carries_mail(domain)) {
                let selected = domain.choice.as_ref().is_some_and(|choice| choice.selected);
                let name = &domain.facts.name;
                let (missing, unchosen) =
                    if selected { unlisted.get(name).copied().unwrap_or_default() } else { (0, 0) };
                domains.push(DomainCase {
                    name: name.clone(),
                    selected,
                    microsoft_mx: domain.facts.mx.as_ref().map(|(host, _)| host.to_ascii_lowercase()),
                    applied: domain.there,
                    missing,
                    unchosen,
                    dns: record.dns.get(name).map(|(facts, _)| facts.clone()),
                });
            }
            Ok::<_, store::StoreError>(Known { revision, record, domains, outgoing, refused, archiving })
        })
        .await
    }

    /// Where mail of each domain went when that was last looked up (W3); nobody is asked.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::UnknownGateway`].
    pub async fn current_mx(&self, client: ClientId) -> Result<BTreeMap<DomainName, CurrentMx>, EngineError> {
        let kind = self.0.gateways.place(&self.record(client).await?.gateway)?.kind();
        self.stored(move |store| {
            let record = store.cutover(client)?;
            let target = record.target.unwrap_or_else(|| proposed(kind).0);
            let facts: BTreeMap<_, _> =
                store.domains(client)?.into_iter().map(|facts| (facts.name, facts.mx)).collect();
            let current = record.dns.into_iter().map(|(name, (dns, at))| {
                let microsoft = facts.get(&name).and_then(Option::as_ref).map(|(host, _)| host.as_str());
                let route = mail_route(&dns.mx, &target.mx, suffixes(kind), microsoft);
                (name, CurrentMx { answer: dns.mx, route, at })
            });
            Ok::<_, store::StoreError>(current.collect())
        })
        .await
    }

    fn judged(&self, client: &ClientRecord, known: Known) -> Result<CutoverState, EngineError> {
        let kind = self.0.gateways.place(&client.gateway)?.kind();
        let Known { record, domains, outgoing, refused, archiving, .. } = known;
        let (target, source) = match record.target {
            Some(target) => (target, TargetSource::Person),
            None => proposed(kind),
        };
        let cloud = self.0.clouds.known(&client.cloud);
        let said = |mark: &CutoverMark| Said { objects: mark.objects, code: mark.code };
        let marked = record.marks.iter().map(|(step, mark)| (step.clone(), said(mark))).collect();
        let judgement = judge(&Case {
            domains: &domains,
            target: &target,
            source,
            suffixes: suffixes(kind),
            exchange: record.exchange.as_ref().map(|(look, _)| look),
            exchange_read: record.exchange_read.as_ref().map(|(mail, _)| mail),
            microsoft_spf: microsoft_spf(cloud.as_ref().map_or("global", crate::Cloud::label)),
            outgoing,
            refused: &refused,
            archiving,
            marked: &marked,
        });
        Ok(CutoverState {
            target,
            source,
            target_by: record.target_by,
            judgement,
            checked: record.dns.into_iter().map(|(name, (_, at))| (name, at)).collect(),
            exchange: record.exchange,
            exchange_read: record.exchange_read.map(|(_, at)| at),
            marks: record.marks,
            checking: self.0.cutovers.whole.under_way(&client.id),
        })
    }
}

fn suffixes(kind: GatewayKind) -> &'static [&'static str] {
    if kind == GatewayKind::MailAssure { &MAIL_ASSURE } else { &[] }
}

/// Whose MX says where mail of the tenant goes: `*.onmicrosoft.com` stays with Microsoft.
pub(super) fn carries_mail(domain: &DomainRecord) -> bool {
    domain.facts.verified && domain.facts.mail && !domain.facts.name.is_onmicrosoft()
}

/// What a kind of gateway is usually called: N-able's "Setting up SPF" and SpamExperts' "MX records". A person has to
/// confirm it, because the hosts differ by region and brand.
fn proposed(kind: GatewayKind) -> (Target, TargetSource) {
    match kind {
        GatewayKind::MailAssure => {
            let mx = [(10, "mx.spamexperts.com"), (20, "fallbackmx.spamexperts.eu"), (30, "lastmx.spamexperts.net")];
            let mx = mx.map(|(preference, host)| MxRecord { preference, host: host.to_owned() });
            let spf = Some("include:spf.mtaroutes.com".to_owned());
            (Target { mx: mx.into(), spf, ..Target::default() }, TargetSource::Kind)
        }
        GatewayKind::Local | GatewayKind::Postgres => (Target::default(), TargetSource::Nobody),
    }
}

/// How SPF names Microsoft 365 in each of its clouds (Microsoft Learn: "Set up SPF to identify valid email sources").
fn microsoft_spf(cloud: &str) -> &'static str {
    match cloud {
        "gcc-high" | "dod" => "include:spf.protection.office365.us",
        "china" => "include:spf.protection.partner.outlook.cn",
        _ => "include:spf.protection.outlook.com",
    }
}
