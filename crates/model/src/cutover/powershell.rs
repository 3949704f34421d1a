//! Exchange Online PowerShell to copy (Microsoft Learn: the reference of each command).

use ipnet::IpNet;

use super::Target;
use crate::DomainName;

/// Connectors take IPv4 ranges from /24 to /32 (Microsoft Learn: "Set-InboundConnector", SenderIPAddresses).
const WIDEST: u8 = 24;
/// A wider gateway than this is not written out.
const MOST: usize = 256;

/// In single quotes, where nothing is expanded (Microsoft Learn: "about_Quoting_Rules").
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The addresses as connectors and the allow-list take them; `None`: there are none that they take.
pub(super) fn ranges(addresses: &[IpNet]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    for range in addresses {
        let IpNet::V4(range) = range else { continue };
        let parts = range.subnets(WIDEST.max(range.prefix_len())).into_iter().flatten().take(MOST + 1);
        texts
            .extend(parts.map(|part| if part.prefix_len() == 32 { part.addr().to_string() } else { part.to_string() }));
        if texts.len() > MOST {
            return None;
        }
    }
    (!texts.is_empty()).then_some(texts)
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(",")
}

/// The connectors and the rule that are offered.
const OUT: &str = "To the mail gateway";
const RULE: &str = "Send by the mail gateway";
/// The group of those who may send by the gateway.
pub(super) const GROUP: &str = "Senders by the mail gateway";
/// A rule has 8 KB at most (Microsoft Learn: "Exchange Online limits", mail flow rules).
const RULE_ROOM: usize = 6_000;

/// Whose mail may go by the gateway: what others send would come back to them.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// Domains that the gateway takes mail from.
    pub(super) domains: Vec<&'a str>,
    /// It refuses some senders of these, too.
    pub(super) some_of_theirs: bool,
}

impl Scope<'_> {
    fn is_long(&self) -> bool {
        self.domains.iter().map(|domain| domain.len() + 3).sum::<usize>() > RULE_ROOM
    }

    /// Who may send is told by a group: by domains alone it would be too many, or too long.
    pub(super) fn by_group(&self) -> bool {
        self.some_of_theirs || self.is_long()
    }
}

/// Whether a connector has the name that is offered.
pub(super) fn is_ours(name: &str) -> bool {
    name.eq_ignore_ascii_case(OUT)
}

/// Sends mail by the gateway, all of it or as a rule says; `known` is a connector that is led there.
pub(super) fn outbound(target: &Target, known: Option<&str>, scope: Option<&Scope<'_>>) -> Option<String> {
    let host = target.smarthost.as_deref()?;
    let whose = match scope {
        Some(_) => "-IsTransportRuleScoped $true",
        None => "-IsTransportRuleScoped $false -RecipientDomains '*'",
    };
    let settings = format!("{whose} -UseMXRecord $false -SmartHosts {} -TlsSettings EncryptionOnly", quoted(host));
    let connector = match known {
        Some(name) => format!("Set-OutboundConnector -Identity {} -Enabled $true {settings}", quoted(name)),
        None => format!("New-OutboundConnector -Name {} -ConnectorType Partner {settings}", quoted(OUT)),
    };
    match scope {
        None => Some(connector),
        Some(scope) => Some(format!("{connector}\n{}", rule(known.unwrap_or(OUT), scope)?)),
    }
}

/// Sends by a connector what those send who may, and nothing else: made, or changed where it is there already.
///
/// The envelope is what the gateway looks at. A group is made empty, so that nobody's mail is led there unasked; its
/// address lies in the tenant's first domain, which no gateway has.
pub(super) fn rule(connector: &str, scope: &Scope<'_>) -> Option<String> {
    if scope.domains.is_empty() {
        return None;
    }
    let (name, group) = (quoted(RULE), quoted(GROUP));
    let domains: Vec<String> = scope.domains.iter().map(|domain| (*domain).to_owned()).collect();
    let mut lines = Vec::new();
    let mut says = Vec::new();
    if scope.by_group() {
        lines.push(format!(
            "if (-not (Get-DistributionGroup -Identity {group} -ErrorAction SilentlyContinue)) \
             {{ New-DistributionGroup -Name {group} -Type Security -PrimarySmtpAddress \
             \"senders-by-gateway@$((Get-AcceptedDomain | Where-Object InitialDomain).DomainName)\" }}"
        ));
        says.push(format!("FromMemberOf = {group}"));
    }
    if !scope.is_long() {
        says.push(format!("SenderDomainIs = {}", list(&domains)));
    }
    says.push("SenderAddressLocation = 'Envelope'".to_owned());
    says.push("SentToScope = 'NotInOrganization'".to_owned());
    says.push(format!("RouteMessageOutboundConnector = {}", quoted(connector)));
    lines.push(format!("$rule = @{{ {} }}", says.join("; ")));
    lines.push(format!(
        "if (Get-TransportRule -Identity {name} -ErrorAction SilentlyContinue) \
         {{ Set-TransportRule -Identity {name} @rule }} else {{ New-TransportRule -Name {name} @rule }}"
    ));
    Some(lines.join("\n"))
}

/// Takes mail from the gateway alone.
pub(super) fn inbound(target: &Target) -> Option<String> {
    Some(format!(
        "New-InboundConnector -Name 'From the mail gateway' -ConnectorType Partner -SenderDomains '*' \
         -RestrictDomainsToIPAddresses $true -SenderIPAddresses {} -RequireTls $true",
        list(&ranges(&target.addresses)?)
    ))
}

/// Whom a connector lets in, and nothing else of it.
pub(super) fn senders(connector: &str, addresses: &[String]) -> String {
    format!("Set-InboundConnector -Identity {} -SenderIPAddresses {}", quoted(connector), list(addresses))
}

/// Adds the gateway's addresses to the allow-list of the default policy.
pub(super) fn allow_list(missing: &[IpNet]) -> Option<String> {
    let ranges = ranges(missing)?;
    Some(format!("Set-HostedConnectionFilterPolicy -Identity Default -IPAllowList @{{Add={}}}", list(&ranges)))
}

/// Refuses Direct Send.
pub(super) fn direct_send() -> String {
    "Set-OrganizationConfig -RejectDirectSend $true".to_owned()
}

/// Has mail for these domains delivered over IPv4 alone: their hosts at Microsoft have no other addresses then
/// (Microsoft Learn: "Disable-IPv6ForAcceptedDomain").
pub(super) fn over_ipv4<'a>(domains: impl Iterator<Item = &'a DomainName>) -> Option<String> {
    let line = |domain: &DomainName| format!("Disable-IPv6ForAcceptedDomain -Domain {}", quoted(domain.as_str()));
    let lines: Vec<String> = domains.map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Signs a domain's mail, which needs the two records first and says what they are. Those of a domain that is not listed
/// are to be had only once it is; `None`: nobody could read whether it is.
pub(super) fn dkim(domain: &DomainName, listed: Option<bool>) -> String {
    let domain = quoted(domain.as_str());
    let list = format!("New-DkimSigningConfig -DomainName {domain} -Enabled $false");
    let sign = format!("Set-DkimSigningConfig -Identity {domain} -Enabled $true");
    match listed {
        Some(true) => sign,
        Some(false) => list,
        None => format!(
            "if (-not (Get-DkimSigningConfig -Identity {domain} -ErrorAction SilentlyContinue)) {{ {list} }}\n{sign}"
        ),
    }
}
