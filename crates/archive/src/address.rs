//! Where an archive is: `maildir:DIR[?per=mailbox|domain]`, `smtp://[user@]host[:port]?to=ADDRESS` or `smtps://…`.

use std::{
    fmt,
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
};

use lettre::Address;
use url::{Host, Url};

/// An archive, without a secret; shown and stored as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkAddress(pub(crate) Place);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Maildir { root: PathBuf, per: Per },
    Smtp(SmtpAddress),
}

/// What has a Maildir of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// Each mailbox: `DIR/domain/local part/Maildir`.
    Mailbox,
    /// Each domain: `DIR/domain/Maildir`, as the local gateway archives.
    Domain,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SmtpAddress {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: Option<String>,
    /// The journal address; `{domain}` in it stands for the mailbox's domain.
    pub(crate) to: String,
    /// The envelope's sender; `None`: the null sender, so that nobody gets bounces (RFC 5321, 4.5.5).
    pub(crate) from: Option<Address>,
    pub(crate) tls: Tls,
    /// Certificates that count beside the system's.
    pub(crate) ca: Option<PathBuf>,
}

/// How a connection to a server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// Not at all: within this machine only.
    None,
    /// When the server offers it, its certificate unchecked, since nothing would do as well: within this machine only.
    Opportunistic,
    /// By STARTTLS before anything else is said (RFC 3207).
    Required,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// Why a text is no address of an archive. It repeats nothing that may be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SinkAddressError {
    /// None of the three forms.
    #[error("an archive is written maildir:/folder, smtp://host?to=journal@archive.example or smtps://…")]
    Form,
    /// The folder is not named by an absolute path.
    #[error("the folder of a Maildir tree has to be an absolute path: maildir:/folder")]
    Folder,
    /// Neither `mailbox` nor `domain`.
    #[error("?per= has to be mailbox or domain")]
    Per,
    /// No journal address.
    #[error("the address names no journal address: smtp://host?to=journal@archive.example")]
    NoJournal,
    /// An envelope address that mail cannot use.
    #[error("\u{201c}{0}\u{201d} is no address that mail can be sent to")]
    BadAddress(String),
    /// A password in the address would be stored and shown.
    #[error("the address carries a password, which would be stored and shown; give it apart from the address")]
    Password,
    /// Mail would cross the network readable.
    #[error("tls={0} does not protect the mail; only a server on this machine may do without")]
    Unprotected(String),
    /// Not `required`, `opportunistic` or `none`, or given for `smtps`, which is always protected.
    #[error("tls={0} is not known here: required, opportunistic or none, and only with smtp://")]
    Tls(String),
    /// The certificates are not named by an absolute path.
    #[error("ca has to be the absolute path of a file")]
    Certificates,
    /// Another parameter; its name may be the rest of a password.
    #[error("the address has another parameter than to, from, tls and ca")]
    Parameter,
}

impl SinkAddress {
    /// The user that a password is wanted for.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        match &self.0 {
            Place::Smtp(to) => to.user.as_deref(),
            Place::Maildir { .. } => None,
        }
    }

    /// The folder on this computer below which its Maildirs lie; `None`: it is a server.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            Place::Maildir { root, .. } => Some(root),
            Place::Smtp(_) => None,
        }
    }
}

impl FromStr for SinkAddress {
    type Err = SinkAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        match text.strip_prefix("maildir:") {
            Some(rest) => maildir(rest).map(Self),
            None => smtp(text).map(|to| Self(Place::Smtp(to))),
        }
    }
}

/// The path is taken as it is: a folder may have any character in its name. Only separators that say nothing are left out.
fn maildir(rest: &str) -> Result<Place, SinkAddressError> {
    let (folder, per) = match rest.rsplit_once("?per=") {
        None => (rest, Per::Mailbox),
        Some((folder, "mailbox")) => (folder, Per::Mailbox),
        Some((folder, "domain")) => (folder, Per::Domain),
        Some(_) => return Err(SinkAddressError::Per),
    };
    let root: PathBuf = Path::new(folder).components().collect();
    if root.is_absolute() { Ok(Place::Maildir { root, per }) } else { Err(SinkAddressError::Folder) }
}

fn smtp(text: &str) -> Result<SmtpAddress, SinkAddressError> {
    use SinkAddressError as Refused;
    let url = Url::parse(text).map_err(|_| Refused::Form)?;
    let implicit = match url.scheme() {
        "smtp" => false,
        "smtps" => true,
        _ => return Err(Refused::Form),
    };
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(Refused::Form);
    }
    if url.password().is_some() {
        return Err(Refused::Password);
    }
    let host = host(&url).ok_or(Refused::Form)?;
    let user = Some(decoded(url.username())).filter(|user| !user.is_empty());
    let (mut to, mut from, mut mode, mut ca) = (None, None, None, None);
    for (name, value) in url.query_pairs() {
        match &*name {
            "to" => to = Some(journal(&value)?),
            "from" => from = Some(envelope(&value)?),
            "tls" => mode = Some(value.into_owned()),
            "ca" => ca = Some(PathBuf::from(&*value)),
            "password" => return Err(Refused::Password),
            _ => return Err(Refused::Parameter),
        }
    }
    if ca.as_deref().is_some_and(|ca| !Path::is_absolute(ca)) {
        return Err(Refused::Certificates);
    }
    let tls = tls(implicit, is_near(&host), mode.as_deref())?;
    let port = url.port().unwrap_or(if implicit { 465 } else { 25 });
    Ok(SmtpAddress { host, port, user, to: to.ok_or(Refused::NoJournal)?, from, tls, ca })
}

fn tls(implicit: bool, near: bool, mode: Option<&str>) -> Result<Tls, SinkAddressError> {
    match mode {
        None if implicit => Ok(Tls::Implicit),
        None if near => Ok(Tls::Opportunistic),
        None => Ok(Tls::Required),
        Some("required") if !implicit => Ok(Tls::Required),
        Some("opportunistic") if near && !implicit => Ok(Tls::Opportunistic),
        Some("none") if near && !implicit => Ok(Tls::None),
        Some(weak @ ("opportunistic" | "none")) if !implicit => Err(SinkAddressError::Unprotected(weak.to_owned())),
        Some(other) => Err(SinkAddressError::Tls(short(other))),
    }
}

fn host(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain("") => None,
        Host::Domain(name) => Some(decoded(name).to_ascii_lowercase()),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

fn is_near(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn journal(text: &str) -> Result<String, SinkAddressError> {
    envelope(&text.replace("{domain}", "larkfield.example"))?;
    Ok(text.to_owned())
}

fn envelope(text: &str) -> Result<Address, SinkAddressError> {
    text.parse().map_err(|_| SinkAddressError::BadAddress(short(text)))
}

fn short(text: &str) -> String {
    text.chars().take(64).collect()
}

fn decoded(text: &str) -> String {
    let pairs = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pairs.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

fn encoded(text: &str) -> String {
    let bytes: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    bytes.replace('+', "%20").replace("%40", "@").replace("%7B", "{").replace("%7D", "}").replace("%2F", "/")
}

impl fmt::Display for SinkAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Maildir { root, per } => {
                let per = match per {
                    Per::Mailbox => "mailbox",
                    Per::Domain => "domain",
                };
                write!(f, "maildir:{}?per={per}", root.display())
            }
            Place::Smtp(to) => to.fmt(f),
        }
    }
}

impl fmt::Display for SmtpAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, port) = if self.tls == Tls::Implicit { ("smtps", 465) } else { ("smtp", 25) };
        write!(f, "{scheme}://")?;
        if let Some(user) = &self.user {
            write!(f, "{}@", encoded(user).replace('@', "%40"))?;
        }
        if self.host.contains(':') { write!(f, "[{}]", self.host) } else { f.write_str(&self.host) }?;
        if self.port != port {
            write!(f, ":{}", self.port)?;
        }
        write!(f, "?to={}", encoded(&self.to))?;
        if let Some(from) = &self.from {
            write!(f, "&from={}", encoded(from.as_ref()))?;
        }
        match self.tls {
            Tls::None => f.write_str("&tls=none")?,
            Tls::Opportunistic => f.write_str("&tls=opportunistic")?,
            Tls::Required => f.write_str("&tls=required")?,
            Tls::Implicit => {}
        }
        self.ca.as_ref().map_or(Ok(()), |ca| write!(f, "&ca={}", encoded(&ca.to_string_lossy())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let address: SinkAddress = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(address.to_string().parse(), Ok(address.clone()), "{text}");
        address.to_string()
    }

    #[test]
    fn an_archive_is_shown_as_it_is_meant_and_read_again() {
        for (text, same) in [
            ("maildir:/srv/mail", "maildir:/srv/mail?per=mailbox"),
            ("maildir:/srv//mail/./", "maildir:/srv/mail?per=mailbox"),
            ("maildir:/srv/a b?c%20?per=domain", "maildir:/srv/a b?c%20?per=domain"),
            (
                "smtp://127.0.0.1:2525?to=j@archive.example",
                "smtp://127.0.0.1:2525?to=j@archive.example&tls=opportunistic",
            ),
            ("smtp://[::1]/?to=j@archive.example&tls=none", "smtp://[::1]?to=j@archive.example&tls=none"),
            (
                "smtp://Archive.EXAMPLE?to=a%2Bb@x.example&from=msp@y.example&ca=/etc/a%20b.pem",
                "smtp://archive.example?to=a%2Bb@x.example&from=msp@y.example&tls=required&ca=/etc/a%20b.pem",
            ),
            (
                "smtps://ten%40ant@archive.example:587?to={domain}@archive.invalid",
                "smtps://ten%40ant@archive.example:587?to={domain}@archive.invalid",
            ),
        ] {
            assert_eq!(shown(text), same);
        }
        assert_eq!("smtps://a%2Bb@x.example?to=j@x.example".parse::<SinkAddress>().unwrap().user(), Some("a+b"));
    }

    #[test]
    fn s1_mail_goes_unprotected_to_nobody_but_this_machine() {
        let tls = |text: &str| match text.parse::<SinkAddress>()?.0 {
            Place::Smtp(to) => Ok(to.tls),
            Place::Maildir { .. } => Err(SinkAddressError::Form),
        };
        assert_eq!(tls("smtp://archive.example?to=j@x.example"), Ok(Tls::Required));
        assert_eq!(tls("smtp://localhost?to=j@x.example&tls=required"), Ok(Tls::Required));
        assert_eq!(tls("smtps://archive.example?to=j@x.example"), Ok(Tls::Implicit));
        assert_eq!(tls("smtp://127.0.0.9?to=j@x.example&tls=none"), Ok(Tls::None));
        for weak in ["none", "opportunistic"] {
            for host in ["archive.example", "10.0.0.1", "127.0.0.1.example", "localhost.example"] {
                let refused = tls(&format!("smtp://{host}?to=j@x.example&tls={weak}"));
                assert_eq!(refused, Err(SinkAddressError::Unprotected(weak.to_owned())), "{host}");
            }
        }
        assert_eq!(tls("smtps://x.example?to=j@x.example&tls=none"), Err(SinkAddressError::Tls("none".to_owned())));
    }

    #[test]
    fn b7_a_password_in_an_address_is_refused_and_not_repeated() {
        for text in ["smtp://u:secret@x.example?to=j@x.example", "smtp://u@x.example?to=j@x.example&password=secret"] {
            let refused = text.parse::<SinkAddress>().unwrap_err();
            assert_eq!(refused, SinkAddressError::Password);
            assert!(!refused.to_string().contains("secret"));
        }
        // Digits before a question mark look like a port.
        let refused = "smtp://u:12?secret@x.example?to=j@x.example".parse::<SinkAddress>().unwrap_err();
        assert!(!refused.to_string().contains("secret"), "{refused}");
    }

    #[test]
    fn what_is_no_archive_is_told_with_words() {
        use SinkAddressError as Refused;
        for (text, refused) in [
            ("", Refused::Form),
            ("/srv/mail", Refused::Form),
            ("https://x.example?to=j@x.example", Refused::Form),
            ("smtp://x.example/path?to=j@x.example", Refused::Form),
            ("smtp:///?to=j@x.example", Refused::Form),
            ("maildir:mail", Refused::Folder),
            ("maildir:/mail?per=folder", Refused::Per),
            ("smtp://x.example", Refused::NoJournal),
            ("smtp://x.example?to=journal", Refused::BadAddress("journal".to_owned())),
            ("smtp://x.example?to=j@x.example&from=<>", Refused::BadAddress("<>".to_owned())),
            ("smtp://x.example?to=j@x.example&ca=ca.pem", Refused::Certificates),
            ("smtp://x.example?to=j@x.example&via=y", Refused::Parameter),
            ("smtp://x.example?to=j@x.example&tls=maybe", Refused::Tls("maybe".to_owned())),
        ] {
            assert_eq!(text.parse::<SinkAddress>(), Err(refused), "{text}");
        }
    }
}
