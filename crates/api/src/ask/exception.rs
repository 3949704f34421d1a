//! What is left alone, and the answers to held steps.

use engine::{Answer, ClientId, EngineError, Excepted, ExceptionWish, Moved, PlanId, PlanRecord, PlanTarget as Rows};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use crate::{
    Api,
    dto::{
        ExceptionObject, ExceptionQuery, ExceptionRemove, ExceptionSet, ExceptionTerms, ExceptionWindow, HeldAnswer,
        PlanAnswer, PlanTarget, PlanView, Problem,
    },
    view::{self, usage},
};

impl Api {
    /// A window of exceptions, ended ones first.
    pub async fn exception_list(&self, request: ExceptionQuery) -> Result<ExceptionWindow, Problem> {
        let ExceptionQuery { client, search, offset, limit } = request;
        let query = engine::ExceptionQuery { search, offset, limit: limit.min(engine::WINDOW) };
        let window = self.engine.exceptions(ClientId(client), query).await?;
        let zone = self.zone(ClientId(client)).await?;
        let rows = window.rows.iter().map(|record| view::exception(record, &zone)).collect();
        Ok(ExceptionWindow { rows, total: window.total })
    }

    /// Sets exceptions, all or none.
    pub async fn exception_set(&self, request: ExceptionSet) -> Result<(), Problem> {
        let client = ClientId(request.client);
        let objects = objects(&request.objects)?;
        let terms = self.terms(client, request.terms).await?;
        if let Some(target) = &request.target {
            self.engine.exempt_target(client, view::target(target)?, terms.clone()).await?;
        }
        if !objects.is_empty() {
            self.engine.exception_set(client, objects, terms).await?;
        }
        Ok(())
    }

    /// Takes exceptions back.
    pub async fn exception_remove(&self, request: ExceptionRemove) -> Result<(), Problem> {
        self.engine.exception_remove(ClientId(request.client), objects(&request.objects)?).await?;
        Ok(())
    }

    /// Answers held steps; gives the new plan.
    pub async fn plan_answer(&self, request: PlanAnswer) -> Result<PlanView, Problem> {
        let client = ClientId(request.client);
        let plan = self.answered(request).await?;
        self.plan_shown(client, &plan, false).await
    }

    pub(crate) async fn answered(&self, request: PlanAnswer) -> Result<PlanRecord, Problem> {
        let (client, plan) = (ClientId(request.client), PlanId(request.plan));
        let target = match request.target {
            PlanTarget::Rows { seqs } => Rows::Rows(seqs),
            PlanTarget::Held { hold } => Rows::Held(hold.as_deref().map(view::hold_named).transpose()?),
        };
        let answer = match request.answer {
            HeldAnswer::Exempt { terms } => Answer::Exempt(self.terms(client, terms).await?),
            HeldAnswer::Leaver => Answer::Leaver,
            HeldAnswer::Adopt => Answer::Adopt,
        };
        if self.engine.plan(client, plan).await?.hash != request.hash {
            return Err(EngineError::Stale { plan: plan.0, moved: Moved::Hash, keys: Vec::new() }.into());
        }
        Ok(self.engine.answer(client, plan, target, answer, request.client_name).await?)
    }

    async fn terms(&self, client: ClientId, terms: ExceptionTerms) -> Result<ExceptionWish, Problem> {
        let ExceptionTerms { reason, owner, until } = terms;
        let until = match until {
            Some(day) => {
                let zone = self.engine.options(client).await?.time_zone;
                Some(end_of(&day, &zone)?)
            }
            None => None,
        };
        Ok(ExceptionWish { reason, owner, until })
    }

    /// The zone in which a client's days are meant.
    pub(crate) async fn zone(&self, client: ClientId) -> Result<TimeZone, Problem> {
        Ok(zone_of(&self.engine.options(client).await?.time_zone))
    }
}

/// The end of a day as the client's clocks show it.
pub(crate) fn end_of(day: &str, zone: &str) -> Result<jiff::Timestamp, Problem> {
    let wrong = || usage(format!("\u{201c}{day}\u{201d} is not a day"), "Write it as YYYY-MM-DD.");
    let date: Date = day.trim().parse().map_err(|_| wrong())?;
    let next = date.checked_add(1.day()).map_err(|_| wrong())?;
    Ok(next.to_zoned(zone_of(zone)).map_err(|_| wrong())?.timestamp())
}

fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

pub(crate) fn objects(named: &[ExceptionObject]) -> Result<Vec<Excepted>, Problem> {
    named
        .iter()
        .map(|object| match object {
            ExceptionObject::Recipient { id } => Ok(Excepted::Recipient(view::directory_id(id)?)),
            ExceptionObject::Domain { name } => Ok(Excepted::Domain(view::domain_name(name)?)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_stands_through_its_last_day_as_the_client_counts_days() {
        assert_eq!(end_of("2026-12-31", "Europe/Dublin").unwrap(), "2027-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(end_of("2026-07-31", "Europe/Dublin").unwrap(), "2026-07-31T23:00:00Z".parse().unwrap());
        assert!(end_of("31.12.2026", "UTC").unwrap_err().message.contains("31.12.2026"));
    }

    #[test]
    fn w12_the_day_that_was_named_as_the_last_is_shown_as_the_last() {
        // West and east of everybody, and a night in which clocks went from the end of a day to one o'clock.
        let zones = ["Europe/Dublin", "Pacific/Honolulu", "Pacific/Kiritimati", "UTC", "America/Sao_Paulo"];
        for (zone, day) in zones
            .into_iter()
            .flat_map(|zone| ["2026-12-31", "2026-07-31", "2026-10-24", "2018-11-03"].map(|day| (zone, day)))
        {
            let terms = engine::ExceptionTerms {
                reason: "Court case".to_owned(),
                owner: "ruth".to_owned(),
                until: Some(end_of(day, zone).unwrap()),
                cause: engine::ExceptionCause::Person,
                run: None,
            };
            let record = engine::ExceptionRecord {
                about: Excepted::Domain("larkfield.example".parse().unwrap()),
                key: "larkfield.example".to_owned(),
                name: String::new(),
                terms,
                since: jiff::Timestamp::UNIX_EPOCH,
                exempt: model::plan::Exempt::Stands,
            };
            let shown = view::exception(&record, &zone_of(zone));
            assert_eq!(shown.until.as_deref(), Some(day), "{zone}");
        }
    }
}
