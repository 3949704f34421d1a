//! What a mailbox really holds: what a complete import must have seen.

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;

use super::{Item, MailEditError, content, decode, encode, folder};
use crate::mail::folder::path;
use crate::world::World;

/// A message as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailTruth {
    /// The immutable id.
    pub id: String,
    /// Names from below the root, joined with slashes.
    pub folder: String,
    pub hidden: bool,
    /// Unix seconds.
    pub received: i64,
    pub message_id: Option<String>,
    /// Octets and SHA-256 (hexadecimal) of the MIME content; none if it cannot be had.
    pub mime: Option<(u64, String)>,
}

impl World {
    pub(crate) fn mail_truth(&self, who: &str) -> Result<Vec<MailTruth>, MailEditError> {
        let entry = self.own_mailbox(who)?;
        let all = self.mail.with(&entry, |mailbox| {
            let all = mailbox.all().map(|(number, index)| (number, mailbox.message(index)));
            all.collect::<Vec<_>>()
        });
        let told = all.into_iter().map(|(number, message)| MailTruth {
            id: encode(entry.id, Item::Immutable(message.index)),
            folder: path(number),
            hidden: folder(number).hidden,
            received: message.received,
            mime: content(&message).map(|mime| {
                let (mut hash, mut octets) = (Context::new(&SHA256), 0);
                for piece in mime {
                    hash.update(&piece);
                    octets += piece.len() as u64;
                }
                (octets, hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
            }),
            message_id: message.message_id,
        });
        Ok(told.collect())
    }

    pub(crate) fn mail_content(&self, who: &str, message: &str) -> Result<Option<Vec<u8>>, MailEditError> {
        let entry = self.own_mailbox(who)?;
        let Some((owner, Item::Immutable(index))) = decode(message) else { return Ok(None) };
        let pieces = self.mail.with(&entry, |mailbox| {
            let there = owner == entry.id && mailbox.folder_of(index).is_some();
            there.then(|| content(&mailbox.message(index))).flatten()
        });
        Ok(pieces.map(|pieces| pieces.collect::<Vec<_>>().concat()))
    }
}
