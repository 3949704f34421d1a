//! The cut-over guard (W8, R17): what DNS and Exchange tell, and which steps follow in the order that loses no mail.
//!
//! Pure: look-ups are made elsewhere and come in as facts; [`judge`] decides order, state and safety, and [`Code`] names
//! what a page words.

mod codes;
mod domain;
mod exchange;
mod facts;
mod judge;
mod powershell;
mod route;
mod spf;
mod step;
mod target;
mod tenant;

pub use exchange::{DkimSigning, ExchangeLook, InboundConnector, JournalRule, OutboundConnector, TenantMail};
pub use facts::{
    Answer, DmarcPolicy, DmarcReading, DnsFacts, MailFacts, MtaStsMode, MtaStsPolicy, MtaStsReading, MxRecord,
    SpfReading, SpfResult,
};
pub use judge::{Case, DomainCase, DomainJudgement, Judgement, judge};
pub use route::{MailRoute, mail_route};
pub use step::{Block, BlockCode, Code, Judged, Part, Said, StepKind, StepState};
pub use target::{Target, TargetError, TargetSource};

#[cfg(test)]
mod tests;
