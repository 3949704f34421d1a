//! The mail of the main tenant and the applications that may read it, for tests that run in the same process.

use crate::apps::{AppEditError, RegisteredApp};
use crate::mail::{Arrival, MailCounts, MailEditError, MailEvent, MailTruth};
use crate::{Practice, tenant, world};

impl Practice {
    /// The mailboxes there are: directory id and primary address.
    pub fn mailboxes(&self) -> Vec<(String, String)> {
        let directory = world::read(&self.world.tenants[0].directory);
        let users = directory.present(tenant::Collection::Users, 0).filter(|(_, entry)| entry.kind.has_mailbox());
        users.map(|(_, entry)| (entry.id.to_string(), entry.primary().unwrap_or_default().to_owned())).collect()
    }

    /// Every message a mailbox (by id or address) really holds now, with the hash of its MIME content.
    pub fn mail_truth(&self, mailbox: &str) -> Result<Vec<MailTruth>, MailEditError> {
        self.world.mail_truth(mailbox)
    }

    /// The MIME content of a message (immutable id); none if there is no such message, or it cannot be had.
    pub fn mail_content(&self, mailbox: &str, message: &str) -> Result<Option<Vec<u8>>, MailEditError> {
        self.world.mail_content(mailbox, message)
    }

    /// Lets mail arrive. Returns the immutable ids.
    pub fn mail_arrive(&self, mailbox: &str, arrival: &Arrival) -> Result<Vec<String>, MailEditError> {
        self.world.mail_arrive(mailbox, arrival)
    }

    /// Moves a message (either id) to a folder, by well-known name or id.
    pub fn mail_move(&self, mailbox: &str, message: &str, to: &str) -> Result<(), MailEditError> {
        self.world.mail_place(mailbox, message, Some(to))
    }

    /// Removes a message for good.
    pub fn mail_vanish(&self, mailbox: &str, message: &str) -> Result<(), MailEditError> {
        self.world.mail_place(mailbox, message, None)
    }

    /// Lets a folder, by well-known name or id, hold so many items that are no messages, such as deleted contacts.
    pub fn mail_others(&self, mailbox: &str, folder: &str, count: u32) -> Result<(), MailEditError> {
        self.world.mail_others(mailbox, folder, count)
    }

    /// Lets something happen just before the request after so many for this mailbox is answered.
    pub fn mail_later(&self, mailbox: &str, after: u32, event: MailEvent) -> Result<(), MailEditError> {
        self.world.mail_later(mailbox, after, event)
    }

    /// Makes every delta link of mail worthless: the next one is answered 410.
    pub fn mail_forget_rounds(&self) {
        self.world.mail.forget_rounds();
    }

    /// What each application asked of each mailbox.
    pub fn mail_counts(&self) -> Vec<MailCounts> {
        self.world.mail.meter.counts()
    }

    /// Counts what is asked of the mailboxes anew from now on.
    pub fn mail_count_anew(&self) {
        self.world.mail.meter.reset();
    }

    /// Registers an application as an administrator does in the portal, with a certificate (DER) and application
    /// permissions of Microsoft Graph such as `Mail.Read`.
    pub fn register_app(&self, name: &str, certificate: &[u8], roles: &[&str]) -> Result<RegisteredApp, AppEditError> {
        self.world.register_app(name, certificate, roles)
    }

    /// Lets Exchange grant an application reading of these mailboxes (primary addresses), or of all.
    pub fn scope_app(&self, app_id: &str, mailboxes: Option<&[String]>) -> Result<(), AppEditError> {
        self.world.scope_app(app_id, mailboxes)
    }

    /// The applications registered in the main tenant, those in its deleted items among them.
    pub fn registered_apps(&self) -> Vec<RegisteredApp> {
        self.world.registered_apps()
    }
}
