//! The grid beyond its windows: type-ahead, CSV out and in, one step back, saved views.

use engine::{ClientId, Imported, MailboxFilter, MailboxList, MailboxQuery, MailboxState, Taking};

use crate::{
    Api,
    dto::{
        ClientRef, FileWritten, GridView, ImportReport, MailboxChosen, MailboxCsv, MailboxFind, MailboxFound,
        MailboxImport, Problem, SavedView, SavedViewRef, SavedViewSet,
    },
    view::{self, usage},
};

/// Characters of a view's name.
const NAME: usize = 60;

impl Api {
    /// Where the next row stands that begins with what was typed.
    pub async fn mailbox_find(&self, request: MailboxFind) -> Result<MailboxFound, Problem> {
        let MailboxFind { client, list, text, from } = request;
        Ok(MailboxFound { at: self.engine.mailbox_find(ClientId(client), list, text, from).await? })
    }

    /// Writes the rows of a filter, in its order, as CSV into the person's folder for downloads.
    pub async fn mailbox_csv(&self, request: MailboxCsv) -> Result<FileWritten, Problem> {
        let MailboxCsv { client, filter, sort, descending } = request;
        let query = view::grid(&GridView { filter, sort, descending, hidden: Vec::new() })?;
        let path = self.free_download(client, "mailboxes", "csv").await?;
        self.write_mailbox_csv(ClientId(client), query, &path).await?;
        Ok(FileWritten { path: self.written(&path) })
    }

    /// Takes a list of mailboxes in, or says what it would change. With any error nothing is stored.
    pub async fn mailbox_import(&self, request: MailboxImport) -> Result<ImportReport, Problem> {
        let MailboxImport { client, text, dry_run, keep_others } = request;
        let client = ClientId(client);
        let MailboxList { rows, faults } = MailboxList::read(&text);
        let taking = Taking { keep_others, dry_run: dry_run || !faults.is_empty() };
        let header = faults.first().is_some_and(|fault| fault.kind == engine::LineFaultKind::NoAddressColumn);
        let imported =
            if header { Imported::default() } else { self.engine.choose_listed(client, rows, taking).await? };
        let stored = !taking.dry_run && imported.faults.is_empty();
        Ok(view::import(&faults, &imported, stored))
    }

    /// Takes the last change of choices back.
    pub async fn choice_undo(&self, request: ClientRef) -> Result<MailboxChosen, Problem> {
        let client = ClientId(request.client);
        let changed = self.engine.choice_undo(client).await?;
        Ok(MailboxChosen { changed, totals: view::totals(self.engine.totals(client).await?) })
    }

    /// The views that come with the program, then those that were saved, by name.
    pub async fn view_list(&self, request: ClientRef) -> Result<Vec<SavedView>, Problem> {
        let client = ClientId(request.client);
        let mut views = Vec::new();
        for (name, filter) in built_in() {
            let count = self.count(client, filter.clone()).await?;
            let filter = view::to_filter(&filter);
            views.push(SavedView {
                id: None,
                name: name.to_owned(),
                view: GridView { filter, ..GridView::default() },
                count,
            });
        }
        for record in self.engine.saved_views(client).await? {
            // What another version saved and this one cannot read is shown without its filters, not lost.
            let view: GridView = serde_json::from_str(&record.view).unwrap_or_default();
            let count = self.count(client, view::filter(&view.filter)?).await?;
            views.push(SavedView { id: Some(record.id), name: record.name, view, count });
        }
        Ok(views)
    }

    /// Saves a view.
    pub async fn view_save(&self, request: SavedViewSet) -> Result<(), Problem> {
        let SavedViewSet { client, name, view } = request;
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            return Err(usage("a view needs a name of 1 to 60 characters".to_owned(), "Give it another name."));
        }
        view::grid(&view)?;
        let json = serde_json::to_string(&view).map_err(|error| usage(error.to_string(), "Save it again."))?;
        Ok(self.engine.saved_view_set(ClientId(client), name, json).await?)
    }

    /// Forgets a saved view.
    pub async fn view_remove(&self, request: SavedViewRef) -> Result<(), Problem> {
        self.engine.saved_view_remove(ClientId(request.client), request.id).await?;
        Ok(())
    }

    async fn count(&self, client: ClientId, filter: MailboxFilter) -> Result<u32, Problem> {
        let query = MailboxQuery { filter, limit: 0, ..MailboxQuery::default() };
        Ok(self.engine.mailbox_window(client, query).await?.total)
    }
}

/// The views that come with the program; the page has words for their names.
fn built_in() -> [(&'static str, MailboxFilter); 4] {
    let state = |state| MailboxFilter { state: Some(state), ..MailboxFilter::default() };
    [
        ("look", MailboxFilter { look: Some(true), ..MailboxFilter::default() }),
        ("new", state(MailboxState::New)),
        ("leavers", state(MailboxState::Leaver)),
        ("exceptions", state(MailboxState::Exception)),
    ]
}
