//! B8: what is wrong around a gateway, as `tenantryctl` tells it: a full disk of the database server, and a computer
//! whose clock is wrong. Nothing is lost, and the same command goes on afterwards.

use std::process::{Command, Output};

use journeys::{
    clock::WrongClock,
    ctl::{Answer, answer},
    disk::SmallDisk,
    postgres::{OWNER, PostgresServer},
    tls::TlsServer,
    world::CLIENT,
};
use practice::Size;
use serde_json::{Value, json};

use crate::ctl_gateway::Journey;

fn on_postgres(server: &PostgresServer) -> Journey {
    let journey = Journey::by(journeys::cloud::Cloud::start(Size::Small), OWNER.0, OWNER.1);
    journey.add(&server.url(&server.database().unwrap()));
    journey.select();
    journey
}

#[test]
fn b8_a_database_server_whose_disk_is_full_stops_a_run_with_words_and_the_next_sync_goes_on() {
    let server = PostgresServer::start_on(Some(SmallDisk::make(128).unwrap())).unwrap();
    let journey = on_postgres(&server);
    let plan = journey.ctl.ok(&["plan", CLIENT])["plan"].to_string();
    server.sql("postgres", "SELECT pg_switch_wal()").unwrap();
    server.sql("postgres", "CHECKPOINT").unwrap();
    server.disk().unwrap().fill().unwrap();
    let apply = ["apply", CLIENT, "--plan", &plan, "--approve-holds"];
    for words in [&apply[..], &["sync", CLIENT]] {
        let said = journey.ctl.run(words);
        let told = format!("{}{}", said.stdout, said.stderr);
        assert_eq!(said.status, 5, "{told}");
        assert!(told.contains("disk is full") && told.contains("No space left on device"), "{told}");
    }
    server.disk().unwrap().make_room().unwrap();
    let synced = journey.ctl.run(&["sync", CLIENT]);
    assert!([0, 4].contains(&synced.status), "{}{}", synced.stdout, synced.stderr);
    let (_, applied) = journey.apply();
    assert_eq!(applied["failed"], json!([]));
    assert_eq!(journey.ctl.ok(&["gateway", "compare", CLIENT])["recipients"]["missing"], 0);
    assert_eq!(journey.ctl.ok(&["sync", CLIENT])["apply"], Value::Null);
}

/// Years before the certificates of the tests, and after them.
const WRONG: [i64; 2] = [-10 * 365, 80 * 365];

fn with_clock(clock: &WrongClock, mut command: Command, days: i64) -> Answer {
    clock.set(&mut command, days);
    let ended: Output = command.output().unwrap();
    answer(ended, "")
}

#[test]
fn b8_a_wrong_clock_is_named_where_a_database_server_shows_its_certificate() {
    let (clock, server) = (WrongClock::make(), PostgresServer::shared().unwrap());
    let journey = on_postgres(&server);
    journey.apply();
    for days in WRONG {
        let said = with_clock(&clock, journey.ctl.command(&["gateway", "test", CLIENT]), days);
        let error = &said.json["error"];
        assert_eq!((said.status, &error["code"]), (5, &json!("gateway-unreachable")), "{error}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("certificate") && message.contains("the clock of this machine"), "{message}");
        // A sync comes to Microsoft first, who tells the time with every answer.
        let said = with_clock(&clock, journey.ctl.command(&["sync", CLIENT]), days);
        assert!(
            said.status == 5 && said.json["error"].to_string().contains("clock"),
            "{} {}",
            said.stdout,
            said.stderr
        );
    }
    assert_eq!(with_clock(&clock, journey.ctl.command(&["gateway", "test", CLIENT]), 0).status, 0);
    assert_eq!(journey.ctl.ok(&["sync", CLIENT])["apply"], Value::Null, "nothing was lost");
}

#[test]
fn b8_a_wrong_clock_is_named_where_a_panel_shows_its_certificate() {
    let (clock, panel) = (WrongClock::make(), TlsServer::start());
    let journey = Journey::new();
    journey.add(&journey.panel());
    let test = |days| {
        let place = format!("mail-assure:https://localhost:{}", panel.address.port());
        let mut command = journey.ctl.command(&["gateway", "test", CLIENT, "--gateway", &place]);
        command.env("SSL_CERT_FILE", panel.authority());
        let said = with_clock(&clock, command, days);
        assert_eq!((said.status, &said.json["error"]["code"]), (5, &json!("gateway-unreachable")), "{}", said.stdout);
        said.json["error"]["message"].as_str().unwrap().to_owned()
    };
    for days in WRONG {
        let told = test(days);
        assert!(told.contains("certificate") && told.contains("the clock of this machine"), "{told}");
    }
    assert!(!test(0).contains("certificate"), "it is no panel, but it is who it says");
}
