//! What runs of a client left in its gateway, for adapters that cannot ask the gateway for all of it.

use async_trait::async_trait;
use gateway::{GatewayError, Memory};
use model::{Address, DomainName, DomainShape, ObservedRecipient};
use store::{ClientId, Store, StoreError};

/// What the store remembers of a client.
#[derive(Debug)]
pub(crate) struct Left {
    pub store: Store,
    pub client: ClientId,
}

impl Left {
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, ClientId) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, GatewayError> {
        let unreadable = |cause: String| GatewayError::Unreachable { gateway: "memory of earlier runs".into(), cause };
        let (store, client) = (self.store.clone(), self.client);
        let read = tokio::task::spawn_blocking(move || work(&store, client)).await;
        read.map_err(|error| unreadable(error.to_string()))?.map_err(|error| unreadable(error.to_string()))
    }
}

#[async_trait]
impl Memory for Left {
    async fn domains(&self, names: &[DomainName]) -> Result<Vec<(DomainName, DomainShape)>, GatewayError> {
        let names = names.to_vec();
        self.read(move |store, client| store.remembered_domains(client, &names)).await
    }

    async fn recipients(
        &self,
        domains: &[DomainName],
        after: Option<&Address>,
        limit: usize,
    ) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let (domains, after) = (domains.to_vec(), after.cloned());
        self.read(move |store, client| store.remembered_recipients(client, &domains, after.as_ref(), limit)).await
    }

    async fn addresses(&self, primaries: &[Address]) -> Result<Vec<ObservedRecipient>, GatewayError> {
        let primaries = primaries.to_vec();
        self.read(move |store, client| store.remembered_addresses(client, &primaries)).await
    }
}
