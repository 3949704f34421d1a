//! Every fault at every call of an apply: what is left half-way, the next sync mends.

use std::collections::BTreeMap;
use std::time::Duration;

use gateway::{Applied, Change, Gateway as _, GatewayError, MailAssure};
use model::DomainShape;
use practice::{Class, Failure, Fault, PanelDomain, Said, Settings, Words};

use super::stage::*;

type Answers = Vec<Result<Applied, GatewayError>>;
type Panel = BTreeMap<String, PanelDomain>;

/// What earlier runs made.
fn before() -> Vec<Change> {
    let alias_of = Some(name("lark.example"));
    let old = DomainShape { alias_of, ..domain_shape("old-alias.example") };
    vec![
        domain("lark.example"),
        domain("gone.example"),
        Change::EnsureDomain { name: name("old-alias.example"), shape: old },
        recipient(1, None, shape("ann@lark.example", &["old@lark.example"])),
        recipient(2, None, shape("bob@lark.example", &["b1@lark.example", "b2@lark.example"])),
        recipient(3, None, shape("carol@lark.example", &["c@lark.example"])),
        recipient(4, None, shape("eve@lark.example", &["e@lark.example"])),
    ]
}

/// One of every kind of change, in two parts, because the cost of trying every call grows with the square of their
/// number. The last one of each is another account's.
fn wishes() -> [Vec<Change>; 2] {
    let mut lark = domain_shape("lark.example");
    lark.products.archiving = true;
    lark.routes[0].port = 2525;
    let of_lark = |text: &str| DomainShape { alias_of: Some(name("lark.example")), ..domain_shape(text) };
    let unlisted =
        model::RecipientShape { listed: false, ..shape("bob@lark.example", &["b1@lark.example", "b2@lark.example"]) };
    let domains = vec![
        domain("brook.example"),
        Change::EnsureDomain { name: name("alias.example"), shape: of_lark("alias.example") },
        domain("old-alias.example"),
        recipient(5, None, shape("dan@brook.example", &["d1@brook.example", "d2@brook.example"])),
        Change::EnsureAbsentDomain { name: name("gone.example") },
        domain("theirs.example"),
    ];
    let recipients = vec![
        Change::EnsureDomain { name: name("lark.example"), shape: lark },
        recipient(1, Some("ann@lark.example"), shape("ann@lark.example", &["new@lark.example"])),
        recipient(2, Some("bob@lark.example"), unlisted),
        recipient(3, Some("carol@lark.example"), shape("caro@lark.example", &["c@lark.example", "carol@lark.example"])),
        Change::EnsureAbsentRecipient { id: id(4), primary: "eve@lark.example".parse().unwrap() },
        domain("theirs.example"),
    ];
    [domains, recipients]
}

/// A panel as earlier runs left it, with what a hand made beside it.
struct Prepared {
    stage: Stage,
    panel: Panel,
}

impl Prepared {
    async fn new() -> Self {
        let stage = Stage::new().await;
        stage.by_hand("theirs.example", THEM);
        stage.make(&before()).await;
        stage.panel.panel_edit(|domains| {
            let lark = domains.get_mut("lark.example").unwrap();
            lark.email_aliases.insert("hand".into(), "someone".into());
        });
        let panel = stage.panel.panel_domains();
        Self { stage, panel }
    }

    /// As it was, for another try.
    async fn again(&mut self) {
        self.stage.panel.configure(|settings| {
            settings.faults.clear();
            settings.panel.said.clear();
        });
        self.stage.panel.panel_edit(|domains| domains.clone_from(&self.panel));
        self.stage.notes = std::sync::Arc::default();
        let made: Answers = before().iter().map(|_| Ok(Applied::Changed)).collect();
        self.stage.notes.learn(&before(), &made);
    }

    fn adapter(&self, answer: Duration) -> MailAssure {
        adapter(&self.stage.panel, &self.stage.notes, "?contact=post@msp.example", quick(answer))
    }

    /// A sync: ranges, then every change that is not done yet.
    async fn sync(&self, gateway: &MailAssure, changes: &[Change]) -> Answers {
        let mut networks = networks();
        networks.ranges.truncate(1);
        let given = gateway.ensure_networks(&networks, &[name("lark.example"), name("brook.example")]).await;
        let answers = match given {
            Ok(_) => gateway.apply(changes).await,
            Err(error) => changes.iter().map(|_| Err(error.clone())).collect(),
        };
        self.stage.notes.learn(changes, &answers);
        answers
    }
}

/// What the panel has and what was answered when nothing goes wrong, and how many calls that took.
async fn well(prepared: &mut Prepared, wish: &[Change]) -> (Panel, Answers, u32) {
    prepared.again().await;
    prepared.stage.calls();
    let answers = prepared.sync(&prepared.adapter(Duration::from_secs(20)), wish).await;
    let (theirs, ours) = answers.split_last().unwrap();
    assert!(ours.iter().all(|answer| *answer == Ok(Applied::Changed)), "{answers:?}");
    assert!(matches!(theirs, Err(GatewayError::Conflict { .. })));
    let calls = prepared.stage.calls().values().sum::<u64>().try_into().unwrap();
    (prepared.stage.panel.panel_domains(), answers, calls)
}

/// A sync with trouble, then one without; afterwards everything is as if nothing had gone wrong.
async fn mended(prepared: &Prepared, troubled: &MailAssure, wish: &[Change], what: &str, expected: &Panel) -> Answers {
    let first = prepared.sync(troubled, wish).await;
    prepared.stage.panel.configure(|settings| {
        settings.faults.clear();
        settings.panel.said.clear();
    });
    let left: Vec<Change> =
        wish.iter().zip(&first).filter(|(_, answer)| answer.is_err()).map(|(change, _)| change.clone()).collect();
    let second = prepared.sync(&prepared.adapter(Duration::from_secs(20)), &left).await;
    let (theirs, ours) = second.split_last().unwrap();
    assert!(ours.iter().all(Result::is_ok), "{what}: {second:?}");
    assert!(matches!(theirs, Err(GatewayError::Conflict { .. })), "{what}: {theirs:?}");
    assert_eq!(&prepared.stage.panel.panel_domains(), expected, "{what}");
    first
}

fn done(answers: &Answers) -> Vec<bool> {
    answers.iter().map(Result::is_ok).collect()
}

async fn every_call(how: Failure) {
    let stall = how == Failure::Stall;
    let patience = Duration::from_millis(if stall { 40 } else { 20_000 });
    let trouble = |settings: &mut Settings, after, times| {
        settings.faults = vec![Fault { class: Class::Panel, after, how, times: Some(times), retry_after: None }];
    };
    // A busy machine is silent, too.
    let waited_out = !stall && how != Failure::Unauthorized;
    at_every_call(&format!("{how:?}"), patience, waited_out, trouble).await;
}

/// `trouble` begins after so many calls and lasts for so many.
async fn at_every_call(how: &str, patience: Duration, waited_out: bool, trouble: impl Fn(&mut Settings, u32, u32)) {
    let mut prepared = Prepared::new().await;
    for wish in wishes() {
        let (expected, answers, calls) = well(&mut prepared, &wish).await;
        for after in 0..calls {
            // As long as it is tried, and then gone.
            for times in [1, 3] {
                prepared.again().await;
                prepared.stage.panel.configure(|settings| trouble(settings, after, times));
                let what = format!("{how} for {times} calls after {after} of {calls}");
                let first = mended(&prepared, &prepared.adapter(patience), &wish, &what, &expected).await;
                if times == 1 && waited_out {
                    assert_eq!(done(&first), done(&answers), "a single one is waited out, {what}: {first:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn g3_a_reset_connection_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Reset).await;
}

#[tokio::test]
async fn g3_a_truncated_answer_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Truncated).await;
}

#[tokio::test]
async fn g3_a_bad_gateway_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::BadGateway).await;
}

#[tokio::test]
async fn g3_an_answer_of_the_wrong_type_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::WrongShape).await;
}

#[tokio::test]
async fn g3_silence_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Stall).await;
}

#[tokio::test]
async fn g3_throttling_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Throttled).await;
}

#[tokio::test]
async fn g3_a_web_page_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Html).await;
}

#[tokio::test]
async fn g3_a_refused_sign_in_at_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    every_call(Failure::Unauthorized).await;
}

/// What was done and whose answer was lost is found done; where every answer is lost, the next sync finds it.
#[tokio::test]
async fn g3_a_lost_answer_to_any_call_leaves_nothing_that_the_next_sync_does_not_mend() {
    let trouble = |settings: &mut Settings, after, times| {
        let how = Words::Body("<html>".into());
        settings.panel.said = vec![Said { call: None, after, times: Some(times), done: true, how }];
    };
    at_every_call("lost answers", Duration::from_secs(20), true, trouble).await;
}

#[tokio::test]
async fn g3_no_more_calls_than_allowed_are_under_way() {
    let stage = Stage::new().await;
    // More would be answered with an error.
    stage.panel.configure(|settings| (settings.panel.at_once, settings.panel.latency_ms) = (Some(8), 5));
    let many: Vec<Change> = (0..40_u8).map(|n| domain(&format!("d{n}.example"))).collect();
    stage.make(&many).await;
    assert_eq!(stage.panel.panel_counts().most_at_once, 8);
}
