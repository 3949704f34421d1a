//! The calls that public integrations confirm, one function each; others are not made.

use std::collections::BTreeSet;
use std::net::Ipv6Addr;

use ipnet::Ipv4Net;
use model::{Address, DomainName, Services};
use secrecy::SecretString;
use serde_json::Value;

use super::{call::Call, line::Line, trouble::Trouble};

/// A host with its port, as the panel lists them.
pub(super) type Destination = (String, u16);

/// An alias and the address whose mail it is, both whole and in lower case.
pub(super) type EmailAlias = (String, String);

fn about(name: &'static str, domain: &DomainName) -> Call {
    Call::new(name).with("domain", domain.as_str())
}

impl Line {
    /// `date.time` (add-ons for cPanel and Plesk).
    pub(super) async fn version(&self) -> Result<String, Trouble> {
        let text = |value: &Value| value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(|v| v.to_string()));
        self.ask(&Call::new("version/get"), |value| text(value).filter(|text| !text.is_empty())).await
    }

    /// Such as `admin` (add-on for WHMCS).
    pub(super) async fn role(&self) -> Result<String, Trouble> {
        self.ask(&Call::new("auth/getrole"), |value| value.as_str().map(str::to_owned)).await
    }

    /// What the account may use (add-ons for APS and cPanel).
    pub(super) async fn account_products(&self) -> Result<Vec<String>, Trouble> {
        self.ask(&Call::new("productslist/get"), |value| each(value, |item| item.as_str().map(str::to_owned))).await
    }

    /// The account that has a domain; `None` when nobody has it (add-ons for APS and WHMCS).
    pub(super) async fn owner(&self, domain: &DomainName) -> Result<Option<String>, Trouble> {
        let shape = |value: &Value| match value.get("username")? {
            Value::Null => Some(None),
            Value::String(name) => Some(Some(name.clone()).filter(|name| !name.is_empty())),
            _ => None,
        };
        self.ask(&about("domain/getowner", domain), shape).await
    }

    /// Whether it is there; domain aliases count (add-ons for DirectAdmin and Plesk).
    pub(super) async fn exists(&self, domain: &DomainName) -> Result<bool, Trouble> {
        self.ask(&about("domain/exists", domain), |value| switch(value.get("present")?)).await
    }

    /// Read with two colons (python-spamexperts, `LIMITATIONS.md`). A person's route of another form is kept word for
    /// word, with no port, so that it stops nothing and is not lost when others are set (R15).
    pub(super) async fn routes(&self, domain: &DomainName) -> Result<Vec<Destination>, Trouble> {
        let route = |text: &str| destination(text).unwrap_or_else(|| (text.to_ascii_lowercase(), WORD_FOR_WORD));
        self.ask(&about("domain/getroute", domain), |value| each(value, |item| Some(route(item.as_str()?)))).await
    }

    pub(super) async fn products(&self, domain: &DomainName) -> Result<Services, Trouble> {
        let shape = |value: &Value| {
            let product = |name| value.get(name).map_or(Some(false), switch);
            value.get("incoming")?;
            Some(Services {
                incoming: product("incoming")?,
                outgoing: product("outgoing")?,
                archiving: product("archiving")?,
            })
        };
        self.ask(&about("domain/getproducts", domain), shape).await
    }

    pub(super) async fn add_domain(&self, domain: &DomainName, routes: &[Destination]) -> Result<(), Trouble> {
        self.tell(&about("domain/add", domain).list("destinations", &written(routes))).await
    }

    /// Replaces the whole list.
    pub(super) async fn set_routes(&self, domain: &DomainName, routes: &[Destination]) -> Result<(), Trouble> {
        self.tell(&about("domain/edit", domain).list("destinations", &written(routes))).await
    }

    pub(super) async fn set_products(&self, domain: &DomainName, products: Services) -> Result<(), Trouble> {
        let Services { incoming, outgoing, archiving } = products;
        let call = about("domain/setproducts", domain);
        self.tell(&call.flag("incoming", incoming).flag("outgoing", outgoing).flag("archiving", archiving)).await
    }

    pub(super) async fn remove_domain(&self, domain: &DomainName) -> Result<(), Trouble> {
        self.tell(&about("domain/remove", domain)).await
    }

    pub(super) async fn set_contact(&self, domain: &DomainName, contact: &Address) -> Result<(), Trouble> {
        self.tell(&about("domaincontact/set", domain).with("email", contact.as_str())).await
    }

    /// `None` where nobody is written down (add-on for WHMCS).
    pub(super) async fn contact(&self, domain: &DomainName) -> Result<Option<String>, Trouble> {
        let shape = |value: &Value| match value.get("email").unwrap_or(value) {
            Value::Null => Some(None),
            Value::String(address) => Some(Some(address.clone()).filter(|address| !address.is_empty())),
            _ => None,
        };
        self.ask(&about("domaincontact/get", domain), shape).await
    }

    pub(super) async fn domain_aliases(&self, domain: &DomainName) -> Result<BTreeSet<DomainName>, Trouble> {
        let names = |value: &Value| each(value, |item| Some(item.as_str()?.parse().ok()));
        self.ask(&about("domainalias/list", domain), |value| Some(names(value)?.into_iter().flatten().collect())).await
    }

    pub(super) async fn add_domain_alias(&self, domain: &DomainName, alias: &DomainName) -> Result<(), Trouble> {
        self.tell(&about("domainalias/add", domain).with("alias", alias.as_str())).await
    }

    pub(super) async fn remove_domain_alias(&self, domain: &DomainName, alias: &DomainName) -> Result<(), Trouble> {
        self.tell(&about("domainalias/remove", domain).with("alias", alias.as_str())).await
    }

    /// Objects of `email` and `alias` (python-spamexperts); whether whole or local parts alone is not said, so that
    /// both are understood. What is no address here, such as a local part with a blank in it, is a person's own
    /// row and left aside.
    pub(super) async fn email_aliases(&self, domain: &DomainName) -> Result<BTreeSet<EmailAlias>, Trouble> {
        let whole = |item: &Value, name| {
            let text = item.get(name)?.as_str()?.to_lowercase();
            let text = if text.contains('@') { text } else { format!("{text}@{domain}") };
            Some(text.parse::<Address>().ok().map(|address| address.key()))
        };
        let rows = |value: &Value| each(value, |item| Some(whole(item, "alias")?.zip(whole(item, "email")?)));
        self.ask(&about("emailalias/list", domain), |value| Some(rows(value)?.into_iter().flatten().collect())).await
    }

    pub(super) async fn add_email_alias(&self, domain: &DomainName, alias: &EmailAlias) -> Result<(), Trouble> {
        self.tell(&of_alias("emailalias/add", domain, alias)).await
    }

    pub(super) async fn remove_email_alias(&self, domain: &DomainName, alias: &EmailAlias) -> Result<(), Trouble> {
        self.tell(&of_alias("emailalias/remove", domain, alias)).await
    }

    /// Without a `username` the domain itself authenticates.
    pub(super) async fn add_outgoing(&self, domain: &DomainName, password: &SecretString) -> Result<(), Trouble> {
        self.tell(&about("outgoingusers/add", domain).secret("password", password)).await
    }

    pub(super) async fn remove_outgoing(&self, domain: &DomainName) -> Result<(), Trouble> {
        self.tell(&about("outgoingusers/remove", domain)).await
    }

    /// An authenticating range; the mask is a number of bits (node-spamexperts-sdk).
    pub(super) async fn add_range(&self, domain: &DomainName, range: Ipv4Net) -> Result<(), Trouble> {
        let call = about("outgoingusers/addip", domain).with("ip", range.network().to_string());
        self.tell(&call.with("mask", range.prefix_len().to_string())).await
    }

    /// 40 hexadecimal digits that sign in once.
    pub(super) async fn ticket(&self) -> Result<SecretString, Trouble> {
        let is_ticket = |text: &&str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let call = Call::new("authticket/create").with("username", self.user());
        self.ask(&call, |value| value.as_str().filter(is_ticket).map(SecretString::from)).await
    }
}

fn of_alias(name: &'static str, domain: &DomainName, (alias, email): &EmailAlias) -> Call {
    about(name, domain).with("localpart", local_part(email)).with("alias", local_part(alias))
}

fn local_part(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(local, _)| local)
}

/// Every item of a list, if each has its shape.
fn each<T>(value: &Value, shape: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(shape).collect()
}

/// `1`, `"1"` or `true`.
fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::Number(number) => Some(number.as_i64()? != 0),
        Value::String(text) => match text.as_str() {
            "0" | "" => Some(false),
            "1" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// `host::port`, `host:port` or `host`.
fn destination(text: &str) -> Option<Destination> {
    let bare = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    if bare(text).parse::<Ipv6Addr>().is_ok() {
        return Some((bare(text), SMTP_PORT));
    }
    let (host, port) = match text.rsplit_once("::").or_else(|| text.rsplit_once(':')) {
        Some((host, port)) => (bare(host), port.parse().ok().filter(|port| *port != WORD_FOR_WORD)?),
        None => (bare(text), SMTP_PORT),
    };
    (!host.is_empty() && (!host.contains(':') || host.parse::<Ipv6Addr>().is_ok())).then_some((host, port))
}

/// Where none is named (RFC 5321, section 4.5.4.2).
const SMTP_PORT: u16 = 25;

/// No port of TCP: the host is the whole text of a route.
const WORD_FOR_WORD: u16 = 0;

/// `host:port`: written with one colon.
fn written(routes: &[Destination]) -> Vec<String> {
    let text = |(host, port): &Destination| match host.contains(':') {
        _ if *port == WORD_FOR_WORD => host.clone(),
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    };
    routes.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ports_come_with_two_colons_and_go_with_one() {
        let read = |text| destination(text).unwrap();
        assert_eq!(read("mx.example::2525"), ("mx.example".into(), 2525));
        assert_eq!(read("MX.example:25"), ("mx.example".into(), 25));
        assert_eq!(read("mx.example"), ("mx.example".into(), 25));
        assert_eq!(read("2001:db8::7::26"), ("2001:db8::7".into(), 26));
        assert_eq!(read("2001:db8::7"), ("2001:db8::7".into(), 25));
        assert_eq!(
            written(&[read("mx.example::2525"), read("2001:db8::7::26")]),
            ["mx.example:2525", "[2001:db8::7]:26"]
        );
        assert!(
            ["", "[]::25", "mx.example::x", "mx.example::0", "mx.example::99999", "x:y::25"]
                .iter()
                .all(|text| destination(text).is_none())
        );
    }

    proptest! {
        #[test]
        fn a_destination_that_is_written_is_read_back(host in "[a-z0-9]{1,9}(\\.[a-z]{2,5}){1,2}", port in 1_u16..) {
            let text = written(&[(host.clone(), port)]).remove(0);
            prop_assert_eq!(destination(&text.replacen(':', "::", 1)), Some((host.clone(), port)));
            prop_assert_eq!(destination(&text), Some((host, port)));
        }
    }
}
