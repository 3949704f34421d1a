//! What NetworkManager says of the network (freedesktop.org, "NetworkManager D-Bus API": `State`, `Metered`).

use std::path::Path;

use futures_util::StreamExt as _;
use tokio::sync::mpsc::UnboundedSender;
use zbus::Connection;

use super::{Desk, Said};

#[zbus::proxy(
    interface = "org.freedesktop.NetworkManager",
    default_service = "org.freedesktop.NetworkManager",
    default_path = "/org/freedesktop/NetworkManager"
)]
trait NetworkManager {
    #[zbus(property)]
    fn state(&self) -> zbus::Result<u32>;
    #[zbus(property)]
    fn metered(&self) -> zbus::Result<u32>;
}

/// Tells of the network whenever it changes, until the bus ends or nobody listens.
pub async fn watch(system: &Connection, desk: &Desk, said: &UnboundedSender<Said>) {
    if let Err(error) = follow(system, desk, said).await {
        tracing::info!(%error, "nobody tells of the network");
        desk.note(&desk.metered, false);
    }
}

async fn follow(system: &Connection, desk: &Desk, said: &UnboundedSender<Said>) -> zbus::Result<()> {
    let manager = NetworkManagerProxy::new(system).await?;
    let mut states = manager.receive_state_changed().await;
    let mut meters = manager.receive_metered_changed().await;
    loop {
        let (state, metered) = (manager.state().await?, manager.metered().await?);
        desk.note(&desk.metered, true);
        let word = Said::Network { offline: is_offline(state) && !has_route(), metered: is_metered(metered) };
        if said.send(word).is_err() {
            return Ok(());
        }
        tokio::select! {
            changed = states.next() => if changed.is_none() { return Ok(()) },
            changed = meters.next() => if changed.is_none() { return Ok(()) },
        }
    }
}

/// `NM_METERED_YES` and `NM_METERED_GUESS_YES`.
fn is_metered(metered: u32) -> bool {
    matches!(metered, 1 | 3)
}

/// From `NM_STATE_ASLEEP` to `NM_STATE_CONNECTING`; unknown (0) and local (50) may still reach somebody.
fn is_offline(state: u32) -> bool {
    (10..=40).contains(&state)
}

/// Networks that others than NetworkManager set up are none to it.
fn has_route() -> bool {
    let read = |path: &str| std::fs::read_to_string(Path::new(path)).unwrap_or_default();
    default_route(&read("/proc/net/route"), &read("/proc/net/ipv6_route"))
}

/// A route to everywhere by something else than the loopback (proc(5), `/proc/net/route`).
fn default_route(ipv4: &str, ipv6: &str) -> bool {
    let by_ipv4 = ipv4.lines().skip(1).any(|line| {
        let mut fields = line.split_whitespace();
        let (device, to) = (fields.next(), fields.next());
        device.is_some_and(|device| device != "lo") && to == Some("00000000") && fields.nth(5) == Some("00000000")
    });
    let by_ipv6 = ipv6.lines().any(|line| {
        let fields: Vec<_> = line.split_whitespace().collect();
        fields.first().is_some_and(|to| to.bytes().all(|digit| digit == b'0'))
            && fields.get(1) == Some(&"00")
            && fields.last().is_some_and(|device| *device != "lo")
    });
    by_ipv4 || by_ipv6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w10_a_network_is_lost_only_when_nothing_leads_out() {
        let head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
        let out = format!("{head}eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
        let near = format!("{head}eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n");
        let none = "0".repeat(32);
        let line = |device: &str| format!("{none} 00 {none} 00 {none} 00000400 00000001 00000000 00200200 {device}\n");
        assert!(default_route(&out, ""));
        assert!(!default_route(&near, &line("lo")));
        assert!(default_route(&near, &line("wlan0")));
        assert!(!default_route("", ""));
    }

    #[test]
    fn w10_what_network_manager_only_guesses_counts_and_what_it_does_not_know_does_not() {
        assert_eq!([0, 1, 2, 3, 4].map(is_metered), [false, true, false, true, false]);
        assert_eq!(
            [0, 10, 20, 30, 40, 50, 60, 70].map(is_offline),
            [false, true, true, true, true, false, false, false]
        );
    }
}
