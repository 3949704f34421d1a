//! B4: `kill -9` and a power cut before every sync that a run makes, one after the other: the next start always ends
//! in the same gateway, the same memory and a journal in which every step is done once.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use journeys::{
    cloud::Cloud,
    ctl::answer,
    disk::{Disk, Ended, Trouble},
    folder::copy,
    gateway_rows::{difference, everything, query},
    world::{CLIENT, World},
};
use practice::{Edit, Size};
use rusqlite::Connection;

/// A data folder that is copied for every try, and the command that is disturbed in it.
struct Scene {
    world: World,
    disk: Disk,
    command: Vec<String>,
    /// Whether the sync of the schedule goes on with it as well.
    schedule_goes_on: bool,
    // The tenant of every try.
    _cloud: Cloud,
}

/// What a run leaves behind.
#[derive(Debug, PartialEq)]
struct Left {
    gateway: Vec<String>,
    remembered: Vec<String>,
    journal: Vec<String>,
}

impl Scene {
    /// A gateway that is still empty, and the plan that fills it.
    fn first_run() -> Self {
        let cloud = Cloud::start(Size::Small);
        let world = Self::selected(&cloud);
        let plan = world.ctl.ok(&["plan", CLIENT])["plan"].to_string();
        let command = ["apply", CLIENT, "--plan", &plan].map(str::to_owned);
        Self::of(world, cloud, command.to_vec())
    }

    /// A gateway that was filled, and a sync after days on which people joined, left, and got other names, addresses
    /// and kinds, and one was deselected.
    fn later_sync() -> Self {
        let cloud = Cloud::start(Size::Small);
        let world = Self::selected(&cloud);
        world.apply();
        world.ctl.ok(&["options", CLIENT, "--leavers", "stop", "--brake-floor", "100"]);
        cloud.remove_user("nora.quill@larkfield.example").unwrap();
        cloud.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
        cloud.next_day();
        let all = world.ctl.ok(&["recipients", CLIENT])["recipients"].clone();
        let kept = all.as_array().unwrap().iter().map(|line| line["primary"].as_str().unwrap());
        let list: Vec<&str> = kept.filter(|address| !address.starts_with("everyone@")).collect();
        let list = world.file("list.csv", &format!("address\n{}\n", list.join("\n")));
        world.ctl.ok(&["select", CLIENT, "--mailboxes", &list]);
        Self::of(world, cloud, ["sync", CLIENT].map(str::to_owned).to_vec())
    }

    /// Without the relayed domain, so that nothing waits for a person.
    fn selected(cloud: &Cloud) -> World {
        let world = World::selected(&cloud.file(), cloud.tenant_domain());
        world.ctl.ok(&["select", CLIENT, "--domains", "larkfield.example,larkdeli.example"]);
        world
    }

    fn of(world: World, cloud: Cloud, command: Vec<String>) -> Self {
        audit(&world.gateway());
        let schedule_goes_on = true;
        Self { world, disk: Disk::make(), command, schedule_goes_on, _cloud: cloud }
    }

    /// The plan that takes the same sync back. What is left of an undo is only taken up by whoever wanted it.
    fn undo() -> Self {
        let mut scene = Self::later_sync();
        let ctl = &scene.world.ctl;
        let run = ctl.ok(&["sync", CLIENT])["apply"]["run"].to_string();
        let plan = ctl.ok(&["undo", CLIENT, "--run", &run])["plan"].to_string();
        scene.command = ["apply", CLIENT, "--plan", &plan].map(str::to_owned).to_vec();
        scene.schedule_goes_on = false;
        scene
    }

    fn fresh(&self, name: &str) -> PathBuf {
        let folder = self.world.folder().join(name);
        copy(self.world.ctl.data_dir(), &folder).unwrap();
        folder
    }

    fn disturbed(&self, data: &Path, trouble: Trouble) -> Ended {
        let words: Vec<&str> = self.command.iter().map(String::as_str).collect();
        self.disk.run(&mut self.world.ctl.at(data).command(&words), data, trouble)
    }

    /// Without any trouble: what it leaves, and which files it synced.
    fn undisturbed(&self) -> (Left, Vec<String>) {
        let data = self.fresh("undisturbed");
        let ended = self.disturbed(&data, Trouble::None);
        let syncs = ended.syncs.clone();
        assert_eq!(answer(ended.output, "").status, 0);
        let left = left(&data);
        self.nothing_is_left_to_do(&data, "undisturbed");
        (left, syncs)
    }

    /// Before every sync in turn, until the command comes through; so many there were.
    fn at_every_sync(&self, trouble: fn(u32) -> Trouble, expected: &Left) -> u32 {
        for at in 1.. {
            let data = self.fresh(&format!("{trouble:?}-{at}", trouble = trouble(at)));
            let ended = self.disturbed(&data, trouble(at));
            if !ended.was_killed() {
                assert_eq!(answer(ended.output, "").status, 0);
                return at - 1;
            }
            let moment = format!("{:?}, before the sync of {:?}", trouble(at), ended.syncs.last());
            assert_eq!(ended.syncs.len(), at as usize, "{moment}");
            self.goes_on(&data, at, &moment);
            let found = left(&data);
            assert_eq!(difference(&expected.gateway, &found.gateway), Vec::<String>::new(), "{moment}");
            assert_eq!(difference(&expected.remembered, &found.remembered), Vec::<String>::new(), "{moment}");
            assert_eq!(difference(&expected.journal, &found.journal), Vec::<String>::new(), "{moment}");
            assert_eq!(expected, &found, "{moment}: nothing is there twice");
            if at % 5 == 1 {
                self.nothing_is_left_to_do(&data, &moment);
            }
            fs::remove_dir_all(&data).unwrap();
        }
        unreachable!("no end of syncs")
    }

    /// The next start: the same command again, or the sync that the schedule makes.
    fn goes_on(&self, data: &Path, at: u32, moment: &str) {
        let ctl = self.world.ctl.at(data);
        let words: Vec<&str> = self.command.iter().map(String::as_str).collect();
        let again =
            if at.is_multiple_of(2) && self.schedule_goes_on { ctl.run(&["sync", CLIENT]) } else { ctl.run(&words) };
        let through = again.status == 6 && again.json["error"]["code"] == "plan-stale";
        assert!(again.status == 0 || through, "{moment}: {}{}", again.stdout, again.stderr);
    }

    fn nothing_is_left_to_do(&self, data: &Path, moment: &str) {
        let plan = self.world.ctl.at(data).ok(&["plan", CLIENT]);
        assert!(plan["counts"].as_object().unwrap().values().all(|n| n == 0), "{moment}: {}", plan["counts"]);
    }
}

/// An administrator's own log in the gateway: every row that is ever written, taken away or changed there. It goes with
/// the change itself, so what is done twice stands in it twice.
fn audit(gateway: &Path) {
    let database = Connection::open(gateway.join("gateway.db")).unwrap();
    let mut sql = "CREATE TABLE audit (id INTEGER PRIMARY KEY, what TEXT NOT NULL);".to_owned();
    for (table, row) in [
        ("domain", "json_array(X.id, X.name, X.archiving)"),
        ("recipient", "json_array(X.id, hex(X.source_id), X.kind, X.listed, X.incoming, X.outgoing, X.archiving)"),
        ("address", "json_array(X.key, X.recipient_id, X.role)"),
        ("route", "json_array(X.domain_id, X.preference, X.host, X.port)"),
    ] {
        for (event, side) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
            let row = row.replace("X.", &format!("{side}."));
            sql.push_str(&format!(
                "CREATE TRIGGER audit_{table}_{event} AFTER {event} ON {table} BEGIN
                   INSERT INTO audit (what) VALUES ('{event} {table} ' || {row}); END;"
            ));
        }
    }
    // As the README of the gateway asks of whoever opens it.
    database.execute_batch(&sql).unwrap();
}

/// Every step of every run with its state, from rows (run * 2^32 + place) and from spans of places.
const JOURNAL: &str = "
    WITH noted AS (
      SELECT id >> 32 AS run, id & 4294967295 AS place, state, problem, prior, lost FROM journal
      UNION ALL
      SELECT p.run, s.id & 4294967295, p.state, NULL, NULL, 0 FROM journal_span p JOIN run r ON r.id = p.run
      JOIN plan_step s ON s.id BETWEEN (r.plan << 32) + p.first AND (r.plan << 32) + p.last)
    SELECT s.key, n.state, n.problem, n.prior, n.lost, count(*) AS times FROM noted n JOIN run r ON r.id = n.run
    JOIN plan_step s ON s.id = (r.plan << 32) + n.place GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5";

fn left(data: &Path) -> Left {
    let store = data.join("tenantry.db");
    let mut remembered = query(
        &store,
        "SELECT o.directory_id, r.key, r.addresses, r.kind, r.listed, r.services, r.profile, r.standing,
           r.services_when_active FROM remembered r JOIN object o ON o.id = r.object ORDER BY 1",
    );
    remembered.extend(query(&store, "SELECT name, remembered FROM domain ORDER BY name"));
    Left { gateway: everything(&data.join("gateway")), remembered, journal: query(&store, JOURNAL) }
}

/// Every sync of a run is a moment, and those around the gateway's own write are among them.
fn proven(scene: &Scene, troubles: &[fn(u32) -> Trouble]) {
    let (expected, syncs) = scene.undisturbed();
    let gateway = syncs.iter().position(|file| file.starts_with("gateway.db"));
    let journal = |part: &[String]| part.iter().filter(|file| file.starts_with("tenantry.db")).count();
    let at = gateway.expect("the gateway is written");
    assert!(journal(&syncs[..at]) >= 2, "the run and its steps as sent are on the disk before: {syncs:?}");
    assert!(journal(&syncs[at..]) >= 2, "steps as done and the end of the run after: {syncs:?}");
    assert!(expected.journal.iter().all(|line| line.contains("state=done")), "{:?}", expected.journal);
    let kinds: BTreeSet<&str> = expected.gateway.iter().filter_map(|l| l.split_once(':')).map(|(t, _)| t).collect();
    assert!(kinds.contains("audit") && kinds.contains("address"), "{kinds:?}");

    let moments = u32::try_from(syncs.len()).unwrap();
    for trouble in troubles {
        let times = scene.at_every_sync(*trouble, &expected);
        println!("{:?} before each of {times} syncs", trouble(1));
        // Which of two threads syncs first may differ by a sync or two, never by more.
        assert!(times.abs_diff(moments) <= 2, "{:?} at {times} moments of {moments}: {syncs:?}", trouble(1));
    }
}

#[test]
fn b4_a_first_apply_that_dies_before_any_of_its_syncs_ends_in_the_same_state() {
    proven(&Scene::first_run(), &[Trouble::Kill, Trouble::PowerCut]);
}

#[test]
fn b4_a_later_sync_that_dies_before_any_of_its_syncs_ends_in_the_same_state() {
    proven(&Scene::later_sync(), &[Trouble::Kill, Trouble::PowerCut]);
}

#[test]
fn b4_b5_an_undo_that_dies_before_any_of_its_syncs_ends_in_the_same_state() {
    proven(&Scene::undo(), &[Trouble::PowerCut]);
}
