//! A filter as a condition on the grid `g`.

use model::KindSource;
use rusqlite::types::Value;

use super::{MailboxFilter, MailboxState, fold::needles};
use crate::ClientId;

/// A condition with the values of its `?` marks, in order.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Condition {
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }
}

/// The filter as SQL, for changes by a filter; what somebody looks at is filtered in memory (`lists`).
pub(crate) fn whole(client: ClientId, filter: &MailboxFilter) -> Condition {
    let mut condition = Condition { sql: "g.client = ?".to_owned(), values: vec![Value::Integer(client.0.into())] };
    if let Some(state) = filter.state {
        condition.and("g.state = ?", [Value::Integer(state.code())]);
    }
    if let Some(selected) = filter.selected {
        condition.and("g.selected = ?", [Value::Integer(selected.into())]);
    }
    if let Some(domain) = &filter.domain {
        let (name, client) = (Value::Text(domain.to_ascii_lowercase()), Value::Integer(client.0.into()));
        let sql = "g.domain_set IN (SELECT s.id FROM domain_set s JOIN domain d ON d.client = s.client
                     AND instr(s.domains, ',' || d.id || ',') > 0 WHERE d.name = ? AND d.client = ?)";
        condition.and(sql, [name, client]);
    }
    if let Some(look) = filter.look {
        let ends = [MailboxState::Ends, MailboxState::Leaver].map(|state| Value::Integer(state.code()));
        let guess = Value::Text(KindSource::Guess.as_str().to_owned());
        let [ends, left] = ends;
        condition.and("(g.kind_source = ? OR g.state IN (?, ?)) = ?", [guess, ends, left, Value::Integer(look.into())]);
    }
    for (in_name, in_address) in needles(&filter.search) {
        if in_name.is_empty() {
            condition.and("instr(g.address_lines, ?) > 0", [Value::Text(in_address)]);
        } else {
            let sql = "(instr(g.name_words, ?) > 0 OR instr(g.address_lines, ?) > 0)";
            condition.and(sql, [Value::Text(in_name), Value::Text(in_address)]);
        }
    }
    if !filter.kinds.is_empty() {
        let marks = vec!["?"; filter.kinds.len()].join(", ");
        let kinds = filter.kinds.iter().map(|kind| Value::Text(kind.as_str().to_owned()));
        condition.and(&format!("g.kind IN ({marks})"), kinds);
    }
    condition
}
