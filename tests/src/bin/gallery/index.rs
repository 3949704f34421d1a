//! The page that shows every picture of the gallery.

use std::{fmt::Write as _, fs, path::Path};

use crate::camera::Shot;

const HEAD: &str = "\
# The window, screen by screen

Every picture is of the real window, driven through the job against the practice cloud by `cargo xtask gallery`;
`cargo xtask gallery --compare` tells which of them are not as they were. Light and dark are of 1280 × 800; the main
screens are there also at 1920 × 1080, in the compact layout of 1024 × 700, at 200 % and with more contrast.
What was changed after looking at them, and why: [JUDGED.md](JUDGED.md).
";

/// Writes the page, part by part in the order in which the screens were taken.
pub fn write(folder: &Path, shots: &[Shot]) {
    let mut page = HEAD.to_owned();
    let mut part = "";
    for shot in shots {
        if shot.part != part {
            part = &shot.part;
            let _never_fails = writeln!(page, "\n## {part}");
        }
        let shown = shot.files.iter().filter(|file| more(file).is_none());
        let shown: Vec<_> = shown.map(|file| picture(file, &shot.words)).collect();
        let _never_fails = writeln!(page, "\n### {}\n\n{}", shot.words, shown.join(" "));
        let links = shot.files.iter().filter_map(|file| Some(format!("[{}]({file})", more(file)?)));
        let links = links.collect::<Vec<_>>().join(", ");
        if !links.is_empty() {
            let _never_fails = writeln!(page, "\nAlso: {links}");
        }
    }
    fs::write(folder.join("README.md"), page).expect("the page of the gallery");
}

/// Takes away what no screen shows any more.
pub fn tidy(folder: &Path, shots: &[Shot]) {
    for entry in fs::read_dir(folder).expect("the gallery").flatten() {
        let name = entry.file_name().into_string().unwrap_or_default();
        if name.ends_with(".png") && !shots.iter().any(|shot| shot.files.contains(&name)) {
            println!("{name}: no screen shows it any more");
            fs::remove_file(entry.path()).expect("a picture less");
        }
    }
}

fn picture(file: &str, words: &str) -> String {
    let how = if file.contains("dark") { "dark" } else { "light" };
    format!("<img src=\"{file}\" alt=\"{words}, {how}\" width=\"420\">")
}

/// What a picture of another size is called.
fn more(file: &str) -> Option<&'static str> {
    [("-1920.png", "1920 × 1080"), ("-1024.png", "1024 × 700")]
        .into_iter()
        .find_map(|(end, words)| file.ends_with(end).then_some(words))
}
