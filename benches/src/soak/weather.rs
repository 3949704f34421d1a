//! What may happen to a sync: faults, short pages, broken days.

use std::fmt;

use practice::{Broken, Class, Failure, Fault};
use rand::RngExt as _;
use rand::rngs::StdRng;

/// What one sync meets.
#[derive(Debug, Clone, Default)]
pub struct Weather {
    pub faults: Vec<Fault>,
    pub broken: Option<Broken>,
    pub page_size: Option<usize>,
}

/// What a directory's reader may meet, each answer of its own.
const CLASSES: [Class; 9] = [
    Class::Organization,
    Class::Domains,
    Class::DomainRecords,
    Class::Users,
    Class::Groups,
    Class::Contacts,
    Class::Count,
    Class::Exchange,
    Class::AcceptedDomains,
];
/// What a token endpoint in trouble does; a refusal of the sign-in itself is no trouble but an answer.
const AT_THE_TOKEN: [Failure; 5] =
    [Failure::Throttled, Failure::Unavailable, Failure::BadGateway, Failure::Truncated, Failure::Reset];

impl fmt::Display for Weather {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(how) = self.broken {
            write!(f, "a broken day ({how:?})")?;
        } else if self.faults.is_empty() {
            f.write_str("clear weather")?;
        }
        for fault in &self.faults {
            write!(f, "[{:?} after {} of {:?}, times {:?}]", fault.how, fault.after, fault.class, fault.times)?;
        }
        self.page_size.map_or(Ok(()), |size| write!(f, " with pages of {size}"))
    }
}

impl Weather {
    pub fn clear() -> Self {
        Self::default()
    }

    pub fn is_clear(&self) -> bool {
        self.faults.is_empty() && self.broken.is_none()
    }

    pub fn roll(dice: &mut StdRng) -> Self {
        let page_size = [None, Some(7), Some(40), Some(200)][dice.random_range(0..4)];
        if dice.random_bool(0.03) {
            let how = [Broken::Half, Broken::Empty, Broken::OtherTenant][dice.random_range(0..3)];
            return Self { broken: Some(how), page_size, ..Self::default() };
        }
        let count = [0, 0, 1, 1, 1, 2][dice.random_range(0..6)];
        Self { faults: (0..count).map(|_| fault(dice)).collect(), broken: None, page_size }
    }
}

fn fault(dice: &mut StdRng) -> Fault {
    let (class, how) = if dice.random_bool(0.1) {
        (Class::Token, AT_THE_TOKEN[dice.random_range(0..AT_THE_TOKEN.len())])
    } else {
        (CLASSES[dice.random_range(0..CLASSES.len())], failure(dice))
    };
    let times = [Some(1), Some(2), Some(4), None][dice.random_range(0..4)];
    Fault { class, after: dice.random_range(0..12), how, times, retry_after: Some(0.0) }
}

/// A claims challenge is left out: it rightly asks for a person. A stall is rare: it costs a minute and more.
fn failure(dice: &mut StdRng) -> Failure {
    loop {
        let how = Failure::ALL[dice.random_range(0..Failure::ALL.len())];
        match how {
            Failure::Claims => {}
            Failure::Stall if !dice.random_bool(0.02) => {}
            _ => return how,
        }
    }
}
