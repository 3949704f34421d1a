//! Takes each screen in every look that it is kept in, and weighs it against the picture that is kept.

use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

use journeys::{layout, picture::Picture, window::Window};

/// What is done with a picture that is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It takes the place of the old one.
    Accept,
    /// It is put aside, and the run fails.
    Compare,
}

/// In how many looks a screen is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Light and dark.
    Two,
    /// Also on a large screen and on the smallest one.
    All,
    /// Light alone, such as another language.
    One,
}

/// Of a picture, this share may differ: clocks, ports and fingerprints do in every run.
const TOLERANCE: f64 = 0.015;

/// A screen of the gallery: what is to be seen, and where.
#[derive(Debug)]
pub struct Shot {
    pub words: String,
    pub files: Vec<String>,
}

#[derive(Debug)]
pub struct Camera {
    folder: PathBuf,
    aside: PathBuf,
    then: Then,
    only: Option<String>,
    shots: RefCell<Vec<Shot>>,
    changed: RefCell<Vec<String>>,
    faults: RefCell<Vec<String>>,
}

impl Camera {
    pub fn new(folder: &Path, aside: &Path, then: Then, only: Option<String>) -> Self {
        for one in [folder, aside] {
            fs::create_dir_all(one).expect("a folder for pictures");
        }
        let (shots, changed, faults) = Default::default();
        Self { folder: folder.to_owned(), aside: aside.to_owned(), then, only, shots, changed, faults }
    }

    /// Takes what the window shows, once it is still.
    pub fn take(&self, window: &Window, name: &str, words: &str, looks: Looks) {
        self.shot(window, name, words, looks, true);
    }

    /// Takes what never comes to rest, such as a countdown.
    pub fn take_moving(&self, window: &Window, name: &str, words: &str) {
        self.shot(window, name, words, Looks::Two, false);
    }

    fn shot(&self, window: &Window, name: &str, words: &str, looks: Looks, still: bool) {
        if self.only.as_ref().is_some_and(|only| !name.starts_with(only.as_str())) {
            return;
        }
        let mut shot = Shot { words: words.to_owned(), files: Vec::new() };
        for (suffix, theme, width, height) in of(looks) {
            window.fill_screen(width, height);
            look(window, theme);
            if still {
                window.settle();
            } else {
                window.painted();
            }
            let file = format!("{name}-{suffix}.png");
            self.keep(&file, &window.png());
            let mut faults = layout::faults(window);
            // Light and dark have the same words in the same places.
            if looks == Looks::All && theme == "light" {
                faults.extend(layout::faults_with_longer_words(window).into_iter().map(|one| format!("longer: {one}")));
            }
            self.faults.borrow_mut().extend(faults.into_iter().map(|one| format!("{name}-{suffix}: {one}")));
            shot.files.push(file);
        }
        window.fill_screen(1280, 800);
        look(window, "light");
        self.shots.borrow_mut().push(shot);
    }

    fn keep(&self, file: &str, png: &[u8]) {
        let (place, taken) = (self.folder.join(file), Picture::read(png));
        let share = fs::read(&place).map_or(1.0, |kept| Picture::read(&kept).differs(&taken));
        if share <= TOLERANCE {
            return;
        }
        println!("{file}: {:.1} % of it is not as it was", share * 100.0);
        self.changed.borrow_mut().push(file.to_owned());
        let place = if self.then == Then::Accept { place } else { self.aside.join(file) };
        fs::write(place, taken.small()).expect("a picture is written");
    }

    /// Every screen that was taken, the files that changed, and what is wrong with a layout.
    pub fn done(self) -> (Vec<Shot>, Vec<String>, Vec<String>) {
        (self.shots.into_inner(), self.changed.into_inner(), self.faults.into_inner())
    }
}

fn of(looks: Looks) -> Vec<(&'static str, &'static str, u32, u32)> {
    let light = ("light", "light", 1280, 800);
    let dark = ("dark", "dark", 1280, 800);
    match looks {
        Looks::One => vec![light],
        Looks::Two => vec![light, dark],
        Looks::All => vec![
            light,
            dark,
            ("light-1920", "light", 1920, 1080),
            ("dark-1920", "dark", 1920, 1080),
            ("light-1024", "light", 1024, 700),
        ],
    }
}

/// As a person would choose it in the settings; the page follows by itself.
fn look(window: &Window, theme: &str) {
    window.ask("settings_set", &format!("{{ theme: '{theme}' }}"));
    let shown = format!("return document.documentElement.dataset.theme === '{theme}'");
    window.until("the other look", |window| (window.script(&shown) == true).then_some(()));
}
