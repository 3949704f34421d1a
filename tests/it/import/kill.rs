//! S3: `kill -9` at any moment of an import, and the next start goes on: nothing is missing, nothing is there twice.

use std::{
    fs,
    path::Path,
    process::Child,
    thread,
    time::{Duration, Instant},
};

use journeys::{cloud::Cloud, dovecot::ImapServer, gateway_rows::count, world::World};
use practice::{Options, Practice, Size};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::Value;

use super::{
    served::serves,
    source::{agrees, everything, ready},
};

/// Messages in hand when it is killed: three of each of four mailboxes.
const IN_HAND: u64 = 12;

/// An import that settles nothing for so long hangs.
const STANDSTILL: Duration = Duration::from_secs(120);

/// What became of an import that was killed again and again.
pub struct Killed {
    /// Kills that hit a running import.
    pub hit: u32,
    /// What the last one, which was let alone, said.
    pub answer: Value,
    /// The largest that each had been in memory, in KiB.
    pub peaks: Vec<u64>,
}

/// Messages that the ledger has settled.
fn settled(data: &Path) -> u32 {
    count(&data.join("tenantry.db"), "SELECT count(*) FROM import_message WHERE state >= 2")
}

/// Kills it as soon as so many are settled; tells how large it was when it was still alive.
#[allow(
    clippy::disallowed_methods,
    reason = "a ledger tells nobody what is written into it; the condition ends the loop"
)]
fn kill_at(mut child: Child, data: &Path, so_many: u32) -> Option<u64> {
    let (mut limit, mut before) = (Instant::now() + STANDSTILL, 0);
    while child.try_wait().unwrap().is_none() && before < so_many {
        let now = settled(data);
        if now > before {
            (limit, before) = (Instant::now() + STANDSTILL, now);
        }
        assert!(Instant::now() < limit, "the import does not go on");
        thread::sleep(Duration::from_millis(5));
    }
    let peak = peak(child.id());
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    alive.then_some(peak)
}

/// The largest resident memory of a process so far, in KiB (proc(5)).
fn peak(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Messages that an application asked for, whether they came or not. What was refused because a killed program's requests
/// were still being answered was not read.
fn asked(practice: &Practice) -> u64 {
    practice.mail_counts().iter().map(|counts| counts.mime.saturating_sub(counts.over_at_once)).sum()
}

/// Kills an import so often at moments that grow, and lets the last one end. No more messages are asked for than there
/// are, but for those that were in hand.
pub fn killed(world: &World, cloud: &Cloud, words: &[String], kills: u32, seed: u64) -> Killed {
    let mailboxes = cloud.mailboxes();
    let total: usize = mailboxes.iter().map(|(_, address)| cloud.mail_truth(address).map_or(0, |all| all.len())).sum();
    let total = u32::try_from(total).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut random, mut peaks) = (StdRng::seed_from_u64(seed), Vec::new());
    for kill in 0..kills {
        let child = world.ctl.command(&words).spawn().unwrap();
        let (from, to) = (total * kill / kills, total * (kill + 1) / kills);
        peaks.extend(kill_at(child, world.ctl.data_dir(), random.random_range(from..to).max(1)));
    }
    let (answer, hit) = (world.ctl.ok(&words), u32::try_from(peaks.len()).unwrap());
    let most = u64::from(total) + u64::from(hit) * IN_HAND;
    assert!(asked(cloud) <= most, "{} messages were asked for, {total} are there, {hit} kills", asked(cloud));
    Killed { hit, answer, peaks }
}

#[test]
fn s3_an_import_killed_at_five_moments_misses_nothing_has_nothing_twice_and_reads_no_more_than_was_in_hand() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let archive = world.folder().join("archive");
    let killed = killed(&world, &cloud, &everything(&archive), 5, 365);
    agrees(&cloud, &archive, &killed.answer);
    assert!(killed.hit >= 3, "most kills hit a running import, not {}", killed.hit);
}

/// A number that whoever starts a large proof may set.
pub fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// A large tenant: `IMPORT_MAILBOXES` and `IMPORT_MESSAGES` make it smaller. A sixth of its users has no mailbox.
pub fn large() -> Cloud {
    let (mailboxes, messages) = (number("IMPORT_MAILBOXES", 50), number("IMPORT_MESSAGES", 2_000));
    Cloud::with(Options { size: Size::Count(mailboxes * 6 / 5), messages, ..Options::default() })
}

/// Prints what a large proof came to, and looks whether it kept within the limits of each mailbox.
pub fn told(cloud: &Cloud, killed: &Killed, began: Instant) {
    let counts = cloud.mail_counts();
    let all: u64 = counts.iter().map(|counts| counts.requests).sum();
    let at_once: u64 = counts.iter().map(|counts| counts.over_at_once).sum();
    println!("{} kills hit; {all} requests, {at_once} refused after a kill; {:?} in all", killed.hit, began.elapsed());
    println!("largest in memory, KiB, life by life: {:?}", killed.peaks);
    assert!(counts.iter().all(|counts| counts.over_requests == 0), "within the limits");
    // A killed program's requests may still be under way when the next one asks.
    assert!(at_once <= u64::from(killed.hit) * IN_HAND, "{at_once} refused");
}

/// The large proof, for a quiet machine and by hand; `IMPORT_KILLS` kills it less often.
#[test]
#[ignore = "takes long: 100,000 messages, 30 kills"]
fn s3_an_import_of_100_000_messages_killed_30_times_is_served_by_dovecot_with_nothing_missing_and_nothing_twice() {
    let cloud = large();
    let world = ready(&cloud);
    let archive = world.folder().join("archive");
    let server = ImapServer::start(&archive).unwrap();
    let began = Instant::now();
    let killed = killed(&world, &cloud, &everything(&archive), number("IMPORT_KILLS", 30), 365);
    told(&cloud, &killed, began);
    agrees(&cloud, &archive, &killed.answer);
    let read = Instant::now();
    let mailboxes: Vec<&str> = killed.answer["mailboxes"].as_array().unwrap().iter().map(address).collect();
    let served: usize = mailboxes.iter().map(|mailbox| serves(&cloud, &server, mailbox)).sum();
    println!("{served} messages of {} mailboxes served by Dovecot in {:?}", mailboxes.len(), read.elapsed());
}

fn address(line: &Value) -> &str {
    line["mailbox"].as_str().unwrap()
}
