//! Why, in every case, and what people read of the commands that ask for their judgement.

use journeys::world::CLIENT;
use serde_json::{Value, json};

use crate::ctl_life::Life;

fn why(life: &Life, about: &str) -> Value {
    life.ok(&["why", CLIENT, about])
}

fn evidence<'a>(why: &'a Value, name: &str) -> &'a Value {
    let all = why["evidence"].as_array().unwrap();
    all.iter().find(|one| one["evidence"] == name).unwrap_or_else(|| panic!("no {name}: {why}"))
}

#[test]
fn every_address_has_its_evidence_whoever_has_it() {
    let life = Life::applied(&["leaver.1"]);
    // A recipient by its alias, in any case.
    let nora = why(&life, "NORA@larkdeli.example");
    assert_eq!((&nora["subject"], &nora["outcome"]["outcome"]), (&json!("recipient"), &json!("nothing")), "{nora}");
    assert_eq!(nora["address"], "Nora.Quill@larkfield.example");
    assert_eq!(evidence(&nora, "kind")["source"], "exchange");
    assert_eq!(evidence(&nora, "domain")["selected"], json!(true));
    assert_eq!(evidence(&nora, "observed")["shape"]["services"]["incoming"], json!(true));
    assert!(evidence(&nora, "first-seen")["at"].is_string() && evidence(&nora, "remembered")["at"].is_string());
    let by_id = why(&life, nora["id"].as_str().unwrap());
    assert_eq!(by_id["evidence"], nora["evidence"]);

    // A leaver.
    life.leaves("leaver.1");
    life.ok(&["options", CLIENT, "--leavers", "stop"]);
    life.ok(&["fetch", CLIENT]);
    let leaver = why(&life, "leaver.1@larkfield.example");
    assert_eq!((&leaver["subject"], &leaver["outcome"]["rule"]), (&json!("leaver"), &json!("R6")), "{leaver}");
    assert_eq!(evidence(&leaver, "left")["incoming"], "stop");
    // One that is left alone.
    life.ok(&["exception", "add", CLIENT, "leaver.1@larkfield.example", "--reason", "comes back in May"]);
    let exempt = why(&life, "leaver.1@larkfield.example");
    assert_eq!(exempt["outcome"]["outcome"], "exempt");
    assert_eq!(evidence(&exempt, "exception")["exception"]["reason"], "comes back in May");

    // One that the gateway has by hand, one that a hand changed, and nobody.
    life.by_hand(
        "INSERT INTO recipients (address) VALUES ('old.box@larkfield.example');
         UPDATE recipients SET outgoing = 0 WHERE address = 'van@larkfield.example';",
    );
    life.ok(&["plan", CLIENT]);
    assert_eq!(why(&life, "old.box@larkfield.example")["subject"], "gateway-only");
    let van = why(&life, "van@larkfield.example");
    assert_eq!((&van["outcome"]["held"], &van["outcome"]["rule"]), (&json!("drift"), &json!("G4")), "{van}");
    evidence(&van, "drift");
    let nobody = why(&life, "nobody@larkfield.example");
    assert_eq!((&nobody["subject"], &nobody["evidence"][0]["evidence"]), (&json!("nobody"), &json!("nobody")));
    life.ends(&["why", CLIENT, "nonsense"], 2);
    life.ends(&["why", CLIENT, "00000000-0000-4000-8000-000000000000"], 2);
}

#[test]
fn what_is_no_recipient_says_why() {
    let life = Life::applied(&[]);
    let system = "DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}@larkfieldfoods.onmicrosoft.com";
    for (address, reason) in
        [("pat@brightwater.example", "guest"), ("post@growers.example", "no-address"), (system, "system-mailbox")]
    {
        let none = why(&life, address);
        assert_eq!((&none["subject"], &none["outcome"]["outcome"]), (&json!("not-taken"), &json!("nothing")), "{none}");
        assert_eq!(evidence(&none, "not-taken")["reason"], reason);
    }
}

#[test]
fn people_read_plain_words_when_their_judgement_is_asked_for() {
    let leavers = ["leaver.1", "leaver.2", "leaver.3"];
    let life = Life::applied(&leavers);
    insta::assert_snapshot!("why_recipient", life.words(&["why", CLIENT, "van@larkfield.example"]));
    life.ok(&["options", CLIENT, "--leavers", "stop"]);
    leavers.iter().for_each(|who| life.leaves(who));
    life.ok(&["fetch", CLIENT]);
    insta::assert_snapshot!("plan_held", life.words(&["plan", CLIENT]));
    insta::assert_snapshot!("why_leaver", life.words(&["why", CLIENT, "leaver.1@larkfield.example"]));
    insta::assert_snapshot!("why_nobody", life.words(&["why", CLIENT, "nobody@larkfield.example"]));
    let exempt =
        ["exception", "add", CLIENT, "leaver.1@larkfield.example", "--reason", "on leave", "--owner", "Ines Aldana"];
    insta::assert_snapshot!("exception_add", life.words(&exempt));
    insta::assert_snapshot!("exception_without_reason", life.words(&exempt[..4]));
    insta::assert_snapshot!("undo_row", life.words(&["undo", CLIENT, "--run", "1", "--row", "van@larkfield.example"]));
    insta::assert_snapshot!("rehearsal", life.words(&["rehearse", CLIENT, "--leavers", "keep"]));
    insta::assert_snapshot!("rehearsal_applied", life.words(&["apply", CLIENT, "--plan", "4"]));
    insta::assert_snapshot!("plan_stale", life.words(&["apply", CLIENT, "--plan", "1"]));
    insta::assert_snapshot!("bill", life.words(&["bill", CLIENT]));
    insta::assert_snapshot!(
        "answer_unknown",
        life.words(&["answer", CLIENT, "--plan", "2", "--rows", "x@y.example", "--as", "leaver"])
    );
}
