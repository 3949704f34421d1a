//! A whole tenant of the practice cloud, read with real tokens over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use common::{AT_ONCE, Reply, Server, read};
use microsoft::{
    Audience, Directory, Endpoints, KindReading, MicrosoftError, Page, Patience, Start, Sum, TokenFailure, TokenSource,
};
use model::{
    Address, DirectoryId, ExchangeReading, Kind, KindSeen, KindSource, NotTaken, Recipient, Resource, Seen,
    SeenByExchange, Who, weigh,
};
use practice::{Broken, Class, Collection, Consent, Edit, Failure, Fault, Options, Person, Practice, Size, play};
use secrecy::SecretString;
use tokio::sync::mpsc;
use url::Url;

const GRAPH: &str = "https://graph.microsoft.com";
const EXCHANGE: &str = "https://outlook.office365.com";

/// Access tokens of somebody who signed in to the practice cloud.
#[derive(Debug)]
struct SignedIn {
    token_url: String,
    client_id: String,
    refresh_token: Mutex<String>,
}

#[derive(serde::Deserialize)]
struct Issued {
    access_token: String,
    refresh_token: String,
}

impl SignedIn {
    async fn redeem(token_url: &str, form: &[(&str, &str)]) -> Issued {
        let answer = microsoft::client().unwrap().post(token_url).form(form).send().await.unwrap();
        answer.json().await.expect("tokens")
    }

    async fn start(practice: &Practice, account: &str) -> Self {
        let cloud = practice.cloud();
        let base = format!("{}/{}/oauth2/v2.0", cloud.authority, practice.tenant_id());
        let callback = Server::start(|_| Reply::json("{}")).await;
        let redirect = format!("http://localhost:{}/", callback.base.rsplit(':').next().unwrap());
        let graph = ["User", "Group", "Domain", "Organization", "OrgContact", "Reports"]
            .map(|of| format!("{GRAPH}/{of}.Read.All"));
        let scope = format!(
            "openid profile offline_access {} {EXCHANGE}/Exchange.Manage {EXCHANGE}/Exchange.ManageV2",
            graph.join(" ")
        );
        let asked = [
            ("client_id", cloud.client_id.as_str()),
            ("redirect_uri", &redirect),
            ("response_type", "code"),
            ("scope", &scope),
        ];
        let url = Url::parse_with_params(&format!("{base}/authorize"), asked).unwrap();
        let person = Person { account: account.to_owned(), consent: Consent::Accept };
        let back = play(url.as_str(), &person).await.unwrap();
        let back: Url = back.callback_url.expect(&back.page_text).parse().unwrap();
        let query: BTreeMap<_, _> = back.query_pairs().collect();
        let token_url = format!("{base}/token");
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &cloud.client_id),
            ("redirect_uri", &redirect),
            ("code", &query["code"]),
            ("scope", &format!("{GRAPH}/.default offline_access")),
        ];
        let issued = Self::redeem(&token_url, &form).await;
        Self { token_url, client_id: cloud.client_id, refresh_token: Mutex::new(issued.refresh_token) }
    }
}

#[async_trait]
impl TokenSource for SignedIn {
    async fn bearer(&self, audience: Audience, _: Option<&str>) -> Result<SecretString, TokenFailure> {
        let resource = if audience == Audience::Graph { GRAPH } else { EXCHANGE };
        let refresh_token = self.refresh_token.lock().unwrap().clone();
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", &self.client_id),
            ("refresh_token", &refresh_token),
            ("scope", &format!("{resource}/.default offline_access")),
        ];
        Ok(SecretString::from(Self::redeem(&self.token_url, &form).await.access_token))
    }
}

async fn directory(practice: &Practice, account: &str) -> Directory {
    let cloud = practice.cloud();
    let endpoints = Endpoints { graph: cloud.graph.parse().unwrap(), exchange: cloud.exchange.parse().unwrap() };
    let tokens = Arc::new(SignedIn::start(practice, account).await);
    let http = microsoft::client().unwrap();
    Directory::new(http, endpoints, practice.tenant_id().parse().unwrap(), tokens).with_patience(AT_ONCE)
}

async fn small() -> (Practice, Directory) {
    let practice = Practice::start(Options { size: Size::Small, ..Options::default() }).await.unwrap();
    // Several pages of everything.
    practice.configure(|settings| settings.page_size = Some(4));
    let directory = directory(&practice, "admin@larkfield.example").await;
    (practice, directory)
}

fn seen(pages: &[Page]) -> Vec<Seen> {
    let seen = pages.iter().filter_map(|page| if let Page::Seen(seen) = page { Some(seen) } else { None });
    seen.flatten().cloned().collect()
}

async fn exchange(directory: &Directory) -> (Result<ExchangeReading, MicrosoftError>, Vec<SeenByExchange>) {
    let (pages, mut arriving) = mpsc::channel(1);
    let collect = async {
        let mut all = Vec::new();
        while let Some(Page::Exchange(seen)) = arriving.recv().await {
            all.extend(seen);
        }
        all
    };
    let (list, seen) = tokio::join!(directory.read_exchange(None, pages), collect);
    (list.map(|list| list.reading), seen)
}

#[tokio::test]
async fn m5_graph_and_exchange_together_name_every_recipient_of_every_kind() {
    let (_practice, directory) = small().await;
    let (sum, pages) = read(&directory, Start::Full).await;
    assert_eq!(sum.unwrap().full, BTreeSet::from(Resource::ALL));
    let (reading, by_exchange) = exchange(&directory).await;
    assert_eq!(reading.unwrap(), ExchangeReading::Complete);
    let graph: BTreeMap<_, _> = seen(&pages).into_iter().map(|seen| (seen.id, seen)).collect();
    let by_exchange: BTreeMap<_, _> = by_exchange.into_iter().map(|seen| (seen.id, seen)).collect();
    let ids: BTreeSet<_> = graph.keys().chain(by_exchange.keys()).copied().collect();
    let weighed: BTreeMap<_, _> =
        ids.into_iter().map(|id| (id, weigh(graph.get(&id), by_exchange.get(&id), true, None, None))).collect();
    let taken: Vec<&Recipient> = weighed.values().filter_map(|result| result.as_ref().ok()).collect();
    for kind in Kind::ALL {
        assert!(taken.iter().any(|recipient| recipient.kind == kind), "no {kind}");
    }
    let find = |name: &str| taken.iter().find(|recipient| recipient.name.starts_with(name)).unwrap();
    assert_eq!(find("Seán").primary.as_str(), "sean.o'hara@larkfield.example");
    assert_eq!(find("Seán").aliases, ["sohara@larkfield.example".parse().unwrap()], "X500 is no mail");
    assert_eq!(find("Nóra").aliases.len(), 2, "SIP and SPO are no mail");
    assert!(find("All staff").exchange_only && find("Complaints").exchange_only);
    let refused: BTreeSet<_> = weighed.values().filter_map(|result| result.as_ref().err()).collect();
    for reason in [NotTaken::Guest, NotTaken::NoMailbox, NotTaken::NotMailEnabled, NotTaken::SystemMailbox] {
        assert!(refused.contains(&reason), "nobody is left out as {reason:?}");
    }
}

#[tokio::test]
async fn m6_a_second_reading_brings_what_changed_and_nothing_else() {
    let (practice, directory) = small().await;
    let (sum, pages) = read(&directory, Start::Full).await;
    let all = seen(&pages).len();
    let (sum, pages) = read(&directory, Start::Delta(sum.unwrap().delta_links)).await;
    let sum = sum.unwrap();
    assert_eq!((sum.requests, pages.len()), (6, 0), "nothing changed among {all}");
    let added = Edit { name: Some("Joy Ner".to_owned()), ..Edit::default() };
    practice.upsert(Collection::Users, "joy@larkfield.example", &added).unwrap();
    let gone = practice.remove_user("nora.quill@larkfield.example").unwrap();
    let (sum, pages) = read(&directory, Start::Delta(sum.delta_links)).await;
    assert!(sum.unwrap().full.is_empty());
    assert_eq!(seen(&pages).iter().map(|seen| seen.name.as_str()).collect::<Vec<_>>(), ["Joy Ner"]);
    assert!(pages.contains(&Page::Gone { resource: Resource::Users, ids: vec![gone.parse().unwrap()] }));
}

#[tokio::test]
async fn m6_links_older_than_a_week_lead_to_full_rounds() {
    let (practice, directory) = small().await;
    let (sum, _) = read(&directory, Start::Full).await;
    practice.configure(|settings| settings.advance_seconds += 8 * 24 * 3600);
    let (again, pages) = read(&directory, Start::Delta(sum.unwrap().delta_links)).await;
    assert_eq!(again.unwrap().full, BTreeSet::from(Resource::ALL));
    assert!(!seen(&pages).is_empty());
}

/// The mail addresses of every recipient in the tenant's own domains, by directory id.
type Recipients = BTreeMap<String, BTreeSet<String>>;

/// What Graph showed so far, by id, brought up to date with a reading, and what becomes of it with Exchange's word.
async fn fetched(directory: &Directory, known: &mut BTreeMap<DirectoryId, Seen>, from: Start) -> (Sum, Recipients) {
    let ((sum, pages), (reading, by_exchange)) = tokio::join!(read(directory, from), exchange(directory));
    assert_eq!(reading.unwrap(), ExchangeReading::Complete);
    for page in pages {
        match page {
            Page::Seen(seen) => known.extend(seen.into_iter().map(|seen| (seen.id, seen))),
            Page::Gone { ids, .. } => known.retain(|id, _| !ids.contains(id)),
            other => panic!("{other:?}"),
        }
    }
    let by_exchange: BTreeMap<_, _> = by_exchange.into_iter().map(|seen| (seen.id, seen)).collect();
    let ids: BTreeSet<_> = known.keys().chain(by_exchange.keys()).copied().collect();
    let mut domains = directory.domains().await.unwrap();
    domains.retain(|domain| domain.verified && domain.mail && !domain.name.is_onmicrosoft());
    let own = |address: &&Address| domains.iter().any(|domain| domain.name.as_str() == address.domain());
    let taken = ids.iter().filter_map(|id| weigh(known.get(id), by_exchange.get(id), true, None, None).ok());
    let recipients = taken.map(|one| {
        let addresses = one.aliases.iter().chain([&one.primary]).filter(own).map(Address::key).collect();
        (one.id.to_string(), addresses)
    });
    (sum.unwrap(), recipients.filter(|(_, addresses): &(_, BTreeSet<_>)| !addresses.is_empty()).collect())
}

fn truth(practice: &Practice) -> Recipients {
    let all = practice.truth().into_iter();
    all.map(|one| (one.id, one.aliases.into_iter().chain([one.primary]).collect())).collect()
}

#[tokio::test]
async fn p2_a_large_tenant_read_in_ranges_and_then_by_its_changes_is_the_tenant() {
    let size = Size::Count(3100);
    let practice = Practice::start(Options { size, ..Options::default() }).await.unwrap();
    let directory = directory(&practice, &format!("admin@{}", practice.tenant_domain())).await;
    let mut known = BTreeMap::new();
    let (sum, found) = fetched(&directory, &mut known, Start::Full).await;
    assert!(practice.requests().keys().any(|path| path.ends_with("/v1.0/users")), "{:?}", practice.requests());
    assert!(found == truth(&practice), "the first fetch is not the tenant");
    assert_eq!(sum.counted.len(), 3);
    practice.next_day();
    let (sum, found) = fetched(&directory, &mut known, Start::Delta(sum.delta_links)).await;
    assert!(sum.full.is_empty());
    assert!(found == truth(&practice), "the changes of a day do not lead to the tenant");
}

#[tokio::test]
async fn b2_half_a_listing_is_told_by_the_counts() {
    let (practice, directory) = small().await;
    let (sum, pages) = read(&directory, Start::Full).await;
    let users = |pages: &[Page]| seen(pages).iter().filter(|seen| seen.resource == Resource::Users).count() as u64;
    assert_eq!(sum.unwrap().counted[&Resource::Users], users(&pages));
    practice.broken_day(Some(Broken::Half));
    let (sum, pages) = read(&directory, Start::Full).await;
    assert!(users(&pages) * 2 <= sum.unwrap().counted[&Resource::Users] + 1);
}

#[tokio::test]
async fn m6_every_fault_of_a_link_or_an_answer_has_its_name_and_none_passes_for_a_reading() {
    let (practice, directory) = small().await;
    let faults = [
        (Failure::Circle, "circle"),
        (Failure::Foreign, "foreign-link"),
        (Failure::NoLink, "unexpected-shape"),
        (Failure::WrongShape, "unexpected-shape"),
        (Failure::Html, "not-json"),
        (Failure::Redirect, "redirected"),
        (Failure::Forbidden, "permission-missing"),
        (Failure::BadGateway, "microsoft-error"),
    ];
    for (how, code) in faults {
        let fault = Fault { class: Class::Users, after: 1, how, times: None, retry_after: None };
        practice.configure(|settings| settings.faults = vec![fault]);
        let (sum, _) = read(&directory, Start::Full).await;
        assert_eq!(sum.unwrap_err().code(), code, "{how:?}");
    }
}

#[tokio::test]
async fn m6_a_410_with_a_location_leads_to_a_full_round_of_that_resource_alone() {
    let (practice, directory) = small().await;
    let (sum, before) = read(&directory, Start::Full).await;
    let fault = Fault { class: Class::Users, after: 0, how: Failure::Gone, times: Some(1), retry_after: None };
    practice.configure(|settings| settings.faults = vec![fault]);
    let (sum, pages) = read(&directory, Start::Delta(sum.unwrap().delta_links)).await;
    assert_eq!(sum.unwrap().full, BTreeSet::from([Resource::Users]));
    assert!(pages.contains(&Page::Restart(Resource::Users)));
    let users = |pages: &[Page]| {
        let all = seen(pages).into_iter().filter(|seen| seen.resource == Resource::Users);
        all.map(|seen| (seen.id, seen)).collect::<BTreeMap<_, _>>()
    };
    assert_eq!(users(&pages), users(&before));
}

#[tokio::test]
async fn m6_a_listing_that_breaks_off_is_no_reading() {
    let (practice, directory) = small().await;
    for how in [Failure::Unavailable, Failure::Truncated] {
        let fault = Fault { class: Class::Users, after: 1, how, times: None, retry_after: None };
        practice.configure(|settings| settings.faults = vec![fault]);
        let (sum, _) = read(&directory, Start::Full).await;
        assert!(matches!(sum.unwrap_err().code(), "throttled" | "truncated" | "unreachable"));
    }
}

#[tokio::test]
async fn m7_a_withheld_permission_is_named() {
    let (practice, directory) = small().await;
    practice.configure(|settings| settings.withhold_scopes = vec!["OrgContact.Read.All".to_owned()]);
    let (sum, _) = read(&directory, Start::Full).await;
    assert!(sum.unwrap_err().to_string().contains("OrgContact.Read.All"));
    practice.configure(|settings| settings.withhold_scopes = vec!["Exchange.Manage".to_owned()]);
    assert!(matches!(exchange(&directory).await.0, Ok(ExchangeReading::Unavailable(_))));
}

#[tokio::test]
async fn r1_the_organization_and_the_route_of_each_of_its_domains_are_read() {
    let (practice, directory) = small().await;
    let organization = directory.organization().await.unwrap();
    assert_eq!(organization.id.to_string(), practice.tenant_id());
    assert!(organization.initial_domain.unwrap().is_onmicrosoft());
    let domains = directory.domains().await.unwrap();
    let find = |name: &str| domains.iter().find(|domain| domain.name.as_str() == name).unwrap();
    let (host, _) = find("larkdeli.example").mx.clone().unwrap();
    assert!(host.ends_with(".mx.microsoft"));
    assert!(find(practice.tenant_domain()).unselectable().is_none());
    assert!(find("intranet.larkfield.example").unselectable().is_some());
    let accepted = directory.accepted_domains().await.unwrap();
    assert!(accepted.iter().any(|domain| domain.name.as_str() == practice.tenant_domain()));
}

async fn kinds(directory: &Directory) -> (KindReading, Vec<KindSeen>) {
    let (pages, mut arriving) = mpsc::channel(1);
    let collect = async {
        let mut all = Vec::new();
        while let Some(Page::Kinds(kinds)) = arriving.recv().await {
            all.extend(kinds);
        }
        all
    };
    let (reading, kinds) = tokio::join!(directory.read_kinds([], pages), collect);
    (reading.unwrap(), kinds)
}

#[tokio::test]
async fn m5_the_weaker_sources_tell_the_kinds_of_the_mailboxes_that_are_really_there() {
    let (practice, directory) = small().await;
    let mailboxes = practice.truth().into_iter().filter_map(|one| {
        // The practice cloud has its own words for kinds; lists and contacts are no mailboxes.
        let kind = match one.kind {
            practice::Kind::User => Kind::User,
            practice::Kind::Shared => Kind::Shared,
            practice::Kind::Room => Kind::Room,
            practice::Kind::Equipment => Kind::Equipment,
            _ => return None,
        };
        let id = uuid::Uuid::parse_str(&one.id).unwrap().into_bytes();
        Some((Who::Id(DirectoryId(id)), kind))
    });
    let (reading, told) = kinds(&directory).await;
    assert_eq!((reading.source, reading.why.as_str()), (Some(KindSource::ExchangeAdminApi), ""));
    for (who, kind) in mailboxes {
        let seen = told.iter().find(|seen| seen.who == who).map(|seen| seen.kind);
        assert_eq!(seen, Some(kind), "{who:?} by the Admin API");
    }

    practice.configure(|settings| settings.exchange_v2 = false);
    let (reading, told) = kinds(&directory).await;
    assert_eq!(reading.source, Some(KindSource::UsageReport), "{}", reading.why);
    assert!(reading.why.contains("Admin API"), "{}", reading.why);
    assert!(told.iter().any(|seen| seen.kind == Kind::Shared) && told.iter().any(|seen| seen.kind == Kind::User));

    practice.configure(|settings| settings.concealed_names = true);
    let (reading, told) = kinds(&directory).await;
    assert_eq!((reading.source, told.len()), (None, 0));
    assert!(reading.why.contains("conceals"), "{}", reading.why);

    let refused = directory.probe().await.into_iter().filter_map(|probe| probe.refused).collect::<Vec<_>>();
    assert!(refused.is_empty(), "{refused:?}");
}

#[tokio::test]
async fn m7_whatever_happens_to_the_admin_api_the_report_answers_or_the_trouble_has_its_name() {
    let (practice, directory) = small().await;
    let directory = directory.with_patience(Patience { faults: 1, silence: Duration::from_millis(400), ..AT_ONCE });
    // After a challenge the practice cloud gives no more tokens until a person signed in again.
    let others = Failure::ALL.into_iter().filter(|&how| how != Failure::Claims);
    for how in others.chain([Failure::Claims]) {
        let fault = Fault { class: Class::ExchangeV2, after: 0, how, times: None, retry_after: None };
        practice.configure(|settings| settings.faults = vec![fault]);
        let (pages, mut arriving) = mpsc::channel(1);
        let discard = async { while arriving.recv().await.is_some() {} };
        let (reading, ()) = tokio::join!(directory.read_kinds([], pages), discard);
        let told = reading.map(|reading| (reading.source, reading.why)).map_err(|error| error.code());
        match how {
            Failure::Claims => assert_eq!(told, Err("claims-challenge")),
            Failure::Reset => assert_eq!(told, Err("unreachable")),
            Failure::Stall => assert_eq!(told, Err("stalled")),
            // Nothing tells a list without its end from a whole one; every word of it is true.
            Failure::NoLink => assert!(matches!(told, Ok((Some(KindSource::ExchangeAdminApi), _))), "{told:?}"),
            _ => assert!(
                matches!(&told, Ok((Some(KindSource::UsageReport), why)) if !why.is_empty()),
                "{how:?}: {told:?}"
            ),
        }
    }
}
