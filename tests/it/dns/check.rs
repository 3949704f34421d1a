//! `tenantryctl check`: the whole way from a real DNS server and Exchange to what is left to do.

use journeys::{
    cloud::Cloud,
    ctl::Ctl,
    nsd::Nsd,
    world::{ADMIN, CLIENT},
};
use practice::{Consent, Size};
use serde_json::{Value, json};

use super::ZONES;

const PASSPHRASE: &str = "a passphrase of the tests";
const TARGET: [&str; 8] = [
    "--mx",
    "10:mx1.gateway.example,20:mx2.gateway.example",
    "--spf",
    "include:spf.gateway.example",
    "--smarthost",
    "out.gateway.example",
    "--addresses",
    "192.0.2.0/24",
];

fn domain<'a>(told: &'a Value, name: &str) -> &'a Value {
    told["domains"].as_array().unwrap().iter().find(|domain| domain["name"] == name).unwrap()
}

fn step<'a>(of: &'a Value, kind: &str) -> &'a Value {
    of.as_array().unwrap().iter().find(|step| step["kind"] == kind).unwrap()
}

fn blocks(domain: &Value) -> Vec<&str> {
    domain["blocked"].as_array().unwrap().iter().map(|block| block["code"].as_str().unwrap()).collect()
}

#[test]
fn w8_r17_check_says_what_is_left_before_and_after_the_switch() {
    let nsd = Nsd::start(&ZONES);
    let cloud = Cloud::start(Size::Small);
    let folder = tempfile::tempdir().unwrap();
    let mut file: Value = serde_json::from_str(&std::fs::read_to_string(cloud.file()).unwrap()).unwrap();
    file["dns"] = json!(nsd.address);
    let named = folder.path().join("cloud.json");
    std::fs::write(&named, file.to_string()).unwrap();
    let ctl = Ctl::with_file_vault(&folder.path().join("data"), &named, PASSPHRASE);
    ctl.ok(&["client", "add", CLIENT, "--tenant", cloud.tenant_domain(), "--gateway", "local"]);
    let (answer, _) = ctl.sign_in(CLIENT, ADMIN, Consent::Accept);
    assert_eq!(answer.status, 0, "{}{}", answer.stdout, answer.stderr);
    ctl.ok(&["fetch", CLIENT]);
    ctl.ok(&["select", CLIENT, "--domains", "all", "--mailboxes", "all", "--services", "incoming,outgoing"]);

    // Nothing was applied yet, and nobody said what the gateway is called.
    let told = ctl.ok(&["check", CLIENT]);
    let main = domain(&told, "larkfield.example");
    assert!(blocks(main).contains(&"target-missing") && blocks(main).contains(&"domain-missing"), "{main}");
    assert_eq!(step(&told["tenant"], "outbound-connector")["state"], "look");

    let plan = ctl.ok(&["plan", CLIENT]);
    ctl.ok(&["apply", CLIENT, "--plan", &plan["plan"].to_string(), "--approve-holds"]);
    let check: Vec<&str> = ["check", CLIENT].into_iter().chain(TARGET).collect();
    let told = ctl.ok(&check);
    assert_eq!(told["exchange"]["access"], "granted");
    let main = domain(&told, "larkfield.example");
    assert_eq!((&main["route"], &main["safe_to_switch"]), (&json!("gateway"), &json!(false)));
    // Its policy is named in DNS and cannot be had: nobody knows whether senders would deliver.
    assert_eq!(blocks(main), ["outbound-connector", "mta-sts-unknown"]);
    for (kind, code) in [("spf", "spf-good"), ("dmarc", "dmarc-enforced"), ("mx", "mx-gateway")] {
        assert_eq!(step(&main["steps"], kind)["code"], code);
    }
    let deli = domain(&told, "larkdeli.example");
    assert_eq!(deli["route"], "m365");
    let spf = step(&deli["steps"], "spf");
    assert_eq!((&spf["state"], &spf["code"]), (&json!("do-now"), &json!("spf-several")));
    let wanted = "v=spf1 include:spf.gateway.example include:spf.protection.outlook.com ~all";
    assert_eq!(spf["wanted"], json!([wanted]));
    assert_eq!(step(&deli["steps"], "mx")["state"], "wait");
    let mixed = domain(&told, "xn--brenhof-5wa.example");
    assert_eq!(step(&mixed["steps"], "mx")["code"], "mx-mixed");
    assert_eq!(step(&mixed["steps"], "spf")["code"], "spf-too-many-lookups");
    let dmarc = step(&mixed["steps"], "dmarc");
    assert_eq!((&dmarc["code"], &dmarc["facts"]["percent"]), (&json!("dmarc-partly"), &json!("0")));
    let lock = step(&told["tenant"], "inbound-connector");
    assert_eq!((&lock["state"], &lock["code"]), (&json!("wait"), &json!("inbound-after-switch")));

    // The administrator builds the way out, and locks Microsoft 365 for other addresses than the gateway's.
    let object = |value: Value| value.as_object().unwrap().clone();
    cloud.configure(|settings| {
        let outbound = json!({ "Name": "To the gateway", "SmartHosts": ["out.gateway.example"] });
        settings.mail_flow.outbound = vec![object(outbound)];
        let inbound = json!({ "Name": "Old filter", "RestrictDomainsToIPAddresses": true, "SenderIPAddresses": ["198.51.100.7"] });
        settings.mail_flow.inbound = vec![object(inbound)];
    });
    let told = ctl.ok(&["check", CLIENT]);
    assert_eq!(step(&told["tenant"], "outbound-connector")["state"], "done");
    let lock = step(&told["tenant"], "inbound-connector");
    assert_eq!((&lock["state"], &lock["code"]), (&json!("do-now"), &json!("inbound-refuses")));
    assert!(lock["powershell"].as_str().unwrap().contains("'Old filter'"));
    assert_eq!(blocks(domain(&told, "larkfield.example")), ["inbound-refuses", "mta-sts-unknown"]);

    // When it cannot be asked, that is a state, and what it told last stands.
    cloud.configure(|settings| settings.exchange_v1 = false);
    let told = ctl.ok(&["check", CLIENT]);
    assert_eq!(told["exchange"]["access"], "failed");
    assert_eq!(step(&told["tenant"], "direct-send")["state"], "wait");
    assert_eq!(blocks(domain(&told, "larkfield.example")), ["inbound-refuses", "mta-sts-unknown"]);
}
