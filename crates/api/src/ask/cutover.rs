//! The cut-over guard.

use engine::ClientId;
use model::cutover::Target;

use crate::{
    Api,
    dto::{ClientRef, CutoverCheck, CutoverMark, CutoverTarget, CutoverView, Problem},
    view::{self, usage},
};

impl Api {
    /// The cut-over as it last stood; nobody is asked.
    pub async fn cutover_get(&self, request: ClientRef) -> Result<CutoverView, Problem> {
        Ok(view::cutover(&self.engine.cutover(ClientId(request.client)).await?))
    }

    /// Asks DNS and Exchange now. That they do not answer is a state of a step, no error.
    pub async fn cutover_check(&self, request: CutoverCheck) -> Result<CutoverView, Problem> {
        let domain = request.domain.as_deref().map(view::domain_name).transpose()?;
        Ok(view::cutover(&self.engine.cutover_check(ClientId(request.client), domain).await?))
    }

    /// Marks a step as done, or takes the mark back.
    pub async fn cutover_mark(&self, request: CutoverMark) -> Result<CutoverView, Problem> {
        let CutoverMark { client, domain, step, done, note, objects, code } = request;
        let domain = domain.as_deref().map(view::domain_name).transpose()?;
        let code = Some(view::step_code(code));
        let (step, mark) = (view::step_kind(step), done.then_some(engine::StepMark { note, objects, code }));
        Ok(view::cutover(&self.engine.cutover_mark(ClientId(client), domain, step, mark).await?))
    }

    /// Says what the gateway is called from outside.
    pub async fn cutover_target(&self, request: CutoverTarget) -> Result<CutoverView, Problem> {
        let CutoverTarget { client, mx, spf, smarthost, addresses } = request;
        let mx: Vec<_> = mx.into_iter().map(|target| (target.host, target.preference)).collect();
        let target = Target::read(&mx, spf.as_deref(), smarthost.as_deref(), &addresses).map_err(|error| {
            usage(error.to_string(), "Nothing was stored. The gateway's own documentation names it.")
        })?;
        Ok(view::cutover(&self.engine.cutover_target(ClientId(client), target).await?))
    }
}
