//! The cut-over guard against a real DNS server: NSD, with right, missing, wrong, several and endless records.

mod check;
mod looks;

/// Zones of domains in every state, and of Microsoft's SPF.
const ZONES: [(&str, &str); 3] = [("example", EXAMPLE), ("outlook.com", OUTLOOK), ("failing.example", "")];

const OUTLOOK: &str = "spf.protection TXT \"v=spf1 ip4:40.92.0.0/15 -all\"";

const EXAMPLE: &str = r#"
larkfield MX 20 mx2.gateway
larkfield MX 10 MX1.gateway
larkfield TXT "v=spf1 include:spf.gateway.example " "include:spf.protection.outlook.com -all"
larkfield TXT "a text that is no SPF"
_dmarc.larkfield TXT "v=DMARC1; p=reject"
selector1._domainkey.larkfield CNAME selector1-larkfield-example._domainkey.larkfieldfoods.onmicrosoft.com.
selector2._domainkey.larkfield CNAME selector2-larkfield-example._domainkey.larkfieldfoods.onmicrosoft.com.
_mta-sts.larkfield TXT "v=STSv1; id=20261122"
spf.gateway TXT "v=spf1 ip4:192.0.2.0/24 -all"
larkdeli MX 0 larkdeli-example.k-v1.mx.microsoft.
larkdeli TXT "v=spf1 include:spf.protection.outlook.com -all"
larkdeli TXT "v=spf1 include:spf.gateway.example ~all"
xn--brenhof-5wa MX 10 mx1.gateway
xn--brenhof-5wa MX 20 mx.elsewhere
xn--brenhof-5wa TXT "v=spf1 include:s1.example include:s2.example include:s3.example include:s4.example -all"
_dmarc.xn--brenhof-5wa TXT "v=DMARC1; p=quarantine; pct=0"
s1 TXT "v=spf1 include:t1.example include:t2.example include:t3.example -all"
s2 TXT "v=spf1 include:t1.example include:t2.example include:t3.example -all"
s3 TXT "v=spf1 include:t1.example -all"
s4 TXT "v=spf1 -all"
t1 TXT "v=spf1 -all"
t2 TXT "v=spf1 -all"
t3 TXT "v=spf1 -all"
closed MX 0 .
empty TXT "only a text"
long TXT "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3 ip4:192.0.2.4 ip4:192.0.2.5 ip4:192.0.2.6 ip4:192.0.2.7 ip4:192.0.2.8 ip4:192.0.2.9 ip4:192.0.2.10 ip4:192.0.2.11 ip4:192.0.2.12 " "-all"
"#;
