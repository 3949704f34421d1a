//! The command line's contract with scripts: exit statuses, the shape of errors, one object on standard output.

use journeys::{
    cloud::CloudProcess,
    ctl::Answer,
    world::{CLIENT, World},
};
use reqwest::Method;
use serde_json::{Value, json};

fn cloud() -> (CloudProcess, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (CloudProcess::start(folder.path(), "small"), folder)
}

/// The error's code, once status and shape are those of the contract.
fn refused(answer: &Answer, status: i32) -> String {
    assert_eq!(answer.status, status, "{}{}", answer.stdout, answer.stderr);
    let error = &answer.json["error"];
    let hints = error["hints"].as_array().expect("hints");
    assert!(!error["message"].as_str().expect("a message").is_empty());
    assert!(!hints.is_empty() && hints.iter().all(Value::is_string), "{error}");
    error["code"].as_str().expect("a code").to_owned()
}

#[test]
fn statuses_2_3_and_6_are_told_before_anything_is_changed() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    let run = |arguments: &[&str]| world.ctl.run(arguments);
    refused(&run(&["options", CLIENT, "--timezone", "Larkfield"]), 2);
    refused(&run(&["client", "add", "No tenant"]), 2);
    refused(&run(&["fetch", CLIENT]), 3);

    world.sign_in();
    world.ctl.ok(&["fetch", CLIENT]);
    let list = world.file("list.csv", "address,incoming\nnora.quill@larkfield.example,1\nnobody@larkfield.example,1\n");
    let answer = run(&["select", CLIENT, "--mailboxes", &list]);
    refused(&answer, 2);
    let message = answer.json["error"]["message"].as_str().unwrap();
    assert!(message.contains("Line 3") && message.contains("nobody@larkfield.example"), "{message}");

    world.ctl.ok(&["select", CLIENT, "--domains", "larkfield.example", "--mailboxes", "all"]);
    let (plan, _) = world.apply();
    let again = run(&["apply", CLIENT, "--plan", &plan["plan"].to_string()]);
    assert_eq!(refused(&again, 6), "plan-stale", "B3");
}

#[test]
fn r7_status_4_says_that_something_waits_for_a_person() {
    let (cloud, _folder) = cloud();
    let world = World::selected(&cloud.file, &cloud.tenant_domain);
    world.apply();
    world.ctl.ok(&["options", CLIENT, "--new-mailboxes", "review"]);
    cloud.change(Method::PATCH, "users/new.joiner@larkfield.example", &json!({ "name": "New Joiner" }));
    let answer = world.ctl.run(&["sync", CLIENT]);
    assert_eq!((answer.status, &answer.json["plan"]["held"]), (4, &json!(1)), "{}", answer.stdout);
    let held = world.ctl.ok(&["plan", CLIENT]);
    let hold = &held["holds"][0];
    assert_eq!(
        (&hold["key"], &hold["held"]),
        (&json!("new.joiner@larkfield.example"), &json!("new-mailbox")),
        "{held}"
    );
    let approved = world.ctl.ok(&["apply", CLIENT, "--plan", &held["plan"].to_string(), "--approve-holds"]);
    assert_eq!((&approved["done"], &approved["held"]), (&json!(1), &json!(0)));
}

#[test]
fn status_5_says_that_the_tenant_could_not_be_reached_and_the_next_run_goes_on() {
    let (mut cloud, folder) = cloud();
    let world = World::selected(&cloud.file, &cloud.tenant_domain);
    world.apply();
    cloud.stop();
    refused(&world.ctl.run(&["sync", CLIENT]), 5);
    let again = CloudProcess::start(folder.path(), "small");
    // Another start of the cloud knows nothing of the old sign-in.
    refused(&world.ctl.run(&["sync", CLIENT]), 3);
    world.sign_in();
    assert_eq!(world.ctl.ok(&["sync", CLIENT])["plan"]["counts"], json!({ "create": 0, "change": 0, "remove": 0 }));
    drop(again);
}

#[test]
fn r11_a_second_client_of_the_same_tenant_is_refused_with_the_name_of_the_first() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    let tenant = ["client", "add", "Larkfield again", "--tenant", &cloud.tenant_domain];
    let answer = world.ctl.run(&tenant);
    refused(&answer, 6);
    assert!(answer.json["error"]["message"].as_str().unwrap().contains(CLIENT), "{}", answer.stdout);
    let clients = world.ctl.ok(&["client", "list"]);
    assert_eq!(clients["clients"].as_array().unwrap().len(), 1);
}

#[test]
fn b6_a_data_folder_in_use_is_told_with_its_holder() {
    let (cloud, _folder) = cloud();
    let world = World::with_client(&cloud.file, &cloud.tenant_domain);
    let mut waiting = world.ctl.command(&["sign-in", CLIENT, "--no-browser"]).spawn().unwrap();
    let mut line = String::new();
    let output = waiting.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).unwrap();
    let answer = world.ctl.run(&["client", "list"]);
    let code = answer.json["error"]["code"].as_str().unwrap_or_default().to_owned();
    let message = answer.json["error"]["message"].as_str().unwrap_or_default().to_owned();
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    assert!(message.contains(&waiting.id().to_string()), "{code}: {message}");
    world.ctl.ok(&["client", "list"]);
}
