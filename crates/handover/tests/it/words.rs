//! What documents say in both languages, kept to be looked at.

use model::cutover::{MailRoute, StepKind};
use tenantry_handover::{
    Block, Document, Language, Tone,
    pack::{DomainState, PlanPart},
};

use crate::sample;

/// The words of a document, without its measures.
pub fn told(document: &Document) -> String {
    let mut lines = vec![document.title.clone(), document.subject.clone(), document.byline.clone()];
    for block in &document.blocks {
        match block {
            Block::Heading(level, text) => lines.push(format!("\n{} {text}", "#".repeat(usize::from(*level)))),
            Block::Text(text) | Block::Aside(text) => lines.push(text.clone()),
            Block::Note(tone, text) => lines.push(format!("{tone:?}: {text}")),
            Block::Tiles(tiles) => lines.extend(tiles.iter().map(|tile| format!("[{} {}]", tile.number, tile.label))),
            Block::Facts(facts) => lines.extend(facts.iter().map(|(name, value)| format!("{name}: {value}"))),
            Block::Table(table) => {
                let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
                lines.push(heads.join(" | "));
                // The first rows show the form.
                for row in table.rows.iter().take(9) {
                    let cells: Vec<String> = row.iter().map(|cell| cell.text.replace('\n', " / ")).collect();
                    lines.push(cells.join(" | "));
                }
            }
        }
    }
    lines.join("\n")
}

#[test]
fn w12_the_pack_in_english() {
    insta::assert_snapshot!(told(&sample::small(Language::English).document()));
}

#[test]
fn w12_the_pack_in_german() {
    insta::assert_snapshot!(told(&sample::small(Language::German).document()));
}

#[test]
fn w6_the_plan_in_english_and_german() {
    let both = Language::ALL.map(|language| told(&sample::plan(language).document()));
    insta::assert_snapshot!(both.join("\n\n----\n\n"));
}

/// W12, R17: whoever reads the pack must not take a gateway that is set up for mail that is filtered.
#[test]
fn w12_nothing_is_called_filtered_or_well_before_mail_goes_to_the_gateway() {
    for (mail, filtered, good) in [
        (Some(MailRoute::Gateway), true, true),
        (Some(MailRoute::M365), false, false),
        (Some(MailRoute::Other), false, false),
        (None, false, false),
    ] {
        let mut pack = sample::small(Language::English);
        pack.domains.retain(|domain| domain.state == DomainState::SetUp);
        pack.domains.iter_mut().for_each(|domain| domain.mail = mail);
        pack.plan = pack.plan.map(|plan| PlanPart { ready: 0, holds: Vec::new(), ..plan });
        let blocks = pack.document().blocks;
        let noted = blocks.iter().find_map(|block| if let Block::Note(tone, _) = block { Some(*tone) } else { None });
        assert_eq!(noted, Some(if good { Tone::Good } else { Tone::Look }), "{mail:?}");
        let cells = blocks.iter().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None });
        let filtered_cells =
            cells.flat_map(|table| &table.rows).flatten().filter(|cell| cell.text == "Filtered").count();
        assert_eq!(filtered_cells > 0, filtered, "{mail:?}");
    }
}

/// W12, R17: what the pack says of the switch is true on the day on which it is made.
#[test]
fn w12_the_pack_says_of_each_domain_whether_its_mail_goes_to_the_gateway_and_whether_some_is_refused() {
    let unchosen = vec![Some(StepKind::Recipients)];
    for (there, blocked, refused, tone, said) in [
        (false, vec![], vec![], Tone::Good, "Its mail can be switched without loss."),
        (false, unchosen.clone(), vec![], Tone::Look, "Do not switch yet"),
        (true, vec![], vec![], Tone::Good, "Mail for this domain goes over the gateway."),
        (true, unchosen.clone(), unchosen.clone(), Tone::Bad, "some of it is refused. See: Recipients known"),
        (true, vec![None], vec![], Tone::Look, "See: what the gateway is called from outside."),
    ] {
        let mut pack = sample::small(Language::English);
        let part = pack.cutover.as_mut().unwrap();
        (part.domains[0].there, part.domains[0].blocked, part.domains[0].refused) = (there, blocked, refused);
        let blocks = pack.document().blocks;
        let is_it = |block: &Block| matches!(block, Block::Note(is, text) if *is == tone && text.contains(said));
        assert!(blocks.iter().any(is_it), "{said}");
        let never = |block: &Block| matches!(block, Block::Note(_, text) if text.contains("switch"));
        assert_eq!(blocks.iter().any(never), !there, "{said}: who is there is not told to switch, or not to");
    }
}
