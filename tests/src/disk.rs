//! The disk under a program, which ends the program, loses its power or runs full at a chosen call.

mod small;

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

pub use small::SmallDisk;

/// What happens to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing; its calls are counted.
    None,
    /// `kill -9` just before so many-th sync, from 1.
    Kill(u32),
    /// A power cut there: what no sync had put on the disk is gone, too.
    PowerCut(u32),
    /// The disk has so many bytes left.
    Room(u64),
}

impl Trouble {
    const fn variable(self) -> Option<(&'static str, u64)> {
        match self {
            Self::None => None,
            Self::Kill(at) => Some(("DISK_KILL", at as u64)),
            Self::PowerCut(at) => Some(("DISK_CUT", at as u64)),
            Self::Room(bytes) => Some(("DISK_ROOM", bytes)),
        }
    }
}

/// A program that came to its end on such a disk.
#[derive(Debug)]
pub struct Ended {
    /// Its status and what it said.
    pub output: Output,
    /// Name of each file that was synced, in order.
    pub syncs: Vec<String>,
    /// Name of each file that could not grow.
    pub full: Vec<String>,
    /// Bytes by which files grew, those included that were taken away again.
    pub grown: u64,
}

impl Ended {
    /// Whether it was killed, and did not end by itself.
    #[must_use]
    pub fn was_killed(&self) -> bool {
        self.output.status.signal() == Some(9)
    }
}

/// Makes such disks. What stands between program and disk is written in C, because only C may take the place of
/// the C library's functions without `unsafe`; any C compiler that builds this workspace builds it.
#[derive(Debug)]
pub struct Disk(TempDir);

impl Disk {
    /// Builds it.
    ///
    /// # Panics
    /// When there is no C compiler.
    #[must_use]
    pub fn make() -> Self {
        let disk = Self(tempfile::tempdir().expect("a temporary folder"));
        preloaded(Path::new("src/disk/shim.c"), &disk.shim());
        disk
    }

    fn shim(&self) -> PathBuf {
        self.0.path().join("shim.so")
    }

    /// Runs a command to its end; the trouble meets it in the files below `folder`.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn run(&self, command: &mut Command, folder: &Path, trouble: Trouble) -> Ended {
        let folder = folder.canonicalize().expect("a folder");
        let log = self.0.path().join("calls");
        // There is none before the first run.
        let _ = fs::remove_file(&log);
        command.env("LD_PRELOAD", self.shim()).env("DISK_FOLDER", &folder).env("DISK_LOG", &log);
        command.env("SQLITE_TMPDIR", &folder).envs(trouble.variable().map(|(name, value)| (name, value.to_string())));
        let output = command.output().expect("it starts");
        let calls = fs::read_to_string(&log).unwrap_or_default();
        let calls: Vec<Call<'_>> = calls.lines().filter_map(Call::read).collect();
        let of = |what: &'static str| calls.iter().filter(move |call| call.what == what);
        let names = |what: &'static str| of(what).map(|call| call.file.to_owned()).collect();
        Ended { output, syncs: names("sync"), full: names("full"), grown: of("write").map(|call| call.bytes).sum() }
    }
}

/// Builds a library that a program loads before all others, from a source of this crate.
pub(crate) fn preloaded(source: &Path, library: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
    let built = Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).arg(library).arg(source).output();
    let built = built.expect("cc (package build-essential) starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
}

/// A line of what the shim writes down.
struct Call<'a> {
    what: &'a str,
    bytes: u64,
    file: &'a str,
}

impl<'a> Call<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        let (what, bytes, path) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        Some(Self { what, bytes, file: path.rsplit('/').next()? })
    }
}
