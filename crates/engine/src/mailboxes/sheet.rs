//! The grid as CSV (RFC 4180): what is shown, in its order, with what the gateway has now beside what it will have, so
//! that it can be compared with an invoice, changed, and taken in again.

use std::io::Write;

use csv::{Terminator, WriterBuilder};
use jiff::Timestamp;
use model::Services;
use store::{ClientId, MailboxQuery, MailboxRow, Store};

use crate::{EngineError, csv_cell};

/// Rows that are read together.
const PAGE: u32 = 1_000;

const HEADER: [&str; 12] = [
    "address",
    "name",
    "kind",
    "aliases",
    "chosen",
    "incoming",
    "outgoing",
    "archiving",
    "state",
    "incoming_now",
    "outgoing_now",
    "archiving_now",
];

pub(super) fn write(
    store: &Store,
    client: ClientId,
    query: &MailboxQuery,
    now: Timestamp,
    to: impl Write,
) -> Result<(), EngineError> {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    out.write_record(HEADER)?;
    let mut page = MailboxQuery { offset: 0, limit: PAGE, list: None, ..query.clone() };
    loop {
        let window = store.mailbox_window(client, &page, now)?;
        for row in &window.rows {
            out.write_record(cells(row))?;
        }
        page.offset += PAGE;
        if page.offset >= window.total {
            return Ok(out.flush()?);
        }
        page.list = Some(window.list);
    }
}

fn cells(row: &MailboxRow) -> [String; 12] {
    let flag = |on: bool| if on { "1" } else { "0" }.to_owned();
    let three = |services: Option<Services>| {
        let cell = |on: fn(Services) -> bool| services.map_or_else(String::new, |services| flag(on(services)));
        [cell(|s| s.incoming), cell(|s| s.outgoing), cell(|s| s.archiving)]
    };
    // Whoever is left out has no services to choose: read back, an empty cell leaves them to the defaults.
    let [incoming, outgoing, archiving] = three(row.selected.then_some(row.services));
    let [incoming_now, outgoing_now, archiving_now] = three(row.now);
    [
        csv_cell(&row.address).into_owned(),
        csv_cell(&row.name).into_owned(),
        row.kind.to_string(),
        row.aliases.to_string(),
        flag(row.selected),
        incoming,
        outgoing,
        archiving,
        row.state.as_str().to_owned(),
        incoming_now,
        outgoing_now,
        archiving_now,
    ]
}
