//! Reading the tenant, and listing what was read.

use std::path::Path;

use api::{Api, dto::Exit, script::csv_cell};
use serde_json::json;

use super::{Done, refused};
use crate::output::{Ended, Output};

pub async fn fetch(api: &Api, name: &str, full: bool, output: &mut Output) -> Done {
    let r = api.fetch(api.client_named(name).await?, full).await?;
    output.result(&r, || {
        format!(
            "{} recipients in {} domains: {} added, {} changed, {} gone ({}, {} requests, {:.1} s; kinds by {}).",
            r.recipients, r.domains, r.added, r.changed, r.removed, r.mode, r.requests, r.seconds, r.kinds_from
        )
    })?;
    Ok(Exit::Done)
}

/// Decides what a recipient is, whatever Microsoft says.
pub async fn kind(api: &Api, name: &str, address: &str, kind: &str, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let line = api.decide_kind(client, address, Some(kind).filter(|kind| *kind != "auto")).await?;
    output.result(&line, || format!("{} is a {} (by {}).", line.primary, line.kind, line.kind_source))?;
    Ok(Exit::Done)
}

pub async fn recipients(api: &Api, name: &str, csv: Option<&Path>, output: &mut Output) -> Done {
    let client = api.client_named(name).await?;
    let mut file = csv.map(csv_file).transpose()?;
    if output.is_json() {
        output.begin_list(&json!({}), "recipients")?;
    }
    let mut count = 0_u32;
    api.recipients::<Ended>(client, |line| {
        if let Some(file) = &mut file {
            let bit = |on: bool| if on { "1" } else { "0" };
            let s = line.services;
            let aliases = line.aliases.join(" ");
            let cells = [
                &line.primary,
                line.kind,
                &*csv_cell(&line.name),
                &aliases,
                bit(line.selected),
                bit(s.incoming),
                bit(s.outgoing),
                bit(s.archiving),
            ];
            file.write_record(cells).map_err(std::io::Error::from)?;
        }
        if output.is_json() {
            output.item(count == 0, &line)?;
        } else if file.is_none() {
            let chosen = if line.selected { "✓" } else { " " };
            output.line(&format!("{chosen} {:<44} {:<28} {}", line.primary, line.kind, line.name))?;
        }
        count += 1;
        Ok(())
    })
    .await?;
    if let Some(mut file) = file {
        file.flush()?;
    }
    if output.is_json() {
        output.end_list()?;
    } else {
        output.line(&format!("{count} recipients"))?;
    }
    Ok(Exit::Done)
}

fn csv_file(path: &Path) -> Result<csv::Writer<std::fs::File>, Ended> {
    let mut file = csv::Writer::from_path(path).map_err(|error| {
        refused("csv", &format!("{} cannot be written: {error}.", path.display()), "Choose another file.", Exit::Usage)
    })?;
    let header = ["address", "kind", "name", "aliases", "selected", "incoming", "outgoing", "archiving"];
    file.write_record(header).map_err(std::io::Error::from)?;
    Ok(file)
}
