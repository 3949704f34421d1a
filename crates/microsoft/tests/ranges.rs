//! A large tenant's users, listed in ranges while the tenant changes (P2, M6).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

use common::{Asked, Reply, Server, empty, id, outcome, read};
use microsoft::{MicrosoftError, Page, Start};
use model::Resource;
use url::form_urlencoded;

/// The server's largest page; fewer objects do instead of many.
const PAGE: usize = 300;

/// A directory of users that answers listings in ranges, and changes with every page it gives.
#[derive(Debug, Default)]
struct Tenant {
    /// By number; what is gone is `None`.
    users: BTreeMap<u32, Option<String>>,
    /// Numbers in the sequence in which they changed.
    changed: Vec<u32>,
    sorted: bool,
    restless: bool,
}

impl Tenant {
    fn new(names: impl Iterator<Item = String>) -> Self {
        Self { users: (0..).zip(names.map(Some)).collect(), ..Self::default() }
    }

    fn name(number: u32) -> String {
        let beginnings = ["Ann", "Jo", "joão", "o'neil", "Mar", "mar", "7", "u10", "Zoë", "#x", "_sys", "émile"];
        format!("{}{number:05}@larkfield.example", beginnings[number as usize % beginnings.len()])
    }

    fn there(&self) -> Vec<(u32, &str)> {
        self.users.iter().filter_map(|(number, name)| Some((*number, name.as_deref()?))).collect()
    }

    fn put(&mut self, number: u32, name: Option<String>) {
        self.users.insert(number, name);
        self.changed.push(number);
    }

    /// Somebody leaves, somebody moves from the end of the alphabet to its beginning or back, somebody joins.
    fn change(&mut self) {
        let step = u32::try_from(self.changed.len()).unwrap();
        let (leaves, moves) = (step * 7 % 4000, step * 13 % 4000);
        let to = ["a", "z", "m"][step as usize % 3];
        self.put(leaves, None);
        self.put(moves, Some(format!("{to}moved{moves}@larkfield.example")));
        self.put(100_000 + step, Some(Self::name(100_000 + step)));
    }

    fn item(number: u32, name: Option<&str>) -> String {
        match name {
            Some(name) => format!(
                r#"{{"id":"{}","userPrincipalName":"{name}","proxyAddresses":["SMTP:m{number}@larkfield.example"]}}"#,
                id(number)
            ),
            None => format!(r#"{{"id":"{}","@removed":{{"reason":"deleted"}}}}"#, id(number)),
        }
    }

    fn answer(&mut self, asked: &Asked) -> Reply {
        let options: BTreeMap<_, _> = form_urlencoded::parse(asked.query.as_bytes()).into_owned().collect();
        match asked.path.as_str() {
            "/v1.0/users/$count" => Reply::count(self.there().len()),
            "/v1.0/users/delta" => match options["$deltatoken"].as_str() {
                "latest" => page(asked, "deltaLink", &format!("$deltatoken={}", self.changed.len()), &[]),
                since => {
                    let changed = self.changed[since.parse().unwrap()..].iter();
                    let items: Vec<_> = changed.map(|n| Self::item(*n, self.users[n].as_deref())).collect();
                    page(asked, "deltaLink", &format!("$deltatoken={}", self.changed.len()), &items)
                }
            },
            "/v1.0/users" => self.list(asked, &options),
            _ => empty(asked),
        }
    }

    fn list(&mut self, asked: &Asked, options: &BTreeMap<String, String>) -> Reply {
        let bound = |operator: &str| {
            let filter = options.get("$filter").map_or("", String::as_str);
            let term = filter.split(" and ").find_map(|term| term.split_once(&format!(" {operator} '")));
            term.map(|(_, name)| name.strip_suffix('\'').unwrap().replace("''", "'").to_lowercase())
        };
        let (from, to) = (bound("ge"), bound("le"));
        assert!(asked.query.contains("$top=999") || options.contains_key("$skiptoken"));
        let fits = |name: &str| {
            let name = name.to_lowercase();
            from.as_ref().is_none_or(|from| name >= *from) && to.as_ref().is_none_or(|to| name <= *to)
        };
        // A page begins behind the last object of the one before, by name or by number.
        let key = |number: u32, name: &str| if self.sorted { name.to_lowercase() } else { format!("{number:06}") };
        let after = options.get("$skiptoken");
        let mut found: Vec<_> = self.there().into_iter().filter(|(_, name)| fits(name)).collect();
        found.sort_by_key(|(number, name)| key(*number, name));
        found.retain(|(number, name)| after.is_none_or(|after| key(*number, name) > *after));
        let items: Vec<_> = found.iter().take(PAGE).map(|(number, name)| Self::item(*number, Some(name))).collect();
        let reply = match found.get(PAGE) {
            None => page(asked, "none", "", &items),
            Some(_) => {
                let (number, name) = found[PAGE - 1];
                let after: String = form_urlencoded::byte_serialize(key(number, name).as_bytes()).collect();
                let filter = asked.query.split('&').find(|part| part.starts_with("$filter=")).unwrap_or("$x=");
                page(asked, "nextLink", &format!("$skiptoken={after}&{filter}"), &items)
            }
        };
        if self.restless {
            self.change();
        }
        reply
    }
}

fn page(asked: &Asked, link: &str, to: &str, items: &[String]) -> Reply {
    let (base, path) = (&asked.base, &asked.path);
    Reply::json(format!(r#"{{"@odata.{link}":"{base}{path}?{to}","value":[{}]}}"#, items.join(",")))
}

async fn serve(tenant: Tenant) -> (Server, Arc<Mutex<Tenant>>) {
    let tenant = Arc::new(Mutex::new(tenant));
    let shared = Arc::clone(&tenant);
    (Server::start(move |asked| shared.lock().unwrap().answer(asked)).await, tenant)
}

fn expected(tenant: &Tenant) -> BTreeMap<String, String> {
    tenant.there().into_iter().map(|(number, _)| (id(number), format!("m{number}@larkfield.example"))).collect()
}

fn ranges(server: &Server) -> Vec<Asked> {
    let listed = |asked: &Asked| asked.path == "/v1.0/users" && !asked.query.contains("$skiptoken");
    server.asked().into_iter().filter(listed).collect()
}

#[tokio::test]
async fn p2_a_large_tenant_that_changes_while_it_is_listed_in_ranges_is_read_exactly() {
    for sorted in [true, false] {
        let (server, tenant) =
            serve(Tenant { sorted, restless: true, ..Tenant::new((0..4000).map(Tenant::name)) }).await;
        let directory = server.directory();
        let (sum, pages) = read(&directory, Start::Full).await;
        let sum = sum.unwrap();
        assert!(ranges(&server).len() > 4);
        assert_eq!(outcome(&pages), expected(&tenant.lock().unwrap()), "sorted: {sorted}");
        let seen = pages.iter().map(|page| if let Page::Seen(seen) = page { seen.len() } else { 0 }).sum::<usize>();
        assert!(seen < 8000, "{seen} objects were handed on for 4000");
        // The next reading begins where this one ended.
        tenant.lock().unwrap().change();
        let (_, later) = read(&directory, Start::Delta(sum.delta_links)).await;
        let all: Vec<_> = pages.into_iter().chain(later).collect();
        assert_eq!(outcome(&all), expected(&tenant.lock().unwrap()));
    }
}

#[tokio::test]
async fn p2_names_that_all_begin_alike_are_cut_finer_and_read_exactly() {
    for sorted in [true, false] {
        let names = (0..6000).map(|number| format!("u1{number:05}@larkfield.example"));
        let (server, tenant) = serve(Tenant { sorted, ..Tenant::new(names) }).await;
        let (sum, pages) = read(&server.directory(), Start::Full).await;
        sum.unwrap();
        assert_eq!(outcome(&pages), expected(&tenant.lock().unwrap()));
        let finer = |asked: &Asked| asked.query.contains("u1");
        assert!(ranges(&server).iter().any(finer), "sorted: {sorted}");
    }
}

#[tokio::test]
async fn p2_the_changes_are_asked_for_after_the_last_range_was_handed_on() {
    let (server, _) = serve(Tenant::new((0..4000).map(Tenant::name))).await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    sum.unwrap();
    let asked = server.asked();
    let at = |query: &str| asked.iter().position(|asked| asked.query == query).unwrap();
    let (first, last) = (
        asked.iter().position(|asked| asked.path == "/v1.0/users").unwrap(),
        asked.iter().rposition(|asked| asked.path == "/v1.0/users").unwrap(),
    );
    let latest = asked.iter().position(|asked| asked.query.starts_with("$deltatoken=latest&$select=id,")).unwrap();
    assert!(latest < first && last < at("$deltatoken=0"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 10)]
async fn p2_many_ranges_are_asked_for_at_the_same_time() {
    let tenant = Mutex::new(Tenant::new((0..8000).map(Tenant::name)));
    let arrived = Arc::new((Mutex::new(0), Condvar::new()));
    let server = Server::start(move |asked| {
        if asked.path == "/v1.0/users" {
            let (count, changed) = &*arrived;
            let mut count = count.lock().unwrap();
            *count += 1;
            changed.notify_all();
            let waited = changed.wait_timeout_while(count, Duration::from_secs(10), |count| *count < 8).unwrap();
            if waited.1.timed_out() {
                return Reply::error(403, "Alone", "the others were not asked meanwhile");
            }
        }
        tenant.lock().unwrap().answer(asked)
    })
    .await;
    let (sum, pages) = read(&server.directory(), Start::Full).await;
    sum.unwrap();
    assert_eq!(outcome(&pages).len(), 8000);
}

/// A large tenant whose server does `instead` for requests to which that answers; else it begins a plain delta round.
async fn without(instead: fn(&Asked) -> Option<Reply>) -> (Result<(), MicrosoftError>, Vec<Page>) {
    let tenant = Mutex::new(Tenant::new((0..4000).map(Tenant::name)));
    let server = Server::start(move |asked| match instead(asked) {
        Some(reply) => reply,
        None if asked.path == "/v1.0/users/delta" && asked.query.starts_with("$select") => {
            page(asked, "deltaLink", "$deltatoken=D", &[Tenant::item(1, Some("plain@larkfield.example"))])
        }
        None => tenant.lock().unwrap().answer(asked),
    })
    .await;
    let (sum, pages) = read(&server.directory(), Start::Full).await;
    (sum.map(|sum| assert!(sum.delta_links[&Resource::Users].contains("$deltatoken=D#"))), pages)
}

#[tokio::test]
async fn p2_where_graph_does_not_do_ranges_or_tokens_the_plain_round_is_read() {
    let refusals: [fn(&Asked) -> Option<Reply>; 5] = [
        |asked| {
            let refused = asked.query.contains("latest");
            refused.then(|| Reply::error(501, "NotImplemented", "no tokens"))
        },
        // The wish for a token alone is not understood: here is everything.
        |asked| {
            let ignored = asked.query.contains("latest");
            ignored.then(|| page(asked, "nextLink", "$skiptoken=2", &[Tenant::item(7, Some("7@larkfield.example"))]))
        },
        |asked| {
            let refused = asked.query.contains("$filter");
            refused.then(|| Reply::error(400, "Request_UnsupportedQuery", "no filter"))
        },
        // Pages of other ranges were handed on by then.
        |asked| {
            let lost = asked.query.contains("$skiptoken");
            lost.then(|| Reply::error(400, "Directory_ExpiredPageToken", "too late"))
        },
        |asked| {
            let refused = asked.path == "/v1.0/users/$count";
            refused.then(|| Reply::error(400, "Request_BadRequest", "no count"))
        },
    ];
    for refusal in refusals {
        let (sum, pages) = without(refusal).await;
        sum.unwrap();
        let begin = pages.iter().rposition(|page| *page == Page::Restart(Resource::Users)).unwrap_or(0);
        assert_eq!(outcome(&pages[begin..]).len(), 1);
    }
}

#[tokio::test]
async fn b2_a_range_that_fails_fails_the_reading() {
    let faults: [fn(&Asked) -> Option<Reply>; 4] = [
        |asked| asked.query.contains("ge%20%27m").then(|| Reply::error(403, "Authorization_RequestDenied", "no")),
        |asked| asked.query.contains("ge%20%27m").then(|| Reply::json(r#"{"value":[{"id":1}]}"#)),
        |asked| asked.query.contains("ge%20%27m").then(|| Reply::error(503, "ServiceUnavailable", "no")),
        |asked| {
            let foreign = r#"{"@odata.nextLink":"https://elsewhere.example/v1.0/users?x","value":[]}"#;
            asked.query.contains("ge%20%27m").then(|| Reply::json(foreign))
        },
    ];
    let codes = ["permission-missing", "unexpected-shape", "throttled", "foreign-link"];
    for (fault, code) in faults.into_iter().zip(codes) {
        assert_eq!(without(fault).await.0.unwrap_err().code(), code);
    }
}

#[tokio::test]
async fn m6_a_range_whose_pages_go_round_in_a_circle_is_an_error_and_no_loop() {
    let (sum, _) = without(|asked| {
        let circle = asked.path == "/v1.0/users";
        circle.then(|| page(asked, "nextLink", "$skiptoken=round", &[]))
    })
    .await;
    assert_eq!(sum.unwrap_err().code(), "circle");
}

#[tokio::test]
async fn p2_a_small_tenant_is_read_in_one_plain_round() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/users/$count" => Reply::count(2997),
        _ => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    sum.unwrap();
    assert!(ranges(&server).is_empty());
}
