//! The hand-over pack.

use std::path::{Path, PathBuf};

use api::{
    Api,
    dto::{Exit, HandoverMake},
    script::{pack_language, to_script},
};

use super::Done;
use crate::output::Output;

pub async fn report(api: &Api, name: &str, out: PathBuf, language: Option<&str>, output: &mut Output) -> Done {
    let language = language.map(pack_language).transpose()?;
    let client = api.client_named(name).await?.client;
    let made = api.handover_to(HandoverMake { client, language }, absolute(out)).await?;
    let files = || format!("The hand-over pack of {name} is {}, with {}.", made.pdf, made.csv.join(", "));
    output.result(&to_script(&made), files)?;
    Ok(Exit::Done)
}

/// Named from the root, so that whoever reads the answer finds it.
fn absolute(out: PathBuf) -> PathBuf {
    std::path::absolute::<&Path>(&out).unwrap_or(out)
}
