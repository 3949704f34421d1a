//! The whole way by the command line: the application, an import, its certificate, the application's end.

use std::fs;

use journeys::{cloud::Cloud, search::Search, world::CLIENT};
use practice::Size;

use super::source::{agrees, app, everything, ready};

#[test]
fn s1_s4_m8_a_technician_imports_a_tenant_gets_its_certificate_and_leaves_nothing_behind() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let (archive, out) = (world.folder().join("archive"), world.folder().join("certificate"));
    let mut import = everything(&archive);
    import.extend(["--out".to_owned(), out.display().to_string()]);
    let words: Vec<&str> = import.iter().map(String::as_str).collect();
    let before: Vec<&str> = words.iter().copied().chain(["--count"]).collect();
    let counted = world.ctl.ok(&before);
    assert_eq!((&counted["complete"], &counted["total"]["imported"]), (&false.into(), &0.into()), "{counted}");
    assert!(!archive.join("larkfield.example").exists(), "nothing is read to count");
    let answer = world.ctl.ok(&words);
    assert_eq!(counted["estimate"]["messages"], answer["total"]["server"], "{counted}");
    agrees(&cloud, &archive, &answer);
    assert_eq!(answer["state"], "ended");
    assert_eq!(answer["files"].as_array().unwrap().len(), 3, "{answer}");

    let lines = fs::read_to_string(out.join("import-certificate.csv")).unwrap();
    assert_eq!(lines.lines().count(), answer["mailboxes"].as_array().unwrap().len() + 1);
    let skipped = fs::read_to_string(out.join("import-skipped.csv")).unwrap();
    assert!(skipped.contains("ErrorMimeContentConversionFailed"), "{skipped}");
    let elsewhere = fs::read_to_string(out.join("import-not-reached.csv")).unwrap();
    assert!(elsewhere.contains("kitchen@larkdeli.example"), "the group's mail: {elsewhere}");

    let status = world.ctl.ok(&["import", CLIENT, "--status"]);
    assert_eq!((&status["total"], &status["import"]), (&answer["total"], &answer["import"]));
    let (pdf, only) = (out.join("Nachweis.pdf"), "info@larkfield.example");
    let paper = ["import", CLIENT, "--status", "--pdf", pdf.to_str().unwrap(), "--language", "de", "--pdf-of", only];
    let paper = world.ctl.ok(&paper);
    assert!(fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    assert_eq!((paper["files"].as_array().unwrap().len(), &paper["ledger"]), (1, &answer["ledger"]), "{paper}");
    assert_eq!(answer["ledger"].as_str().unwrap().len(), 64);

    let lines = answer["mailboxes"].as_array().unwrap();
    let skipped = &lines.iter().find(|line| line["mailbox"] == only).unwrap()["skipped"];
    let again = world.ctl.ok(&["import", CLIENT, "--retry-skipped", only]);
    assert!(*skipped != 0 && again["retried"] == *skipped, "{skipped} were skipped: {again}");
    assert_eq!(again["total"], answer["total"], "they are skipped again");
    let unknown = world.ctl.run(&["import", CLIENT, "--retry-skipped", "nobody@larkfield.example"]);
    assert_eq!((unknown.status, &unknown.json["error"]["code"]), (2, &"usage".into()), "{}", unknown.stdout);
    // What it read with is nowhere but in the vault.
    let search = Search::for_all(&cloud.issued_secrets());
    assert_eq!(search.folder(world.ctl.data_dir()), Vec::<String>::new());

    let (removed, _) = app(&world, &["--remove", "--no-browser"]);
    assert_eq!((removed.status, &removed.json["removed_from_tenant"]), (0, &true.into()), "{}", removed.stderr);
    let consent = removed.json["consent_powershell"].as_str().unwrap_or_default();
    assert!(consent.contains("AppRoleAssignment.ReadWrite.All"), "what stays is told: {}", removed.stdout);
    assert!(removed.json["exchange_powershell"].is_null(), "Exchange was told nothing: {}", removed.stdout);
    assert!(cloud.registered_apps().is_empty(), "{:?}", cloud.registered_apps());
    let refused = world.ctl.run(&words);
    assert_eq!((refused.status, &refused.json["error"]["code"]), (3, &"import-no-access".into()), "{}", refused.stdout);
}

#[test]
fn m8_a_mailbox_that_exchange_does_not_grant_waits_for_a_person_and_status_4_says_so() {
    let cloud = Cloud::start(Size::Small);
    let world = journeys::world::World::with_client(&cloud.file(), cloud.tenant_domain());
    world.sign_in();
    world.ctl.ok(&["fetch", CLIENT]);
    let (scoped, _) = app(&world, &["--register", "--scoped", "--no-browser"]);
    assert_eq!((scoped.status, &scoped.json["ready"]), (3, &false.into()), "{}", scoped.stdout);
    let id = scoped.json["app_id"].as_str().unwrap();
    let commands = world.ctl.ok(&["import-app", CLIENT, "--scope", "archive@larkfield.example"]);
    assert!(commands["powershell"].as_str().unwrap().contains(id), "{commands}");

    cloud.scope_app(id, Some(&["info@larkfield.example".to_owned()])).unwrap();
    let to = format!("maildir:{}", world.folder().join("archive").display());
    let both = "info@larkfield.example,van@larkfield.example";
    let answer = world.ctl.run(&["import", CLIENT, "--mailboxes", both, "--to", &to]);
    assert_eq!((answer.status, &answer.json["complete"]), (4, &false.into()), "{}{}", answer.stdout, answer.stderr);
    let states: Vec<_> = answer.json["mailboxes"].as_array().unwrap().iter().map(|line| &line["state"]).collect();
    assert_eq!(states, ["exceptions", "refused"], "{}", answer.stdout);
}

#[test]
fn s2_a_count_stops_and_hides_no_import_nor_does_another_go_on_for_it_and_what_is_said_no_more_of_its_hours_stays() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let (archive, away) = (world.folder().join("archive"), world.folder().join("away"));
    let to = format!("maildir:{}", archive.display());
    let command = |who: &str, folders: &str, more: &[&str]| {
        let words = ["import", CLIENT, "--mailboxes", who, "--folders", folders, "--to", &to];
        world.ctl.run(&words.into_iter().chain(more.iter().copied()).collect::<Vec<_>>())
    };
    let night = command("info@larkfield.example", "drafts", &["--hours", "00:00-00:00"]);
    assert_eq!((night.status, &night.json["hours"]), (0, &"00:00-00:00".into()), "{}", night.stdout);
    fs::rename(&archive, &away).unwrap();
    let stopped = command("info@larkfield.example,van@larkfield.example", "drafts", &[]);
    assert_eq!(stopped.json["error"]["code"], "import-sink", "{}", stopped.stdout);

    let counted = command("info@larkfield.example", "inbox", &["--count"]);
    assert_eq!(counted.status, 0, "{}{}", counted.stdout, counted.stderr);
    let (night, counted) = (&night.json["import"], counted.json);
    assert_eq!((&counted["others"][0]["import"], &counted["others"][0]["state"]), (night, &"paused".into()));
    let list = &world.ctl.ok(&["import", CLIENT, "--list"])["imports"];
    assert_eq!(
        (&list[0]["import"], &list[1]["import"], list.as_array().unwrap().len()),
        (night, &counted["import"], 2)
    );
    let number = counted["import"].to_string();
    let named = world.ctl.ok(&["import", CLIENT, "--import", &number, "--status"]);
    assert_eq!((&named["import"], &named["folders"]), (&counted["import"], &"inbox".into()));
    let unknown = world.ctl.run(&["import", CLIENT, "--import", "99", "--status"]);
    assert_eq!((unknown.status, &unknown.json["error"]["code"]), (2, &"usage".into()), "{}", unknown.stdout);

    fs::rename(&away, &archive).unwrap();
    let on = world.ctl.ok(&["import", CLIENT]);
    assert_eq!((&on["import"], &on["state"], &on["hours"]), (night, &"ended".into(), &"00:00-00:00".into()), "{on}");
    let later = command("info@larkfield.example", "sent", &["--count"]).json;
    let former = &later["others"][0];
    assert_eq!((&former["import"], &former["state"], &former["complete"]), (night, &"ended".into(), &true.into()));
    let any = world.ctl.ok(&["import", CLIENT, "--hours", "any"]);
    assert_eq!(&any["import"], night, "a count changes nothing of which one goes on: {any}");
    assert!(any["hours"].is_null(), "{any}");
    assert_eq!(world.ctl.ok(&["import", CLIENT, "--import", &number])["import"], counted["import"]);
}
