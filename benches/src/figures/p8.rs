//! P8: the start of the window, over a client of 100,000 mailboxes, and the JavaScript that it loads.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::window::{Start, Told};
use super::{Bench, LARGE, spread};
use crate::Outcome;
use crate::figure::Unit;
use crate::statistics::median;

/// Words that the first page waits for (`home` in ui/src/app/i18n.ts); a catalogue leaves no trace in the page's document.
const WORDS: [&str; 3] = ["background", "cockpit", "common"];

/// From the start of the program until something is seen, and until all that the first page asks for is.
pub fn figures(bench: &mut Bench, told: &Told) -> Outcome {
    let seconds = |of: fn(&Start) -> f64| told.starts.iter().map(|start| of(start) / 1e3).collect::<Vec<_>>();
    let stages = [
        ("first paint", seconds(|start| start.paint), 1.0),
        ("usable, every answer painted", seconds(|start| start.usable), 1.5),
    ];
    for (what, taken, target) in stages {
        let work = format!("{LARGE} mailboxes: start to {what}");
        let detail = format!("{} of {} starts; one client, files in the system's cache", spread(&taken), taken.len());
        bench.figure("P8", work, (median(&taken), target, Unit::Seconds), detail);
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/dist/assets");
    let mut names: Vec<&str> = Vec::new();
    let loaded = told.starts.iter().flat_map(|start| &start.scripts);
    names.extend(loaded.filter_map(|address| address.rsplit('/').next()));
    names.sort_unstable();
    names.dedup();
    let mut size = 0;
    for name in &names {
        size += zipped(&page.join(name))?;
    }
    let every: Vec<_> = std::fs::read_dir(&page)?.flatten().map(|entry| entry.path()).collect();
    let (mut all, mut words) = (0, [0; WORDS.len()]);
    for path in every.iter().filter(|path| path.extension().is_some_and(|end| end == "js")) {
        let bytes = zipped(path)?;
        all += bytes;
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('-'));
        let place = name.and_then(|(name, _)| WORDS.iter().position(|word| *word == name));
        if let Some(longer) = place.and_then(|place| words.get_mut(place)) {
            // Of both languages the longer one.
            *longer = bytes.max(*longer);
        }
    }
    size += words.iter().sum::<usize>();
    let detail = format!(
        "{} files and the words, each by itself; {:.0} kB with every page, in both languages",
        names.len(),
        kilobytes(all)
    );
    bench.figure("P8", "JavaScript of the start, gzip".to_owned(), (kilobytes(size), 250.0, Unit::Kilobytes), detail);
    Ok(())
}

/// Bytes of a file as gzip makes it.
fn zipped(path: &Path) -> Outcome<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&std::fs::read(path)?)?;
    Ok(gzip.finish()?.len())
}

/// 10³ bytes.
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1e3
}
