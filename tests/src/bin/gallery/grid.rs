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
    from_a_file(camera, window);
}

/// A list is looked through before it is taken in; with a wrong line nothing of it is.
fn from_a_file(camera: &Camera, window: &Window) {
    let first =
        window.script(&format!("return document.querySelector('{ROW}').dataset.testid.replace('mailbox-', '')"));
    let address = first.as_str().expect("the address of the first row").to_owned();
    choose(window, &format!("address,chosen,archiving\\nnobody@larkfield.example,1,0\\n{address},perhaps,\\n"));
    window.see("import-errors");
    camera.take(window, "4-mailboxes-import-wrong", "4 Mailboxes: a file with wrong lines changes nothing", Looks::Two);
    window.press("import-cancel");
    choose(window, &format!("address,chosen,archiving\\n{address},0,\\n"));
    window.see("import-changes");
    camera.take(window, "4-mailboxes-import", "4 Mailboxes: what a file would change", Looks::Two);
    window.press("import-cancel");
}

/// As the dialog of the system hands a file over, which no driver can press.
fn choose(window: &Window, text: &str) {
    let _chosen = window.script(&format!(
        "const files = new DataTransfer(); \
         files.items.add(new File(['{text}'], 'mailboxes.csv', {{ type: 'text/csv' }})); \
         const field = document.querySelector('[data-testid=csv-file]'); \
         field.files = files.files; \
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}
