//! A person without a mouse: what has the focus, where `Tab` leads, and whether it is seen.

use serde_json::Value;

use crate::window::Window;

/// No screen has more stops than this before the one that is looked for.
const STOPS: usize = 120;

/// What has the focus: its name, whether it lies wholly inside the window, and whether a ring shows it.
const FOCUS: &str = "
    const at = document.activeElement;
    const named = at.closest('[data-testid]');
    const box = at.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 12));
    return {
        name: named?.dataset.testid ?? '',
        tag: at.tagName,
        seen: box.top >= 0 && box.top < innerHeight && box.left >= 0
            && (top === null || at.contains(top) || top.contains(at) || named?.contains(top)),
        html: at.outerHTML.slice(0, 160),
    };";

impl Window {
    /// Goes on with `Tab` until a part has the focus; every stop on the way has to be seen.
    ///
    /// # Panics
    /// When `Tab` does not lead there, or leads to something that is covered.
    pub fn tab_to(&self, name: &str) {
        self.see(name);
        let mut stops = Vec::new();
        for _ in 0..STOPS {
            let at = self.script(FOCUS);
            if at["name"] == name {
                return;
            }
            let hidden = at["tag"] != "BODY" && at["tag"] != "MAIN" && at["seen"] == Value::Bool(false);
            assert!(!hidden, "the focus is on something that is covered: {}", at["html"]);
            stops.push(at["name"].to_string());
            self.keys(&["Tab"]);
        }
        panic!("Tab does not lead to {name}: {}", stops.join(" "));
    }

    /// Presses a part with the keyboard alone.
    pub fn enter(&self, name: &str) {
        self.tab_to(name);
        self.keys(&["Enter"]);
    }

    /// Types into what has the focus.
    pub fn write(&self, text: &str) {
        for letter in text.chars() {
            self.keys(&[&letter.to_string()]);
        }
    }
}
