//! What the system must have: installed on Debian and Ubuntu, named elsewhere.

use std::path::Path;

use crate::run::{Outcome, own_tools, program, run, succeeds, superuser};

/// To build and open the window.
pub const WINDOW: &[&str] =
    &["libwebkit2gtk-4.1-dev", "librsvg2-dev", "libxdo-dev", "pkg-config", "build-essential", "cmake"];
/// To let a real mail server read the local gateway.
pub const MAIL: &[&str] = &["postfix", "postfix-sqlite", "sqlite3"];
/// To test both databases of a gateway, logins of outgoing users, an archive read by IMAP, a mail client that is not ours,
/// and look-ups in DNS.
pub const SERVERS: &[&str] = &[
    "postfix-pgsql",
    "postgresql",
    "dovecot-core",
    "dovecot-sqlite",
    "dovecot-pgsql",
    "dovecot-imapd",
    "swaks",
    "libnet-ssleay-perl",
    "nsd",
];
/// To drive the real window and a real keyring in tests.
pub const DRIVEN: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "dbus",
    "dbus-x11",
    "gnome-keyring",
    "libayatana-appindicator3-1",
    "fonts-inter",
    "fonts-dejavu-core",
];

/// To look into PDFs with programs that are not ours (1 MB each).
pub const PAPERS: &[&str] = &["poppler-utils", "qpdf"];

/// Oldest Node.js that the page's tools run on: major, minor.
const NODE: (u32, u32) = (20, 19);
/// What is taken from the npm registry where the system's Node.js is older, as in Debian 12.
const OWN_NODE: &str = "22";

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

/// Packages of servers start them, and at each boot again. Here they only lend their programs to private servers: while
/// packages are installed no service may start (invoke-rc.d(8), `policy-rc.d`), and services that came with them are
/// taken out of the boot. What the machine had before goes on as it was.
const INSTALL: &str = r#"
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get -q update
apt-get -q install -y --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for package in "$@"; do
    case "$package" in
      postfix) systemctl disable --quiet postfix.service || true ;;
      postgresql) systemctl disable --quiet postgresql.service || true ;;
      dovecot-core) systemctl disable --quiet dovecot.service || true ;;
      nsd) systemctl disable --quiet nsd.service || true ;;
    esac
  done
fi
"#;

fn install(missing: &[&str]) -> Outcome {
    println!("Installing {}; no service is started by it.", missing.join(" "));
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c", INSTALL, "install"];
    if !superuser() {
        words.insert(0, "sudo");
    }
    words.extend_from_slice(missing);
    let status = program(words[0], &words[1..]).status().map_err(|error| format!("apt-get: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("apt-get could not install {}: {status}", missing.join(" "))) }
}

/// Node.js and npm: the system's when new enough, else our own beside the build, fetched with Debian's npm.
fn node() -> Outcome {
    let (major, minor) = NODE;
    if version().is_some_and(|version| version >= NODE) && succeeds(&mut program("npm", &["--version"])) {
        return Ok(());
    }
    let arch = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    if !debian() {
        return Err(format!("Install Node.js {major}.{minor} or newer with npm, then run this again."));
    }
    if !succeeds(&mut program("npm", &["--version"])) {
        install(&["nodejs", "npm"])?;
    }
    println!("The system has no Node.js {major}.{minor} or newer; one is put into target/node.");
    let own = format!("node-linux-{arch}@{OWN_NODE}");
    run(&mut program("npm", &["install", "--no-audit", "--no-fund", "--prefix", "target/node", &own, "npm@10"]))?;
    match version() {
        Some(version) if version >= NODE => Ok(()),
        _ => Err(format!(
            "Node.js {major}.{minor} or newer is needed and could not be put into {}.",
            own_tools().display()
        )),
    }
}

fn version() -> Option<(u32, u32)> {
    let answer = program("node", &["--version"]).output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let mut numbers = text.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
