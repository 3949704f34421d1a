//! A private NSD (nlnetlabs.nl) with zones of a test, on a loopback port, gone when it is dropped.

use std::{
    fmt::Write as _,
    fs,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::port::Port;

const LIMIT: Duration = Duration::from_secs(20);
/// Beside the address of everything else: the claim of the port keeps its UDP port on 127.0.0.1.
const HOST: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// A running server.
#[derive(Debug)]
pub struct Nsd {
    child: Child,
    /// Where it answers, by UDP and TCP.
    pub address: SocketAddr,
    _folder: TempDir,
    _port: Port,
}

impl Nsd {
    /// Starts one with zones, each by its name and its records; one without records cannot be loaded and fails.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn start(zones: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = Port::claim();
        let address = SocketAddr::from((HOST, port.address().port()));
        let dir = folder.path().display();
        let mut text = format!(
            "server:\n  ip-address: {}@{}\n  username: \"\"\n  chroot: \"\"\n  server-count: 1\n  database: \"\"\n  \
             zonesdir: \"{dir}\"\n  pidfile: \"{dir}/nsd.pid\"\n  xfrdfile: \"{dir}/xfrd.state\"\n  \
             zonelistfile: \"{dir}/zone.list\"\n  xfrdir: \"{dir}\"\n  logfile: \"{dir}/nsd.log\"\n\
             remote-control:\n  control-enable: no\n",
            address.ip(),
            address.port()
        );
        for (name, records) in zones {
            writeln!(text, "zone:\n  name: \"{name}\"\n  zonefile: \"{name}.zone\"").expect("a text");
            if !records.is_empty() {
                let head = "$TTL 60\n@ SOA ns.invalid. hostmaster.invalid. 1 3600 600 86400 60\n@ NS ns.invalid.\n";
                let zone = format!("$ORIGIN {name}.\n{head}{records}\n");
                fs::write(folder.path().join(format!("{name}.zone")), zone).expect("a zone");
            }
        }
        let config = folder.path().join("nsd.conf");
        fs::write(&config, text).expect("its configuration");
        // Debian keeps servers where only administrators look for programs.
        let search = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
        let mut child = Command::new("nsd")
            .arg("-d")
            .arg("-c")
            .arg(&config)
            .env("PATH", search)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("NSD is installed (Debian: nsd)");
        let end = Instant::now() + LIMIT;
        // It listens by UDP before TCP.
        while TcpStream::connect(address).is_err() {
            let told = || fs::read_to_string(folder.path().join("nsd.log")).unwrap_or_default();
            assert!(matches!(child.try_wait(), Ok(None)), "NSD ended: {}", told());
            assert!(Instant::now() < end, "NSD does not answer: {}", told());
            thread::park_timeout(Duration::from_millis(5));
        }
        Self { child, address, _folder: folder, _port: port }
    }
}

impl Drop for Nsd {
    fn drop(&mut self) {
        // Its children end with it when they hear of it, and not when it is killed (nsd(8), SIGNALS).
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let end = Instant::now() + LIMIT;
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
            thread::park_timeout(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
