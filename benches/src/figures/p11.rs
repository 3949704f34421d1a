//! P11: the size of the installers, as `cargo xtask bundle` made them for this system.

use std::path::{Path, PathBuf};

use super::Bench;
use crate::Outcome;
use crate::figure::Unit;

/// What an installer's name ends in, by system.
const KINDS: [&str; 6] = ["deb", "rpm", "AppImage", "exe", "msi", "dmg"];

/// Every installer that lies in the folder of the programs that are shipped.
pub fn measure(bench: &mut Bench) -> Outcome {
    let programs =
        std::env::var_os("TENANTRY_PROGRAMS").ok_or("TENANTRY_PROGRAMS names no programs that are shipped")?;
    let found = installers(&Path::new(&programs).join("bundle"));
    if found.is_empty() {
        return Err("there is no installer; `cargo xtask bundle` makes them".into());
    }
    for path in found {
        let size = std::fs::metadata(&path)?.len() as f64 / 1e6;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let kind = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        bench.figure(
            "P11",
            format!("installer, {kind}"),
            (size, 15.0, Unit::Megabytes),
            format!("{name}: {size:.2} MB"),
        );
    }
    Ok(())
}

fn installers(folder: &Path) -> Vec<PathBuf> {
    let below = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = below(folder).flat_map(|kind| below(&kind).collect::<Vec<_>>());
    let ours = |path: &PathBuf| path.extension().is_some_and(|end| KINDS.iter().any(|kind| end == *kind));
    let mut found: Vec<PathBuf> = files.filter(|path| path.is_file() && ours(path)).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installers_are_told_from_what_lies_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let deb = folder.path().join("deb");
        std::fs::create_dir_all(deb.join("Tenantry.deb")).unwrap();
        for name in ["Tenantry_1_amd64.deb", "control.tar.gz"] {
            std::fs::write(deb.join(name), "").unwrap();
        }
        assert_eq!(installers(folder.path()), [deb.join("Tenantry_1_amd64.deb")]);
    }
}
