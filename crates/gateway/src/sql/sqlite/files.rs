//! The files beside the database: written whole, and only when their content changes.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::maps;
use crate::sql::maps::TABLES;

/// Writes `README` and everything in `postfix/`.
pub(in crate::sql) fn write(dir: &Path) -> io::Result<()> {
    let postfix = dir.join("postfix");
    fs::create_dir_all(&postfix)?;
    for (name, content) in all(dir, &local(&postfix, "main.cf")?, &local(&postfix, "master.cf")?) {
        replace(&dir.join(name), &content)?;
    }
    Ok(())
}

fn all(dir: &Path, main_local: &str, master_local: &str) -> Vec<(String, String)> {
    let text = dir.display().to_string();
    // main.cf expands `$`; nothing else in a path means anything to it.
    let archive = dir.join("archive").display().to_string().replace('$', "$$");
    let database = dir.join("gateway.db").display().to_string();
    let main = include_str!("../templates/main.cf").replace("@ARCHIVE@", &archive);
    let mut files = vec![
        ("README".to_owned(), include_str!("../templates/README").replace("@DIR@", &text)),
        ("postfix/main.cf".to_owned(), merged(&main, main_local, setting)),
        ("postfix/master.cf".to_owned(), merged(include_str!("../templates/master.cf"), master_local, service)),
    ];
    files.extend(maps::files(&database).map(|(name, file)| (format!("postfix/{name}.cf"), file)));
    files.extend(TABLES.map(|(name, table)| (format!("postfix/{name}.regexp"), table.to_owned())));
    files
}

fn local(postfix: &Path, name: &str) -> io::Result<String> {
    match fs::read_to_string(postfix.join(format!("{name}.local"))) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// The name of a main.cf setting, or of a master.cf service, that a line begins.
type Name = fn(&str) -> Option<String>;

fn setting(line: &str) -> Option<String> {
    line.split_once('=').map(|(name, _)| name.trim().to_owned())
}

fn service(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    Some(format!("{} {}", words.next()?, words.next()?))
}

/// Ours without what the administrator has in a form of their own, then theirs (postconf(5): a line that
/// begins with white space continues the one before).
fn merged(ours: &str, theirs: &str, name: Name) -> String {
    let begins = |line: &str| !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty();
    let taken: BTreeSet<String> = theirs.lines().filter(|line| begins(line)).filter_map(name).collect();
    let mut out = String::with_capacity(ours.len() + theirs.len());
    let mut dropping = false;
    for line in ours.lines() {
        if begins(line) {
            dropping = name(line).is_some_and(|name| taken.contains(&name));
        } else if !line.starts_with([' ', '\t']) {
            dropping = false;
        }
        if !dropping {
            out.push_str(line);
            out.push('\n');
        }
    }
    if !theirs.is_empty() {
        out.push_str("\n# From the file with the ending .local:\n");
        out.push_str(theirs);
    }
    out
}

fn replace(path: &Path, content: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
        return Ok(());
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, content)?;
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, path)
}
