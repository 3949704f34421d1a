//! Where the window stood, so that it comes back there, on a screen that is there (W11).

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};
use tauri::{AppHandle, Manager as _, PhysicalPosition, PhysicalSize, WebviewWindow};

const FILE: &str = "window.json";
/// So much of the upper edge must be on a screen that a person can take hold of it.
const HOLD: i64 = 120;

/// A rectangle in the pixels of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    area: Area,
    maximised: bool,
}

/// What is known of the window's place in this start.
#[derive(Debug)]
pub struct Places {
    path: PathBuf,
    now: Mutex<Option<Place>>,
}

impl Places {
    /// Of the window whose data lies in this folder.
    pub fn new(data_dir: &std::path::Path) -> Self {
        Self { path: data_dir.join(FILE), now: Mutex::default() }
    }

    /// Puts the window where it was; without a place that can be read it stays where the desktop put it.
    pub fn restore(&self, window: &WebviewWindow) {
        let stored = std::fs::read(&self.path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(place) = stored.as_ref().and_then(read) else { return };
        let screens: Vec<Area> = window.available_monitors().unwrap_or_default().iter().map(screen).collect();
        let Some(area) = fitted(place.area, &screens) else { return };
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Some(Place { area, ..place });
        let number = |n: i64| i32::try_from(n).unwrap_or_default();
        let length = |n: i64| u32::try_from(n).unwrap_or_default();
        // A desktop that does not let programs place their windows places it itself.
        let _ = window.set_size(PhysicalSize::new(length(area.width), length(area.height)));
        let _ = window.set_position(PhysicalPosition::new(number(area.x), number(area.y)));
        if place.maximised {
            let _ = window.maximize();
        }
    }

    /// The window was moved or its size changed.
    pub fn note(&self, app: &AppHandle) {
        let Some(window) = app.get_webview_window("main") else { return };
        let maximised = window.is_maximized().unwrap_or(false);
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if maximised || window.is_minimized().unwrap_or(false) || window.is_fullscreen().unwrap_or(false) {
            // What it goes back to stays as it was.
            if let Some(place) = now.as_mut() {
                place.maximised = maximised || place.maximised;
            }
            return;
        }
        let (Ok(at), Ok(size)) = (window.outer_position(), window.inner_size()) else { return };
        let area = Area { x: at.x.into(), y: at.y.into(), width: size.width.into(), height: size.height.into() };
        *now = Some(Place { area, maximised: false });
    }

    /// Writes the place down; a place that cannot be written is no reason to stop anything.
    pub fn keep(&self) {
        if let Some(place) = *self.now.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = std::fs::write(&self.path, written(place).to_string());
        }
    }
}

fn written(Place { area, maximised }: Place) -> Value {
    json!({ "x": area.x, "y": area.y, "width": area.width, "height": area.height, "maximised": maximised })
}

fn read(stored: &Value) -> Option<Place> {
    // Numbers that no screen has would only be carried on.
    let number = |name: &str| stored[name].as_i64().filter(|n| n.abs() <= 100_000);
    let area = Area { x: number("x")?, y: number("y")?, width: number("width")?, height: number("height")? };
    (area.width > 0 && area.height > 0).then_some(Place { area, maximised: stored["maximised"].as_bool()? })
}

fn screen(monitor: &tauri::Monitor) -> Area {
    let (at, size) = (monitor.position(), monitor.size());
    Area { x: at.x.into(), y: at.y.into(), width: size.width.into(), height: size.height.into() }
}

/// The same area where a person can take hold of it; else in the middle of the first screen. `None`: no screen is known.
fn fitted(area: Area, screens: &[Area]) -> Option<Area> {
    let held = |screen: &&Area| {
        let across = (area.x + area.width).min(screen.x + screen.width) - area.x.max(screen.x);
        let below = screen.y + screen.height - area.y;
        area.y >= screen.y && below >= HOLD && across >= HOLD.min(area.width)
    };
    let home = screens.iter().find(held);
    let screen = home.or(screens.first())?;
    let (width, height) = (area.width.min(screen.width), area.height.min(screen.height));
    Some(match home {
        Some(_) => Area { width, height, ..area },
        None => {
            Area { x: screen.x + (screen.width - width) / 2, y: screen.y + (screen.height - height) / 2, width, height }
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LEFT: Area = Area { x: 0, y: 0, width: 1920, height: 1080 };
    const RIGHT: Area = Area { x: 1920, y: 0, width: 2560, height: 1440 };

    fn at(x: i64, y: i64) -> Area {
        Area { x, y, width: 1280, height: 800 }
    }

    #[test]
    fn w11_a_window_on_a_screen_stays_where_it_was() {
        for area in [at(0, 0), at(2000, 100), at(1800, 900)] {
            assert_eq!(fitted(area, &[LEFT, RIGHT]), Some(area));
        }
    }

    #[test]
    fn w11_a_window_on_a_screen_that_is_gone_comes_to_the_middle_of_the_first() {
        for gone in [at(2000, 100), at(-1270, 50), at(100, -200), at(100, 1075)] {
            assert_eq!(fitted(gone, &[LEFT]), Some(at(320, 140)), "{gone:?}");
        }
    }

    #[test]
    fn w11_a_window_is_never_larger_than_its_screen() {
        let huge = Area { x: 10, y: 10, width: 5000, height: 4000 };
        assert_eq!(fitted(huge, &[LEFT]), Some(Area { x: 10, y: 10, width: 1920, height: 1080 }));
        assert_eq!(fitted(huge, &[]), None);
    }

    #[test]
    fn w11_a_place_survives_its_file_and_a_broken_file_is_none() {
        let place = Place { area: at(-5, 7), maximised: true };
        assert_eq!(read(&written(place)), Some(place));
        for broken in ["{}", "[]", r#"{"x":1e99,"y":0,"width":1,"height":1,"maximised":true}"#] {
            assert_eq!(read(&serde_json::from_str(broken).unwrap()), None, "{broken}");
        }
    }
}
