//! What happens in a mailbox while somebody reads it, at the moment of a certain request.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Arrival, MailEditError};
use crate::world::{World, lock};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailEvent {
    Arrive(Arrival),
    /// To another folder, by well-known name or id.
    Move {
        message: String,
        to: String,
    },
    /// Gone for good.
    Vanish {
        message: String,
    },
    /// As read or unread, and nothing else about it.
    Mark {
        message: String,
        read: bool,
    },
    /// The whole mailbox is not there, as while it is moved to other servers, until it returns.
    Leave,
    Return,
}

#[derive(Debug)]
pub(super) struct Planned {
    mailbox: Uuid,
    who: String,
    /// So many requests pass first.
    after: u32,
    event: MailEvent,
}

impl World {
    /// Just before the request after so many for this mailbox is answered.
    pub(crate) fn mail_later(&self, who: &str, after: u32, event: MailEvent) -> Result<(), MailEditError> {
        let mailbox = self.own_mailbox(who)?.id;
        lock(&self.mail.planned).push(Planned { mailbox, who: who.to_owned(), after, event });
        Ok(())
    }

    /// A request for a mailbox is about to be answered.
    pub(crate) fn mail_asked(&self, mailbox: Uuid) {
        let due = {
            let mut planned = lock(&self.mail.planned);
            let is_due = |one: &Planned| one.mailbox == mailbox && one.after == 0;
            let due: Vec<Planned> = planned.extract_if(.., |one| is_due(one)).collect();
            for one in planned.iter_mut().filter(|one| one.mailbox == mailbox) {
                one.after -= 1;
            }
            due
        };
        for Planned { who, event, .. } in due {
            // What is gone meanwhile cannot move any more.
            let _ = match event {
                MailEvent::Arrive(arrival) => self.mail_arrive(&who, &arrival).map(drop),
                MailEvent::Move { message, to } => self.mail_place(&who, &message, Some(&to)),
                MailEvent::Vanish { message } => self.mail_place(&who, &message, None),
                MailEvent::Mark { message, read } => self.mail_mark(&who, &message, read),
                MailEvent::Leave => self.mail_away(&who, true),
                MailEvent::Return => self.mail_away(&who, false),
            };
        }
    }
}
