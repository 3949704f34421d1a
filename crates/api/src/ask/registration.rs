//! The registered application of each cloud (M9).

use engine::Registered;

use crate::{
    Api,
    dto::{CloudRef, Problem, RegistrationSet, RegistrationView},
    view,
};

impl Api {
    /// How a cloud is registered, and all that is needed to register the application.
    pub async fn registration_get(&self, request: CloudRef) -> Result<RegistrationView, Problem> {
        self.registration(self.engine.registration(&request.cloud).await?).await
    }

    /// Sets the application of a cloud, or takes the setting back.
    pub async fn registration_set(&self, request: RegistrationSet) -> Result<RegistrationView, Problem> {
        let registered = self.engine.set_registration(&request.cloud, request.client_id.as_deref()).await?;
        self.registration(registered).await
    }

    async fn registration(&self, registered: Registered) -> Result<RegistrationView, Problem> {
        let clients = self.engine.signed_in_to(&registered.cloud).await?;
        Ok(view::registration(registered, clients))
    }
}
