//! Runs programs from the repository's root and says which one failed.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a task says when it cannot go on.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Where a newer Node.js lies when the system's is too old; first in the search path of what a task runs.
pub fn own_tools() -> PathBuf {
    root().join("target/node/node_modules/.bin")
}

/// A program with arguments, in the root.
pub fn program(name: &str, arguments: &[&str]) -> Command {
    // There npm is a script, which is only found by its whole name.
    let name = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
    let system = std::env::var_os("PATH").unwrap_or_default();
    let places = std::iter::once(own_tools()).chain(std::env::split_paths(&system));
    let path = std::env::join_paths(places).unwrap_or(system);
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).env("PATH", path);
    command
}

/// Cargo itself, the one that runs this task.
pub fn cargo(arguments: &[&str]) -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// Runs it with its output shown; an error names it.
pub fn run(command: &mut Command) -> Outcome {
    let shown = shown(command);
    println!("› {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{shown}: {status}")),
        Err(error) => Err(format!("{shown} could not be started: {error}")),
    }
}

/// Runs it silently and tells whether it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The target triple of this system.
pub fn host() -> Outcome<String> {
    let told = program("rustc", &["-vV"]).output().map_err(|error| format!("rustc could not be run: {error}"))?;
    let told = String::from_utf8_lossy(&told.stdout);
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not name its host".to_owned())
}

/// Whether this runs with a superuser's rights, as a private Postfix needs them.
pub fn superuser() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}
