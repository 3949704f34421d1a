//! B1, B3 through `tenantryctl`: what is held, its three answers, exceptions, and the second person.

use std::io::{BufRead as _, BufReader, Read as _};

use journeys::{
    cloud::play,
    gateway_rows::difference,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Person};
use reqwest::Method;
use serde_json::{Value, json};

use crate::ctl_life::{Life, step, type_sql};

const LEAVERS: [&str; 6] = ["leaver.1", "leaver.2", "leaver.3", "leaver.4", "leaver.5", "leaver.6"];

/// Six people left, and the policy would end their mail at once.
fn bad_day() -> (Life, Value) {
    let life = Life::applied(&LEAVERS);
    life.ok(&["options", CLIENT, "--leavers", "stop"]);
    LEAVERS.iter().for_each(|who| life.leaves(who));
    let before = life.gateway();
    let (synced, _) = life.ends(&["sync", CLIENT], 4);
    assert_eq!((&synced.json["apply"], &synced.json["plan"]["held"]), (&Value::Null, &json!(6)), "{}", synced.stdout);
    assert_eq!(difference(&before, &life.gateway()), Vec::<String>::new(), "nothing was removed");
    let plan = life.ok(&["plan", CLIENT]);
    (life, plan)
}

fn of(who: &str) -> String {
    format!("{who}@larkfield.example")
}

#[test]
fn b1_held_removals_take_three_answers_and_the_rest_is_approved_in_one_go() {
    let (life, plan) = bad_day();
    assert!(plan["holds"].as_array().unwrap().iter().all(|hold| hold["held"] == "brake"), "{plan}");
    assert_eq!((&plan["brake"]["holds"], &plan["brake"]["planned"]), (&json!(true), &json!(6)));
    assert_eq!(plan["brake"]["services"].as_array().unwrap().len(), 3);
    let id = plan["plan"].to_string();
    let answer = ["answer", CLIENT, "--plan", &id];
    let first = of("leaver.1");
    let (_, code) = life.ends(&[&answer[..], &["--all-held", "--as", "adopt"]].concat(), 2);
    assert_eq!(code, "answer-misfits");
    life.ends(&[&answer[..], &["--rows", &first, "--as", "exempt"]].concat(), 2);
    life.ends(&[&answer[..], &["--rows", "nobody@larkfield.example", "--as", "leaver"]].concat(), 2);

    let words = ["--rows", &first, "--as", "exempt", "--reason", "on leave", "--owner", "Ines Aldana"];
    let plan = life.ok(&[&answer[..], &words].concat());
    assert_eq!((&plan["held"], &plan["exempt"]), (&json!(5), &json!(1)), "{plan}");
    let id = plan["plan"].to_string();
    let rows = format!("{},{}", of("leaver.2"), of("leaver.3"));
    let plan = life.ok(&["answer", CLIENT, "--plan", &id, "--rows", &rows, "--as", "leaver"]);
    assert_eq!(plan["held"], json!(3), "their days count from now: {plan}");
    let notice = plan["notices"].as_array().unwrap().iter().find(|n| n["notice"] == "leavers-waiting");
    assert_eq!(notice.map(|n| (&n["count"], n["first_ends"].is_string())), Some((&json!(2), true)), "{plan}");

    // A plan that was answered is out of date.
    let (_, code) = life.ends(&["apply", CLIENT, "--plan", &id, "--approve-holds"], 6);
    assert_eq!(code, "plan-stale");
    let id = plan["plan"].to_string();
    let (applied, _) = life.ends(&["apply", CLIENT, "--plan", &id, "--approve", &of("leaver.4")], 4);
    assert_eq!((&applied.json["done"], &applied.json["held"]), (&json!(1), &json!(2)), "{}", applied.stdout);
    let plan = life.ok(&["plan", CLIENT]);
    let applied = life.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"]);
    assert_eq!(applied["done"], json!(2));
    for (who, listed) in [("leaver.1", "1"), ("leaver.2", "1"), ("leaver.4", "0"), ("leaver.6", "0")] {
        let start = format!("recipients: address={} ", of(who));
        let rows = life.gateway();
        let row = rows.iter().find(|row| row.starts_with(&start)).unwrap();
        assert!(row.contains(&format!("listed={listed} ")), "{row}");
    }
}

#[test]
fn g4_what_a_hand_changed_is_held_and_can_be_adopted() {
    let life = Life::applied(&[]);
    life.by_hand("UPDATE recipients SET outgoing = 0 WHERE address = 'van@larkfield.example';");
    let plan = life.ok(&["plan", CLIENT]);
    assert_eq!(step(&plan, "van@larkfield.example")["held"], "drift");
    let before = life.gateway();
    let adopted = life.ok(&["answer", CLIENT, "--plan", &plan["plan"].to_string(), "--all-held", "--as", "adopt"]);
    let id = adopted["plan"].to_string();
    if adopted["steps"].as_array().is_some_and(|steps| !steps.is_empty()) {
        life.ok(&["apply", CLIENT, "--plan", &id]);
    }
    assert_eq!(difference(&before, &life.gateway()), Vec::<String>::new(), "it stays as the hand left it");
    assert_eq!(life.ok(&["plan", CLIENT])["steps"], json!([]), "and it is no drift any more");
}

#[test]
fn an_exception_covers_every_change_until_it_ends_and_then_brings_it_back_for_review() {
    let life = Life::applied(&[]);
    life.joins("new.joiner", "New Joiner");
    life.ok(&["fetch", CLIENT]);
    let joiner = of("new.joiner");
    let add = ["exception", "add", CLIENT, &joiner];
    life.ends(&add, 2);
    let (_, code) = life.ends(&[&add[..], &["--reason", "too late", "--until", "2020-01-01"]].concat(), 2);
    assert_eq!(code, "bad-exception");
    let made = life.ok(&[&add[..], &["--reason", "shared with the press", "--until", "2199-12-31"]].concat());
    let made = &made["exception"];
    assert_eq!((&made["key"], &made["cause"], &made["ended"]), (&json!(joiner), &json!("person"), &json!(false)));
    assert!(made["owner"].as_str().is_some_and(|owner| !owner.is_empty()), "{made}");
    assert_eq!(life.ok(&["sync", CLIENT])["plan"]["exempt"], json!(1), "it is not added");
    assert_eq!(life.ok(&["exception", "list", CLIENT, "press"])["exceptions"].as_array().unwrap().len(), 1);
    assert_eq!(life.ok(&["exception", "list", CLIENT, "nothing"])["exceptions"], json!([]));

    // Its last day passes.
    let database = life.world.ctl.data_dir().join("tenantry.db");
    type_sql(&database, "UPDATE exception SET until = 1600000000000000;");
    let plan = life.ok(&["plan", CLIENT]);
    assert_eq!(step(&plan, &joiner)["held"], "exception-ended", "{plan}");
    assert_eq!(life.ok(&["exception", "list", CLIENT])["exceptions"][0]["ended"], json!(true));
    life.ok(&["exception", "remove", CLIENT, &joiner]);
    let (_, code) = life.ends(&["exception", "remove", CLIENT, &joiner], 2);
    assert_eq!(code, "usage");
    assert_eq!(life.ok(&["sync", CLIENT])["apply"]["done"], json!(1));

    // A domain can be left alone, too: nothing of its own changes.
    life.ok(&["exception", "add", CLIENT, "larkdeli.example", "--reason", "moves next week"]);
    let listed = life.ok(&["exception", "list", CLIENT, "larkdeli"]);
    assert_eq!(listed["exceptions"][0]["object"], json!({ "of": "domain", "name": "larkdeli.example" }));
}

/// The second person's part: opens the address that is printed first.
fn second(life: &Life, plan: &str, account: &str) -> (i32, Value) {
    let words = ["second", CLIENT, "--plan", plan, "--no-browser"];
    let mut child = life.world.ctl.command(&words).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let told: Value = serde_json::from_str(&first).unwrap_or_else(|_| panic!("{first:?} is no JSON"));
    let person = Person { account: account.to_owned(), consent: Consent::Accept };
    let url = told["authorize_url"].as_str().unwrap_or_else(|| panic!("{told}"));
    assert!(!url.contains("offline_access") && !url.contains("Read.All"), "only who it is: {url}");
    drop(play(url, &person));
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    let status = child.wait().unwrap().code().unwrap_or(-1);
    (status, serde_json::from_str(&rest).unwrap_or_else(|_| panic!("{rest:?} is no JSON")))
}

#[test]
fn b3_held_steps_wait_for_a_second_person_who_is_another_one() {
    let life = Life::applied(&[]);
    life.ok(&["options", CLIENT, "--second-person", "on", "--new-mailboxes", "review"]);
    life.joins("new.joiner", "New Joiner");
    let (synced, _) = life.ends(&["sync", CLIENT], 4);
    let plan = synced.json["plan"]["plan"].to_string();
    assert_eq!(synced.json["plan"]["second_needed"], json!(true));
    let apply = ["apply", CLIENT, "--plan", &plan, "--approve-holds"];
    let (_, code) = life.ends(&apply, 4);
    assert_eq!(code, "second-needed");
    let (status, same) = second(&life, &plan, ADMIN);
    assert_eq!((status, &same["error"]["code"]), (6, &json!("same-person")), "{same}");
    let (status, approved) = second(&life, &plan, "reader@larkfield.example");
    assert_eq!((status, &approved["account"]), (0, &json!("reader@larkfield.example")), "{approved}");
    assert_eq!(life.ok(&apply)["done"], json!(1));
    // The second person's sign-in took nothing of the first one's.
    life.cloud.change(Method::PATCH, "users/another@larkfield.example", &json!({ "name": "Another" }));
    assert_eq!(life.ends(&["sync", CLIENT], 4).0.json["fetch"]["added"], json!(1));
}
