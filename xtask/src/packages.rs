//! What the system must have: installed on Debian and Ubuntu, named elsewhere.

use std::{fs, path::Path};

use crate::run::{Outcome, program, run, succeeds};

/// To build and open the window.
pub const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "librsvg2-dev", "libxdo-dev", "pkg-config", "build-essential", "cmake"];
/// To let a real mail server read the local gateway.
pub const MAIL: &[&str] = &["postfix", "postfix-sqlite", "sqlite3"];
/// To drive the real window and a real keyring in tests.
pub const DRIVEN: &[&str] =
    &["webkit2gtk-driver", "xvfb", "dbus", "dbus-x11", "gnome-keyring", "fonts-inter", "fonts-dejavu-core"];

/// Oldest Node.js that the page's tools run on.
const NODE: u32 = 20;

/// Makes sure that the packages and Node.js are there.
pub fn ensure(groups: &[&[&str]]) -> Outcome {
    let wanted: Vec<&str> = groups.concat();
    if debian() {
        let missing: Vec<&str> = wanted.iter().copied().filter(|name| !installed(name)).collect();
        if !missing.is_empty() {
            install(&missing)?;
        }
    } else if cfg!(target_os = "linux") {
        println!("Not Debian or Ubuntu: please have the equivalents of these installed: {}", wanted.join(" "));
    }
    node()
}

fn debian() -> bool {
    Path::new("/etc/debian_version").exists() && succeeds(program("dpkg-query", &["--version"]).env("LC_ALL", "C"))
}

fn installed(name: &str) -> bool {
    let output = program("dpkg-query", &["--show", "--showformat=${db:Status-Status}", name]).output();
    output.is_ok_and(|o| o.stdout == b"installed")
}

fn install(missing: &[&str]) -> Outcome {
    println!("Installing {}", missing.join(" "));
    let apt = |arguments: &[&str]| {
        let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"];
        words.extend_from_slice(arguments);
        if !superuser() {
            words.insert(0, "sudo");
        }
        run(&mut program(words[0], &words[1..]))
    };
    apt(&["update"])?;
    let mut arguments = vec!["install", "-y", "--no-install-recommends"];
    arguments.extend_from_slice(missing);
    apt(&arguments)
}

fn superuser() -> bool {
    fs::metadata("/proc/self").is_ok_and(|m| {
        use std::os::unix::fs::MetadataExt as _;
        m.uid() == 0
    })
}

fn node() -> Outcome {
    let answer = program("node", &["--version"]).output().ok().filter(|o| o.status.success());
    let version = answer.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    match major {
        Some(major) if major >= NODE => Ok(()),
        Some(_) => {
            Err(format!("Node.js {version} is too old: install Node.js {NODE} or newer with npm, then run this again."))
        }
        None if debian() => {
            install(&["nodejs", "npm"])?;
            if succeeds(&mut program("npm", &["--version"])) { Ok(()) } else { Err("npm does not run.".to_owned()) }
        }
        None => Err(format!("Node.js is not there: install Node.js {NODE} or newer with npm, then run this again.")),
    }
}
