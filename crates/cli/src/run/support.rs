//! What may be handed to whoever helps (W11).

use std::path::Path;

use api::{Api, dto::Exit};
use serde_json::json;

use super::Done;
use crate::output::Output;

pub async fn bundle(api: &Api, out: &Path, output: &mut Output) -> Done {
    let parts = api.support_bundle_look(()).await?.parts;
    let path = api.write_support_bundle(out).await?;
    let files: Vec<_> = parts.iter().map(|part| json!({ "name": part.name, "bytes": part.bytes })).collect();
    output.result(&json!({ "file": path, "parts": files }), || {
        let lines = parts.iter().map(|part| format!("  {}  {} bytes", part.name, part.bytes));
        std::iter::once(path.display().to_string()).chain(lines).collect::<Vec<_>>().join("\n")
    })?;
    Ok(Exit::Done)
}
