//! B5 through `tenantryctl`: a run and a row of it are taken back, what failed is tried again, and history tells it.

use journeys::{gateway_rows::difference, world::CLIENT};
use reqwest::Method;
use serde_json::{Value, json};

use crate::ctl_life::{Life, step, type_sql};

fn exceptions(life: &Life) -> Vec<Value> {
    life.ok(&["exception", "list", CLIENT])["exceptions"].as_array().unwrap().clone()
}

fn apply(life: &Life, plan: &Value) -> Value {
    life.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"])
}

#[test]
fn b5_a_run_is_taken_back_and_stays_so_until_its_exception_is_removed() {
    let life = Life::applied(&[]);
    let before = life.gateway();
    life.joins("new.joiner", "New Joiner");
    let synced = life.ok(&["sync", CLIENT]);
    let run = synced["apply"]["run"].to_string();

    let plan = life.ok(&["undo", CLIENT, "--run", &run]);
    assert_eq!((&plan["kind"], plan["undoes"].to_string()), (&json!("undo"), run.clone()));
    let out = step(&plan, "new.joiner@larkfield.example");
    assert_eq!((&out["action"], &out["after"], &out["reason"]), (&json!("remove"), &Value::Null, &json!("undone")));
    let undone = apply(&life, &plan);
    assert_eq!((&undone["done"], &undone["failed"]), (&json!(1), &json!([])));
    assert_eq!(difference(&before, &life.gateway()), Vec::<String>::new(), "exactly as it was");

    let synced = life.ok(&["sync", CLIENT]);
    assert_eq!((&synced["apply"], &synced["plan"]["exempt"]), (&Value::Null, &json!(1)), "it is not done again");
    let left_alone = exceptions(&life);
    assert_eq!(left_alone.len(), 1, "{left_alone:?}");
    assert_eq!((&left_alone[0]["cause"], &left_alone[0]["run"]), (&json!("undone"), &undone["run"]));
    let runs = life.ok(&["history", CLIENT])["runs"].clone();
    let of = |id: &Value| runs.as_array().unwrap().iter().find(|r| r["run"] == *id).unwrap().clone();
    assert_eq!(of(&undone["run"])["undoes"].to_string(), run);
    let taken_back = of(&synced_run(&run));
    assert_eq!(taken_back["undone_by"], undone["run"]);
    assert!(taken_back["who"].is_string() && taken_back["undo_until"].is_string(), "{taken_back}");

    life.ok(&["exception", "remove", CLIENT, "new.joiner@larkfield.example"]);
    assert_eq!(life.ok(&["sync", CLIENT])["apply"]["done"], json!(1), "now it is");
}

fn synced_run(run: &str) -> Value {
    serde_json::from_str(run).unwrap()
}

#[test]
fn b5_one_row_of_a_run_is_taken_back_and_the_others_stay() {
    let life = Life::applied(&[]);
    let before = life.gateway();
    let rows = life.ok(&["history", CLIENT, "--run", "1"])["rows"].as_array().unwrap().clone();
    assert!(rows.len() > 15 && rows.iter().all(|row| row["outcome"] == "done" && row["undoable"] == true));
    assert!(rows.iter().all(|row| row["at"].is_string() && row["who"].is_string() && row["reason"].is_string()));

    let plan = life.ok(&["undo", CLIENT, "--run", "1", "--row", "van@larkfield.example"]);
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1, "{plan}");
    let undone = apply(&life, &plan);
    let gone = difference(&before, &life.gateway());
    assert!(gone.iter().all(|line| line.starts_with('-') && line.contains("van@larkfield.example")), "{gone:?}");
    let rows = life.ok(&["history", CLIENT, "--run", "1"])["rows"].as_array().unwrap().clone();
    for row in rows {
        let mine = row["key"] == "van@larkfield.example";
        let expected = if mine { undone["run"].clone() } else { Value::Null };
        assert_eq!((&row["undone_by"], row["undoable"] == true), (&expected, !mine), "{row}");
    }
    let (_, code) = life.ends(&["undo", CLIENT, "--run", "1", "--row", "nobody@larkfield.example"], 2);
    assert_eq!(code, "usage");
    life.ends(&["undo", CLIENT, "--run", "99"], 2);
}

#[test]
fn b3_taking_a_whole_first_run_back_wants_the_clients_name_and_leaves_a_gateway_as_new() {
    let life = Life::selected();
    life.ok(&["plan", CLIENT]);
    let new = life.gateway();
    life.world.apply();
    let plan = life.ok(&["undo", CLIENT, "--run", "1"]);
    assert_eq!(plan["name_needed"], json!(true), "{plan}");
    assert_eq!(plan["counts"]["remove"], plan["steps"].as_array().unwrap().len());
    // The name that is typed counts, whatever its case.
    let applied = life.ok(&["apply", &CLIENT.to_uppercase(), "--plan", &plan["plan"].to_string()]);
    assert_eq!((&applied["failed"], &applied["held"]), (&json!([]), &json!(0)), "{applied}");
    assert_eq!(difference(&new, &life.gateway()), Vec::<String>::new());
}

#[test]
fn b4_what_failed_is_tried_again_once_its_cause_is_gone() {
    let life = Life::applied(&[]);
    life.joins("new.joiner", "New Joiner");
    life.by_hand(
        "INSERT INTO recipients (address) VALUES ('old.box@larkfield.example');
         INSERT INTO aliases (alias, address) VALUES ('new.joiner@larkfield.example', 'old.box@larkfield.example');",
    );
    let (synced, _) = life.ends(&["sync", CLIENT], 5);
    let apply = &synced.json["apply"];
    assert_eq!(apply["failed"][0]["key"], "new.joiner@larkfield.example", "{}", synced.stdout);
    let run = apply["run"].to_string();
    let rows = life.ok(&["history", CLIENT, "--run", &run])["rows"].clone();
    assert_eq!((&rows[0]["outcome"], &rows[0]["undoable"]), (&json!("failed"), &json!(false)));
    assert!(rows[0]["problem"]["message"].is_string(), "{rows}");

    life.by_hand("DELETE FROM aliases WHERE alias = 'new.joiner@larkfield.example';");
    let again = life.ok(&["retry", CLIENT, "--run", &run]);
    assert_eq!((again["run"].to_string(), &again["done"], &again["failed"]), (run.clone(), &json!(1), &json!([])));
    let (_, code) = life.ends(&["retry", CLIENT, "--run", &run], 2);
    assert_eq!(code, "nothing-failed");
}

fn has(life: &Life, who: &str, aliases: &[&str]) {
    life.cloud.change(Method::PATCH, &format!("users/{who}@larkfield.example"), &json!({ "aliases": aliases }));
}

#[test]
fn b5_r16_an_address_that_moved_away_from_who_is_left_alone_comes_back_with_the_undo() {
    let life = Life::applied(&["old.hand", "far.hand", "new.hand"]);
    has(&life, "old.hand", &["desk@larkfield.example"]);
    has(&life, "far.hand", &["far.desk@larkfield.example"]);
    life.ok(&["sync", CLIENT]);
    // One left and is exempt, the other one is only exempt.
    life.leaves("old.hand");
    life.ok(&["sync", CLIENT]);
    for who in ["old.hand@larkfield.example", "far.hand@larkfield.example"] {
        life.ok(&["exception", "add", CLIENT, who, "--reason", "as it is"]);
    }
    let before = life.gateway();
    has(&life, "far.hand", &[]);
    has(&life, "new.hand", &["old.hand@larkfield.example", "far.desk@larkfield.example"]);
    let synced = life.ok(&["sync", CLIENT]);
    assert_eq!((&synced["apply"]["done"], &synced["apply"]["failed"]), (&json!(3), &json!([])), "{synced}");
    assert_ne!(before, life.gateway());
    let after = life.ok(&["sync", CLIENT]);
    assert_eq!(after["apply"], Value::Null, "told once: {after}");

    let run = synced["apply"]["run"].to_string();
    let rows = life.ok(&["history", CLIENT, "--run", &run])["rows"].as_array().unwrap().clone();
    assert!(rows.iter().all(|row| row["reason"] == "addresses-changed"), "{rows:?}");
    let plan = life.ok(&["undo", CLIENT, "--run", &run]);
    assert_eq!(plan["held"], json!(0), "{plan}");
    let undone = apply(&life, &plan);
    assert_eq!((&undone["done"], &undone["failed"]), (&json!(3), &json!([])), "{undone}");
    assert_eq!(difference(&before, &life.gateway()), Vec::<String>::new());
}

#[test]
fn b5_a_run_of_an_earlier_version_is_not_taken_back() {
    let life = Life::applied(&[]);
    let before = life.gateway();
    // As a database of an earlier version is after its migration.
    let database = life.world.ctl.data_dir().join("tenantry.db");
    type_sql(&database, "UPDATE run SET who = NULL; UPDATE journal SET prior = NULL;");
    let (_, code) = life.ends(&["undo", CLIENT, "--run", "1"], 6);
    assert_eq!(code, "undo-unrecorded");
    assert_eq!(life.gateway(), before);
}
