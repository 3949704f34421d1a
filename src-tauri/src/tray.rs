//! The icon in the tray: shows what `face` says, and does what its menu asks for.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError, atomic::Ordering},
};

use tauri::{
    AppHandle, Manager as _, Wry,
    menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};

use crate::{
    background,
    desk::Desk,
    face::{Entry, Face},
};

const ID: &str = "main";

/// What the tray shows by now.
#[derive(Default)]
pub struct Shown(Mutex<Option<(Face, Menu<Wry>)>>);

/// Shows the icon, or changes what it shows. To be called on the main thread.
pub fn show(app: &AppHandle, desk: &Desk, face: &Face) {
    // Debian's indicator library is loaded when the first icon is made, which panics where it is not installed.
    let shown = catch_unwind(AssertUnwindSafe(|| put(app, face)));
    match shown {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the tray does not show how it stands"),
        Err(_) => {
            tracing::warn!("there is no icon in the tray: libayatana-appindicator3 is not installed");
            desk.tray_failed.store(true, Ordering::SeqCst);
            desk.changed.notify_one();
        }
    }
}

fn put(app: &AppHandle, face: &Face) -> tauri::Result<()> {
    let shown = app.state::<Shown>();
    let mut shown = shown.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(tray) = app.tray_by_id(ID) else {
        let menu = menu(app, face)?;
        let mut tray = TrayIconBuilder::with_id(ID)
            .menu(&menu)
            .tooltip(tooltip(face))
            .title(&face.status)
            .on_menu_event(|app, event| pressed(app, &event));
        if let Some(icon) = app.default_window_icon() {
            tray = tray.icon(icon.clone());
        }
        tray.build(app)?;
        *shown = Some((face.clone(), menu));
        return Ok(());
    };
    let menu = match shown.take() {
        // Whoever has the menu open keeps it under the pointer: a new one would swallow the click.
        Some((last, menu)) if last.asks_the_same(face) => reworded(menu, face)?,
        _ => {
            let menu = menu(app, face)?;
            tray.set_menu(Some(menu.clone()))?;
            menu
        }
    };
    *shown = Some((face.clone(), menu));
    tray.set_tooltip(Some(&tooltip(face)))?;
    tray.set_title(Some(&face.status))
}

/// The same entries, saying what they say now.
fn reworded(menu: Menu<Wry>, face: &Face) -> tauri::Result<Menu<Wry>> {
    for (item, entry) in menu.items()?.iter().zip(&face.menu) {
        if let (Some(item), Entry::Line(text) | Entry::Press { text, .. }) = (item.as_menuitem(), entry) {
            item.set_text(text)?;
        }
    }
    Ok(menu)
}

fn tooltip(face: &Face) -> String {
    format!("Tenantry: {}", face.status)
}

fn menu(app: &AppHandle, face: &Face) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for entry in &face.menu {
        match entry {
            Entry::Line(text) => menu.append(&MenuItem::new(app, text, false, None::<&str>)?)?,
            Entry::Press { id, text } => menu.append(&MenuItem::with_id(app, id, text, true, None::<&str>)?)?,
            Entry::Rule => menu.append(&PredefinedMenuItem::separator(app)?)?,
        }
    }
    Ok(menu)
}

fn pressed(app: &AppHandle, event: &MenuEvent) {
    match event.id().as_ref() {
        "open" => background::raise(app),
        "quit" => app.exit(0),
        "sync-all" => background::with_core(app, |core| async move { core.sync_all().await }),
        "pause" => background::pause(app, true),
        "resume" => background::pause(app, false),
        path => background::open(app, path),
    }
}
