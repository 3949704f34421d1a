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

/// Sends all mail by the gateway; `known` is a connector that leads there already.
pub(super) fn outbound(target: &Target, known: Option<&str>) -> Option<String> {
    let host = target.smarthost.as_deref()?;
    let settings =
        format!("-RecipientDomains '*' -UseMXRecord $false -SmartHosts {} -TlsSettings EncryptionOnly", quoted(host));
    Some(match known {
        Some(name) => format!(
            "Set-OutboundConnector -Identity {} -Enabled $true -IsTransportRuleScoped $false {settings}",
            quoted(name)
        ),
        None => format!("New-OutboundConnector -Name 'To the mail gateway' -ConnectorType Partner {settings}"),
    })
}

/// Takes mail from the gateway alone; `known` is a connector that does so for other addresses.
pub(super) fn inbound(target: &Target, known: Option<&str>) -> Option<String> {
    let settings = format!(
        "-SenderDomains '*' -RestrictDomainsToIPAddresses $true -SenderIPAddresses {} -RequireTls $true",
        list(&ranges(&target.addresses)?)
    );
    Some(match known {
        Some(name) => format!("Set-InboundConnector -Identity {} -Enabled $true {settings}", quoted(name)),
        None => format!("New-InboundConnector -Name 'From the mail gateway' -ConnectorType Partner {settings}"),
    })
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

/// Signs a domain's mail; it needs the two records first.
pub(super) fn dkim(domain: &DomainName) -> String {
    format!("Set-DkimSigningConfig -Identity {} -Enabled $true", quoted(domain.as_str()))
}
