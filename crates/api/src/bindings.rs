//! The contract in TypeScript: every type that crosses the border, and one typed function per command.

use std::{collections::BTreeMap, fmt::Write as _};

use ts_rs::{Config, TS, TypeVisitor};

use crate::dto::*;

const HEAD: &str = "\
// Generated from crates/api by `cargo xtask gen`; a test fails when it is out of date. Do not edit.

/** Carries a command to the core; rejects with a `Problem`. */
export type Invoke = (command: string, args: { request: unknown }) => Promise<unknown>;
";

#[derive(Default)]
struct Declarations(BTreeMap<String, String>);

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let config = Config::new();
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let fresh = self.0.insert(T::ident(&config), format!("{docs}export {}", T::decl(&config))).is_none();
            if !fresh {
                return;
            }
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

struct Command {
    name: &'static str,
    request: String,
    answer: String,
    reads: Vec<Tag>,
    stales: Vec<Tag>,
}

fn describe() -> (Declarations, Vec<Command>) {
    let mut types = Declarations::default();
    let mut commands = Vec::new();
    let config = Config::new();
    macro_rules! collect {
        ($($name:ident($request:ty) -> $answer:ty, reads [$($reads:ident),*], stales [$($stales:ident),*];)*) => {$(
            types.visit::<$request>();
            types.visit::<$answer>();
            commands.push(Command {
                name: stringify!($name),
                request: <$request>::name(&config),
                answer: <$answer>::name(&config),
                reads: vec![$(Tag::$reads),*],
                stales: vec![$(Tag::$stales),*],
            });
        )*};
    }
    crate::for_each_command!(collect);
    types.visit::<Event>();
    types.visit::<Problem>();
    types.visit::<Tag>();
    (types, commands)
}

/// The whole of `ui/src/host/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let (types, commands) = describe();
    let mut text = HEAD.to_owned();
    for declaration in types.0.values() {
        let _ = write!(text, "\n{declaration}\n");
    }
    text.push_str("\n/** Every command that the page may call. */\nexport interface Commands {\n");
    for command in &commands {
        let _ = writeln!(text, "  {}: {{ request: {}; answer: {} }};", command.name, command.request, command.answer);
    }
    text.push_str("}\n\n/** What each command reads, and what it makes stale. */\n");
    text.push_str("export const commandTags: Record<keyof Commands, { reads: Tag[]; stales: Tag[] }> = {\n");
    for command in &commands {
        let list = |tags: &[Tag]| serde_json::to_string(tags).unwrap_or_default().replace(',', ", ");
        let (reads, stales) = (list(&command.reads), list(&command.stales));
        let _ = writeln!(text, "  {}: {{ reads: {reads}, stales: {stales} }},", command.name);
    }
    text.push_str("};\n");
    text
}

/// The whole of `ui/src/problems/refusals.json`: each number of Microsoft's with what a person reads when a sign-in
/// ends with it.
#[must_use]
pub fn refusals() -> String {
    #[derive(serde::Serialize)]
    struct Refusal {
        number: u32,
        code: String,
        message: String,
        hints: Vec<String>,
    }
    let list = engine::known_refusals().into_iter().map(|(number, fault)| {
        let Problem { code, message, hints, .. } = fault.into();
        Refusal { number, code, message, hints }
    });
    let list: Vec<_> = list.collect();
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}

/// The names of all commands, in order.
#[must_use]
pub fn command_names() -> Vec<&'static str> {
    describe().1.into_iter().map(|command| command.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_refusals_are_those_of_this_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/problems/refusals.json");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == refusals(), "ui/src/problems/refusals.json is out of date; run `cargo xtask gen`");
    }

    #[test]
    fn the_committed_bindings_are_those_of_this_code() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/host/bindings.ts");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == typescript(), "ui/src/host/bindings.ts is out of date; run `cargo xtask gen`");
    }
}
