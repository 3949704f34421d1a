//! W4: what one meets in the grid of mailboxes.

use journeys::window::Window;

use crate::camera::{Camera, Looks};

const ROW: &str = "[role=\"row\"][data-testid^=\"mailbox-\"]";

pub fn states(camera: &Camera, window: &Window) {
    window.press_css(&format!("{ROW} [data-testid=\"why\"]"));
    window.see("why-drawer");
    camera.take(window, "4-mailboxes-why", "4 Mailboxes: why is it here?", Looks::Two);
    window.keys(&["Escape"]);
    window.type_into("search", "nobody of that name");
    window.see("empty");
    camera.take(window, "4-mailboxes-no-match", "4 Mailboxes: nothing matches", Looks::Two);
    window.keys(&["Control+a", "Delete"]);
    window.see_css(ROW);
    window.press("tab-notTaken");
    window.see("not-taken");
    camera.take(window, "4-mailboxes-not-taken", "4 Mailboxes: whom Tenantry does not take, and why", Looks::Two);
    window.press("tab-all");
    window.see_css(ROW);
    window.press("mark-all");
    window.see("bulk");
    camera.take(window, "4-mailboxes-marked", "4 Mailboxes: all are marked", Looks::Two);
    window.press("bulk-exempt");
    window.see("exception-reason");
    camera.take(window, "4-mailboxes-exempt", "4 Mailboxes: left alone, with a reason", Looks::Two);
    window.press("exception-cancel");
    window.see("bulk");
    window.press("views");
    window.see("view-save");
    camera.take(window, "4-mailboxes-views", "4 Mailboxes: views and columns", Looks::Two);
    window.keys(&["Escape"]);
    window.press("defaults");
    window.see("defaults-dialog");
    camera.take(window, "4-mailboxes-defaults", "4 Mailboxes: what new ones get, by kind", Looks::Two);
    window.press("defaults-dialog-cancel");
}
