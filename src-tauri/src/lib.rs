//! The shell: carries the core into a desktop window and decides nothing.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod background;
mod commands;
mod desk;
mod face;
mod host;
#[cfg(target_os = "linux")]
mod paint;
mod place;
mod start;
mod tray;
mod words;

use std::{path::Path, process::ExitCode, sync::Arc};

use tauri::{AppHandle, Manager as _, RunEvent, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tokio::sync::mpsc;

use crate::{commands::Core, desk::Desk, host::DesktopHost, place::Places, start::Start};

/// What the page's engine keeps for itself, below the data folder: nothing of ours lies anywhere else.
const ENGINE: &str = "webview";

/// The window, as the configuration describes it.
fn window(app: &AppHandle, data_dir: &Path) -> tauri::Result<WebviewWindow> {
    let config = app.config().app.windows.first().cloned().unwrap_or_default();
    let window = WebviewWindowBuilder::from_config(app, &config)?;
    let own =
        std::path::absolute(data_dir).and_then(|folder| api::make_data_dir(&folder).map(|()| folder.join(ENGINE)));
    match own {
        Ok(folder) => window.data_directory(folder),
        // The core says so in the window.
        Err(_) => window,
    }
    .build()
}

/// Runs the program until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    api::one_arena();
    let here = std::env::current_dir().unwrap_or_default();
    let start = match start::read(std::env::args_os().skip(1), &here) {
        Ok(start) => start,
        Err(usage) => {
            start::complain(&usage);
            return ExitCode::from(2);
        }
    };
    let shows = start.shows();
    let Start { options, page, .. } = start;
    #[allow(clippy::disallowed_types, reason = "the macro makes the map that the framework wants")]
    let mut context = tauri::generate_context!();
    if let (Some(page), Some(window)) = (page, context.config_mut().app.windows.first_mut()) {
        window.url = WebviewUrl::App(format!("index.html{page}").into());
    }
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(move |app, words, at| {
            match start::read(words.into_iter().skip(1).map(Into::into), Path::new(&at)) {
                Ok(start) if start.is_for_another(&shows) => background::already_open(app),
                Ok(Start { page: Some(page), .. }) => background::open(app, &page),
                _ => background::raise(app),
            }
        }))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let desk = Arc::new(Desk::default());
            let (toast, toasts) = mpsc::unbounded_channel();
            app.manage(toast);
            app.manage(Arc::clone(&desk));
            app.manage(tray::Shown::default());
            let host = Arc::new(DesktopHost::new(app.handle().clone(), Arc::clone(&desk)));
            let data_dir = options.data_dir.clone();
            // Before the core: the page's own process comes up while the database is opened.
            let window = window(app.handle(), &data_dir)?;
            #[cfg(target_os = "linux")]
            paint::suit(&window)?;
            let core = tauri::async_runtime::block_on(api::Api::open(options, host));
            start::log(&data_dir);
            let places = Places::new(&data_dir);
            places.restore(&window);
            app.manage(places);
            app.manage(Core(core.clone()));
            if let Ok(api) = &core {
                background::start(app.handle(), api, &desk, toasts);
                tauri::async_runtime::spawn(Arc::clone(api).run_schedule());
            }
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => {
            app.run(|app, event| match event {
                RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
                    background::closing(app, &api);
                }
                RunEvent::WindowEvent { event: WindowEvent::Moved(_) | WindowEvent::Resized(_), .. } => {
                    if let Some(places) = app.try_state::<Places>() {
                        places.note(app);
                    }
                }
                #[cfg(target_os = "macos")]
                RunEvent::Opened { urls } => {
                    if let Some(page) = urls.iter().find_map(|url| api::page_of_link(url.as_str())) {
                        background::open(app, &page);
                    }
                }
                // A click on its icon in the Dock, also while the window is closed into the menu bar.
                #[cfg(target_os = "macos")]
                RunEvent::Reopen { has_visible_windows: false, .. } => background::raise(app),
                RunEvent::Exit => {
                    if let Some(places) = app.try_state::<Places>() {
                        places.keep();
                    }
                    if let Some(Ok(api)) = app.try_state::<Core>().map(|core| core.0.clone()) {
                        tauri::async_runtime::block_on(api.close());
                    }
                }
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            start::complain(&format!("The window cannot be opened: {error}"));
            ExitCode::FAILURE
        }
    }
}
