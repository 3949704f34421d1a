//! The shell: carries the core into a desktop window and decides nothing.

mod commands;
mod host;
mod start;

use std::{process::ExitCode, sync::Arc};

use tauri::{AppHandle, Manager as _, RunEvent};

use crate::{commands::Core, host::DesktopHost};

/// Runs the program until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    api::one_arena();
    let start = match start::read(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(usage) => {
            start::complain(&usage);
            return ExitCode::from(2);
        }
    };
    #[allow(clippy::disallowed_types, reason = "the macro makes the map that the framework wants")]
    let context = tauri::generate_context!();
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| raise(app)))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let host = Arc::new(DesktopHost::new(app.handle().clone()));
            let log = start.data_dir.join("tenantry.log");
            let core = tauri::async_runtime::block_on(api::Api::open(start, host));
            // After the core, which makes the data folder for its owner alone.
            start::log(&log);
            if let Ok(api) = &core {
                tauri::async_runtime::spawn(Arc::clone(api).run_schedule());
            }
            app.manage(Core(core));
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let (RunEvent::Exit, Some(Ok(api))) = (event, app.try_state::<Core>().map(|core| core.0.clone())) {
                    tauri::async_runtime::block_on(api.close());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            start::complain(&format!("The window cannot be opened: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// A second start asks for the window that is there already (W11).
fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that is gone meanwhile cannot be raised; the program ends with it.
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
}
