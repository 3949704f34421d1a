//! Where a panel is: `https://HOST[:port][/path][?contact=ADDRESS]`.

use std::{fmt, net::IpAddr, str::FromStr};

use model::Address;
use url::{Host, Url};

/// The address of a Mail Assure panel. It holds no secret and is shown, logged and stored as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAssureAddress {
    /// Ends with a slash; without user, query and fragment.
    base: Url,
    contact: Option<Address>,
}

/// Why a text is no address of a panel. None repeats the text: a password may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailAssureAddressError {
    /// No URL with a host.
    #[error("it is to be like https://login.panel.example")]
    NoUrl,
    /// Neither `https`, nor `http` to this computer: passwords travel in these requests.
    #[error("it is to begin with https://, because passwords travel with each request")]
    NotEncrypted,
    /// A name or a password stands in it.
    #[error("name and password do not belong into the address; give them by themselves")]
    Credentials,
    /// Something else than a contact follows the `?` or the `#`.
    #[error("only ?contact=ADDRESS may follow the host")]
    Unknown,
    /// The contact is no address.
    #[error("the contact is no e-mail address")]
    Contact,
}

impl MailAssureAddress {
    /// Host and port, as a person names the panel.
    #[must_use]
    pub fn place(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Who is written down as the contact of domains that are new to us, where one was named.
    #[must_use]
    pub fn contact(&self) -> Option<&Address> {
        self.contact.as_ref()
    }

    /// Whether the panel is on this computer.
    pub(super) fn is_local(&self) -> bool {
        is_loopback(&self.base)
    }

    /// What requests begin with; ends with a slash.
    pub(super) fn base(&self) -> &Url {
        &self.base
    }
}

impl FromStr for MailAssureAddress {
    type Err = MailAssureAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut base = Url::parse(text.trim()).map_err(|_| Self::Err::NoUrl)?;
        if !base.has_host() {
            return Err(Self::Err::NoUrl);
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(Self::Err::Credentials);
        }
        match base.scheme() {
            "https" => {}
            "http" if is_loopback(&base) => {}
            _ => return Err(Self::Err::NotEncrypted),
        }
        let mut contact = None;
        for (name, value) in base.query_pairs() {
            match (&*name, &contact) {
                ("contact", None) => contact = Some(value.parse().map_err(|_| Self::Err::Contact)?),
                _ => return Err(Self::Err::Unknown),
            }
        }
        if base.fragment().is_some() {
            return Err(Self::Err::Unknown);
        }
        base.set_query(None);
        let path = format!("{}/", base.path().trim_end_matches('/'));
        base.set_path(&path);
        Ok(Self { base, contact })
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Display for MailAssureAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))?;
        self.contact.as_ref().map_or(Ok(()), |contact| write!(f, "?contact={contact}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_shown_as_it_is_read() {
        for text in [
            "https://login.panel.example",
            "https://login.panel.example:8443/filter",
            "http://127.0.0.1:4000",
            "https://login.panel.example?contact=mail@msp.example",
        ] {
            let address: MailAssureAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(address.to_string().parse::<MailAssureAddress>().unwrap(), address);
        }
        assert_eq!("https://p.example//".parse::<MailAssureAddress>(), "https://p.example".parse());
        let address: MailAssureAddress = "https://p.example/?contact=a%40b.example".parse().unwrap();
        assert_eq!((address.place(), address.contact().unwrap().as_str()), ("p.example".to_owned(), "a@b.example"));
    }

    #[test]
    fn b7_a_password_in_an_address_is_refused_and_not_repeated() {
        let error = "https://me:hunter2@panel.example".parse::<MailAssureAddress>().unwrap_err();
        assert_eq!(error, MailAssureAddressError::Credentials);
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn passwords_leave_this_computer_encrypted_alone() {
        use MailAssureAddressError as E;
        let refused = |text: &str| text.parse::<MailAssureAddress>().unwrap_err();
        assert_eq!(refused("http://panel.example"), E::NotEncrypted);
        assert_eq!(refused("ftp://panel.example"), E::NotEncrypted);
        assert_eq!(refused("panel.example"), E::NoUrl);
        assert_eq!(refused("https://panel.example?token=1"), E::Unknown);
        assert_eq!(refused("https://panel.example#x"), E::Unknown);
        assert_eq!(refused("https://panel.example?contact=nobody"), E::Contact);
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_refused(text in "(https?://)?\\PC{0,30}") {
            if let Ok(address) = text.parse::<MailAssureAddress>() {
                prop_assert_eq!(address.to_string().parse::<MailAssureAddress>().unwrap(), address);
            }
        }
    }
}
