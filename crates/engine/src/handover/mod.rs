//! The hand-over pack (W12), the plan (W6) and the certificate of an import (S4) as PDF: gathered by pages, written for
//! their owner alone, whole or not at all.

mod certificate;
mod gather;
mod lines;
mod plan;

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use ::handover::lines::Lines;
use ::handover::pack::Pack;
use ::handover::{Formats, HandoverError, Language};
use store::{ClientId, ClientRecord, Store};

use crate::{Engine, EngineError, write_private};

/// Files of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverMade {
    /// The folder that they lie in.
    pub folder: PathBuf,
    /// The document.
    pub pdf: PathBuf,
    /// Recipients, exceptions, settings by hand, runs.
    pub csv: Vec<PathBuf>,
}

/// While the files are being written they lie in a folder of this name.
const UNFINISHED: &str = ".tenantry-unfinished";

impl Engine {
    /// Writes a client's hand-over pack into a folder, which is made when it is not there. Files of that name are
    /// replaced once every new one is whole.
    ///
    /// # Errors
    /// [`EngineError::Store`], [`EngineError::Output`].
    pub async fn handover(
        &self,
        client: ClientId,
        language: Option<Language>,
        folder: PathBuf,
    ) -> Result<HandoverMade, EngineError> {
        let status = self.client(client).await?;
        let cutover = self.cutover(client).await?;
        let by_hand = self.by_hand_settings(client).await?;
        let (now, person) = (self.now(), self.person().to_owned());
        self.stored(move |store| {
            let options = store.options(client)?;
            let language = language.unwrap_or_else(|| Language::of_tag(&options.language).unwrap_or_default());
            let mut pack = gather::begin(store, status, &cutover, (options, language), (now, person), by_hand)?;
            together(&folder, |inside| files(store, client, &mut pack, inside))?;
            let [pdf, csv @ ..] = Pack::file_names(language);
            let csv = csv.map(|name| folder.join(format!("{name}.csv"))).to_vec();
            Ok::<_, EngineError>(HandoverMade { pdf: folder.join(format!("{pdf}.pdf")), csv, folder })
        })
        .await
    }

    /// The language of documents for a client: that of its options, else English.
    ///
    /// # Errors
    /// [`EngineError::Store`].
    pub async fn handover_language(&self, client: ClientId) -> Result<Language, EngineError> {
        Ok(Language::of_tag(&self.options(client).await?.language).unwrap_or_default())
    }
}

/// Writes the lists, which tells the document what it says of them, and then the document.
fn files(store: &Store, client: ClientId, pack: &mut Pack, inside: &Path) -> Result<(), EngineError> {
    let formats = Formats::of(&pack.options, pack.language);
    let [document, mailboxes, exceptions, hand, runs] = Pack::file_names(pack.language);
    let csv = |name: &str| inside.join(format!("{name}.csv"));
    let form = || formats.clone();
    private(&csv(mailboxes), |out| lines::mailboxes(store, client, Lines::of_mailboxes(out, form())?, pack))?;
    private(&csv(exceptions), |out| lines::exceptions(store, client, Lines::of_exceptions(out, form())?, pack))?;
    private(&csv(hand), |out| lines::hand(store, client, Lines::of_hand(out, form())?, pack))?;
    private(&csv(runs), |out| lines::runs(store, client, Lines::of_runs(out, form())?, pack))?;
    let pdf = pack.document().pdf()?;
    private(&inside.join(format!("{document}.pdf")), |out| Ok(out.write_all(&pdf)?))
}

/// The program that documents name.
pub(crate) fn program() -> String {
    format!("Tenantry {}", env!("CARGO_PKG_VERSION"))
}

/// A client's colour, as the page shows it (DESIGN.md, "Colour").
pub(crate) fn colour(record: &ClientRecord) -> [u8; 3] {
    match record.colour.as_str() {
        "indigo" => [0x56, 0x49, 0xb0],
        "brown" => [0x6c, 0x41, 0x23],
        "magenta" => [0x91, 0x00, 0x5a],
        "slate" => [0x39, 0x41, 0x46],
        "blue" => [0x3c, 0x51, 0xb4],
        "grape" => [0x7a, 0x15, 0x89],
        "steel" => [0x00, 0x5b, 0x70],
        _ => [0x02, 0x64, 0x67],
    }
}

impl From<HandoverError> for EngineError {
    fn from(error: HandoverError) -> Self {
        Self::Output(error.to_string())
    }
}

pub(crate) fn private(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    write_private(path, |error| EngineError::Output(error.to_string()), write)
}

/// Has files written into a folder beside their place and moves them there when all are whole; else none is there.
fn together(folder: &Path, write: impl FnOnce(&Path) -> Result<(), EngineError>) -> Result<(), EngineError> {
    let made = !folder.exists();
    let inside = folder.join(UNFINISHED);
    let whole = in_place(folder, &inside, write);
    let _ = std::fs::remove_dir_all(&inside);
    if whole.is_err() && made {
        // Only an empty one goes.
        let _ = std::fs::remove_dir(folder);
    }
    whole
}

fn in_place(
    folder: &Path,
    inside: &Path,
    write: impl FnOnce(&Path) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    if !folder.exists() {
        private_folder(folder)?;
    }
    match std::fs::remove_dir_all(inside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => private_folder(inside)?,
    }
    write(inside)?;
    for file in std::fs::read_dir(inside)?.collect::<Result<Vec<_>, _>>()? {
        std::fs::rename(file.path(), folder.join(file.file_name()))?;
    }
    Ok(())
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}
