//! B4: `kill -9` at any moment of an apply, and the next start converges to the same gateway.

use std::{
    path::{Path, PathBuf},
    process::Child,
    time::{Duration, Instant},
};

use journeys::{
    cloud::Cloud,
    folder::copy,
    gateway_rows::{content, count, difference},
    world::{CLIENT, World},
};
use practice::Size;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

/// Repeatable, and another one for whoever wants other moments: `KILL_SEED`.
fn seed() -> u64 {
    std::env::var("KILL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(365)
}

/// Steps of the journal, which has many side by side in one span (B4).
fn journalled(store: &Path, condition: &str) -> u32 {
    count(store, &format!("SELECT count(*) FROM journal WHERE {condition}"))
        + count(store, &format!("SELECT coalesce(sum(last - first + 1), 0) FROM journal_span WHERE {condition}"))
}

/// What the journal and the gateway show of an apply from outside, as one number that only grows.
fn progress(data: &Path) -> u32 {
    const STORE: &str = "SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM run WHERE state = 'ended')
        + (SELECT count(*) + count(*) FILTER (WHERE state = 'done') FROM journal)
        + (SELECT coalesce(sum((last - first + 1) * iif(state = 'done', 2, 1)), 0) FROM journal_span)";
    let there = count(&data.join("gateway/gateway.db"), "SELECT count(*) FROM recipient");
    count(&data.join("tenantry.db"), STORE) + there
}

/// Where in the apply it was hit.
fn stage(data: &Path) -> String {
    let store = data.join("tenantry.db");
    format!(
        "{} sent, {} done, {} in the gateway",
        journalled(&store, "state = 'sent'"),
        journalled(&store, "state = 'done'"),
        count(&data.join("gateway/gateway.db"), "SELECT count(*) FROM recipient"),
    )
}

/// Kills it as soon as it is so far, and then a few looks later; tells whether it was still alive.
fn kill_at(mut child: Child, data: &Path, so_far: u32, looks: u32) -> bool {
    let limit = Instant::now() + Duration::from_secs(60);
    let mut left = looks;
    while left > 0 && child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < limit, "the apply does not go on");
        if progress(data) >= so_far {
            left -= 1;
        }
    }
    let alive = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    alive
}

#[test]
fn b4_an_apply_killed_at_twenty_moments_converges_to_the_same_gateway() {
    let cloud = Cloud::start(Size::Medium);
    let world = World::selected(&cloud.file(), cloud.tenant_domain());
    // Without the relayed one, so that nothing waits for a person.
    world.ctl.ok(&["select", CLIENT, "--domains", "larkfield.example,larkdeli.example"]);
    let plan = world.ctl.ok(&["plan", CLIENT])["plan"].to_string();
    let fresh = |name: String| -> PathBuf {
        let folder = world.folder().join(name);
        copy(world.ctl.data_dir(), &folder).unwrap();
        folder
    };

    let undisturbed = fresh("undisturbed".to_owned());
    world.ctl.at(&undisturbed).ok(&["apply", CLIENT, "--plan", &plan]);
    let (expected, whole) = (content(&undisturbed.join("gateway")), progress(&undisturbed));
    assert!(expected.len() > 500, "a medium tenant");

    let mut random = StdRng::seed_from_u64(seed());
    let (mut inside, mut moments) = (0, Vec::new());
    for time in 0..20 {
        let data = fresh(format!("killed-{time}"));
        let ctl = world.ctl.at(&data);
        let child = ctl.command(&["apply", CLIENT, "--plan", &plan]).spawn().unwrap();
        let (so_far, looks) = (random.random_range(1..whole), random.random_range(1..4));
        inside += u32::from(kill_at(child, &data, so_far, looks));
        let moment = format!("{time}: at {so_far} of {whole} and {looks} looks: {}", stage(&data));

        // Either of the two next starts must do; an apply that was through before the kill is not applied twice.
        let again = match time % 2 {
            0 => ctl.run(&["apply", CLIENT, "--plan", &plan]),
            _ => ctl.run(&["sync", CLIENT]),
        };
        let through = again.status == 6 && again.json["error"]["code"] == "plan-stale";
        let start: String = again.stdout.chars().take(400).collect();
        assert!(again.status == 0 || through, "{moment}: {} {start}", again.status);
        let converged = content(&data.join("gateway"));
        assert_eq!(difference(&expected, &converged), Vec::<String>::new(), "{moment}");
        assert_eq!(expected.len(), converged.len(), "{moment}: nothing is there twice");
        if time % 5 == 0 {
            let counts = &ctl.ok(&["sync", CLIENT])["plan"]["counts"];
            assert!(counts.as_object().unwrap().values().all(|n| n == 0), "{moment}: {counts}");
        }
        std::fs::remove_dir_all(&data).unwrap();
        moments.push(moment);
    }
    println!("{}", moments.join("\n"));
    assert!(inside >= 15, "most kills hit a running apply, not {inside}:\n{}", moments.join("\n"));
}
