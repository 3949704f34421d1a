//! Postfix while much is written, and while the writer dies (G2).

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Barrier,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use gateway::Change;
use journeys::postfix::{Proxymap, Smtp};
use model::{DirectoryId, Services};

use super::world::{Base, World, account, begin, domain, recipient, shape};

on_both_databases!(
    g2_no_look_up_fails_or_hangs_while_thousands_of_mailboxes_are_written,
    b4_postfix_goes_on_when_the_writer_is_killed_in_the_middle_of_a_commit,
);

/// How many sessions a process of the listeners serves before another takes its place (`max_use` in master.cf).
const SESSIONS: usize = 20;

/// What was looked up while something went on.
#[derive(Debug, Default)]
struct Load {
    lookups: AtomicU64,
    sessions: AtomicU64,
    slowest_micros: AtomicU64,
    over: AtomicBool,
}

impl Load {
    /// Looks up on several connections, and in SMTP sessions, until `work` is done; nothing may fail.
    fn during<T>(world: &World, connections: usize, work: impl FnOnce() -> T) -> (Self, T) {
        let load = Self::default();
        let begun = Barrier::new(connections + 2);
        let done = thread::scope(|scope| {
            // Also when a thread panics, so that the others end.
            struct Over<'a>(&'a AtomicBool);
            impl Drop for Over<'_> {
                fn drop(&mut self) {
                    self.0.store(true, Ordering::Relaxed);
                }
            }
            for _ in 0..connections {
                scope.spawn(|| {
                    let _over = Over(&load.over);
                    load.look_up(world, &begun);
                });
            }
            scope.spawn(|| {
                let _over = Over(&load.over);
                load.sessions(world, &begun);
            });
            let _over = Over(&load.over);
            begun.wait();
            work()
        });
        (load, done)
    }

    fn look_up(&self, world: &World, begun: &Barrier) {
        let map = |name| world.postfix.map(name);
        let questions = [
            (map("relay_recipients"), "ann.lee@larkfield.example", true),
            (map("relay_recipients"), "nobody@larkfield.example", false),
            (map("relay_domains"), "larkfield.example", true),
            (map("gone"), "ann.lee@larkfield.example", false),
            (map("transport"), "bob@larkfield.example", true),
            (map("outgoing_sender"), "o'hara@larkfield.example", true),
            (map("microsoft365"), "40.107.22.52", true),
            (map("archive_recipient"), "bob@larkfield.example", false),
        ];
        let mut client = world.postfix.proxymap().unwrap();
        begun.wait();
        while !self.over.load(Ordering::Relaxed) {
            for _ in 0..SESSIONS {
                for (map, key, hit) in &questions {
                    let asked = Instant::now();
                    let answer = asked_again(world, &mut client, map, key);
                    assert_eq!(answer.is_some(), *hit, "{map} {key}: {answer:?}");
                    self.took(asked);
                    self.lookups.fetch_add(1, Ordering::Relaxed);
                }
            }
            // Then an `smtpd` ends, and the next one connects. That matters: the master starts another `proxymap` when a
            // client comes while all that run are at work, and who connected while Postfix was idle has one for all.
            let left = Instant::now();
            client = world.postfix.proxymap().unwrap();
            self.took(left);
        }
    }

    fn took(&self, since: Instant) {
        let micros = u64::try_from(since.elapsed().as_micros()).unwrap();
        self.slowest_micros.fetch_max(micros, Ordering::Relaxed);
    }

    fn sessions(&self, world: &World, begun: &Barrier) {
        let mut open = world.incoming();
        begun.wait();
        while !self.over.load(Ordering::Relaxed) {
            round(world, &mut open);
            self.sessions.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// In a session that stays open, and in a new one.
fn round(world: &World, open: &mut Smtp) {
    assert_eq!(open.rcpt("bob@larkfield.example").unwrap().code, 250);
    open.command("RSET").unwrap();
    open.mail("someone@elsewhere.example").unwrap();
    let mut new = world.incoming();
    assert_eq!(new.rcpt("ann@larkfield.example").unwrap().code, 250);
    assert_eq!(new.rcpt("nobody@larkfield.example").unwrap().code, 550);
}

/// What Postfix looks up in a [`round`], counted by a database server that counts the calls of its functions; maps and
/// configuration are the same over SQLite.
#[allow(clippy::disallowed_methods, reason = "a server's statistics come when they come; the condition ends the loop")]
fn lookups_in_a_round() -> f64 {
    const ROUNDS: u32 = 100;
    let base = Base::postgres();
    let Base::Postgres { server, database } = &base else { unreachable!() };
    server.sql("postgres", &format!("ALTER DATABASE {database} SET track_functions = 'pl'")).unwrap();
    let world = World::new(Base::Postgres { server: std::sync::Arc::clone(server), database: database.clone() });
    let mut open = world.incoming();
    (0..ROUNDS).for_each(|_| round(&world, &mut open));
    let calls = || world.count("SELECT coalesce(sum(calls), 0) FROM pg_stat_user_functions WHERE funcname LIKE 'map%'");
    // Each server process tells what it counted when it was idle for ten seconds.
    let (mut told, mut since) = (calls(), Instant::now());
    while told == 0 || since.elapsed() < Duration::from_secs(15) {
        thread::sleep(Duration::from_millis(200));
        let now = calls();
        if now != told {
            (told, since) = (now, Instant::now());
        }
    }
    f64::from(told) / f64::from(ROUNDS)
}

/// A `proxymap` that has served its share of clients says good-bye; Postfix's programs then connect again.
fn asked_again(world: &World, client: &mut Proxymap, map: &str, key: &str) -> Option<String> {
    match client.ask(map, key) {
        Ok(answer) => answer,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::BrokenPipe) => {
            *client = world.postfix.proxymap().unwrap();
            client.ask(map, key).unwrap()
        }
        Err(error) => panic!("{error}"),
    }
}

/// Mailboxes of `load.example`, by number.
pub(super) fn mailboxes(numbers: std::ops::Range<u32>) -> Vec<Change> {
    let one = |number: u32| {
        let mut id = [7; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let primary = format!("person{number}@load.example");
        let alias = format!("p.{number}@load.example");
        Change::EnsureRecipient {
            id: DirectoryId(id),
            previous: None,
            shape: shape(&primary, &[&alias], Services::ALL),
        }
    };
    numbers.map(one).collect()
}

/// Applies that many mailboxes in batches while much is looked up.
fn apply_under_load(world: &World, mailboxes_in_all: u32, connections: usize, batch: u32) -> (Load, Duration) {
    world.apply(&[domain("load.example", &[world.clients.address], true)]);
    Load::during(world, connections, || {
        let began = Instant::now();
        for first in (0..mailboxes_in_all).step_by(batch as usize) {
            world.apply(&mailboxes(first..(first + batch).min(mailboxes_in_all)));
        }
        began.elapsed()
    })
}

fn g2_no_look_up_fails_or_hangs_while_thousands_of_mailboxes_are_written(world: World) {
    let (load, _) = apply_under_load(&world, 5_000, 4, 1_000);
    assert!(load.lookups.into_inner() > 0 && load.sessions.into_inner() > 0);
    assert_eq!(world.ask("relay_recipients", "p.4999@load.example").as_deref(), Some("listed"));
}

/// The figure: `cargo test -p journeys measured_look_ups -- --ignored --nocapture --test-threads 1`.
fn measured(base: Base, name: &str) {
    let in_a_round = lookups_in_a_round();
    let world = World::new(base);
    let batch = u32::try_from(world.gateway().capabilities().batch).unwrap();
    let (load, took) = apply_under_load(&world, 100_000, 8, batch);
    let (lookups, rounds, took) = (load.lookups.into_inner(), load.sessions.into_inner(), took.as_secs_f64());
    let by_postfix = rounds as f64 * in_a_round;
    println!(
        "{name}: while 100,000 mailboxes were written in {took:.1} s: {lookups} look-ups ({:.0} a second) and {rounds} \
         rounds of SMTP sessions with {in_a_round:.1} look-ups each ({:.0} a second), together {:.0} a second; the \
         slowest {:.0} ms, none failed",
        lookups as f64 / took,
        by_postfix / took,
        (lookups as f64 + by_postfix) / took,
        load.slowest_micros.into_inner() as f64 / 1000.0,
    );
}

#[test]
#[ignore = "a measurement"]
fn measured_look_ups_on_sqlite_while_100_000_mailboxes_are_written() {
    measured(Base::Sqlite, "SQLite");
}

#[test]
#[ignore = "a measurement"]
fn measured_look_ups_on_postgres_while_100_000_mailboxes_are_written() {
    measured(Base::postgres(), "PostgreSQL");
}

/// A program of its own that writes until somebody ends it.
struct Writer(Child);

impl Writer {
    fn start(world: &World) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "--nocapture", "gateway_smtp::load::a_writer_that_waits_for_its_end"]);
        command.env("WRITER_FOLDER", world.dir.path());
        if let Base::Postgres { server, database } = &world.base {
            command.env("WRITER_URL", server.url(database));
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.map_while(Result::ok).any(|line| line.contains("writing")), "the writer has begun");
        Self(child)
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Waits until the writer has written something that it has not committed, or is just committing.
#[allow(clippy::disallowed_methods, reason = "a database tells nobody that it is written; the condition ends the loop")]
fn until_committing(world: &World) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let written = || match &world.base {
        // Its length stays when it is filled again from its beginning.
        Base::Sqlite => {
            let changed = world.dir.path().join("gateway.db-wal").metadata().unwrap().modified().unwrap();
            changed.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos()
        }
        Base::Postgres { server, database } => {
            let busy = format!(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND backend_xid IS NOT NULL"
            );
            server.sql("postgres", &busy).unwrap().parse().unwrap()
        }
    };
    let before = if world.base.is_sqlite() { written() } else { 0 };
    while written() == before {
        assert!(Instant::now() < deadline, "the writer does not write");
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
#[ignore = "the program that a test kills"]
fn a_writer_that_waits_for_its_end() {
    let folder = std::env::var_os("WRITER_FOLDER").unwrap();
    let gateway = Base::opened(std::env::var("WRITER_URL").ok().as_deref(), folder.as_ref(), account());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    // Once: nobody reads on.
    println!("writing");
    for first in (0..).step_by(2_000) {
        let batch = mailboxes(first..first + 2_000);
        for answer in runtime.block_on(gateway.apply(&batch)) {
            answer.unwrap();
        }
    }
}

fn b4_postfix_goes_on_when_the_writer_is_killed_in_the_middle_of_a_commit(mut world: World) {
    world.apply(&[domain("load.example", &[world.clients.address], true)]);
    let mut open = begin(world.postfix.incoming, "someone@elsewhere.example");
    assert_eq!(open.rcpt("ann@larkfield.example").unwrap().code, 250);
    // Nobody else has the database open.
    world.gateway = None;
    for _ in 0..2 {
        let writer = Writer::start(&world);
        Load::during(&world, 2, || {
            until_committing(&world);
            writer.kill();
        });
        assert_eq!(open.rcpt("bob@larkfield.example").unwrap().code, 250);
        assert_eq!(open.rcpt("nobody@larkfield.example").unwrap().code, 550);
        let other = world.another_postfix();
        let mut session = Smtp::connect(other.incoming).unwrap();
        session.ehlo().unwrap();
        session.mail("").unwrap();
        assert_eq!(session.rcpt("ann@larkfield.example").unwrap().code, 250);
        // Whole batches or nothing of them.
        assert_eq!(world.count("SELECT count(*) FROM recipient") % 2_000, 3);
    }
    world.gateway = Some(world.base.open(world.dir.path(), account()));
    world.apply(&[recipient(4, "new@larkfield.example", &[], Services::ALL)]);
    assert_eq!(open.rcpt("new@larkfield.example").unwrap().code, 250);
}
