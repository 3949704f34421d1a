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
    lists(camera, window);
}

/// A list is tried before it is taken in; a wrong line stops it whole.
fn lists(camera: &Camera, window: &Window) {
    window.see_css(ROW);
    let address = window.script(&format!("return document.querySelector('{ROW}').dataset.testid.slice(8)"));
    let address = address.as_str().unwrap_or_default().to_owned();
    give(window, &format!("address,outgoing\\n{address},off\\n"));
    window.see("import-changes");
    camera.take(window, "4-mailboxes-list", "4 Mailboxes: what a list would change", Looks::Two);
    window.press("import-cancel");
    give(window, &format!("address,outgoing\\n{address},perhaps\\nnobody@larkfield.example,on\\n"));
    window.see("import-errors");
    camera.take(window, "4-mailboxes-list-wrong", "4 Mailboxes: a list with wrong lines", Looks::Two);
    window.press("import-cancel");
}

/// Gives the page a file, as its dialogue would.
fn give(window: &Window, text: &str) {
    let _given = window.script(&format!(
        "const input = document.querySelector('[data-testid=csv-file]'); const files = new DataTransfer(); \
         files.items.add(new File(['{text}'], 'mailboxes.csv', {{ type: 'text/csv' }})); input.files = files.files; \
         input.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}
