//! The programs under test, as they were built.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Names a folder with other programs of ours than those that were built along: as shipped, or as installed.
pub const PROGRAMS: &str = "TENANTRY_PROGRAMS";

/// A program of the workspace: it stands in the folder that `TENANTRY_PROGRAMS` names, in that of this very program, or
/// above it for a test.
///
/// # Panics
/// When it was not built.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let me = std::env::current_exe().expect("this program has a path");
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let named = std::env::var_os(PROGRAMS).map(PathBuf::from);
    let folders = named.into_iter().chain(me.ancestors().skip(1).take(2).map(Path::to_owned));
    let built = folders.map(|folder| folder.join(&file)).find(|path| path.is_file());
    built.unwrap_or_else(|| {
        panic!("{name} is not built: run `cargo build -p tenantry -p tenantry-cli`, as `cargo xtask test` does")
    })
}

/// User and group of a system user, by its name.
///
/// # Errors
/// When the machine has no such user.
pub fn system_user(name: &str) -> io::Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name);
    let found = fields.and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)));
    found.ok_or_else(|| io::Error::other(format!("the machine has no user {name}")))
}
