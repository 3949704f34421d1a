//! The choice of domains.

use engine::{ClientId, DomainChange};
use model::DomainName;

use crate::{
    Api,
    dto::{ClientRef, DomainChoose, DomainList, Problem},
    view,
};

impl Api {
    /// What vanished while it was selected, then the tenant's domains, selectable ones first.
    pub async fn domain_list(&self, request: ClientRef) -> Result<DomainList, Problem> {
        let client = ClientId(request.client);
        let read = self.engine.gateway_was_read(client).await?;
        let records = self.engine.domains(client).await?;
        let vanished = self.engine.vanished_domains(client).await?;
        let domains = view::domain_rows(&records, &vanished, read);
        let read_at = self.engine.snapshot(client).await?.map(|snapshot| view::time(snapshot.read_at));
        Ok(DomainList { domains, read_at })
    }

    /// Changes the choice, all or none.
    pub async fn domain_choose(&self, request: DomainChoose) -> Result<DomainList, Problem> {
        let client = ClientId(request.client);
        let named = request.changes.into_iter().map(|change| {
            let name: DomainName = change.name.parse()?;
            Ok(DomainChange { name, selected: change.selected, archiving: change.archiving, region: None })
        });
        let changes = named.collect::<Result<Vec<_>, model::AddressError>>();
        let changes = changes.map_err(|error| view::usage(error.to_string(), "Name a domain of the tenant."))?;
        self.engine.choose_domains(client, changes).await?;
        self.domain_list(ClientRef { client: client.0 }).await
    }
}
