//! A plan as a document (W6): numbers, who approved it, what is held, what changes.

use jiff::Timestamp;
use model::plan::{Hold, Object, Step};
use model::{Options, RecipientShape};

use crate::pack::byline;
use crate::words::{Words, fill};
use crate::{Block, Cell, Column, Document, Formats, Language, Table, Tile, Tone, named};

/// A document has no more steps; the plan as CSV has them all.
pub const LISTED_STEPS: u32 = 500;

/// Everything a plan's document says.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanPaper {
    /// When the document is made.
    pub written_at: Timestamp,
    /// Who makes it.
    pub written_by: String,
    /// The program with its version.
    pub program: String,
    /// Language of the document.
    pub language: Language,
    /// The client's name.
    pub client: String,
    /// Its colour.
    pub colour: [u8; 3],
    /// It is only practice.
    pub practice: bool,
    /// Its options: formats.
    pub options: Options,
    /// Id of the plan.
    pub plan: u32,
    /// It is never applied.
    pub rehearsal: bool,
    /// The run that it takes back.
    pub undoes: Option<u32>,
    /// Its hash.
    pub hash: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the tenant was read.
    pub read_at: Timestamp,
    /// The newest run that applied it.
    pub run: Option<u32>,
    /// Steps that would go.
    pub ready: u32,
    /// What exceptions leave alone.
    pub exempt: u32,
    /// Steps of each group: domains, created, adopted, changed, stopped, removed.
    pub groups: [u32; 6],
    /// Steps that wait for a person, by cause.
    pub holds: Vec<(Hold, u32)>,
    /// Billed services before and after: incoming, outgoing, archiving.
    pub bill: [(u32, u32); 3],
    /// Who approved it: who, as second person, when.
    pub approvals: Vec<(String, bool, Timestamp)>,
    /// The first [`LISTED_STEPS`] steps with their keys, held ones first.
    pub steps: Vec<(String, Step)>,
}

impl PlanPaper {
    /// The plan as a document.
    #[must_use]
    pub fn document(&self) -> Document {
        let words = self.language.words();
        let formats = Formats::of(&self.options, self.language);
        let number = self.plan.to_string();
        let title = match (self.undoes, self.rehearsal) {
            (Some(run), _) => fill(words.plan_undo, &[("plan", &number), ("run", &run.to_string())]),
            (None, true) => fill(words.plan_rehearsal, &[("plan", &number)]),
            (None, false) => fill(words.plan_title, &[("plan", &number)]),
        };
        let mut document = Document {
            title,
            subject: self.client.clone(),
            byline: byline(words, &formats, (self.written_at, &self.written_by, &self.program)),
            language: self.language,
            made_at: self.written_at,
            program: self.program.clone(),
            colour: self.colour,
            mark: self.practice.then(|| words.practice.to_owned()),
            blocks: Vec::new(),
        };
        document.blocks = self.numbers(words, &formats);
        document.blocks.extend(self.decisions(words, &formats));
        document.blocks.extend(self.changes(words, &formats));
        if document.has_foreign_characters() {
            document.blocks.push(Block::Aside(words.about_letters.to_owned()));
        }
        document
    }

    fn all(&self) -> u32 {
        self.groups.iter().sum()
    }

    fn numbers(&self, words: &Words, formats: &Formats) -> Vec<Block> {
        let held: u32 = self.holds.iter().map(|(_, count)| *count).sum();
        let tile = |number: u32, label: &str| Tile { number: formats.number(number), label: label.to_owned() };
        let lead = [("made", formats.time(self.made_at)), ("read", formats.time(self.read_at))];
        let lead = fill(words.plan_lead, &[(lead[0].0, &lead[0].1), (lead[1].0, &lead[1].1)]);
        let mut blocks = vec![Block::Heading(1, words.plan_numbers.to_owned()), Block::Text(lead)];
        if self.rehearsal {
            blocks.push(Block::Note(Tone::Look, words.plan_rehearsal_lead.to_owned()));
        }
        blocks.push(Block::Tiles(vec![
            tile(self.all(), words.plan_changes),
            tile(self.ready, words.plan_ready),
            tile(held, words.plan_held),
            tile(self.exempt, words.plan_exempt),
        ]));
        let mut facts = vec![(words.plan_hash.to_owned(), self.hash.clone())];
        facts.extend(self.run.map(|run| (words.plan_applied.to_owned(), run.to_string())));
        blocks.push(Block::Facts(facts));
        blocks.push(Block::Heading(2, words.bill.to_owned()));
        let names = [words.incoming, words.outgoing, words.archive];
        let rows = names.into_iter().zip(self.bill).map(|(name, (before, after))| {
            let difference = i64::from(after) - i64::from(before);
            let difference = if difference == 0 { words.none.to_owned() } else { formats.signed(difference) };
            vec![name.into(), formats.number(before).into(), formats.number(after).into(), difference.into()]
        });
        let heads = [words.before, words.after, words.difference].into_iter().map(|head| Column::number(head, 1.5));
        blocks.push(Block::Table(Table {
            summary: words.bill.to_owned(),
            columns: std::iter::once(Column::text(words.service, 4.0)).chain(heads).collect(),
            rows: rows.collect(),
        }));
        blocks
    }

    fn decisions(&self, words: &Words, formats: &Formats) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(1, words.approvals.to_owned())];
        let names = self.approvals.iter().map(|(who, second, at)| {
            let who = if *second { fill(words.approved_second, &[("who", who)]) } else { who.clone() };
            (who, formats.time(*at))
        });
        blocks.push(match self.approvals.is_empty() {
            true => Block::Text(words.approvals_none.to_owned()),
            false => Block::Facts(names.collect()),
        });
        blocks.push(Block::Heading(1, words.held.to_owned()));
        if self.holds.is_empty() {
            blocks.push(Block::Text(words.plan_held_none.to_owned()));
            return blocks;
        }
        let rows = self.holds.iter();
        let rows = rows.map(|(hold, count)| {
            vec![Cell::state(Tone::Look, named::hold(words, *hold)), formats.number(*count).into()]
        });
        blocks.push(Block::Table(Table {
            summary: words.held.to_owned(),
            columns: vec![Column::text(words.reason, 5.0), Column::number(words.count, 1.0)],
            rows: rows.collect(),
        }));
        blocks
    }

    fn changes(&self, words: &Words, formats: &Formats) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(1, words.plan_groups.to_owned())];
        if self.all() == 0 {
            blocks.push(Block::Text(words.plan_empty.to_owned()));
            return blocks;
        }
        let names = [
            words.group_domains,
            words.group_created,
            words.group_adopted,
            words.group_changed,
            words.group_stopped,
            words.group_removed,
        ];
        let rows = names.into_iter().zip(self.groups).filter(|(_, count)| *count > 0);
        let rows = rows.map(|(name, count)| vec![name.into(), formats.number(count).into()]).collect();
        let columns = vec![Column::text(words.group_name, 5.0), Column::number(words.count, 1.0)];
        blocks.push(Block::Table(Table { summary: words.plan_groups.to_owned(), columns, rows }));
        blocks.push(Block::Heading(2, words.steps.to_owned()));
        let shown = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        if shown < self.all() {
            let (shown, all) = (formats.number(shown), formats.number(self.all()));
            blocks.push(Block::Note(Tone::Plain, fill(words.steps_more, &[("shown", &shown), ("all", &all)])));
        }
        blocks.push(Block::Table(Table {
            summary: words.steps.to_owned(),
            columns: vec![
                Column::text(words.object, 3.2),
                Column::text(words.before, 2.3),
                Column::text(words.after, 2.3),
                Column::text(words.why, 2.3),
                Column::text(words.state, 1.5),
            ],
            rows: self.steps.iter().map(|(key, step)| row(words, key, step)).collect(),
        }));
        blocks
    }
}

fn row(words: &Words, key: &str, step: &Step) -> Vec<Cell> {
    let (name, before, after) = match &step.object {
        Object::Domain { before, .. } => {
            let before = if before.is_some() { words.set_up } else { words.not_there };
            ("", before.to_owned(), words.set_up.to_owned())
        }
        Object::DomainOut { .. } => ("", words.set_up.to_owned(), words.taken_out.to_owned()),
        Object::Recipient { name, before: Some(before), after, .. } => {
            (name.as_str(), shape(words, before, Some(after)), shape(words, after, Some(before)))
        }
        Object::Recipient { name, before: None, after, .. } => {
            (name.as_str(), words.not_there.to_owned(), shape(words, after, None))
        }
        Object::RecipientOut { name, before, .. } => {
            (name.as_str(), shape(words, before, None), words.taken_out.to_owned())
        }
    };
    let object = if name.is_empty() { key.to_owned() } else { format!("{name}\n{key}") };
    let state = match step.held {
        Some(hold) => Cell::state(Tone::Look, format!("{}: {}", words.held_first, named::hold(words, hold))),
        None => words.none.into(),
    };
    vec![object.into(), before.into(), after.into(), named::reason(words, step.reason).into(), state]
}

/// What a recipient has; address, kind and number of aliases only where they differ from `other`.
fn shape(words: &Words, shape: &RecipientShape, other: Option<&RecipientShape>) -> String {
    let mut parts = Vec::new();
    if other.is_some_and(|other| other.primary != shape.primary) {
        parts.push(shape.primary.to_string());
    }
    if other.is_none_or(|other| other.kind != shape.kind) {
        parts.push(named::kind(words, shape.kind).to_owned());
    }
    if shape.listed {
        parts.push(named::services(words, shape.services));
    } else {
        parts.push(words.mail_refused.to_owned());
    }
    if other.map_or(!shape.aliases.is_empty(), |other| other.aliases != shape.aliases) {
        parts.push(match shape.aliases.len() {
            1 => words.one_alias.to_owned(),
            count => fill(words.more_aliases, &[("count", &count.to_string())]),
        });
    }
    parts.join("\n")
}
