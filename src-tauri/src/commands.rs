//! One line per command: the page's request goes to the core, the core's answer to the page.

use std::sync::Arc;

use api::{Api, dto::*};
use tauri::{State, ipc::Invoke};

/// The core, or why it could not be opened; then every command answers with that.
pub struct Core(pub Result<Arc<Api>, Problem>);

macro_rules! carry {
    ($($name:ident($request:ty) -> $answer:ty, reads [$($reads:ident),*], stales [$($stales:ident),*];)*) => {
        $(
            #[tauri::command]
            async fn $name(core: State<'_, Core>, request: $request) -> Result<$answer, Problem> {
                core.0.clone()?.$name(request).await
            }
        )*

        /// Handles exactly the commands of the core's list.
        pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}

api::for_each_command!(carry);
