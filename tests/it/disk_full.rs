//! B6, B8: the disk fills up while the tenant is read, planned and applied, after every share of what that takes: clear
//! words, nothing lost, and after space was made the same command goes on to the same end.

use std::path::Path;

use journeys::{
    cloud::Cloud,
    ctl::answer,
    disk::{Disk, Trouble},
    folder::copy,
    gateway_rows::{content, difference, query},
    world::{CLIENT, World},
};
use practice::Size;

/// Into so many parts the room is divided that a command needs.
const PARTS: u64 = 12;

struct Desk {
    world: World,
    disk: Disk,
    _cloud: Cloud,
}

/// What a person would miss: choices, what was read, what is remembered, what the gateway has.
fn kept(data: &Path) -> Vec<String> {
    let store = data.join("tenantry.db");
    let mut rows = query(&store, "SELECT name, tenant, options, sign_in_account FROM client");
    rows.extend(query(&store, "SELECT name, selected, archiving, remembered FROM domain ORDER BY name"));
    rows.extend(query(&store, "SELECT directory_id, kind, name, addresses FROM object WHERE taken = 1 ORDER BY 1"));
    rows.extend(query(&store, "SELECT * FROM choice ORDER BY object"));
    rows.extend(query(&store, "SELECT object, key, addresses, services, standing FROM remembered ORDER BY object"));
    let gateway = data.join("gateway");
    if is_made(&gateway.join("gateway.db")) {
        rows.extend(content(&gateway));
    }
    rows
}

/// A gateway whose making found no room is made by the next start.
fn is_made(database: &Path) -> bool {
    database.exists() && !query(database, "SELECT 1 FROM sqlite_master WHERE name = 'domains'").is_empty()
}

fn is_sound(database: &Path) -> bool {
    query(database, "PRAGMA integrity_check") == [" integrity_check=ok"]
}

impl Desk {
    /// A client at the point where a command comes next, in a tenant of some hundred mailboxes.
    fn before(prepare: impl Fn(&World)) -> Self {
        let cloud = Cloud::start(Size::Medium);
        let world = World::with_client(&cloud.file(), cloud.tenant_domain());
        world.sign_in();
        prepare(&world);
        Self { world, disk: Disk::make(), _cloud: cloud }
    }

    fn goes_on(&self, words: &[&str]) {
        let ctl = &self.world.ctl;
        let fresh = |name: &str| {
            let folder = self.world.folder().join(name);
            copy(ctl.data_dir(), &folder).unwrap();
            folder
        };
        let whole = fresh("whole");
        let ended = self.disk.run(&mut ctl.at(&whole).command(words), &whole, Trouble::None);
        let (needed, said) = (ended.grown, answer(ended.output, ""));
        assert!(said.status == 0 && needed > 0, "{needed} bytes: {}", said.stdout);
        let (expected, before) = (kept(&whole), kept(ctl.data_dir()));

        let mut met = 0;
        for part in 0..PARTS {
            let room = needed * part / PARTS;
            let data = fresh(&format!("room-{part}"));
            let ended = self.disk.run(&mut ctl.at(&data).command(words), &data, Trouble::Room(room));
            let moment = format!("{words:?} with room for {room} of {needed} bytes, {:?}", ended.full);
            assert!(!ended.was_killed(), "{moment}");
            if ended.full.is_empty() {
                continue;
            }
            met += 1;
            let said = answer(ended.output, "");
            // A run that ended early has its result on standard output, and the reason beside it.
            let told = format!("{}{}", said.json["error"], said.stderr);
            let clear = ["full", "No space", "I/O error"].iter().any(|word| told.contains(word));
            assert!(said.status == 0 || clear && told.contains("room"), "{moment}: {} {told}", said.status);
            assert!([0, 1, 5].contains(&said.status), "{moment}: {} {told}", said.status);
            for database in ["tenantry.db", "gateway/gateway.db"] {
                let database = data.join(database);
                assert!(!database.exists() || is_sound(&database), "{moment}: {}", database.display());
            }
            let lost: Vec<String> =
                difference(&before, &kept(&data)).into_iter().filter(|l| l.starts_with('-')).collect();
            let changed = lost.iter().all(|line| !expected.contains(&line[1..].to_owned()));
            assert!(changed, "{moment}: {lost:?}");

            let again = ctl.at(&data).run(words);
            let through = again.status == 6 && again.json["error"]["code"] == "plan-stale";
            assert!(again.status == 0 || through, "{moment}: {}{}", again.stdout, again.stderr);
            assert_eq!(difference(&expected, &kept(&data)), Vec::<String>::new(), "{moment}");
            std::fs::remove_dir_all(&data).unwrap();
        }
        println!("{words:?}: the disk was full in {met} of {PARTS} tries");
        assert!(met > PARTS / 2, "the disk was full in {met} of {PARTS} tries");
    }
}

fn chosen(world: &World) {
    world.ctl.ok(&["fetch", CLIENT]);
    world.ctl.ok(&["select", CLIENT, "--domains", "larkfield.example,larkdeli.example", "--mailboxes", "all"]);
}

#[test]
fn b8_a_disk_that_fills_up_while_the_tenant_is_read() {
    Desk::before(|_| ()).goes_on(&["fetch", CLIENT, "--full"]);
}

#[test]
fn b8_a_disk_that_fills_up_while_a_plan_is_made() {
    Desk::before(chosen).goes_on(&["plan", CLIENT]);
}

#[test]
fn b8_a_disk_that_fills_up_while_a_plan_is_applied() {
    let desk = Desk::before(|world| {
        chosen(world);
        world.ctl.ok(&["plan", CLIENT]);
    });
    // The first plan of the folder.
    desk.goes_on(&["apply", CLIENT, "--plan", "1"]);
}
