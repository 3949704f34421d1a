//! Processes of this computer, as proc(5) tells of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Those of this name whose home is this folder.
#[must_use]
pub fn at_home(home: &Path, name: &str) -> Vec<PathBuf> {
    let home = format!("HOME={}", home.display());
    let ours = |process: &PathBuf| {
        let named = fs::read_to_string(process.join("comm")).is_ok_and(|comm| comm.trim_end() == name);
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        named && environment.split(|byte| *byte == 0).any(|one| one == home.as_bytes())
    };
    all().filter(ours).collect()
}

/// Those that were started by the one with this word on its command line.
#[must_use]
pub fn started_by(word: &str) -> Vec<PathBuf> {
    let named = |process: &PathBuf| {
        let line = fs::read(process.join("cmdline")).unwrap_or_default();
        line.split(|byte| *byte == 0).any(|one| one == word.as_bytes())
    };
    let Some(parent) = all().find(named) else { return Vec::new() };
    let parent = parent.file_name().map(|pid| pid.to_string_lossy().into_owned());
    all().filter(|process| field(process, 1) == parent).collect()
}

/// Whether its last thread is gone: one that was killed is a zombie with a name on the bus until then, and a second
/// start would be handed over to it.
#[must_use]
pub fn is_over(process: &Path) -> bool {
    let threads = fs::read_dir(process.join("task")).into_iter().flatten().flatten();
    threads.map(|thread| field(&thread.path(), 0)).all(|state| state.is_none_or(|state| state == "Z" || state == "X"))
}

/// A field behind the name: 0 is the state, 1 the parent.
#[must_use]
pub fn field(process: &Path, number: usize) -> Option<String> {
    let text = fs::read_to_string(process.join("stat")).ok()?;
    let (_, after) = text.rsplit_once(") ")?;
    after.split(' ').nth(number).map(ToOwned::to_owned)
}

fn all() -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().bytes().all(|b| b.is_ascii_digit()))
        .map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;
    use crate::desktop::until;

    #[test]
    fn a_process_is_found_by_who_started_it_and_is_over_when_it_was_killed() {
        let mut parent =
            Command::new("sh").args(["-c", "cat; true", "only-this-test"]).stdin(Stdio::piped()).spawn().unwrap();
        until("its child is there", || started_by("only-this-test").len() == 1);
        let child = started_by("only-this-test").remove(0);
        assert!(!is_over(&child));
        drop(parent.stdin.take());
        parent.wait().unwrap();
        until("it is over", || is_over(&child));
    }
}
