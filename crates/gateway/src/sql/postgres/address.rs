//! Where a PostgreSQL gateway is: `postgres://[user@]host[:port]/database[?sslmode=..&sslrootcert=FILE]`.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use url::{Host, Url};

const PORT: u16 = 5432;

/// A server and a database, without a secret; shown and stored as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresAddress {
    user: Option<String>,
    place: Place,
    port: u16,
    database: String,
    tls: Tls,
}

/// Where the server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A host name or an address, without brackets.
    Host(String),
    /// The folder of a Unix socket.
    Socket(PathBuf),
}

/// How the connection is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tls {
    /// Not at all: within this machine only.
    Off,
    /// Encrypted, the server's certificate and name verified, against these roots or the system's.
    Verified(Option<PathBuf>),
}

/// Why a text is no address of a PostgreSQL gateway. It repeats nothing that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostgresAddressError {
    /// Not `postgres://…` or `postgresql://…`.
    #[error("a PostgreSQL gateway is written postgres://host/database")]
    Form,
    /// No database name, or more than one.
    #[error("the address names no database: postgres://host/database")]
    Database,
    /// The user name is not text in percent-encoding (RFC 3986, section 2.1).
    #[error("the user name in the address is not readable")]
    User,
    /// A password in the address would be stored and shown.
    #[error("the address carries a password; give it in the password field or in TENANTRY_GATEWAY_PASSWORD instead")]
    Password,
    /// A parameter other than `sslmode`, `sslrootcert`, and `host`, `port` and `user` of a socket.
    #[error("the address has a parameter that is not known here: {0}")]
    Parameter(String),
    /// Names and addresses would cross the network readable.
    #[error("sslmode={0} does not verify the server; only a server on this machine may do without (sslmode=disable)")]
    Unverified(String),
    /// The root certificate is not named by an absolute path.
    #[error("sslrootcert has to be the absolute path of a file")]
    RootCertificate,
}

impl PostgresAddress {
    /// The user that the address names; credentials name another or the same.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    pub(super) const fn tls(&self) -> &Tls {
        &self.tls
    }
}

impl FromStr for PostgresAddress {
    type Err = PostgresAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use PostgresAddressError as Refused;
        let url = Url::parse(text.trim()).map_err(|_| Refused::Form)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") || url.cannot_be_a_base() || url.fragment().is_some() {
            return Err(Refused::Form);
        }
        if url.password().is_some() {
            return Err(Refused::Password);
        }
        let decoded = |text: &str| {
            let pairs = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
            url::form_urlencoded::parse(pairs.as_bytes()).next().map(|(_, value)| value.into_owned())
        };
        let user = Some(url.username()).filter(|user| !user.is_empty());
        let user =
            user.map(|user| decoded(user).filter(|u| !u.contains('\u{fffd}')).ok_or(Refused::User)).transpose()?;
        let database = decoded(url.path().trim_start_matches('/')).unwrap_or_default();
        if database.is_empty() || database.contains(['/', '\0', '\u{fffd}']) {
            return Err(Refused::Database);
        }
        let (mut mode, mut root, mut socket, mut port, mut user) = (None, None, None, url.port(), user);
        for (name, value) in url.query_pairs() {
            match &*name {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => root = Some(PathBuf::from(&*value)),
                "host" if value.starts_with('/') => socket = Some(PathBuf::from(&*value)),
                "port" if port.is_none() => port = Some(value.parse().map_err(|_| Refused::Form)?),
                // No user stands before an empty host (RFC 3986, section 3.2).
                "user" if user.is_none() => user = Some(value.into_owned()),
                "password" => return Err(Refused::Password),
                _ => return Err(Refused::Parameter(name.chars().take(32).collect())),
            }
        }
        let place = match (socket, host(&url)) {
            (Some(folder), None) => Place::Socket(folder),
            (None, Some(host)) => Place::Host(host),
            _ => return Err(Refused::Form),
        };
        let tls = tls(&place, mode.as_deref(), root)?;
        Ok(Self { user, place, port: port.unwrap_or(PORT), database, tls })
    }
}

fn host(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain("") => None,
        Host::Domain(name) => Some(name.to_ascii_lowercase()),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// Verified unless the server is on this machine and nothing was asked for.
fn tls(place: &Place, mode: Option<&str>, root: Option<PathBuf>) -> Result<Tls, PostgresAddressError> {
    if root.as_deref().is_some_and(|root| !Path::is_absolute(root)) {
        return Err(PostgresAddressError::RootCertificate);
    }
    let near = match place {
        Place::Socket(_) => true,
        Place::Host(host) => host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()),
    };
    match mode {
        None if near && root.is_none() => Ok(Tls::Off),
        Some("disable") if near => Ok(Tls::Off),
        None | Some("require" | "verify-ca" | "verify-full") if !matches!(place, Place::Socket(_)) => {
            Ok(Tls::Verified(root))
        }
        other => Err(PostgresAddressError::Unverified(other.unwrap_or("verify-full").chars().take(32).collect())),
    }
}

impl fmt::Display for PostgresAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        f.write_str("postgres://")?;
        let near = matches!(self.place, Place::Socket(_));
        if let Some(user) = self.user.as_ref().filter(|_| !near) {
            write!(f, "{}@", encoded(user))?;
        }
        let port = if self.port == PORT { String::new() } else { format!(":{}", self.port) };
        match &self.place {
            Place::Host(host) if host.contains(':') => write!(f, "[{host}]{port}")?,
            Place::Host(host) => write!(f, "{host}{port}")?,
            Place::Socket(_) => {}
        }
        write!(f, "/{}", encoded(&self.database))?;
        let mut parameters = Vec::new();
        if let Place::Socket(folder) = &self.place {
            parameters.push(format!("host={}", encoded(&folder.to_string_lossy())));
            parameters.extend(self.user.as_ref().map(|user| format!("user={}", encoded(user))));
            parameters.extend((self.port != PORT).then(|| format!("port={}", self.port)));
        }
        if let Tls::Verified(root) = &self.tls {
            parameters.push("sslmode=verify-full".to_owned());
            parameters.extend(root.as_ref().map(|root| format!("sslrootcert={}", encoded(&root.to_string_lossy()))));
        }
        if !parameters.is_empty() {
            write!(f, "?{}", parameters.join("&"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let address: PostgresAddress = text.parse().unwrap();
        let again: PostgresAddress = address.to_string().parse().unwrap();
        assert_eq!(again, address, "{text}");
        address.to_string()
    }

    #[test]
    fn an_address_is_shown_as_it_is_meant_and_read_again() {
        let far = "postgres://db.larkfield.example/mail?sslmode=verify-full";
        for text in
            ["postgres://db.larkfield.example/mail", "postgresql://DB.larkfield.example:5432/mail?sslmode=require", far]
        {
            assert_eq!(shown(text), far, "{text}");
        }
        assert_eq!(shown("postgres://ten%40ant+ry@[::1]:5433/mail"), "postgres://ten%40ant%2Bry@[::1]:5433/mail");
        assert_eq!(shown("postgres://127.0.0.1/a%20b?sslmode=disable"), "postgres://127.0.0.1/a%20b");
        assert_eq!(shown("postgres:///mail?host=/run/postgresql"), "postgres:///mail?host=%2Frun%2Fpostgresql");
        let socket = "postgres:///mail?host=%2Frun&user=a%40b&port=5433";
        assert_eq!(shown("postgres:///mail?host=/run&port=5433&user=a%40b"), socket);
        assert_eq!(
            shown("postgres://localhost/mail?sslrootcert=/etc/ca.pem"),
            "postgres://localhost/mail?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem"
        );
    }

    #[test]
    fn b7_a_password_in_an_address_is_refused_and_not_repeated() {
        for text in ["postgres://u:secret@db.example/mail", "postgres://db.example/mail?password=secret"] {
            let refused = text.parse::<PostgresAddress>().unwrap_err();
            assert_eq!(refused, PostgresAddressError::Password);
            assert!(!refused.to_string().contains("secret"));
        }
    }

    #[test]
    fn a_server_elsewhere_is_verified_or_refused() {
        let tls = |text: &str| text.parse::<PostgresAddress>().map(|address| address.tls);
        assert_eq!(tls("postgres://db.example/mail"), Ok(Tls::Verified(None)));
        assert_eq!(tls("postgres://127.0.0.2/mail"), Ok(Tls::Off));
        for mode in ["disable", "prefer", "allow"] {
            let refused = tls(&format!("postgres://db.example/mail?sslmode={mode}"));
            assert_eq!(refused, Err(PostgresAddressError::Unverified(mode.into())));
        }
    }

    #[test]
    fn what_is_no_address_is_told_with_words() {
        for (text, refused) in [
            ("db.example/mail", PostgresAddressError::Form),
            ("mysql://db.example/mail", PostgresAddressError::Form),
            ("postgres://db.example", PostgresAddressError::Database),
            ("postgres://db.example/a/b", PostgresAddressError::Database),
            ("postgres:///mail", PostgresAddressError::Form),
            ("postgres://db.example/mail?options=-c", PostgresAddressError::Parameter("options".into())),
            ("postgres://db.example/mail?sslrootcert=ca.pem", PostgresAddressError::RootCertificate),
        ] {
            assert_eq!(text.parse::<PostgresAddress>().unwrap_err(), refused, "{text}");
        }
    }
}
