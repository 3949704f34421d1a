//! The choice of domains.

use engine::{ClientId, DomainChange};

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
        let offers = self.engine.alias_offers(client).await?.into_iter().collect();
        let current = self.engine.current_mx(client).await?;
        self.engine.look_up_mx(client);
        let domains = view::domain_rows(&records, &vanished, &offers, &current, read);
        let read_at = self.engine.snapshot(client).await?.map(|snapshot| view::time(snapshot.read_at));
        Ok(DomainList { domains, read_at })
    }

    /// Changes the choice, all or none; then aliases, one by one, each of which may be refused (R14).
    pub async fn domain_choose(&self, request: DomainChoose) -> Result<DomainList, Problem> {
        let client = ClientId(request.client);
        let (mut changes, mut aliases) = (Vec::new(), Vec::new());
        for change in request.changes {
            let name = view::domain_name(&change.name)?;
            if let Some(target) = change.alias_of {
                let target = Some(target).filter(|target| !target.is_empty());
                aliases.push((name.clone(), target.as_deref().map(view::domain_name).transpose()?));
            }
            let (selected, archiving, region) = (change.selected, change.archiving, change.region);
            changes.push(DomainChange { name, selected, archiving, region });
        }
        self.engine.choose_domains(client, changes).await?;
        for (domain, target) in aliases {
            self.engine.set_alias(client, domain, target).await?;
        }
        self.domain_list(ClientRef { client: client.0 }).await
    }
}
