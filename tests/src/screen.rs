//! The window as its X server knows it: whether it is shown, and the closing that a window's own button asks for.

use x11rb::{
    connection::Connection as _,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState, Window},
    rust_connection::RustConnection,
};

use crate::desktop::{Desktop, until};

/// The screen of a desktop.
#[derive(Debug)]
pub struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    /// Of a desktop with a display.
    ///
    /// # Panics
    /// When it has none.
    #[must_use]
    pub fn of(desktop: &Desktop) -> Self {
        let (connection, number) = x11rb::connect(Some(&desktop.environment()["DISPLAY"])).expect("the display");
        let root = connection.setup().roots[number].root;
        Self { connection, root }
    }

    fn atom(&self, name: &str) -> u32 {
        self.connection.intern_atom(false, name.as_bytes()).expect("a name").reply().expect("its number").atom
    }

    /// The program's window: the one of its class that can be asked to close and has room for a page; the one that
    /// leads GTK's windows is a few pixels and never shown.
    fn window(&self) -> Option<Window> {
        let protocols = self.atom("WM_PROTOCOLS");
        let all = self.connection.query_tree(self.root).ok()?.reply().ok()?.children;
        all.into_iter().find(|window| {
            let property = |name: u32| {
                let asked = self.connection.get_property(false, *window, name, AtomEnum::ANY, 0, 64);
                asked.ok().and_then(|asked| asked.reply().ok()).map(|reply| reply.value).unwrap_or_default()
            };
            let class = String::from_utf8_lossy(&property(AtomEnum::WM_CLASS.into())).to_lowercase();
            let size = self.connection.get_geometry(*window).ok().and_then(|asked| asked.reply().ok());
            let has_room = size.is_some_and(|size| size.width > 100);
            has_room && class.contains("tenantry") && !property(protocols).is_empty()
        })
    }

    /// Whether the window is on the screen.
    #[must_use]
    pub fn shows_window(&self) -> bool {
        let attributes = |window| self.connection.get_window_attributes(window).ok()?.reply().ok();
        self.window().and_then(attributes).is_some_and(|found| found.map_state == MapState::VIEWABLE)
    }

    /// Presses the button that closes the window (ICCCM 4.2.8.1, `WM_DELETE_WINDOW`), and waits until it is gone.
    ///
    /// # Panics
    /// When there is no window, or it stays.
    pub fn close_window(&self) {
        let window = self.window().expect("the window");
        let data = [self.atom("WM_DELETE_WINDOW"), x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS"), data);
        self.connection.send_event(false, window, EventMask::NO_EVENT, event).expect("the wish");
        self.connection.flush().expect("the wish is sent");
        until("the window is gone", || !self.shows_window());
    }
}
