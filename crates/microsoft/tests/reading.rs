//! Readings of a directory over HTTP: pages, delta links, restarts and what ends them (M6).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use common::{Asked, Reply, Server, empty, id, outcome, read, user};
use microsoft::{MicrosoftError, Page, Start};
use model::Resource;

fn is_users(asked: &Asked) -> bool {
    asked.path == "/v1.0/users/delta"
}

fn page(asked: &Asked, link: &str, to: &str, items: &[String]) -> Reply {
    Reply::json(format!(
        r#"{{"@odata.context":"x","@odata.{link}":"{}{}?{to}","value":[{}]}}"#,
        asked.base,
        asked.path,
        items.join(",")
    ))
}

fn users_link(server: &Server, token: &str) -> Start {
    let link = |resource: Resource| format!("{}/v1.0/{}/delta?$deltatoken={token}", server.base, resource.as_str());
    Start::Delta(Resource::ALL.into_iter().map(|resource| (resource, link(resource))).collect())
}

#[tokio::test]
async fn m6_a_full_round_follows_next_links_unchanged_until_the_delta_link_and_asks_for_no_members() {
    let server = Server::start(|asked| match asked.query.as_str() {
        _ if !is_users(asked) => empty(asked),
        "$skiptoken=A%2Bb%20c!%27" => page(asked, "nextLink", "$skiptoken=empty", &[]),
        "$skiptoken=empty" => page(asked, "deltaLink", "$deltatoken=D", &[user(2, "two@larkfield.example")]),
        _ => page(asked, "nextLink", "$skiptoken=A%2Bb%20c!%27", &[user(1, "one@larkfield.example")]),
    })
    .await;
    let (sum, pages) = read(&server.directory(), Start::Full).await;
    let sum = sum.unwrap();
    assert_eq!(outcome(&pages).len(), 2);
    assert_eq!(sum.full, BTreeSet::from(Resource::ALL));
    assert_eq!(sum.requests, 9, "five pages, the count before and the counts after");
    assert!(sum.bytes > 100);
    assert!(sum.delta_links[&Resource::Users].starts_with(&format!("{}/v1.0/users/delta?$deltatoken=D", server.base)));
    // With `return=minimal` an absent property would mean an unchanged one.
    assert!(server.asked().iter().all(|asked| !asked.header("prefer").contains("minimal")));
    for asked in server.asked().iter().filter(|asked| asked.query.contains("$select")) {
        assert!(!asked.query.contains("member"), "{}", asked.query);
        assert!(!asked.query.contains("$top"), "delta takes no $top");
    }
}

#[tokio::test]
async fn m6_a_later_round_begins_at_the_delta_link_and_reports_both_kinds_of_removal() {
    let server = Server::start(|asked| match asked.query.as_str() {
        "$deltatoken=old" if is_users(asked) => {
            let gone = |number, reason| format!(r#"{{"id":"{}","@removed":{{"reason":"{reason}"}}}}"#, id(number));
            let items = [gone(1, "changed"), gone(2, "deleted"), user(3, "three@larkfield.example")];
            page(asked, "deltaLink", "$deltatoken=new", &items)
        }
        "$deltatoken=old" => empty(asked),
        _ if asked.path.ends_with("/$count") => Reply::count(2),
        other => panic!("a delta round asks for nothing but the link: {other}"),
    })
    .await;
    let (sum, pages) = read(&server.directory(), users_link(&server, "old")).await;
    let sum = sum.unwrap();
    assert!(sum.full.is_empty());
    assert_eq!(sum.requests, 6, "three links and three counts, however large the tenant is");
    let gone = pages.iter().find_map(|page| match page {
        Page::Gone { resource: Resource::Users, ids } => Some(ids.iter().map(ToString::to_string).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(gone, Some(vec![id(1), id(2)]));
    assert!(!pages.iter().any(|page| matches!(page, Page::Restart(_))));
}

#[tokio::test]
async fn m6_the_links_of_one_reading_start_the_next_and_never_leave_with_our_mark() {
    let server = Server::start(empty).await;
    let directory = server.directory();
    let (first, _) = read(&directory, Start::Full).await;
    let (second, _) = read(&directory, Start::Delta(first.unwrap().delta_links)).await;
    assert!(second.unwrap().full.is_empty());
    assert_eq!(server.asked().iter().filter(|asked| asked.query == "$deltatoken=end").count(), 3);
}

#[tokio::test]
async fn m6_a_link_that_was_issued_for_other_properties_or_another_address_leads_to_a_full_round() {
    let server = Server::start(|asked| {
        assert!(!asked.query.contains("token"), "the old links are not asked: {}", asked.query);
        empty(asked)
    })
    .await;
    let links = BTreeMap::from([
        (Resource::Users, format!("{}/v1.0/users/delta?$deltatoken=a#id,mail", server.base)),
        (Resource::Groups, "http://127.0.0.1:9/v1.0/groups/delta?$deltatoken=b".to_owned()),
    ]);
    let (sum, pages) = read(&server.directory(), Start::Delta(links)).await;
    assert_eq!(sum.unwrap().full, BTreeSet::from(Resource::ALL));
    assert_eq!(pages.iter().filter(|page| matches!(page, Page::Restart(_))).count(), 3);
}

#[tokio::test]
async fn m6_a_410_in_the_middle_of_a_round_restarts_that_resource_alone() {
    let server = Server::start(|asked| match asked.query.as_str() {
        _ if !is_users(asked) => empty(asked),
        "$deltatoken=old" => page(asked, "nextLink", "$skiptoken=lost", &[user(1, "stale@larkfield.example")]),
        "$skiptoken=lost" => Reply::error(410, "syncStateNotFound", "start again"),
        _ => page(asked, "deltaLink", "$deltatoken=new", &[user(2, "two@larkfield.example")]),
    })
    .await;
    let (sum, pages) = read(&server.directory(), users_link(&server, "old")).await;
    assert_eq!(sum.unwrap().full, BTreeSet::from([Resource::Users]));
    let restart = pages.iter().position(|page| *page == Page::Restart(Resource::Users)).unwrap();
    assert_eq!(outcome(&pages[restart..]), BTreeMap::from([(id(2), "two@larkfield.example".to_owned())]));
}

#[tokio::test]
async fn m6_a_stored_link_that_graph_calls_malformed_leads_to_a_full_round() {
    let server = Server::start(|asked| match asked.query.as_str() {
        "$deltatoken=foreign" => Reply::error(400, "Request_BadRequest", "Badly formed token."),
        _ => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), users_link(&server, "foreign")).await;
    assert_eq!(sum.unwrap().full, BTreeSet::from(Resource::ALL));
}

#[tokio::test]
async fn m6_a_resource_that_answers_410_to_its_full_round_as_well_is_an_error_and_no_loop() {
    let server = Server::start(|asked| match is_users(asked) {
        true => Reply::error(410, "SyncStateNotFound", "again and again"),
        false => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), users_link(&server, "old")).await;
    assert!(matches!(sum, Err(MicrosoftError::Graph { status: 410, .. })));
    assert_eq!(server.asked().iter().filter(|asked| is_users(asked)).count(), 2);
}

#[tokio::test]
async fn m6_the_same_next_link_twice_is_an_error_and_no_loop() {
    let server = Server::start(|asked| match is_users(asked) {
        true => page(asked, "nextLink", "$skiptoken=round", &[user(1, "one@larkfield.example")]),
        false => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    assert_eq!(sum.unwrap_err().code(), "circle");
}

#[tokio::test]
async fn a_link_to_another_host_is_never_followed() {
    let elsewhere = Server::start(empty).await;
    for link in ["nextLink", "deltaLink"] {
        let foreign = elsewhere.base.clone();
        let server = Server::start(move |asked| match is_users(asked) {
            true => Reply::json(format!(r#"{{"@odata.{link}":"{foreign}/v1.0/users/delta?t","value":[]}}"#)),
            false => empty(asked),
        })
        .await;
        let (sum, _) = read(&server.directory(), Start::Full).await;
        assert!(matches!(sum, Err(MicrosoftError::ForeignLink { host, .. }) if host == "127.0.0.1"));
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn m6_a_last_page_without_any_link_does_not_complete_a_reading() {
    let server = Server::start(|_| Reply::json(r#"{"value":[]}"#)).await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    assert_eq!(sum.unwrap_err().code(), "unexpected-shape");
}

#[tokio::test]
async fn m6_duplicates_and_replays_across_pages_end_with_the_last_word() {
    let server = Server::start(|asked| match asked.query.as_str() {
        _ if !is_users(asked) => empty(asked),
        "$skiptoken=2" => {
            let items = [user(1, "new@larkfield.example"), user(2, "two@larkfield.example")];
            page(asked, "deltaLink", "$deltatoken=D", &items)
        }
        _ => {
            let items =
                [user(1, "old@larkfield.example"), user(2, "two@larkfield.example"), user(1, "mid@larkfield.example")];
            page(asked, "nextLink", "$skiptoken=2", &items)
        }
    })
    .await;
    let (sum, pages) = read(&server.directory(), Start::Full).await;
    sum.unwrap();
    assert_eq!(outcome(&pages)[&id(1)], "new@larkfield.example");
    assert_eq!(outcome(&pages).len(), 2);
}

#[tokio::test]
async fn b2_the_counts_at_the_end_come_with_the_sum_and_one_that_is_refused_is_left_out() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/v1.0/users/$count" => {
            assert_eq!(asked.header("consistencylevel"), "eventual");
            Reply::count(41)
        }
        "/v1.0/groups/$count" => Reply::error(403, "Authorization_RequestDenied", "no"),
        "/v1.0/contacts/$count" => Reply::error(400, "Request_UnsupportedQuery", "no"),
        _ => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), users_link(&server, "old")).await;
    assert_eq!(sum.unwrap().counted, BTreeMap::from([(Resource::Users, 41)]));
}

#[tokio::test]
async fn b2_a_count_that_a_portal_answers_ends_the_reading() {
    let server = Server::start(|asked| match asked.path.ends_with("/$count") {
        true => Reply::json("<html>").with("content-type", "text/html"),
        false => empty(asked),
    })
    .await;
    let (sum, _) = read(&server.directory(), users_link(&server, "old")).await;
    assert_eq!(sum.unwrap_err().code(), "not-json");
}

#[tokio::test]
async fn a_reading_whose_listener_is_gone_stops() {
    let server =
        Server::start(|asked| page(asked, "nextLink", "$skiptoken=2", &[user(1, "one@larkfield.example")])).await;
    let (pages, arriving) = tokio::sync::mpsc::channel(1);
    drop(arriving);
    let sum = server.directory().read(Start::Full, pages).await;
    assert!(matches!(sum, Err(MicrosoftError::Abandoned)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn users_groups_and_contacts_are_read_at_the_same_time() {
    let arrived = Arc::new((Mutex::new(0), Condvar::new()));
    let server = Server::start(move |asked| {
        let (count, changed) = &*arrived;
        let mut count = count.lock().unwrap();
        *count += 1;
        changed.notify_all();
        // What this thread had before it goes to another one: the client may be among it.
        let wait = || changed.wait_timeout_while(count, Duration::from_secs(10), |count| *count < 3).unwrap();
        if tokio::task::block_in_place(wait).1.timed_out() {
            Reply::error(400, "Alone", "the others were not asked meanwhile")
        } else {
            empty(asked)
        }
    })
    .await;
    let (sum, _) = read(&server.directory(), Start::Full).await;
    sum.unwrap();
}

#[tokio::test]
async fn the_next_page_is_asked_for_while_the_current_one_is_still_being_handed_on() {
    let server = Server::start(|asked| match asked.query.as_str() {
        _ if !is_users(asked) => empty(asked),
        "$skiptoken=2" => empty(asked),
        _ => {
            let gone = format!(r#"{{"id":"{}","@removed":{{"reason":"deleted"}}}}"#, id(2));
            page(asked, "nextLink", "$skiptoken=2", &[user(1, "one@larkfield.example"), gone])
        }
    })
    .await;
    let directory = server.directory();
    // The page has two parts and the channel room for one: it stays in hand until somebody listens.
    let (pages, mut arriving) = tokio::sync::mpsc::channel(1);
    let reading = directory.read(Start::Full, pages);
    let listening = async {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !server.asked().iter().any(|asked| asked.query == "$skiptoken=2") {
            assert!(Instant::now() < deadline, "the second page was not asked for");
            tokio::task::yield_now().await;
        }
        let mut parts = 0;
        while arriving.recv().await.is_some() {
            parts += 1;
        }
        parts
    };
    let (sum, parts) = tokio::join!(reading, listening);
    sum.unwrap();
    assert_eq!(parts, 2);
}
