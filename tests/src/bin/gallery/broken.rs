//! A data folder that cannot be opened, and a database that was damaged.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader},
    os::unix::fs::FileExt as _,
};

use practice::Size;

use crate::{
    camera::{Camera, Looks},
    stage::{CLIENT, Stage, set_up},
};

pub fn folder(camera: &Camera) {
    camera.part("What goes wrong");
    let stage = Stage::set(Size::Small, "en_GB");
    let (domain, other) = (stage.cloud.tenant_domain(), stage.cloud.other_tenant_domain());
    set_up(&stage.ctl(), CLIENT, domain, &format!("admin@{domain}"));
    set_up(&stage.ctl(), "Juniper Harbour", other, &format!("outsider@{other}"));
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

    // As long as the command line waits for a browser, the folder is its own.
    let ctl = stage.ctl();
    let mut waiting = ctl.command(&["sign-in", CLIENT, "--no-browser"]).spawn().expect("tenantryctl starts");
    let mut line = String::new();
    let output = waiting.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("the address to open");
    let window = stage.window();
    window.see("screen-crash");
    camera.take_as_it_is(&window, "crash", "Another program has the data folder");
    // Already gone is as good.
    let _ = waiting.kill();
    let _ = waiting.wait();
}
