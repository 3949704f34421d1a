//! A client whose mail may be read, and what is in its mailboxes and in its archive.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use journeys::{
    cloud::Cloud,
    ctl::Answer,
    world::{ADMIN, CLIENT, World},
};
use practice::{Consent, Practice};
use serde_json::Value;

/// Of every mailbox of the tenant, by the SHA-256 of the content: how often it is there.
pub type Contents = BTreeMap<String, u32>;

/// Read, with an application that may read every mailbox.
pub fn ready(cloud: &Cloud) -> World {
    let world = World::with_client(&cloud.file(), cloud.tenant_domain());
    world.sign_in();
    world.ctl.ok(&["fetch", CLIENT]);
    let (app, _) = app(&world, &["--register", "--no-browser"]);
    assert_eq!((app.status, &app.json["ready"]), (0, &Value::Bool(true)), "{}{}", app.stdout, app.stderr);
    world
}

/// What `import-app` answers when the administrator signs in for it.
pub fn app(world: &World, arguments: &[&str]) -> (Answer, String) {
    let all = [&["import-app", CLIENT], arguments].concat();
    let (answer, page) = world.ctl.with_browser(&all, ADMIN, Consent::Accept);
    (answer, page.page_text)
}

/// The arguments of an import of everything into a folder.
pub fn everything(archive: &Path) -> Vec<String> {
    let to = format!("maildir:{}", archive.display());
    ["import", CLIENT, "--mailboxes", "all", "--folders", "all", "--to", &to].map(str::to_owned).to_vec()
}

/// Messages of a mailbox on the server; those whose content cannot be had are counted.
pub fn on_server(practice: &Practice, mailbox: &str) -> (Contents, u32) {
    let (mut contents, mut unreadable) = (Contents::new(), 0);
    for message in practice.mail_truth(mailbox).unwrap() {
        match message.mime {
            Some((_, hash)) => *contents.entry(hash).or_default() += 1,
            None => unreadable += 1,
        }
    }
    (contents, unreadable)
}

/// Files in a mailbox's Maildir.
pub fn in_archive(archive: &Path, mailbox: &str) -> Contents {
    let (local, domain) = mailbox.rsplit_once('@').unwrap();
    let maildir = archive.join(domain.to_lowercase()).join(local.to_lowercase()).join("Maildir");
    hashes(&["new", "cur"].map(|name| maildir.join(name)))
}

/// By `sha256sum`, which is not ours.
fn hashes(folders: &[PathBuf]) -> Contents {
    let mut contents = Contents::new();
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        for some in files.chunks(500) {
            let told = Command::new("sha256sum").arg("-b").args(some).output().unwrap();
            assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
            for line in String::from_utf8(told.stdout).unwrap().lines() {
                // A name with an unusual letter begins with a backslash.
                let hash = line.trim_start_matches('\\').split(' ').next().unwrap();
                *contents.entry(hash.to_owned()).or_default() += 1;
            }
        }
    }
    contents
}

/// Every content of every mailbox is in the archive once, and the answer's numbers say so.
pub fn agrees(practice: &Practice, archive: &Path, answer: &Value) {
    let lines = answer["mailboxes"].as_array().unwrap();
    assert!(!lines.is_empty());
    for line in lines {
        let mailbox = line["mailbox"].as_str().unwrap();
        let (source, unreadable) = on_server(practice, mailbox);
        let delivered = in_archive(archive, mailbox);
        let twice: Vec<_> = delivered.iter().filter(|(_, times)| **times != 1).collect();
        assert!(twice.is_empty(), "{mailbox}: {twice:?}");
        assert!(source.keys().eq(delivered.keys()), "{mailbox}: {} of {}", delivered.len(), source.len());
        let there: u32 = source.values().sum();
        assert_eq!(line["server"], there + unreadable, "{line}");
        assert_eq!((&line["difference"], &line["open"]), (&Value::from(0), &Value::from(0)), "{line}");
        assert_eq!(line["skipped"], unreadable, "{line}");
    }
    assert_eq!(answer["complete"], true, "{answer}");
}
