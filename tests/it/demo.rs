//! The first of the README's two commands, where there is no display: the main job from beginning to end.

use std::process::Command;

#[test]
fn the_demo_without_a_display_does_the_whole_job_and_proves_it() {
    let demo = Command::new(env!("CARGO_BIN_EXE_headless-demo")).env_remove("DISPLAY").output().unwrap();
    let [said, trouble] = [&demo.stdout, &demo.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(demo.status.success() && said.contains("Success: the whole job is done and proven"), "{said}\n{trouble}");
}
