//! Steps as they are written into the database: those on recipients, of which there may be a million, as fields
//! between control characters; whatever else there is, and what earlier versions wrote, as JSON.

use model::{
    Address, DirectoryId, Profile, RecipientShape,
    plan::{Action, Object, Reason, Standing, Step},
};
use rusqlite::Row;

use crate::{
    codec::{bits, json, services, text, to_json, unreadable},
    profile::{self, put_text as put},
};

/// What begins a step in fields; JSON begins with a brace.
const MARK: char = '=';
/// Between the fields of a step and of a shape (ASCII's unit and record separators).
const FIELD: char = '\u{1f}';
const PART: char = '\u{1e}';

/// A step without its hold, which has a column of its own.
pub(super) fn written(step: &Step) -> rusqlite::Result<String> {
    if let Some(fields) = fields(step) {
        return Ok(fields);
    }
    match step.held {
        None => to_json(step),
        Some(_) => to_json(&Step { held: None, ..step.clone() }),
    }
}

/// The reverse.
pub(super) fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Step> {
    match text(row, column)?.strip_prefix(MARK) {
        Some(fields) => of_fields(fields).ok_or_else(|| unreadable(column, "no step")),
        None => json(row, column),
    }
}

/// `None` for what has to be JSON.
fn fields(step: &Step) -> Option<String> {
    let Step { action, object, reason, held: _, standing, confirmed, drifted, loses_address, hands_over } = step;
    let (tag, id, name, before, after, foreign) = match object {
        Object::Recipient { id, name, before, after, foreign } => {
            ('r', id, name, before.as_ref(), Some(after), foreign.as_slice())
        }
        Object::RecipientOut { id, name, before } => ('o', id, name, Some(before), None, &[][..]),
        Object::Domain { .. } | Object::DomainOut { .. } => return None,
    };
    let mut out = String::with_capacity(256);
    let marks = digit(i64::from(*confirmed) + 2 * i64::from(*loses_address) + 4 * i64::from(*hands_over))?;
    out.extend([MARK, tag, letter(*action), initial(*standing), marks]);
    out.push(drifted.map_or(Some('-'), |services| digit(bits(services)))?);
    out.push_str(reason.as_str());
    out.push(FIELD);
    for byte in id.0 {
        out.extend([char::from_digit(u32::from(byte >> 4), 16)?, char::from_digit(u32::from(byte & 15), 16)?]);
    }
    out.push(FIELD);
    put(&mut out, name)?;
    for shape in [before, after] {
        out.push(FIELD);
        shape.map_or(Some(()), |shape| put_shape(&mut out, shape))?;
    }
    out.push(FIELD);
    put_addresses(&mut out, foreign.iter())?;
    Some(out)
}

fn put_addresses<'a>(out: &mut String, addresses: impl Iterator<Item = &'a Address>) -> Option<()> {
    for (at, address) in addresses.enumerate() {
        if at > 0 {
            out.push('\n');
        }
        put(out, address.as_str())?;
    }
    Some(())
}

fn put_shape(out: &mut String, shape: &RecipientShape) -> Option<()> {
    let RecipientShape { primary: _, aliases: _, kind, listed, services, profile } = shape;
    put_addresses(out, shape.addresses())?;
    out.push(PART);
    out.push_str(kind.as_str());
    out.push(PART);
    out.extend([if *listed { '1' } else { '0' }, digit(bits(*services))?]);
    out.push(PART);
    profile.as_ref().map_or(Some(()), |settings| profile::put(out, settings))
}

fn of_fields(fields: &str) -> Option<Step> {
    let mut fields = fields.split(FIELD);
    let head = fields.next()?;
    let mut marks = head.get(..5)?.chars();
    let (tag, action, standing) = (marks.next()?, of_letter(marks.next()?)?, of_initial(marks.next()?)?);
    let (said, drifted) = (marks.next()?.to_digit(8)?, marks.next()?);
    let (confirmed, loses_address, hands_over) = (said & 1 != 0, said & 2 != 0, said & 4 != 0);
    let reason = Reason::ALL.into_iter().find(|reason| head.get(5..) == Some(reason.as_str()))?;
    let (id, name) = (id(fields.next()?)?, fields.next()?.to_owned());
    let (before, after) = (shape(fields.next()?)?, shape(fields.next()?)?);
    let foreign = addresses(fields.next()?)?;
    let object = match (tag, before, after) {
        ('r', before, Some(after)) => Object::Recipient { id, name, before, after, foreign },
        ('o', Some(before), None) => Object::RecipientOut { id, name, before },
        _ => return None,
    };
    let drifted = (drifted != '-').then(|| drifted.to_digit(8)).map(|digit| digit.map(|d| services(d.into())));
    let drifted = match drifted {
        None => None,
        Some(services) => Some(services?),
    };
    Some(Step { action, object, reason, held: None, standing, confirmed, drifted, loses_address, hands_over })
}

fn id(hex: &str) -> Option<DirectoryId> {
    let mut bytes = [0_u8; 16];
    if hex.len() != 32 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(0)? << 4 | digit(1)?;
    }
    Some(DirectoryId(bytes))
}

fn addresses(lines: &str) -> Option<Vec<Address>> {
    lines.lines().map(|line| line.parse().ok()).collect()
}

/// The inner `None` for a shape that is not there.
#[allow(clippy::option_option, reason = "the outer one is damage")]
fn shape(text: &str) -> Option<Option<RecipientShape>> {
    if text.is_empty() {
        return Some(None);
    }
    let mut parts = text.split(PART);
    let mut addresses = addresses(parts.next()?)?.into_iter();
    let (primary, kind, flags) = (addresses.next()?, parts.next()?.parse().ok()?, parts.next()?);
    let shape = RecipientShape {
        primary,
        aliases: addresses.collect(),
        kind,
        listed: flags.get(..1)? == "1",
        services: services(flags.get(1..)?.parse().ok()?),
        profile: settings(parts.next()?)?,
    };
    Some(Some(shape))
}

#[allow(clippy::option_option, reason = "the outer one is damage")]
fn settings(text: &str) -> Option<Option<Profile>> {
    if text.is_empty() { Some(None) } else { profile::of_fields(text).map(Some) }
}

fn digit(bits: i64) -> Option<char> {
    char::from_digit(u32::try_from(bits).ok()?, 8)
}

const fn letter(action: Action) -> char {
    match action {
        Action::Create => 'c',
        Action::Adopt => 'a',
        Action::Change => 'h',
        Action::Stop => 's',
        Action::Remove => 'r',
        Action::Withdraw => 'w',
    }
}

const fn of_letter(letter: char) -> Option<Action> {
    Some(match letter {
        'c' => Action::Create,
        'a' => Action::Adopt,
        'h' => Action::Change,
        's' => Action::Stop,
        'r' => Action::Remove,
        'w' => Action::Withdraw,
        _ => return None,
    })
}

const fn initial(standing: Standing) -> char {
    match standing {
        Standing::Active => 'a',
        Standing::Stopped => 's',
        Standing::Left => 'l',
    }
}

const fn of_initial(initial: char) -> Option<Standing> {
    Some(match initial {
        'a' => Standing::Active,
        's' => Standing::Stopped,
        'l' => Standing::Left,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use model::{Kind, Report, Services, TimeFormat};
    use proptest::prelude::*;

    use super::*;

    fn shapes() -> impl Strategy<Value = RecipientShape> {
        let report = prop_oneof![Just("off"), Just("08:00"), Just("06:30,12:00,23:59")];
        let profile = (report, any::<bool>(), "[A-Za-z/]{1,9}").prop_map(|(report, sso, zone)| Profile {
            time_zone: zone,
            date_format: "DD.MM.YYYY".parse().unwrap(),
            time_format: if sso { TimeFormat::Hours12 } else { TimeFormat::Hours24 },
            report: report.parse::<Report>().unwrap(),
            language: "de".to_owned(),
            sso,
        });
        let aliases = prop::collection::vec("[a-zA-Z'ö]{1,6}@[a-z]{1,5}\\.example", 0..3);
        (aliases, prop::option::of(profile), 0..8_i64, any::<bool>()).prop_map(|(aliases, profile, bits, listed)| {
            RecipientShape {
                primary: "Ann.O'Hara@larkfield.example".parse().unwrap(),
                aliases: aliases.iter().map(|alias| alias.parse().unwrap()).collect(),
                kind: Kind::ALL[bits as usize],
                listed,
                services: services(bits),
                profile,
            }
        })
    }

    fn steps() -> impl Strategy<Value = Step> {
        let action = prop::sample::select(vec![
            Action::Create,
            Action::Adopt,
            Action::Change,
            Action::Stop,
            Action::Remove,
            Action::Withdraw,
        ]);
        let standing = prop::sample::select(vec![Standing::Active, Standing::Stopped, Standing::Left]);
        let drifted = prop::option::of((0..8_i64).prop_map(services));
        let name = prop_oneof!["\\PC{0,9}", "[a-z\\n\\x1f={]{0,5}"];
        let head = (action, standing, any::<[bool; 3]>(), drifted, prop::sample::select(Reason::ALL.to_vec()), name);
        (head, prop::option::of(shapes()), shapes(), any::<bool>(), any::<[u8; 16]>()).prop_map(
            |(
                (action, standing, [confirmed, loses_address, hands_over], drifted, reason, name),
                before,
                after,
                out,
                id,
            )| {
                let (id, foreign) = (DirectoryId(id), after.aliases.clone());
                let object = match out {
                    true => Object::RecipientOut { id, name, before: after },
                    false => Object::Recipient { id, name, before, after, foreign },
                };
                Step { action, object, reason, held: None, standing, confirmed, drifted, loses_address, hands_over }
            },
        )
    }

    fn again(text: &str) -> Step {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        db.query_row("SELECT ?1", [text], |row| read(row, 0)).unwrap()
    }

    proptest! {
        #[test]
        fn a_step_is_read_as_it_was_written_down_to_the_spelling(step in steps()) {
            let text = written(&step).unwrap();
            let read = again(&text);
            prop_assert_eq!(serde_json::to_string(&read).unwrap(), serde_json::to_string(&step).unwrap());
            prop_assert_eq!(again(&serde_json::to_string(&step).unwrap()), step, "as earlier versions wrote it");
        }

        #[test]
        fn damage_is_an_error_and_never_a_panic(text in "=[roc][achsrw][asl][01][-0-7](selected|left|x)\\PC{0,30}", cut in 0..40_usize) {
            let _ = of_fields(text.get(1..cut.min(text.len())).unwrap_or_default());
            let _ = of_fields(&text);
        }
    }

    #[test]
    fn a_step_in_fields_is_a_third_of_its_json() {
        let shape = RecipientShape {
            primary: "ann@larkfield.example".parse().unwrap(),
            aliases: Vec::new(),
            kind: Kind::User,
            listed: true,
            services: Services::ALL,
            profile: None,
        };
        let step = Step {
            action: Action::Create,
            object: Object::Recipient {
                id: DirectoryId([7; 16]),
                name: "Ann".into(),
                before: None,
                after: shape,
                foreign: vec![],
            },
            reason: Reason::Selected,
            held: None,
            standing: Standing::Active,
            confirmed: false,
            drifted: None,
            loses_address: false,
            hands_over: false,
        };
        assert!(written(&step).unwrap().len() * 3 < to_json(&step).unwrap().len());
    }
}
