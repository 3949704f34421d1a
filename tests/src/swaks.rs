//! Sessions of a mail client that is not ours: `swaks`, with every line in the log of the test.

use std::{
    net::SocketAddr,
    process::{Command, Stdio},
};

/// What it said, and whether it was content: [`DONE`], or why not.
#[derive(Debug)]
pub struct Session {
    /// The exit status (swaks manual, *EXIT CODES*).
    pub status: i32,
    /// Every line of the session.
    pub text: String,
}

/// Everything was accepted.
pub const DONE: i32 = 0;
/// No recipient was accepted.
pub const NO_RECIPIENT: i32 = 24;
/// The login failed.
pub const NO_LOGIN: i32 = 28;

/// Runs it against a server and prints what it says. Over IPv6, for which it lacks a module nearly everywhere, `openssl`
/// connects for it, with TLS from the first byte.
///
/// # Panics
/// When swaks cannot be run.
#[allow(clippy::print_stdout, reason = "the session belongs into the log of the test")]
#[must_use]
pub fn swaks(server: SocketAddr, arguments: &[&str]) -> Session {
    let (host, port) = (server.ip().to_string(), server.port().to_string());
    let mut swaks = Command::new("swaks");
    if server.is_ipv6() {
        let connect = format!("openssl s_client -quiet -no_ign_eof -nocommands -verify_quiet -connect {server}");
        swaks.args(["--pipe", &connect]);
    } else {
        swaks.args(["--server", &host, "--port", &port]);
    }
    swaks.args(["--ehlo", "client.example", "--timeout", "30"]).args(arguments);
    let output = swaks.stdin(Stdio::null()).output().expect("swaks: install it: apt-get install swaks");
    let text = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    println!("$ swaks {}\n{text}", arguments.join(" "));
    Session { status: output.status.code().unwrap_or(-1), text }
}
