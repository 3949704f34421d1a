//! The files for mail servers: written whole, and only when their content changes.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::maps::TABLES;

/// What differs between the files over the two databases.
pub(super) struct Files {
    /// The type of the maps: `sqlite` or `pgsql`.
    pub maps_type: &'static str,
    /// Name without `.cf`, and content.
    pub maps: Vec<(&'static str, String)>,
    /// The folder of the archive.
    pub archive: String,
    /// For the mail administrator.
    pub readme: String,
    /// How Dovecot reaches the database (Dovecot manual, *SQL authentication*).
    pub connect: String,
    /// The view that Dovecot asks.
    pub logins: &'static str,
    /// What `dovecot.conf` has besides.
    pub worker: &'static str,
}

/// Writes `README` and everything in `postfix/` and `dovecot/`.
pub(super) fn write(dir: &Path, files: Files) -> io::Result<()> {
    let postfix = dir.join("postfix");
    fs::create_dir_all(&postfix)?;
    fs::create_dir_all(dir.join("dovecot"))?;
    for (name, content) in all(files, &local(&postfix, "main.cf")?, &local(&postfix, "master.cf")?) {
        replace(&dir.join(name), &content)?;
    }
    Ok(())
}

fn all(files: Files, main_local: &str, master_local: &str) -> Vec<(String, String)> {
    let Files { maps_type, maps, archive, readme, connect, logins, worker } = files;
    // main.cf expands `$`; nothing else in a path means anything to it.
    let main = include_str!("templates/main.cf").replace("@ARCHIVE@", &archive.replace('$', "$$"));
    let main = main.replace("@TYPE@", maps_type);
    let sql = include_str!("templates/tenantry-sql.conf.ext").replace("@DRIVER@", maps_type);
    let mut all = vec![
        ("README".to_owned(), readme.replace("@MAIL@\n", include_str!("templates/README.mail"))),
        ("postfix/main.cf".to_owned(), merged(&main, main_local, setting)),
        ("postfix/master.cf".to_owned(), merged(include_str!("templates/master.cf"), master_local, service)),
        ("dovecot/dovecot.conf".to_owned(), include_str!("templates/dovecot.conf").replace("@WORKER@", worker)),
        ("dovecot/tenantry-sql.conf.ext".to_owned(), sql.replace("@CONNECT@", &connect).replace("@LOGINS@", logins)),
    ];
    all.extend(maps.into_iter().map(|(name, file)| (format!("postfix/{name}.cf"), file)));
    all.extend(TABLES.map(|(name, table)| (format!("postfix/{name}.regexp"), table.to_owned())));
    all
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
