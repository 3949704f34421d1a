//! Plans through `tenantryctl`: rehearsed without anybody, taken elsewhere as files, written as CSV.

use std::fs;

use journeys::{gateway_rows::difference, world::CLIENT};
use serde_json::{Value, json};

use crate::ctl_life::{Life, step};

#[test]
fn a_rehearsal_asks_nobody_stores_no_choice_and_is_never_applied() {
    let mut life = Life::applied(&["leaver.1"]);
    life.leaves("leaver.1");
    life.ok(&["fetch", CLIENT]);
    let chosen = life.ok(&["options", CLIENT]);
    life.cloud.stop();
    let before = life.gateway();
    let plan = life.ok(&["rehearse", CLIENT, "--leavers", "stop"]);
    assert_eq!((&plan["kind"], &plan["counts"]["remove"]), (&json!("rehearsal"), &json!(1)), "{plan}");
    assert_eq!(step(&plan, "leaver.1@larkfield.example")["reason"], "left");
    let (_, code) = life.ends(&["apply", CLIENT, "--plan", &plan["plan"].to_string()], 6);
    assert_eq!(code, "rehearsal");

    let list = life.world.file("one.csv", "address\nvan@larkfield.example\n");
    let plan = life.ok(&["rehearse", CLIENT, "--mailboxes", &list]);
    assert!(plan["counts"]["change"].as_u64().unwrap() > 10, "all but one would stop: {plan}");
    let plan = life.ok(&["rehearse", CLIENT, "--domains", "larkfield.example"]);
    assert!(plan["counts"]["change"].as_u64().unwrap() > 0, "{plan}");
    life.ends(&["rehearse", CLIENT, "--domains", "nowhere.example"], 2);

    assert_eq!(life.ok(&["options", CLIENT]), chosen, "no option was stored");
    assert_eq!(difference(&before, &life.gateway()), Vec::<String>::new());
    // Before the leaver left it was there, so that nothing would be removed.
    let days = life.ok(&["days", CLIENT])["days"].as_array().unwrap().clone();
    assert!(days.len() >= 2 && days[0]["recipients"].as_u64() < days[1]["recipients"].as_u64(), "{days:?}");
    let then = days[1]["read_at"].as_str().unwrap();
    let plan = life.ok(&["rehearse", CLIENT, "--leavers", "stop", "--as-of", then]);
    assert_eq!(plan["counts"]["remove"], json!(0), "{plan}");
}

#[test]
fn a_plan_is_taken_to_another_computer_and_refused_when_it_was_changed_or_something_moved() {
    let life = Life::applied(&[]);
    life.joins("new.joiner", "New Joiner");
    life.ok(&["fetch", CLIENT]);
    let plan = life.ok(&["plan", CLIENT]);
    let file = life.world.folder().join("plan.json").display().to_string();
    life.ok(&["plan-export", CLIENT, "--plan", &plan["plan"].to_string(), "--out", &file]);
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("refresh") && !text.contains("secret"), "no secret leaves with it");

    let elsewhere = life.world.ctl.at(&life.world.folder().join("elsewhere"));
    let gateway = format!("local:{}", life.world.gateway().display());
    elsewhere.ok(&["client", "add", CLIENT, "--tenant", &life.cloud.tenant_domain, "--gateway", &gateway]);
    let signed_in = elsewhere.sign_in(CLIENT, journeys::world::ADMIN, practice::Consent::Accept).0;
    assert_eq!(signed_in.status, 0, "{}", signed_in.stdout);
    elsewhere.ok(&["fetch", CLIENT]);

    let forged = life.world.file("forged.json", &text.replace("new.joiner", "new.forger"));
    let refused = elsewhere.run(&["plan-import", CLIENT, &forged]);
    assert_eq!(
        (refused.status, &refused.json["error"]["code"]),
        (6, &json!("plan-file-changed")),
        "{}",
        refused.stdout
    );
    let nonsense = life.world.file("nonsense.json", "a picture of a plan");
    assert_eq!(elsewhere.run(&["plan-import", CLIENT, &nonsense]).status, 2);

    let taken = elsewhere.ok(&["plan-import", CLIENT, &file]);
    assert_eq!((&taken["kind"], &taken["steps"]), (&json!("saved"), &plan["steps"]), "{taken}");
    let applied = elsewhere.ok(&["apply", CLIENT, "--plan", &taken["plan"].to_string()]);
    assert_eq!((&applied["done"], &applied["failed"]), (&json!(1), &json!([])));
    assert!(life.gateway().iter().any(|row| row.contains("new.joiner@larkfield.example")));
    let again = elsewhere.run(&["plan-import", CLIENT, &file]);
    assert_eq!(again.status, 6, "the gateway is not as it was: {}", again.stdout);
}

#[test]
fn plan_and_bill_are_csv_that_no_spreadsheet_takes_for_formulas() {
    let life = Life::applied(&["leaver.1"]);
    life.ok(&["options", CLIENT, "--leavers", "stop"]);
    life.leaves("leaver.1");
    life.joins("new.joiner", "=HYPERLINK(\"http://evil.example\", \"click, please\")");
    life.ok(&["fetch", CLIENT]);
    let file = |name: &str| life.world.folder().join(name).display().to_string();
    let (steps, bill) = (file("plan.csv"), file("bill.csv"));
    let plan = life.ok(&["plan", CLIENT, "--csv", &steps]);
    let text = fs::read_to_string(&steps).unwrap();
    assert!(text.lines().count() == 3 && text.ends_with("\r\n"), "a header and two steps (RFC 4180): {text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"http://evil.example\"\", \"\"click, please\"\")\""), "{text}");

    let told = life.ok(&["bill", CLIENT, "--plan", &plan["plan"].to_string(), "--csv", &bill]);
    assert_eq!(told["bill"], plan["bill"]);
    let text = fs::read_to_string(&bill).unwrap();
    let mut rows = text.lines().map(|line| line.rsplit(',').map(str::to_owned).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let rows: Vec<_> = rows.collect();
    for service in ["incoming_before", "incoming_after", "outgoing_before", "outgoing_after", "archiving_before"] {
        let column = header.iter().position(|name| name == service).unwrap();
        let sum = rows.iter().filter(|row| row[column] == "1").count();
        assert_eq!(told["bill"][service], json!(sum), "{service} adds up: {text}");
    }
    let by_kind = told["by_kind"].as_object().unwrap().values();
    let incoming: u64 = by_kind.map(|of| of["incoming_after"].as_u64().unwrap()).sum();
    assert_eq!(told["bill"]["incoming_after"], json!(incoming), "kinds add up, too");

    let (_, code) = life.ends(&["plan", CLIENT, "--csv", &file("no/such/folder.csv")], 1);
    assert_eq!(code, "file-unwritten");
}

#[test]
fn r12_later_settings_reach_those_who_are_there_only_when_a_person_says_so() {
    let life = Life::applied(&[]);
    life.ok(&["options", CLIENT, "--timezone", "Europe/Dublin", "--kind-services", "room=incoming"]);
    assert_eq!(life.ok(&["options", CLIENT])["kind_services"]["room"]["outgoing"], json!(false));
    assert_eq!(life.ok(&["plan", CLIENT])["steps"], json!([]), "options reach new ones only");
    let list = life.world.file("some.csv", "address\nvan@larkfield.example\n");
    assert_eq!(life.ok(&["settings", CLIENT, "--mailboxes", &list])["changed"], json!(1));
    let plan = life.ok(&["plan", CLIENT]);
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1, "{plan}");
    assert_eq!(step(&plan, "van@larkfield.example")["reason"], "settings-chosen");
    let wrong = life.world.file("wrong.csv", "address\nnobody@larkfield.example\n");
    life.ends(&["settings", CLIENT, "--mailboxes", &wrong], 2);
}

#[test]
fn r14_a_domain_that_does_not_mirror_another_is_no_alias_of_it() {
    let life = Life::applied(&[]);
    let before: Value = life.ok(&["select", CLIENT]);
    let (answer, _) = life.ends(&["select", CLIENT, "--alias", "larkdeli.example=larkfield.example"], 2);
    let message = answer.json["error"]["message"].as_str().unwrap();
    assert!(message.contains("larkdeli.example"), "it names an address that would be lost: {message}");
    assert_eq!(life.ok(&["select", CLIENT]), before);
    life.ends(&["select", CLIENT, "--alias", "larkdeli.example"], 2);
    life.ends(&["select", CLIENT, "--domains", "larkfield.example", "--alias", "larkdeli.example="], 2);
    assert_eq!(life.ok(&["select", CLIENT]), before, "half of it was stored");
}
