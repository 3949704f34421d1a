//! B3: what makes a plan stale, named.

/// What makes a plan stale (B3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It was applied before.
    Applied,
    /// Another plan was made since.
    Superseded,
    /// The approved hash is not the plan's.
    Hash,
    /// The tenant was read again and differs.
    Tenant,
    /// The gateway changed since.
    Gateway,
    /// Selection or options changed since.
    Choices,
}

impl Moved {
    /// The name used in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Superseded => "superseded",
            Self::Hash => "hash",
            Self::Tenant => "tenant",
            Self::Gateway => "gateway",
            Self::Choices => "choices",
        }
    }
}

impl std::fmt::Display for Moved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Applied => "it was applied before",
            Self::Superseded => "a newer plan was made",
            Self::Hash => "it is not the plan that was reviewed",
            Self::Tenant => "the tenant was read again and differs",
            Self::Gateway => "the gateway changed since",
            Self::Choices => "selection or options changed since",
        })
    }
}
