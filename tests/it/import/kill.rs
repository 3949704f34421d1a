//! S3: `kill -9` at any moment of an import, and the next start goes on: nothing is missing, nothing is there twice.

use std::{
    path::Path,
    process::Child,
    time::{Duration, Instant},
};

use journeys::{cloud::Cloud, gateway_rows::count, world::World};
use practice::{Options, Practice, Size};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::source::{agrees, everything, ready};

/// Messages in hand when it is killed: three of each of four mailboxes.
const IN_HAND: u64 = 12;

/// An import that settles nothing for so long hangs.
const STANDSTILL: Duration = Duration::from_secs(120);

/// Messages that the ledger has settled.
fn settled(data: &Path) -> u32 {
    count(&data.join("tenantry.db"), "SELECT count(*) FROM import_message WHERE state >= 2")
}

/// Kills it as soon as so many are settled; tells whether it was still alive.
fn kill_at(mut child: Child, data: &Path, so_many: u32) -> bool {
    let (mut limit, mut before) = (Instant::now() + STANDSTILL, 0);
    while child.try_wait().unwrap().is_none() && before < so_many {
        let now = settled(data);
        if now > before {
            (limit, before) = (Instant::now() + STANDSTILL, now);
        }
        assert!(Instant::now() < limit, "the import does not go on");
    }
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    alive
}

/// Messages that an application asked for, whether they came or not. What was refused because a killed program's requests
/// were still being answered was not read.
fn asked(practice: &Practice) -> u64 {
    practice.mail_counts().iter().map(|counts| counts.mime.saturating_sub(counts.over_at_once)).sum()
}

/// Kills an import so often at moments that grow, and lets the last one end; how many kills hit it.
pub fn killed(world: &World, cloud: &Cloud, archive: &Path, kills: u32, seed: u64) -> u32 {
    let mailboxes = cloud.mailboxes();
    let total: usize = mailboxes.iter().map(|(_, address)| cloud.mail_truth(address).map_or(0, |all| all.len())).sum();
    let total = u32::try_from(total).unwrap();
    let arguments = everything(archive);
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (mut random, mut hit) = (StdRng::seed_from_u64(seed), 0);
    for kill in 0..kills {
        let child = world.ctl.command(&words).spawn().unwrap();
        let (from, to) = (total * kill / kills, total * (kill + 1) / kills);
        hit += u32::from(kill_at(child, world.ctl.data_dir(), random.random_range(from..to).max(1)));
    }
    let answer = world.ctl.ok(&words);
    agrees(cloud, archive, &answer);
    let most = u64::from(total) + u64::from(hit) * IN_HAND;
    assert!(asked(cloud) <= most, "{} messages were asked for, {total} are there, {hit} kills", asked(cloud));
    hit
}

#[test]
fn s3_an_import_killed_at_five_moments_misses_nothing_has_nothing_twice_and_reads_no_more_than_was_in_hand() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let hit = killed(&world, &cloud, &world.folder().join("archive"), 5, 365);
    assert!(hit >= 3, "most kills hit a running import, not {hit}");
}

/// The large proof, for a quiet machine and by hand; `IMPORT_MAILBOXES`, `IMPORT_MESSAGES` and `IMPORT_KILLS` make it smaller.
#[test]
#[ignore = "takes long: 100,000 messages, 30 kills"]
fn s3_an_import_of_100_000_messages_killed_30_times_misses_nothing_and_has_nothing_twice() {
    let number = |name: &str, usual| std::env::var(name).map_or(usual, |text| text.parse().unwrap());
    let (mailboxes, messages) = (number("IMPORT_MAILBOXES", 50), number("IMPORT_MESSAGES", 2_000));
    let kills = number("IMPORT_KILLS", 30);
    let cloud = Cloud::with(Options { size: Size::Count(mailboxes), messages, ..Options::default() });
    let world = ready(&cloud);
    let began = Instant::now();
    let hit = killed(&world, &cloud, &world.folder().join("archive"), kills, 365);
    let all: u64 = cloud.mail_counts().iter().map(|counts| counts.requests).sum();
    println!("{hit} of {kills} kills hit; {all} requests; {:?} in all", began.elapsed());
    assert!(
        cloud.mail_counts().iter().all(|counts| counts.over_at_once + counts.over_requests == 0),
        "within the limits"
    );
}
