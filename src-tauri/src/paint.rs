//! How the page is painted where nothing but the processor can do it.

use std::path::Path;

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Where Linux shows what can draw for programs (docs.kernel.org, "Userland interfaces": render nodes).
const GRAPHICS: &str = "/dev/dri";

/// Without a graphics processor, as in many virtual machines, the layers of a page are put together by a program that
/// imitates one: each frame of a large window then takes as long as ten that are painted at once.
pub fn suit(window: &WebviewWindow) -> tauri::Result<()> {
    if can_draw(Path::new(GRAPHICS)) {
        return Ok(());
    }
    window.with_webview(|page| {
        if let Some(settings) = page.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether something below this folder draws for programs.
fn can_draw(graphics: &Path) -> bool {
    let Ok(entries) = graphics.read_dir() else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_only_shows_a_picture_does_not_draw_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!can_draw(&folder.path().join("dri")), "no such folder");
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!can_draw(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(can_draw(folder.path()));
    }
}
