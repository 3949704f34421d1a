//! The page that shows every picture of the gallery.

use std::{fmt::Write as _, fs, path::Path};

use crate::camera::Shot;

const HEAD: &str = "\
# The window, screen by screen

Every picture is of the real window, driven through the job against the practice cloud by `cargo xtask gallery`;
`cargo xtask gallery --compare` tells which of them are not as they were. Light and dark are of 1280 × 800; the main
screens are there also at 1920 × 1080 and in the compact layout of 1024 × 700.

";

/// Writes the page, in the order in which the screens were taken.
pub fn write(folder: &Path, shots: &[Shot]) {
    let mut page = HEAD.to_owned();
    for shot in shots {
        let _never_fails = writeln!(page, "## {}\n", shot.words);
        let first = shot.files.iter().take(2);
        let shown: Vec<_> = first.map(|file| format!("<img src=\"{file}\" alt=\"\" width=\"420\">")).collect();
        let _never_fails = writeln!(page, "{}\n", shown.join(" "));
        let more: Vec<_> = shot.files.iter().skip(2).map(|file| format!("[{}]({file})", size(file))).collect();
        if !more.is_empty() {
            let _never_fails = writeln!(page, "Also: {}\n", more.join(", "));
        }
    }
    fs::write(folder.join("README.md"), page.trim_end().to_owned() + "\n").expect("the page of the gallery");
}

fn size(file: &str) -> &str {
    [("light-1920", "1920 × 1080"), ("dark-1920", "1920 × 1080, dark")]
        .into_iter()
        .find_map(|(end, words)| file.contains(end).then_some(words))
        .unwrap_or("1024 × 700")
}
