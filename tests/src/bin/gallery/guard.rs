//! W8: how a domain's switch stands, on its way over.

use journeys::{cloud::Cloud, window::Window};
use serde_json::{Map, Value, json};

use crate::camera::{Camera, Looks};

const DOMAIN: &str = "larkfield.example";

/// One domain goes over to the gateway; afterwards DNS and Exchange tell what they told before.
pub fn over_the_switch(camera: &Camera, window: &Window, cloud: &Cloud) {
    let take = |stand: &str, words: &str| {
        window.press("check-now");
        window.see_css(&format!("[data-testid=guard][data-stand={stand}]"));
        let _top = window.script("document.querySelectorAll('main, main *').forEach(part => { part.scrollTop = 0 })");
        camera.take(window, &format!("client-cutover-{stand}"), &format!("Next steps: {words}"), Looks::Two);
    };
    window.press(&format!("domain-{DOMAIN}"));
    let out = object(&json!({ "Name": "To the gateway", "SmartHosts": ["smtp.gateway.example"] }));
    cloud.configure(|settings| settings.mail_flow.outbound = vec![out]);
    window.press("check-now");
    // It leads everybody's mail there, also of those whom the gateway refuses: somebody has to have looked.
    window.see_css("[data-testid=cutover-outbound-connector][data-code=outbound-refuses-some]");
    if window.script("return document.querySelector('[data-testid=mark-outbound-connector]') === null") == true {
        window.press("open-outbound-connector");
    }
    window.press("mark-outbound-connector");
    window.press("open-outbound-connector");
    take("ready", "a domain is ready to switch");
    goes_to(cloud, Some("mx1.gateway.example"));
    take("switched", "a domain's mail goes over the gateway");
    let lock = object(&json!({
        "Name": "Old filter", "RestrictDomainsToIPAddresses": true, "SenderIPAddresses": ["198.51.100.7"]
    }));
    cloud.configure(|settings| settings.mail_flow.inbound = vec![lock]);
    take("refused", "a connector of the old filter's refuses mail from the gateway");
    cloud.configure(|settings| {
        settings.mail_flow.inbound.clear();
        settings.mail_flow.outbound.clear();
    });
    take("unsure", "a domain was switched, and something is left");
    goes_to(cloud, None);
    window.press("check-now");
    window.see_css("[data-testid=guard][data-stand=stop]");
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

/// `None`: to Microsoft, as it did.
fn goes_to(cloud: &Cloud, host: Option<&str>) {
    let mx = host.map(|host| vec![(10, host.to_owned())]);
    cloud.configure(|settings| settings.dns.entry(DOMAIN.to_owned()).or_default().mx = mx);
}
