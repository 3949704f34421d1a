//! The pages a person sees in the browser: plain, self-contained, always marked as practice.

use super::login::Step;
use crate::tenant::{Account, Role};
use crate::world::World;

const STYLE: &str = "body{font:16px/1.5 'Segoe UI',system-ui,sans-serif;margin:0;background:#f3f2f1;color:#1b1a19}\
header{background:#5c2e91;color:#fff;padding:.6rem 1rem;font-weight:600}\
main{max-width:28rem;margin:8vh auto;background:#fff;padding:2rem;box-shadow:0 2px 8px #0003}\
h1{font-size:1.5rem;font-weight:600;margin:0 0 1rem}\
button{font:inherit;padding:.5rem 1.25rem;border:1px solid #605e5c;background:#fff;color:#1b1a19;cursor:pointer}\
button:focus-visible,input:focus-visible{outline:3px solid #0067b8;outline-offset:2px}\
.account{display:block;width:100%;text-align:left;margin:0 0 .5rem}.account small{display:block}\
.primary{background:#0067b8;border-color:#0067b8;color:#fff}.row{display:flex;gap:.75rem;justify-content:flex-end;margin-top:1.5rem}\
pre{white-space:pre-wrap;overflow-wrap:anywhere}\
@media(prefers-color-scheme:dark){body{background:#1b1a19;color:#f3f2f1}main,button{background:#292827;color:#f3f2f1}.primary{background:#0067b8;color:#fff}}";

fn frame(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>{title} (practice)</title>\
         <link rel=\"icon\" href=\"data:,\"><style>{STYLE}</style></head><body>\
         <header role=\"banner\">Practice cloud: not Microsoft, no real account</header>\
         <main>{body}</main></body></html>\n"
    )
}

pub(super) fn pick_account<'a>(flow: &str, action: &str, accounts: impl Iterator<Item = &'a Account>) -> String {
    let mut tiles = String::new();
    for account in accounts {
        let (address, name) = (escape(&account.address), escape(&account.name));
        tiles += &format!(
            "<button class=\"account\" name=\"account\" value=\"{address}\">{name}<small>{address}</small><small>{}</small></button>",
            standing(account)
        );
    }
    frame(
        "Pick an account",
        &format!(
            "<h1>Pick an account</h1><form method=\"post\" action=\"{}\">{}{tiles}</form>",
            escape(action),
            hidden("flow", flow)
        ),
    )
}

/// So that somebody who practises knows what each account is good for.
fn standing(account: &Account) -> &'static str {
    match (account.refused, account.role) {
        (Some(53003), _) => "Blocked by Conditional Access",
        (Some(_), _) => "Disabled",
        _ if account.home.is_some() => "Guest with the role Global Reader",
        _ if account.delegated.is_some() => "Technician of a partner, with delegated administration (GDAP)",
        (None, Role::GlobalAdministrator) if account.tenant == 0 => "Global Administrator",
        (None, Role::GlobalAdministrator) => "Administrator of another tenant",
        (None, Role::GlobalReader) if !account.exchange => "Global Reader without a role in Exchange",
        (None, Role::GlobalReader) => "Global Reader",
        (None, Role::Member) => "No administrator role",
    }
}

/// Asks for the code a device shows; `wrong` is what was typed in before.
pub(super) fn enter_code(prefix: &str, wrong: Option<&str>) -> String {
    let error = match wrong {
        Some(code) => format!("<p role=\"alert\">The code {} is wrong or has expired.</p>", escape(code)),
        None => String::new(),
    };
    let body = format!(
        "<h1>Enter code</h1>{error}<form method=\"post\" action=\"{prefix}/devicelogin\">\
         <p><label>Code shown on your device <input type=\"text\" name=\"otc\" autocomplete=\"off\" required></label></p>\
         <div class=\"row\"><button class=\"primary\" name=\"next\" value=\"next\">Next</button></div></form>"
    );
    frame("Enter code", &body)
}

/// Asks whether this person started the sign-in on the device.
pub(super) fn confirm(world: &World, segment: &str, step: &Step<'_>) -> String {
    let account = &world.accounts[step.session.account].address;
    let body = format!(
        "<p>{}</p><h1>Are you trying to sign in to Tenantry?</h1>\
         <p>Only continue if you started this on a device in front of you.</p>\
         <form method=\"post\" action=\"{}/{}/device\">{}{}<div class=\"row\">\
         <button name=\"decision\" value=\"cancel\">Cancel</button>\
         <button class=\"primary\" name=\"decision\" value=\"continue\">Continue</button></div></form>",
        escape(account),
        world.place.prefix(),
        escape(segment),
        hidden("flow", step.id),
        hidden("account", account),
    );
    frame("Sign in on a device", &body)
}

pub(super) fn done(words: &str) -> String {
    frame("Tenantry", &format!("<h1>Tenantry</h1><p>{}</p><p>You may now close this window.</p>", escape(words)))
}

/// What the consent page shows.
pub(super) struct ConsentPage<'a> {
    pub flow: &'a str,
    pub action: &'a str,
    pub account: &'a Account,
    pub tenant: &'a str,
    /// Name and plain words of each permission.
    pub permissions: Vec<(&'static str, &'static str)>,
    /// May choose to consent for everybody.
    pub administrator: bool,
    /// Consents for everybody in any case.
    pub approving: bool,
}

pub(super) fn consent(page: &ConsentPage<'_>) -> String {
    let mut list = String::new();
    for (name, words) in &page.permissions {
        list += &format!("<li>{words} <small>({name})</small></li>");
    }
    let everybody = if page.approving {
        format!("<p>This is for everybody in {}.</p>", escape(page.tenant))
    } else if page.administrator {
        format!(
            "<p><label><input type=\"checkbox\" name=\"organisation\" value=\"yes\" checked> \
             Consent on behalf of {}</label></p>",
            escape(page.tenant)
        )
    } else {
        String::new()
    };
    let body = format!(
        "<p>{}</p><h1>Permissions requested</h1><p><strong>Tenantry</strong> (practice application) would like to:</p>\
         <ul>{list}</ul><form method=\"post\" action=\"{}\">{}{}{everybody}<div class=\"row\">\
         <button name=\"decision\" value=\"deny\">Cancel</button>\
         <button class=\"primary\" name=\"decision\" value=\"accept\">Accept</button></div></form>",
        escape(&page.account.address),
        escape(page.action),
        hidden("flow", page.flow),
        hidden("account", &page.account.address),
    );
    frame("Permissions requested", &body)
}

pub(super) fn refusal(description: &str) -> String {
    let body = format!("<h1>Sorry, but we're having trouble signing you in.</h1><pre>{}</pre>", escape(description));
    frame("Sign in", &body)
}

fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
