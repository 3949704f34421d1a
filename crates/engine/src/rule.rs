//! Which rule a step follows, by the number under which it is written down.

use model::plan::{Object, Reason, Step};

/// The number of the rule that a step follows.
#[must_use]
pub const fn rule(step: &Step) -> &'static str {
    let domain = matches!(step.object, Object::Domain { .. } | Object::DomainOut { .. });
    match step.reason {
        Reason::Selected | Reason::SelectedAgain => {
            if domain {
                "R1"
            } else {
                "R2"
            }
        }
        Reason::RouteChanged => "R1",
        Reason::AlreadyThere => "R4",
        Reason::Deselected => "R5",
        Reason::Left | Reason::Returned => "R6",
        Reason::Appeared => "R7",
        Reason::ProductsChosen => "R9",
        Reason::LdapSyncEnds => "R10",
        Reason::ServicesChosen | Reason::SettingsChosen => "R12",
        Reason::AliasChosen | Reason::RegionChosen => "R14",
        Reason::Renamed | Reason::AddressesChanged | Reason::KindChanged => "R16",
        Reason::ExceptionEnded => "B1",
        Reason::Undone => "B5",
        Reason::Drift => "G4",
    }
}
