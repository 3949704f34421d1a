//! A program that delivers into a Maildir, killed before every call that changes the disk, and with a disk that is full
//! from every such call on (S3): nothing half-written, nothing twice, and the next start finishes it.

use std::{
    collections::BTreeMap,
    env, fs,
    io::Write as _,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

use archive::Delivered;
use tempfile::TempDir;

use crate::{ANN, deliver, sink};

/// The last one is the first one again, with another id in its mailbox.
fn messages() -> [Vec<u8>; 3] {
    let large = [b"Subject: two\r\n\r\n".to_vec(), vec![b'x'; 100_000]].concat();
    [b"Subject: one\r\n\r\nHello.\r\n".to_vec(), large, b"Subject: one\r\n\r\nHello.\r\n".to_vec()]
}

/// What the program under fault does, when this test is started as one: it delivers each message and then notes it.
#[test]
fn the_deliverer() {
    let Some(folder) = env::var_os("DELIVER_INTO").map(PathBuf::from) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sink = sink(&format!("maildir:{}", folder.join("mail").display()), &folder);
    let mut notes = fs::File::options().append(true).create(true).open(folder.join("notes")).unwrap();
    for (n, content) in messages().iter().enumerate() {
        let noted = match runtime.block_on(deliver(&sink, ANN, content)) {
            Ok(Delivered::New) => format!("{n} new\n"),
            Ok(Delivered::Already) => format!("{n} already\n"),
            Err(error) => {
                fs::write(folder.parent().unwrap().join("error"), format!("{} {}", error.code(), error)).unwrap();
                return;
            }
        };
        // As a ledger would be, once the message is there for good.
        if notes.write_all(noted.as_bytes()).is_err() {
            return;
        }
    }
}

struct Bench {
    folder: TempDir,
    shim: PathBuf,
}

impl Bench {
    fn new(shim: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("disk")).unwrap();
        Self { folder, shim: shim.to_owned() }
    }

    fn disk(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn run(&self, fault: Option<(&str, usize)>) -> ExitStatus {
        let mut program = Command::new(env::current_exe().unwrap());
        program.args(["killed::the_deliverer", "--exact"]).env("DELIVER_INTO", self.disk());
        program.env("LD_PRELOAD", &self.shim).env("FAULT_FOLDER", self.disk());
        program.env("FAULT_LOG", self.folder.path().join("log"));
        program.envs(fault.map(|(name, at)| (name, at.to_string())));
        program.output().unwrap().status
    }

    fn calls(&self) -> Vec<String> {
        fs::read_to_string(self.folder.path().join("log")).unwrap().lines().map(str::to_owned).collect()
    }

    fn maildir(&self, part: &str) -> BTreeMap<String, Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.disk().join("mail/larkfield.example/ann/Maildir").join(part)) else {
            return BTreeMap::new();
        };
        let read = |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
        entries.map(|entry| read(entry.unwrap())).collect()
    }

    /// Whole messages alone, each once, and all that were noted.
    fn is_sound(&self, moment: &str) {
        let there: Vec<_> = self.maildir("new").into_values().collect();
        for content in &there {
            assert!(messages().contains(content), "{moment}: half a message");
            assert_eq!(there.iter().filter(|other| *other == content).count(), 1, "{moment}: twice");
        }
        let notes = fs::read_to_string(self.disk().join("notes")).unwrap_or_default();
        for note in notes.lines() {
            let n: usize = note.split(' ').next().unwrap().parse().unwrap();
            assert!(there.contains(&messages()[n]), "{moment}: {note}, and it is not there");
        }
    }

    fn finishes(&self, moment: &str) {
        assert!(self.run(None).success(), "{moment}");
        self.is_sound(moment);
        assert_eq!(
            (self.maildir("new").len(), self.maildir("tmp").len()),
            (2, 0),
            "{moment}: then all, and nothing left"
        );
    }
}

fn shim(folder: &Path) -> PathBuf {
    let (source, library) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/shim.c"), folder.join("shim.so"));
    let built = Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).output();
    let built = built.expect("a C compiler, which building this workspace needs anyhow");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

#[test]
fn s3_killed_before_any_call_nothing_is_half_written_lost_or_there_twice() {
    let tools = tempfile::tempdir().unwrap();
    let shim = shim(tools.path());
    let whole = Bench::new(&shim);
    assert!(whole.run(None).success());
    whole.is_sound("unharmed");
    let calls = whole.calls();
    assert!(calls.len() > 30, "the calls are seen: {calls:?}");
    for (n, call) in calls.iter().enumerate() {
        let bench = Bench::new(&shim);
        let moment = format!("killed before {call}, call {}", n + 1);
        assert_eq!(bench.run(Some(("FAULT_KILL", n + 1))).signal(), Some(9), "{moment}");
        bench.is_sound(&moment);
        bench.finishes(&moment);
    }
}

#[test]
fn s3_a_message_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_noted() {
    let tools = tempfile::tempdir().unwrap();
    let bench = Bench::new(&shim(tools.path()));
    assert!(bench.run(None).success());
    let calls = bench.calls();
    let at = |what: &str| {
        calls.iter().enumerate().filter(|(_, call)| call.starts_with(what)).map(|(n, _)| n).collect::<Vec<_>>()
    };
    let (named, noted) = (at("rename /mail/"), at("write /notes"));
    assert_eq!((named.len(), noted.len()), (2, 3));
    for n in named {
        assert!(calls[n - 1].starts_with("sync /mail/larkfield.example/ann/Maildir/tmp/"), "{calls:?}");
        assert_eq!(calls[n + 1], "sync /mail/larkfield.example/ann/Maildir/new", "{calls:?}");
    }
    for folder in calls.iter().filter_map(|call| call.strip_prefix("mkdir ")) {
        let above = folder.rsplit_once('/').unwrap().0;
        assert!(calls.contains(&format!("sync {above}")), "{folder} may be lost: {calls:?}");
    }
}

#[test]
fn b6_on_a_disk_that_is_full_from_any_call_on_it_says_so_leaves_nothing_half_written_and_goes_on_with_room() {
    let tools = tempfile::tempdir().unwrap();
    let shim = shim(tools.path());
    let whole = Bench::new(&shim);
    assert!(whole.run(None).success());
    let mut told = 0;
    for (n, call) in whole.calls().iter().enumerate() {
        let bench = Bench::new(&shim);
        let moment = format!("full from {call}, call {}", n + 1);
        bench.run(Some(("FAULT_FULL", n + 1)));
        bench.is_sound(&moment);
        assert_eq!(bench.maildir("tmp").len(), 0, "{moment}: half a message takes no room");
        if let Ok(error) = fs::read_to_string(bench.folder.path().join("error")) {
            assert!(error.starts_with("disk-full /") && error.ends_with(": the disk is full"), "{moment}: {error}");
            told += 1;
        }
        bench.finishes(&moment);
    }
    assert!(told > 20, "{told}");
}
