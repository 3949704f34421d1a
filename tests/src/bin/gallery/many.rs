//! The grid of a tenant with 110,000 recipients.

use journeys::wizard::Wizard;
use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, Stage},
};

/// Its rows are windows over an index: the last ones are as near as the first.
pub fn a_large_tenant(camera: &Camera) {
    let stage = Stage::set(Size::Large, "en_GB");
    let window = stage.window();
    let wizard = Wizard(&window);
    window.see("empty");
    wizard.client(CLIENT);
    wizard.tenant("larkfield.example");
    window.press("sign-in");
    window.says("receipt", "Granted");
    camera.take_moving(&window, "2-reading", "2 Connect: a large tenant is read");
    window.patiently("the tenant to be read", |window| window.page().contains("Read, ").then_some(()));
    wizard.domains();
    wizard.go_on("screen-mailboxes");
    let row = "return document.querySelector('[data-testid^=mailbox-] [data-testid=choose]') !== null";
    window.patiently("the first rows", |window| (window.script(row) == true).then_some(()));
    camera.take(&window, "4-mailboxes-many", "4 Mailboxes: a tenant of 100,000", Looks::Two);
    window.type_into("search", "lindqvist");
    window.patiently("the rows that match", |window| window.text("shown").contains("shown").then_some(()));
    camera.take(&window, "4-mailboxes-many-search", "4 Mailboxes: found among 100,000", Looks::Two);
}
