//! Why something is as it is.

use engine::{ClientId, WhyAbout};

use crate::{
    Api,
    dto::{Problem, WhyQuery, WhyView},
    view,
};

impl Api {
    /// The evidence about a directory id or any address.
    pub async fn why(&self, request: WhyQuery) -> Result<WhyView, Problem> {
        let about = request.about.trim();
        let asked = match about.parse() {
            Ok(address) => WhyAbout::Address(address),
            Err(_) if !about.contains('@') => WhyAbout::Id(view::directory_id(about)?),
            Err(error) => return Err(view::usage(error.to_string(), "Give an address or a directory id.")),
        };
        let client = ClientId(request.client);
        let why = self.engine.why(client, asked).await?;
        Ok(view::why(about.to_owned(), &why, &self.zone(client).await?))
    }
}
