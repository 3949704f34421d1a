//! W10: between the core and the desktop while the window may be closed: tray, notifications, network, closing.

use std::{sync::Arc, time::Instant};

use api::{Api, dto};
use jiff::tz::TimeZone;
use tauri::{AppHandle, CloseRequestApi, Emitter as _, Manager as _};
use tokio::sync::mpsc;

use crate::{
    commands::Core,
    desk::{self, Desk, Said, Toast, Wires},
    face,
    host::CHANNEL,
    tray,
    words::Words,
};

/// Begins to serve the desktop.
pub fn start(app: &AppHandle, core: &Arc<Api>, desk: &Arc<Desk>, toasts: mpsc::UnboundedReceiver<Toast>) {
    let (said, hears) = mpsc::unbounded_channel();
    tauri::async_runtime::spawn(desk::serve(Arc::clone(desk), Wires { toasts, said }));
    tauri::async_runtime::spawn(hear(app.clone(), Arc::clone(core), hears));
    tauri::async_runtime::spawn(keep_shown(app.clone(), Arc::clone(core), Arc::clone(desk)));
    desk.changed.notify_one();
}

async fn hear(app: AppHandle, core: Arc<Api>, mut hears: mpsc::UnboundedReceiver<Said>) {
    while let Some(said) = hears.recv().await {
        match said {
            Said::Open(path) => open(&app, &path),
            Said::Network { offline, metered } => core.set_network(offline, metered),
        }
    }
}

/// Keeps the tray true; a window that nothing would bring back is not left hidden.
async fn keep_shown(app: AppHandle, core: Arc<Api>, desk: Arc<Desk>) {
    let mut offered = None;
    loop {
        desk.changed.notified().await;
        let (Ok(settings), Ok(state)) = (core.settings_get(()).await, core.background_state(()).await) else {
            continue;
        };
        if offered.replace(settings.desktop) != Some(settings.desktop) {
            // The page offers what works here, and that is known only now.
            let event = dto::Event::Stale { client: None, tags: vec![dto::Tag::Settings] };
            let _ = app.emit(CHANNEL, event);
        }
        let face = face::face(&state, &Words::of(settings.language), &TimeZone::system());
        let (at, desk) = (app.clone(), Arc::clone(&desk));
        let done = app.run_on_main_thread(move || {
            if desk.has_tray() {
                tray::show(&at, &desk, &face);
            } else {
                unhide(&at);
            }
        });
        if done.is_err() {
            return;
        }
    }
}

fn unhide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main")
        && !window.is_visible().unwrap_or(true)
    {
        raise(app);
    }
}

/// The window is to be closed: it is hidden when the settings keep the program running and the tray brings it back. Over
/// work that would be cut short it is asked first.
pub fn closing(app: &AppHandle, close: &CloseRequestApi) {
    let Some(desk) = app.try_state::<Arc<Desk>>() else { return };
    let Some(Ok(core)) = app.try_state::<Core>().map(|core| core.0.clone()) else { return };
    if desk.has_tray() && hides(app, &core) {
        close.prevent_close();
    } else if let Some(work) = tauri::async_runtime::block_on(cut_short(&core))
        && desk.asks(Instant::now())
    {
        close.prevent_close();
        let _ = app.emit(CHANNEL, work);
    }
}

/// Hides the window where the settings keep the program running; what that means is said once.
fn hides(app: &AppHandle, core: &Arc<Api>) -> bool {
    // Asked now: what was set a moment ago counts.
    let settings = tauri::async_runtime::block_on(core.settings_get(()));
    let hidden = settings.is_ok_and(|settings| settings.close_keeps_running)
        && app.get_webview_window("main").is_some_and(|window| window.hide().is_ok());
    if hidden {
        let at = app.clone();
        with_core(app, move |core| async move {
            if core.explain_close().await? {
                let words = Words::of(core.settings_get(()).await?.language);
                let [title, body] = ["closed.title", "closed.body"].map(|key| words.say(key, &[]));
                toast(&at, Toast { title, body, action: None });
            }
            Ok(())
        });
    }
    hidden
}

/// Work that the end of the program would cut short: changes that are applied, or mail that is imported.
async fn cut_short(core: &Api) -> Option<dto::Event> {
    let clients = core.client_list(()).await.ok()?.clients;
    let applied = |row: &&dto::ClientRow| row.progress.as_ref().is_some_and(|at| at.phase == dto::Phase::Applying);
    if let Some(row) = clients.iter().find(applied) {
        return Some(dto::Event::Closing { name: row.name.clone(), import: false });
    }
    for row in clients.into_iter().filter(|row| row.mail_app.is_some()) {
        let import = core.import_get(dto::ClientRef { client: row.id }).await.ok().flatten();
        // One that is not shown may go on beside it.
        let goes = |view: dto::ImportView| {
            let shown = view.state == dto::ImportJobState::Running && view.held.is_none() && view.waits_until.is_none();
            shown || view.others.iter().any(|other| other.under_way)
        };
        if import.is_some_and(goes) {
            return Some(dto::Event::Closing { name: row.name, import: true });
        }
    }
    None
}

/// What a person should hear of, as a notification.
pub fn tell(app: &AppHandle, need: &dto::Need) {
    let (at, need) = (app.clone(), need.clone());
    with_core(app, move |core| async move {
        let words = Words::of(core.settings_get(()).await?.language);
        let action = Some((face::action(&need, &words), need.path.clone()));
        toast(&at, Toast { title: need.name.clone(), body: face::reason(&need, &words), action });
        Ok(())
    });
}

fn toast(app: &AppHandle, toast: Toast) {
    if let Some(toasts) = app.try_state::<mpsc::UnboundedSender<Toast>>() {
        // Nobody shows them on a desktop without a service for it.
        let _ = toasts.send(toast);
    }
}

/// Pauses every client, or lets them go on.
pub fn pause(app: &AppHandle, paused: bool) {
    with_core(app, move |core| async move { core.pause_all(dto::PauseAll { paused }).await.map(drop) });
}

/// Shows a page in the window.
pub fn open(app: &AppHandle, path: &str) {
    raise(app);
    // A page that is just being loaded opens at home; the client is named there first.
    let _ = app.emit(CHANNEL, dto::Event::Open { path: path.to_owned() });
}

/// Brings the window to the front, which says that it is not the one that was asked for (W11).
pub fn already_open(app: &AppHandle) {
    raise(app);
    let _ = app.emit(CHANNEL, dto::Event::AlreadyOpen);
}

/// Brings the window to the front (W11).
pub fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that is gone meanwhile cannot be raised; the program ends with it.
        let _ = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    }
}

/// Asks something of the core that nobody waits for.
pub fn with_core<F>(app: &AppHandle, ask: impl FnOnce(Arc<Api>) -> F + Send + 'static)
where
    F: Future<Output = Result<(), dto::Problem>> + Send + 'static,
{
    let Some(Ok(core)) = app.try_state::<Core>().map(|core| core.0.clone()) else { return };
    tauri::async_runtime::spawn(async move {
        if let Err(problem) = ask(core).await {
            tracing::warn!(code = problem.code, "what the tray asked for was not done");
        }
    });
}
