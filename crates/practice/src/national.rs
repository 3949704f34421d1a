//! Microsoft's national clouds, each at a place of its own on this server.
//!
//! Hosts and identifiers: learn.microsoft.com, "Microsoft Entra authentication and national clouds".

/// Which of Microsoft's clouds a tenant lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum National {
    Global,
    Gcc,
    GccHigh,
    Dod,
    China,
}

/// A base address of this server, standing for one of Microsoft's sets of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Global,
    /// Sign-in of both government clouds, services of GCC High.
    Us,
    /// Services of DoD, which has no sign-in of its own.
    Dod,
    China,
}

impl National {
    pub(crate) const ALL: [Self; 5] = [Self::Global, Self::Gcc, Self::GccHigh, Self::Dod, Self::China];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "global" => Self::Global,
            "gcc" => Self::Gcc,
            "gcc-high" => Self::GccHigh,
            "dod" => Self::Dod,
            "china" => Self::China,
            _ => return None,
        })
    }

    /// Where its people sign in.
    pub(crate) fn authority(self) -> Place {
        match self {
            Self::Global | Self::Gcc => Place::Global,
            Self::GccHigh | Self::Dod => Place::Us,
            Self::China => Place::China,
        }
    }

    /// Where its Graph and its Exchange answer.
    pub(crate) fn services(self) -> Place {
        match self {
            Self::Global | Self::Gcc => Place::Global,
            Self::GccHigh => Place::Us,
            Self::Dod => Place::Dod,
            Self::China => Place::China,
        }
    }

    /// `tenant_region_scope` and `tenant_region_sub_scope` of the metadata.
    pub(crate) fn region(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Global => ("EU", None),
            Self::Gcc => ("NA", Some("GCC")),
            Self::GccHigh => ("USGov", Some("DODCON")),
            Self::Dod => ("USGov", Some("DOD")),
            Self::China => ("AS", None),
        }
    }

    /// Graph's and Exchange's identifiers in scopes.
    pub(crate) fn resources(self) -> (&'static str, &'static str) {
        match self {
            Self::Global | Self::Gcc => ("https://graph.microsoft.com", "https://outlook.office365.com"),
            Self::GccHigh => ("https://graph.microsoft.us", "https://outlook.office365.us"),
            Self::Dod => ("https://dod-graph.microsoft.us", "https://webmail.apps.mil"),
            Self::China => ("https://microsoftgraph.chinacloudapi.cn", "https://partner.outlook.cn"),
        }
    }
}

impl Place {
    pub(crate) const NESTED: [Self; 3] = [Self::Us, Self::Dod, Self::China];

    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Global => "",
            Self::Us => "/us",
            Self::Dod => "/dod",
            Self::China => "/cn",
        }
    }

    pub(crate) fn has_sign_in(self) -> bool {
        self != Self::Dod
    }

    /// The tenants whose tokens may be asked for or used here.
    pub(crate) fn knows(self, national: National) -> bool {
        national.authority() == self || national.services() == self
    }

    /// `cloud_instance_name` of the metadata.
    pub(crate) fn instance(self) -> &'static str {
        match self {
            Self::Global => "microsoftonline.com",
            Self::Us | Self::Dod => "microsoftonline.us",
            Self::China => "partner.microsoftonline.cn",
        }
    }
}
