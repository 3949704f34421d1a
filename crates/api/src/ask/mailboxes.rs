//! The grid of mailboxes.

use engine::{ClientId, Excepted};

use crate::{
    Api,
    dto::{
        MailboxChoose, MailboxChosen, MailboxDetail, MailboxKind, MailboxQuery, MailboxRef, MailboxWindow, NotTakenRow,
        NotTakenWindow, Problem,
    },
    view,
};

impl Api {
    /// A window of recipients with the totals over the columns.
    pub async fn mailbox_window(&self, request: MailboxQuery) -> Result<MailboxWindow, Problem> {
        let client = ClientId(request.client);
        let window = self.engine.mailbox_window(client, view::query(&request)?).await?;
        let read_at = self.engine.snapshot(client).await?.map(|snapshot| snapshot.read_at);
        Ok(view::window(&window, read_at))
    }

    /// Chooses recipients or sets services, for those named or all that a filter shows.
    pub async fn mailbox_choose(&self, request: MailboxChoose) -> Result<MailboxChosen, Problem> {
        let client = ClientId(request.client);
        let (target, change) = (view::target(&request.target)?, view::change(&request));
        let changed = self.engine.choose_mailboxes(client, target, change).await?;
        Ok(MailboxChosen { changed, totals: view::totals(self.engine.totals(client).await?) })
    }

    /// One recipient: why it is here, and why it is as it is.
    pub async fn mailbox_get(&self, request: MailboxRef) -> Result<MailboxDetail, Problem> {
        let (client, id) = (ClientId(request.client), view::directory_id(&request.id)?);
        let detail = self.engine.mailbox(client, id).await?;
        let exception = self.engine.exception(client, Excepted::Recipient(id)).await?;
        Ok(view::detail(&detail, exception.as_ref(), &self.zone(client).await?))
    }

    /// Decides the kind of a recipient by hand, or leaves it to the sources again.
    pub async fn mailbox_kind(&self, request: MailboxKind) -> Result<MailboxDetail, Problem> {
        let kind = request.kind.as_deref().map(view::kind).transpose()?;
        self.engine.set_kind(ClientId(request.client), view::directory_id(&request.id)?, kind).await?;
        self.mailbox_get(MailboxRef { client: request.client, id: request.id }).await
    }

    /// Objects of the tenant that are no recipients, with the reason; of the query only the words and the
    /// window count.
    pub async fn not_taken(&self, request: MailboxQuery) -> Result<NotTakenWindow, Problem> {
        let MailboxQuery { client, filter, offset, limit, .. } = request;
        let window = self.engine.not_taken(ClientId(client), filter.search, offset, limit).await?;
        let rows = window.rows.into_iter().map(|row| NotTakenRow {
            id: row.id.to_string(),
            name: row.name,
            address: row.address,
            reason: row.reason.as_str().to_owned(),
        });
        Ok(NotTakenWindow { rows: rows.collect(), total: window.total })
    }
}
