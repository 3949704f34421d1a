//! How big the main tenant is.

use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// About a dozen recipients, one of every kind, readable by eye.
    #[default]
    Small,
    /// About 500, with two domains that mirror each other.
    Medium,
    /// 100,000 users and 10,000 groups.
    Large,
    /// That many users, a tenth as many groups.
    Count(u32),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a size: small, medium, large or a number")]
pub struct SizeError(String);

impl Size {
    /// Users of a generated tenant.
    pub(crate) fn count(self) -> u32 {
        match self {
            Self::Small => 12,
            Self::Medium => 440,
            Self::Large => 100_000,
            Self::Count(count) => count,
        }
    }
}

impl FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        match text {
            "small" => Ok(Self::Small),
            "medium" => Ok(Self::Medium),
            "large" => Ok(Self::Large),
            number => number.parse().map(Self::Count).map_err(|_| SizeError(text.to_owned())),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small => f.write_str("small"),
            Self::Medium => f.write_str("medium"),
            Self::Large => f.write_str("large"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}
