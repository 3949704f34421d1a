//! `cargo xtask demo`: the main job on the embedded default, practice cloud and local gateway.

use crate::{
    packages,
    run::{Outcome, cargo, program, run, superuser},
    ui,
};

/// In a window where there is a display, else headless with the same job.
pub fn demo() -> Outcome {
    let display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()));
    if display || cfg!(not(target_os = "linux")) { window() } else { headless() }
}

fn window() -> Outcome {
    packages::ensure(&[packages::WINDOW])?;
    ui::build()?;
    run(&mut cargo(&["build", "--package", "tenantry"]))?;
    println!("The window opens on the practice cloud; nothing real is touched. Close it to end.");
    println!(
        "Begin with \u{201c}Try it with a practice tenant\u{201d}; in the browser, choose the global administrator."
    );
    // A folder and a vault of its own, so that nothing of a technician's real clients is near.
    let own = ["--practice", "--data-dir", "target/demo-window", "--vault", "memory"];
    run(cargo(&["run", "--quiet", "--package", "tenantry", "--"]).args(own))
}

/// The job is the same without a window, but the programs are built all the same, so that a later start is quick.
fn headless() -> Outcome {
    println!("There is no display, so the job runs here, without a window.");
    packages::ensure(&[packages::WINDOW, packages::MAIL])?;
    ui::build()?;
    run(&mut cargo(&["build", "--package", "tenantry", "--package", "tenantry-cli"]))?;
    run(&mut cargo(&["build", "--package", "journeys", "--bin", "headless-demo"]))?;
    let demo = "target/debug/headless-demo";
    if superuser() {
        return run(&mut program(demo, &[]));
    }
    println!("Postfix starts with a superuser's rights only, so the demo asks for them.");
    run(&mut program("sudo", &["--preserve-env=PATH", demo]))
}
