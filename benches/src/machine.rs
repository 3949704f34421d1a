//! What the system tells of this process, and of the machine (Linux's `/proc`; elsewhere zeros).

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The largest resident memory of this process so far, in KiB (`VmHWM`, proc(5)).
pub fn peak_kib() -> u64 {
    status("VmHWM:")
}

/// Resident memory now, in KiB.
pub fn resident_kib() -> u64 {
    status("VmRSS:")
}

/// Threads of this process.
pub fn threads() -> u64 {
    status("Threads:")
}

/// Open file descriptors of this process.
pub fn open_files() -> u64 {
    fs::read_dir("/proc/self/fd").map_or(0, |found| found.count() as u64)
}

/// Processor seconds that this process used so far, in user and system mode (proc(5), `stat`; 100 ticks a second).
pub fn processor_seconds() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in parentheses, which may hold spaces.
    let after = text.rsplit_once(") ").map_or("", |(_, after)| after);
    after.split(' ').skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Processes that wanted to run in the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or_default()
}

/// Lets [`peak_kib`] begin anew, where the system can (proc(5), `clear_refs`).
pub fn forget_peak() {
    // Where it fails, a later stage shows at least the peak of the earlier one.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

fn status(field: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Bytes of all files in a folder and below.
pub fn bytes_below(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => bytes_below(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

/// Where and when figures were measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub processor: String,
    pub cores: usize,
    pub memory_gib: u64,
    pub system: String,
    pub date: String,
    pub commit: String,
    /// What else ran, as the load before the first measurement.
    pub load: f64,
}

impl Measured {
    /// Here and now.
    pub fn here() -> Self {
        let all = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = all.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let kib =
            memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
        let system = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let name = system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
        let told = Command::new("git").args(["describe", "--always", "--dirty", "--abbrev=12"]).output();
        let commit = told.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
        Self {
            processor: processor.map_or("unknown", |(_, name)| name).to_owned(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: (kib.unwrap_or(0_u64) + (1 << 19)) >> 20,
            system: name.unwrap_or(std::env::consts::OS).trim_matches('"').to_owned(),
            date: jiff::Zoned::now().strftime("%Y-%m-%d").to_string(),
            commit: commit.trim().to_owned(),
            load: load(),
        }
    }
}
