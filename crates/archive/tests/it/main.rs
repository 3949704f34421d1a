//! The sinks at their border: real folders, a real server, and faults at every call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

extern crate tenantry_archive as archive;

#[cfg(target_os = "linux")]
mod killed;
mod maildir;
mod peer;
mod smtp;

use std::path::Path;

use archive::{Delivered, Message, Sink, SinkError, Spooled};
use jiff::Timestamp;
use tokio::io::AsyncWriteExt as _;

const ANN: &str = "ann@larkfield.example";

fn sink(address: &str, scratch: &Path) -> Sink {
    Sink::open(&address.parse().unwrap(), None, scratch).unwrap()
}

/// Spools a message in two pieces.
async fn spooled(sink: &Sink, mailbox: &str, content: &[u8]) -> Result<Spooled, SinkError> {
    let mut spool = sink.spool(mailbox).await?;
    let (first, rest) = content.split_at(content.len() / 2);
    for piece in [first, rest] {
        spool.write_all(piece).await.map_err(|error| sink.trouble(error))?;
        spool.flush().await.map_err(|error| sink.trouble(error))?;
    }
    spool.finish().await
}

fn message<'a>(mailbox: &'a str, spooled: &'a Spooled) -> Message<'a> {
    Message { mailbox, spooled, received: Timestamp::from_second(1_700_000_000).ok(), read: None }
}

async fn deliver(sink: &Sink, mailbox: &str, content: &[u8]) -> Result<Delivered, SinkError> {
    let spooled = spooled(sink, mailbox, content).await?;
    sink.deliver(&message(mailbox, &spooled)).await
}
