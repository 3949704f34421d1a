//! Weighs pictures against those that are kept, and makes them small, while the next ones are taken.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
    thread::{self, JoinHandle},
};

use journeys::picture::{Picture, small};

/// What is done with a picture that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It takes the place of the old one.
    Accept,
    /// It is put aside, and the run fails.
    Compare,
}

/// Of a picture, this share may differ: clocks, ports and fingerprints do in every run.
const TOLERANCE: f64 = 0.015;

#[derive(Debug)]
pub struct Lab {
    taken: mpsc::Sender<(String, Vec<u8>)>,
    work: JoinHandle<Vec<String>>,
}

impl Lab {
    pub fn open(folder: &Path, aside: &Path, then: Then) -> Self {
        for one in [folder, aside] {
            fs::create_dir_all(one).expect("a folder for pictures");
        }
        let (taken, pictures) = mpsc::channel::<(String, Vec<u8>)>();
        let (folder, aside) = (folder.to_owned(), if then == Then::Accept { folder } else { aside }.to_owned());
        let work = thread::spawn(move || {
            let changed = pictures.iter().filter(|(file, png)| develop(&folder, &aside, file, png));
            changed.map(|(file, _)| file).collect()
        });
        Self { taken, work }
    }

    pub fn develop(&self, file: &str, png: Vec<u8>) {
        self.taken.send((file.to_owned(), png)).expect("the laboratory is open");
    }

    /// The files that are not as they were, once all of them were looked at.
    pub fn close(self) -> Vec<String> {
        drop(self.taken);
        self.work.join().expect("every picture")
    }
}

/// Whether a picture is not as it was; then it is written.
fn develop(folder: &Path, to: &Path, file: &str, png: &[u8]) -> bool {
    let kept: PathBuf = folder.join(file);
    let share = fs::read(&kept).map_or(1.0, |kept| Picture::read(&kept).differs(&Picture::read(png)));
    if share > TOLERANCE {
        println!("{file}: {:.1} % of it is not as it was", share * 100.0);
        fs::write(to.join(file), small(png)).expect("a picture is written");
    }
    share > TOLERANCE
}
