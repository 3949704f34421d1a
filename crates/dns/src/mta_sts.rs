//! MTA-STS policies (RFC 8461, 3.2).

use model::cutover::{MtaStsMode, MtaStsPolicy};

/// A policy is not longer (RFC 8461, 3.3 recommends 64 KB).
pub(crate) const LONGEST: usize = 64 * 1024;
/// Exchangers that are looked at.
const MOST: usize = 256;

/// Reads a policy; `Err` says what is wrong with it.
///
/// # Errors
/// In words, with no text of the policy.
pub fn parse(text: &str) -> Result<MtaStsPolicy, &'static str> {
    if text.len() > LONGEST {
        return Err("the policy is too long");
    }
    let (mut version, mut mode, mut mx) = (false, None, Vec::new());
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        match (key.trim(), value.trim()) {
            ("version", "STSv1") => version = true,
            ("mode", word) => {
                mode = Some(match word {
                    "enforce" => MtaStsMode::Enforce,
                    "testing" => MtaStsMode::Testing,
                    "none" => MtaStsMode::None,
                    _ => return Err("the policy names no mode that there is"),
                });
            }
            ("mx", pattern) if mx.len() < MOST => mx.push(pattern.to_ascii_lowercase()),
            _ => {}
        }
    }
    match (version, mode) {
        (false, _) => Err("the policy names no version STSv1"),
        (true, None) => Err("the policy names no mode"),
        (true, Some(mode)) => Ok(MtaStsPolicy { mode, mx }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: &str =
        "version: STSv1\r\nmode: enforce\r\nmx: mx1.gateway.example\r\nmx: *.Mail.example\r\nmax_age: 604800\r\n";

    #[test]
    fn w8_a_policy_names_the_hosts_that_senders_may_use() {
        let policy = parse(POLICY).unwrap();
        assert_eq!(policy.mode, MtaStsMode::Enforce);
        for (host, good) in [
            ("MX1.gateway.example", true),
            ("mx2.gateway.example", false),
            ("a.mail.example", true),
            ("a.b.mail.example", false),
            ("mail.example", false),
        ] {
            assert_eq!(policy.matches(host), good, "{host}");
        }
        assert!(parse("mode: enforce\nmx: a.example").is_err());
        assert!(parse("version: STSv1\nmode: maybe").is_err());
    }

    proptest! {
        #[test]
        fn w8_any_policy_is_read_without_harm(text in "((version|mode|mx|max_age|x): ?[ -~]{0,40}\r?\n){0,20}\\PC{0,80}") {
            if let Ok(policy) = parse(&text) {
                prop_assert!(policy.mx.len() <= MOST);
                let _ = policy.matches("mx.gateway.example");
            }
        }
    }
}
