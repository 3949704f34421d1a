//! Takes each screen in every look that it is kept in, and tells what is wrong with its layout.

use std::{
    cell::{Cell, RefCell},
    path::{Path, PathBuf},
};

use journeys::{layout, window::Window};

use crate::lab::{Lab, Then};

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

/// A look: how its file ends, its theme, the size of the window.
type Look = (&'static str, &'static str, (u32, u32));

const USUAL: (u32, u32) = (1280, 800);
const LIGHT: Look = ("light", "light", USUAL);
const DARK: Look = ("dark", "dark", USUAL);
const LARGE: Look = ("light-1920", "light", (1920, 1080));
const SMALL: Look = ("light-1024", "light", (1024, 700));

/// A screen of the gallery: where it stands there, what is to be seen, and the files.
#[derive(Debug)]
pub struct Shot {
    pub part: String,
    pub words: String,
    pub files: Vec<String>,
}

#[derive(Debug)]
pub struct Camera {
    lab: Lab,
    only: Option<String>,
    /// Pictures that are there are left as they are.
    missing: Option<PathBuf>,
    part: RefCell<String>,
    size: Cell<(u32, u32)>,
    shots: RefCell<Vec<Shot>>,
    faults: RefCell<Vec<String>>,
}

impl Camera {
    pub fn new(folder: &Path, aside: &Path, then: Then, only: Option<String>, missing: bool) -> Self {
        let (part, shots, faults) = Default::default();
        let missing = missing.then(|| folder.to_owned());
        Self { lab: Lab::open(folder, aside, then), only, missing, part, size: Cell::new(USUAL), shots, faults }
    }

    /// From now on screens stand in this part of the gallery.
    pub fn part(&self, words: &str) {
        words.clone_into(&mut self.part.borrow_mut());
        self.size.set(USUAL);
    }

    /// Takes what the window shows, once it is still.
    pub fn take(&self, window: &Window, name: &str, words: &str, looks: Looks) {
        self.shots(window, name, words, looks, true);
    }

    /// Takes what never comes to rest, such as a countdown.
    pub fn take_moving(&self, window: &Window, name: &str, words: &str) {
        self.shots(window, name, words, Looks::Two, false);
    }

    /// Takes a window whose desktop gives it its look, such as more contrast.
    pub fn take_as_it_is(&self, window: &Window, file: &str, words: &str) {
        if self.wants(file) {
            let file = format!("{file}.png");
            self.one(window, &file, true);
            self.shot(words, vec![file]);
        }
    }

    fn wants(&self, name: &str) -> bool {
        let there =
            |folder: &PathBuf| ["", "-light"].iter().any(|end| folder.join(format!("{name}{end}.png")).exists());
        let left_out = self.missing.as_ref().is_some_and(there);
        !left_out && self.only.as_ref().is_none_or(|only| name.starts_with(only.as_str()))
    }

    fn shots(&self, window: &Window, name: &str, words: &str, looks: Looks, still: bool) {
        if !self.wants(name) {
            return;
        }
        let mut files = Vec::new();
        let mut now = LIGHT.1;
        for &(suffix, theme, size) in of(looks) {
            self.resize(window, size);
            if theme != now {
                look(window, theme);
                now = theme;
            }
            let file = format!("{name}-{suffix}.png");
            self.one(window, &file, still);
            // Light and dark have the same words in the same places.
            if looks == Looks::All && theme == LIGHT.1 {
                self.faults(&format!("{file}, longer words"), layout::faults_with_longer_words(window));
            }
            files.push(file);
        }
        self.resize(window, USUAL);
        if now != LIGHT.1 {
            look(window, LIGHT.1);
        }
        self.shot(words, files);
    }

    fn shot(&self, words: &str, files: Vec<String>) {
        let part = self.part.borrow().clone();
        self.shots.borrow_mut().push(Shot { part, words: words.to_owned(), files });
    }

    fn one(&self, window: &Window, file: &str, still: bool) {
        let png = if still { at_rest(window) } else { now(window) };
        self.lab.develop(file, png);
        self.faults(file, layout::faults(window));
    }

    fn faults(&self, file: &str, found: Vec<String>) {
        self.faults.borrow_mut().extend(found.into_iter().map(|one| format!("{file}: {one}")));
    }

    fn resize(&self, window: &Window, size: (u32, u32)) {
        if self.size.replace(size) != size {
            window.fill_screen(size.0, size.1);
        }
    }

    /// Every screen that was taken, the files that changed, and what is wrong with a layout.
    pub fn done(self) -> (Vec<Shot>, Vec<String>, Vec<String>) {
        (self.shots.into_inner(), self.lab.close(), self.faults.into_inner())
    }
}

fn of(looks: Looks) -> &'static [Look] {
    match looks {
        Looks::One => &[LIGHT],
        Looks::Two => &[LIGHT, DARK],
        // Dark last: to change the theme costs more than to change the size.
        Looks::All => &[LIGHT, LARGE, SMALL, DARK],
    }
}

/// As a person would choose it in the settings; the page follows by itself.
fn look(window: &Window, theme: &str) {
    window.ask("settings_set", &format!("{{ theme: '{theme}' }}"));
    let shown = format!("return document.documentElement.dataset.theme === '{theme}'");
    window.until("the other look", |window| (window.script(&shown) == true).then_some(()));
}

fn now(window: &Window) -> Vec<u8> {
    window.painted();
    window.png()
}

/// More pictures than these are not waited for.
const TRIES: usize = 4;

/// A picture that is the same as the one before: what scrolls may be painted later than the rest.
fn at_rest(window: &Window) -> Vec<u8> {
    // A caret that blinks would never rest.
    let _hidden = window.script("document.documentElement.style.caretColor = 'transparent'");
    window.settle();
    let mut before = window.png();
    for _ in 0..TRIES {
        let after = now(window);
        if after == before {
            break;
        }
        before = after;
    }
    before
}
