//! Options with what the screen shows around them.

use engine::ClientId;
use jiff::{Timestamp, tz::TimeZone};
use model::{DateFormat, Options, TimeFormat};

use crate::{
    Api,
    dto::{ClientRef, ClockChange, OptionsScreen, OptionsSet, Problem, ZoneView},
    view,
};

impl Api {
    /// The options of a client.
    pub async fn options_get(&self, request: ClientRef) -> Result<OptionsScreen, Problem> {
        let options = self.engine.options(ClientId(request.client)).await?;
        self.options_screen(ClientId(request.client), &options).await
    }

    /// Checks and stores options.
    pub async fn options_set(&self, request: OptionsSet) -> Result<OptionsScreen, Problem> {
        let client = ClientId(request.client);
        let options = view::from_view(&request.options)?;
        self.engine.set_options(client, options.clone()).await?;
        self.options_screen(client, &options).await
    }

    /// What the screen would show with these options; nothing is stored.
    pub async fn options_preview(&self, request: OptionsSet) -> Result<OptionsScreen, Problem> {
        let options = view::from_view(&request.options)?;
        engine::options::check(&options).map_err(engine::EngineError::from)?;
        self.options_screen(ClientId(request.client), &options).await
    }

    /// Every zone of the IANA database that this program carries, with its name and offset now.
    pub async fn zone_list(&self, (): ()) -> Result<Vec<ZoneView>, Problem> {
        let now = self.engine.now();
        let zones = jiff::tz::db().available().filter_map(|name| {
            let zone = TimeZone::get(name.as_str()).ok()?;
            let info = zone.to_offset_info(now);
            Some(ZoneView {
                name: name.as_str().to_owned(),
                abbreviation: info.abbreviation().to_owned(),
                offset_minutes: info.offset().seconds() / 60,
            })
        });
        Ok(zones.filter(|zone| zone.name.contains('/') || zone.name == "UTC").collect())
    }

    async fn options_screen(&self, client: ClientId, options: &Options) -> Result<OptionsScreen, Problem> {
        let totals = self.engine.totals(client).await?;
        let in_scope = self.engine.in_scope(client).await?;
        let now = self.engine.now();
        Ok(OptionsScreen {
            options: view::to_view(options),
            example: example(options, now),
            clock_change: clock_change(&options.time_zone, now),
            brake_limit: options.brake.limit(in_scope),
            in_scope,
            new_mailboxes: totals.new,
            others: totals.selected.saturating_sub(totals.new),
        })
    }
}

/// A moment in the chosen zone and formats.
fn example(options: &Options, at: Timestamp) -> String {
    let zone = TimeZone::get(&options.time_zone).unwrap_or(TimeZone::UTC);
    let date = match options.date_format {
        DateFormat::DayMonthYear => "%d/%m/%Y",
        DateFormat::MonthDayYear => "%m/%d/%Y",
        DateFormat::YearMonthDay => "%Y-%m-%d",
        DateFormat::DayMonthYearDots => "%d.%m.%Y",
    };
    let time = match options.time_format {
        TimeFormat::Hours12 => "%-I:%M %p",
        TimeFormat::Hours24 => "%H:%M",
    };
    at.to_zoned(zone).strftime(&format!("{date} {time}")).to_string()
}

/// The next change of the zone's offset within a year.
fn clock_change(zone: &str, now: Timestamp) -> Option<ClockChange> {
    let zone = TimeZone::get(zone).ok()?;
    let next = zone.following(now).next()?;
    let within = next.timestamp().duration_since(now).as_hours() < 366 * 24;
    within.then(|| ClockChange {
        at: view::time(next.timestamp()),
        abbreviation: next.abbreviation().to_owned(),
        offset_minutes: next.offset().seconds() / 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_follows_zone_and_formats() {
        let at: Timestamp = "2026-09-07T09:52:00Z".parse().unwrap();
        let london = Options { time_zone: "Europe/London".to_owned(), ..Options::default() };
        let british = Options { date_format: DateFormat::DayMonthYear, ..london.clone() };
        assert_eq!(example(&british, at), "07/09/2026 10:52");
        let american =
            Options { date_format: DateFormat::MonthDayYear, time_format: TimeFormat::Hours12, ..london.clone() };
        assert_eq!(example(&american, at), "09/07/2026 10:52 AM");
        assert_eq!(clock_change("Europe/London", at).unwrap().abbreviation, "GMT");
        assert_eq!(clock_change("UTC", at), None);
    }
}
