//! Another gateway for a client: compared, changed to, a run that partly fails, and what it leaves to a person's hand.

use journeys::{cloud::Cloud, window::Window, wizard::Wizard};
use practice::{Call, Said, Words};

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, go},
};

pub fn other_gateway(camera: &Camera, window: &Window, cloud: &Cloud) {
    go(window, "#/client/2/client", "gateway");
    window.press("gateway-change");
    panel(window, cloud, &cloud.panel_accounts()[0].password);
    window.press("compare");
    window.see("compared");
    camera.take(window, "gateway-change", "Another gateway, compared before a change", Looks::Two);
    window.press("change-action");
    window.see("confirm-name");
    camera.take(window, "gateway-change-confirm", "Another gateway is typed, not clicked", Looks::Two);
    window.type_into("confirm-name", CLIENT);
    window.press("confirm-action");
    window.says("gateway", "Mail Assure");
    go(window, "#/client/2/review", "card-by-hand");
    window.press("card-by-hand");
    window.see("plan-by-hand");
    camera.take(window, "6-review-by-hand", "6 Review: what is to be set by hand", Looks::Two);
    let full = "The license limit of this reseller was reached".to_owned();
    let refused = |call, times| Said {
        call: Some(call),
        after: 0,
        times: Some(times),
        done: false,
        how: Words::Error(full.clone()),
    };
    cloud.configure(|settings| {
        settings.panel.latency_ms = 1500;
        settings.panel.said = vec![refused(Call::DomainAdd, 1)];
    });
    window.press("action-primary");
    window.see("run-progress");
    camera.take_moving(window, "7-applying", "7 Apply: while it runs");
    window.press("run-pause");
    // What is under way is many calls.
    cloud.configure(|settings| settings.panel.latency_ms = 0);
    window.see("run-resume");
    camera.take_moving(window, "7-apply-paused", "7 Apply: paused after what was under way");
    window.press("run-resume");
    let _done = Wizard(window).ended();
    camera.take(window, "7-apply-failed", "7 Apply: some failed, the rest is done", Looks::All);
    window.press("run-retry");
    window.see_css("[data-testid=\"run\"][data-state=\"ended\"]");
    window.until("nothing to have failed", |window| {
        let none = "return document.querySelector('[data-testid=run-failed]')?.dataset.count === '0'";
        (window.script(none) == true).then_some(())
    });
    camera.take(window, "7-apply-by-hand", "7 Apply: what is left to a hand", Looks::Two);
    window.press("hands-show");
    window.see("hands");
    camera.take(window, "by-hand", "Set by hand", Looks::Two);
}

/// Types the practice cloud's panel as a gateway.
pub fn panel(window: &Window, cloud: &Cloud, password: &str) {
    let account = &cloud.panel_accounts()[0];
    window.press("gateway-mail-assure");
    window.type_into("field-gateway", &cloud.panel_url());
    window.type_into("field-gateway-user", &account.user);
    window.type_into("field-gateway-password", password);
}
