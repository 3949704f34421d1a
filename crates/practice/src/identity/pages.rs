//! The pages a person sees in the browser: plain, self-contained, always marked as practice.

use super::login::Step;
use crate::html::{self, escape};
use crate::tenant::{Account, Role};
use crate::world::World;

const BANNER: &str = "Practice cloud: not Microsoft, no real account";

fn frame(title: &str, body: &str) -> String {
    html::frame(title, BANNER, body)
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
