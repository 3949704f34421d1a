//! P8 and P9: the real window, driven by WebDriver: its start, and the grid of mailboxes.

use std::process::Stdio;

use serde::Deserialize;
use tokio::process::Command;

use super::{Bench, LARGE, p8, p9};
use crate::Outcome;
use crate::child::beside;

/// Rows beside which the page's memory is looked at.
const SMALL: u32 = 1_000;
/// Starts in which a median is found.
const STARTS: u32 = 9;

/// What the window told.
#[derive(Debug, Deserialize)]
pub struct Told {
    pub starts: Vec<Start>,
    /// Milliseconds from a key to its rows.
    pub keys: Vec<f64>,
    pub frames: Frames,
    /// Kilobytes of the page's process.
    pub memory: Option<f64>,
    /// Elements of the page.
    pub nodes: u32,
}

/// Milliseconds since the program was started.
#[derive(Debug, Deserialize)]
pub struct Start {
    pub paint: f64,
    pub usable: f64,
    /// Addresses of what the page loaded.
    pub scripts: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Frames {
    pub wheel: Run,
    pub drag: Run,
}

#[derive(Debug, Deserialize)]
pub struct Run {
    /// Milliseconds between frames.
    pub gaps: Vec<f64>,
    /// Frames in which a row was not read yet.
    pub bare: u32,
}

/// At 100,000 rows, and for the grid beside 1,000.
pub async fn measure(bench: &mut Bench) -> Outcome {
    let starts = if bench.wants("P8") { STARTS } else { 0 };
    let large = window(LARGE, starts).await?;
    if bench.wants("P8") {
        p8::figures(bench, &large)?;
    }
    if bench.wants("P9") {
        p9::figures(bench, &large, (SMALL, &window(SMALL, 0).await?));
    }
    Ok(())
}

async fn window(users: u32, starts: u32) -> Outcome<Told> {
    println!("  the window at {users} rows");
    let told = Command::new(beside("window-figures")?)
        .args([users.to_string(), starts.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    if !told.status.success() {
        return Err(format!("the window could not be measured: {}", told.status).into());
    }
    Ok(serde_json::from_slice(&told.stdout)?)
}
