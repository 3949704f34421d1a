//! A data folder that cannot be opened, and a database that was damaged.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::FileExt as _,
};

use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{Stage, set_up},
};

pub fn folder(camera: &Camera) {
    camera.part("What goes wrong");
    let stage = Stage::set(Size::Small, "en_GB");
    for (name, account) in
        [("Larkfield Foods", stage.cloud.tenant_domain()), ("Juniper Harbour", stage.cloud.other_tenant_domain())]
    {
        let who = if name == "Larkfield Foods" { "admin" } else { "outsider" };
        set_up(&stage.ctl(), name, account, &format!("{who}@{account}"));
    }
    let database = stage.desktop.home().join("data/tenantry/tenantry.db");
    let size = fs::metadata(&database).expect("a database").len();
    let file = OpenOptions::new().write(true).open(&database).expect("a database");
    file.write_all_at(&[0xA5; 16 * 1024], size / 2).expect("damage");
    let window = stage.window();
    window.see("damaged");
    camera.take(
        &window,
        "cockpit-damaged",
        "Cockpit: the database was damaged, and what could be read is saved",
        Looks::Two,
    );
    drop(window);

    let blocked = stage.desktop.home().join("no-folder");
    fs::write(&blocked, "").expect("a file in the place of a folder");
    let stage = stage.with("XDG_DATA_HOME", &blocked.display().to_string());
    let window = stage.window();
    window.see("screen-crash");
    camera.take_as_it_is(&window, "crash-light", "The data folder cannot be opened");
}
