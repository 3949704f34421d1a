//! While something is read, and when it cannot be: every list has both.

use journeys::window::Window;

use crate::{
    camera::{Camera, Looks},
    stage::{anew, fails, go, never_answers},
};

/// Name, words, where, the screen there, and the question of the page that is not answered yet.
const WAITS: [(&str, &str, &str, &str, &str); 7] = [
    ("loading-cockpit", "The cockpit is read", "#/", "screen-cockpit", "client_list"),
    ("loading-domains", "The domains are read", "#/client/1/domains", "screen-domains", "domain_list"),
    ("loading-mailboxes", "The mailboxes are read", "#/client/1/mailboxes", "screen-mailboxes", "mailbox_window"),
    ("loading-options", "The options are read", "#/client/1/options", "screen-options", "options_get"),
    ("loading-review", "The plan is made", "#/client/1/review", "screen-review", "plan_make"),
    ("loading-history", "The history is read", "#/page/1/history", "screen-history", "history"),
    ("loading-cutover", "DNS and Exchange are asked", "#/page/1/cutover", "screen-cutover", "cutover_get"),
];

/// Of a client that is set up.
pub fn lists(camera: &Camera, window: &Window) {
    for (name, words, path, screen, question) in WAITS {
        anew(window);
        never_answers(window, question);
        go(window, path, screen);
        window.see_css(".fui-Skeleton, .fui-Spinner, [role=progressbar]");
        camera.take_moving(window, name, words);
    }
    anew(window);
    fails(window, "history", "database");
    go(window, "#/page/1/history", "problem");
    camera.take(window, "failed-history", "A list that cannot be read", Looks::Two);
    anew(window);
}
