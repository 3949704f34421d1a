//! How a reading ends when something fails, as a table.

use practice::{Class, Failure};
use tenantry_engine::Fault;
use tenantry_engine::model::ExchangeReading;

use crate::matrix::{At, Cell, Exchange};

/// How a reading ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Complete, and as if nothing had been.
    Well,
    /// Complete, with a weaker source of kinds in the place of the one that failed, or none.
    Weaker,
    /// Incomplete, with this code.
    With(&'static str),
}

pub fn is_weaker(reading: &ExchangeReading) -> bool {
    !matches!(reading, ExchangeReading::Complete | ExchangeReading::Unchanged)
}

impl Ends {
    pub fn fits(self, ended: &Result<ExchangeReading, Fault>) -> bool {
        match (self, ended) {
            (Self::Well, Ok(reading)) => !is_weaker(reading),
            (Self::Weaker, Ok(reading)) => is_weaker(reading),
            (Self::With(code), Err(fault)) => fault.code == code,
            _ => false,
        }
    }
}

/// What the request itself comes to when it fails for good.
pub fn code(how: Failure) -> &'static str {
    match how {
        Failure::Throttled | Failure::ThrottledBare | Failure::Unavailable => "throttled",
        Failure::BadGateway | Failure::Gone => "microsoft-error",
        Failure::Unauthorized => "token-refused",
        Failure::Claims => "claims-challenge",
        Failure::Forbidden => "permissions-shrank",
        Failure::Truncated => "truncated",
        Failure::Reset => "unreachable",
        Failure::Stall => "stalled",
        Failure::Html => "not-json",
        Failure::Redirect => "redirected",
        Failure::WrongShape | Failure::NoLink => "unexpected-shape",
        Failure::Circle => "circle",
        Failure::Foreign => "foreign-link",
    }
}

/// Whether trying again mends it when it happens once.
pub fn passes(how: Failure) -> bool {
    use Failure::{BadGateway, Circle, Reset, Stall, Throttled, ThrottledBare, Truncated, Unauthorized, Unavailable};
    matches!(
        how,
        Throttled | ThrottledBare | Unavailable | BadGateway | Unauthorized | Truncated | Reset | Stall | Circle
    )
}

/// How the reading may end when the request at that place is hit.
pub fn ends(cell: Cell, at: At) -> Vec<Ends> {
    use Failure::{Circle, Claims, Forbidden, Foreign, Gone, NoLink, Unauthorized, WrongShape};
    let Cell { exchange, class, how, stays, .. } = cell;
    // Further pages were asked for by the link that now leads back to them.
    let round = how == Circle && at != At::First;
    if !stays && passes(how) && !round {
        return vec![if exchange == Exchange::Tells { Ends::Well } else { Ends::Weaker }];
    }
    let stops = vec![Ends::With(code(how))];
    match (class, how) {
        // Which other source tells it is no matter, and without any the earlier word stands.
        (Class::AcceptedDomains, _) => vec![Ends::Well],
        (Class::Users | Class::Groups | Class::Contacts, Gone) if !stays => vec![Ends::Well],
        (Class::Users | Class::Groups | Class::Contacts, _) => stops,
        // There is one page of them, so that nothing follows.
        (Class::Organization | Class::Domains | Class::DomainRecords, NoLink) => vec![Ends::Well],
        (Class::Organization | Class::Domains | Class::DomainRecords, Circle) if !stays => vec![Ends::Well],
        (Class::Organization | Class::Domains | Class::DomainRecords, _) => stops,
        // A count that is refused, or none, is left out; it has no links.
        (Class::Count, Forbidden | Failure::BadGateway | Gone | WrongShape | Circle | Foreign | NoLink) => {
            vec![Ends::Well]
        }
        (Class::Count, _) => stops,
        // A list that ends too early is read again; nothing follows its last page.
        (Class::Exchange, NoLink) if stays && at != At::Last => vec![Ends::With("reading-short")],
        (Class::Exchange, NoLink) => vec![Ends::Well],
        (Class::Exchange, Unauthorized | Forbidden | WrongShape | Foreign | Circle | Gone) => vec![Ends::Weaker],
        (Class::Exchange, _) => stops,
        // Their first request may be the one for accepted domains, which nothing depends on.
        (Class::ExchangeV2 | Class::Report, Claims) => vec![Ends::With(code(how)), Ends::Weaker],
        (Class::ExchangeV2 | Class::Report, Failure::Reset | Failure::Stall) => stops,
        (Class::Report, _) if exchange == Exchange::ReportNow => vec![Ends::With("exchange-silent"), Ends::Weaker],
        _ => vec![Ends::Weaker],
    }
}
