//! `cargo xtask bundle [KIND…] [--try]`: installers for this system, with `tenantryctl` in them; `deb rpm` where none is named.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    packages,
    run::{Outcome, cargo, host, program, root, run, superuser},
    ui,
};

/// Builds the installers. It comes from npm as a program, so that nobody waits for it to be compiled.
const TAURI: &str = "@tauri-apps/cli@2.12";

/// Where what goes along lies, under the name that the configuration in `packaging` gives it.
const BESIDE: &str = "target/bundle";

/// Where the installers are put.
const INSTALLERS: &str = "target/release/bundle";

/// Makes a clean system, for the trial of a package.
const CLEAN: &[&str] = &["debootstrap", "debian-archive-keyring"];

/// Packs for systems with RPM.
const RPM: &[&str] = &["rpm"];

/// Builds what is installed on this system, signed where the environment holds what signing takes; with `--try` the
/// package is installed on a clean system, used and taken away again.
pub fn bundle(words: &[String]) -> Outcome {
    let kinds: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--try").collect();
    build()?;
    pack(&kinds)?;
    if kinds.len() < words.len() { on_a_clean_system() } else { Ok(()) }
}

/// Builds both programs as they are shipped, in one go: two would build the libraries twice.
pub fn build() -> Outcome {
    packages::ensure(&[packages::WINDOW])?;
    ui::install()?;
    let both = ["--no-bundle", "--", "--package", "tenantry", "--package", "tenantry-cli"];
    run(tauri("build").args(both))
}

/// Puts what was built into installers.
fn pack(kinds: &[&str]) -> Outcome {
    let end = std::env::consts::EXE_SUFFIX;
    if cfg!(target_os = "linux") {
        // The profile asks for it, but Tauri's tool has the symbols kept, which are a fifth of the programs.
        run(program("strip", &["target/release/tenantry", "target/release/tenantryctl"]).current_dir(root()))?;
    }
    let (from, beside) = (root().join(format!("target/release/tenantryctl{end}")), root().join(BESIDE));
    let to = beside.join(format!("tenantryctl-{}{end}", host()?));
    fs::create_dir_all(&beside)
        .and_then(|()| fs::copy(&from, &to))
        .map_err(|error| format!("{} could not be put beside the window: {error}", from.display()))?;
    let usual: &[&str] = if cfg!(target_os = "linux") { &["deb", "rpm"] } else { &[] };
    let kinds = if kinds.is_empty() { usual } else { kinds };
    let mut bundle = tauri("bundle");
    bundle.args(["--config", "packaging/bundle.json"]);
    // Windows has no name of its own for this in the environment, as macOS has.
    if std::env::var_os("TENANTRY_SIGN_COMMAND").is_some_and(|command| !command.is_empty()) {
        bundle.args(["--config", "packaging/windows-signed.json"]);
    }
    if !kinds.is_empty() {
        // That for Fedora is made of the files of that for Debian.
        let mut by_tauri: Vec<&str> = kinds.iter().map(|kind| if *kind == "rpm" { "deb" } else { *kind }).collect();
        by_tauri.sort_unstable();
        by_tauri.dedup();
        bundle.args(["--bundles", &by_tauri.join(",")]);
    }
    run(&mut bundle)?;
    if cfg!(target_os = "linux") && (kinds.contains(&"deb") || kinds.contains(&"rpm")) {
        let files = smaller(&newest(&root().join(INSTALLERS).join("deb"), "deb")?)?;
        if kinds.contains(&"rpm") {
            rpm(&files)?;
        }
    }
    println!("\nThe installers are in {INSTALLERS}.");
    Ok(())
}

/// Tauri packs with gzip, whose window is too small to see how much both programs have in common; xz halves the package.
/// Gives the folder with its files.
fn smaller(deb: &Path) -> Outcome<PathBuf> {
    let folder = emptied("deb")?;
    let (from, to) = (folder.to_string_lossy(), deb.to_string_lossy());
    run(&mut program("dpkg-deb", &["--raw-extract", &to, &from]))?;
    run(&mut program("dpkg-deb", &["--root-owner-group", "-Zxz", "-z9", "-Sextreme", "--build", &from, &to]))?;
    Ok(folder)
}

/// By the system's own tool: Tauri's packs in blocks, which takes half as much again, and leaves it to us to know what
/// the libraries are called there.
fn rpm(files: &Path) -> Outcome {
    packages::ensure(&[RPM])?;
    let (work, to) = (emptied("rpm")?, root().join(INSTALLERS).join("rpm"));
    let define = |name: &str, value: &Path| format!("{name} {}", value.display());
    let words = ["-bb", "packaging/linux/tenantry.spec", "--define", &format!("shipped {}", env!("CARGO_PKG_VERSION"))];
    let places = [define("tree", files), define("_topdir", &work), define("_rpmdir", &to)];
    let mut rpmbuild = program("rpmbuild", &words);
    for place in &places {
        rpmbuild.args(["--define", place]);
    }
    run(rpmbuild.args(["--define", "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm"]).current_dir(root()))
}

/// A folder beside what is packed, with nothing in it.
fn emptied(name: &str) -> Outcome<PathBuf> {
    let folder = root().join(BESIDE).join(name);
    let cleared = if folder.exists() { fs::remove_dir_all(&folder) } else { Ok(()) };
    cleared.map_err(|error| format!("{} could not be emptied: {error}", folder.display()))?;
    Ok(folder)
}

fn tauri(command: &str) -> Command {
    let mut tauri = program("npm", &["exec", "--yes", "--package", TAURI, "--", "tauri", command]);
    // A workflow without the secret gives an empty one, which Tauri would try to sign with.
    for (name, value) in std::env::vars_os() {
        if value.is_empty() && name.to_string_lossy().starts_with("APPLE_") {
            tauri.env_remove(name);
        }
    }
    tauri
}

/// On a Debian that never saw it, because this machine has long what a package might forget to ask for.
fn on_a_clean_system() -> Outcome {
    packages::ensure(&[packages::WINDOW, CLEAN])?;
    run(&mut cargo(&["build", "--package", "journeys", "--bin", "installed", "--bin", "person"]))?;
    let deb = newest(&root().join(INSTALLERS).join("deb"), "deb")?;
    let deb = deb.to_string_lossy();
    let words = ["packaging/linux/try.sh", &deb, "target/debug/installed", "target/debug/person", "target/try"];
    run(&mut if superuser() { program("sh", &words) } else { program("sudo", &[&["sh"], &words[..]].concat()) })
}

fn newest(folder: &Path, end: &str) -> Outcome<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let packages = files.filter(|path| path.extension().is_some_and(|found| found == end));
    let made = |path: &PathBuf| fs::metadata(path).and_then(|found| found.modified()).ok();
    packages.max_by_key(made).ok_or_else(|| format!("there is no .{end} in {}", folder.display()))
}
