//! The hand-over pack, and a plan as PDF.

use std::path::PathBuf;

use engine::{ClientId, HandoverMade, PlanId};

use crate::{
    Api,
    dto::{FileWritten, HandoverFiles, HandoverMake, PackLanguage, PlanRef, Problem},
    view::usage,
};

impl Api {
    /// Writes the hand-over pack into a new folder in the person's folder for downloads.
    pub async fn handover_make(&self, request: HandoverMake) -> Result<HandoverFiles, Problem> {
        let folder = self.free_download(request.client, "hand-over", "").await?;
        self.handover_to(request, folder).await
    }

    /// The same into a folder of one's own.
    pub async fn handover_to(&self, request: HandoverMake, folder: PathBuf) -> Result<HandoverFiles, Problem> {
        let language = request.language.map(language);
        let made = self.engine.handover(ClientId(request.client), language, folder).await?;
        let HandoverMade { folder, pdf, csv } = made;
        let shown = |path: &PathBuf| path.display().to_string();
        Ok(HandoverFiles { folder: self.written(&folder), pdf: shown(&pdf), csv: csv.iter().map(shown).collect() })
    }

    /// Writes a plan as PDF into the person's folder for downloads.
    pub async fn plan_pdf(&self, request: PlanRef) -> Result<FileWritten, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        self.engine.plan(client, plan).await?;
        let path = self.free_download(request.client, &format!("plan-{}", request.plan), "pdf").await?;
        self.engine.plan_pdf_file(client, plan, path.clone()).await?;
        Ok(FileWritten { path: self.written(&path) })
    }
}

pub(crate) fn language(language: PackLanguage) -> engine::PackLanguage {
    match language {
        PackLanguage::En => engine::PackLanguage::English,
        PackLanguage::De => engine::PackLanguage::German,
    }
}

/// The language that a script names.
///
/// # Errors
/// What documents do not speak.
pub fn pack_language(tag: &str) -> Result<PackLanguage, Problem> {
    match engine::PackLanguage::of_tag(tag) {
        Some(engine::PackLanguage::English) => Ok(PackLanguage::En),
        Some(engine::PackLanguage::German) => Ok(PackLanguage::De),
        None => Err(usage(format!("documents are not written in \u{201c}{tag}\u{201d}"), "Say en or de.")),
    }
}
