//! S1, S3: the archive as a real Dovecot serves it by IMAP, compared byte by byte with what the tenant holds.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use journeys::{
    cloud::Cloud,
    dovecot::{ImapServer, Read},
    world::CLIENT,
};
use practice::{Practice, Size};
use sha2::{Digest as _, Sha256};

use super::source::{Contents, on_server, ready};

/// Two mailboxes, with every kind of message.
const WHO: [&str; 2] = ["info@larkfield.example", "van@larkfield.example"];

/// As the tenant tells it: hexadecimal.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// When a message arrived, by its content.
fn dates(practice: &Practice, mailbox: &str) -> BTreeMap<String, i64> {
    let all = practice.mail_truth(mailbox).unwrap();
    all.into_iter().filter_map(|message| Some((message.mime?.1, message.received))).collect()
}

/// Dovecot serves each content of a mailbox once, with its date; how many messages that are.
pub fn serves(practice: &Practice, server: &ImapServer, mailbox: &str) -> usize {
    let (source, _) = on_server(practice, mailbox);
    let (dates, mut served) = (dates(practice, mailbox), Contents::new());
    let messages = server.open(mailbox).unwrap().each(|message| {
        let hash = hash(&message.content);
        let arrived = Timestamp::strptime("%d-%b-%Y %H:%M:%S %z", &message.arrived).unwrap();
        assert_eq!(Some(&arrived.as_second()), dates.get(&hash), "{mailbox}: {hash} arrived {}", message.arrived);
        *served.entry(hash).or_default() += 1;
    });
    let twice: Vec<_> = served.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "{mailbox}: {twice:?}");
    assert!(source.keys().eq(served.keys()), "{mailbox}: {} of {}\n{}", served.len(), source.len(), server.log());
    assert_eq!(messages.unwrap() as usize, source.len(), "{mailbox}");
    source.len()
}

/// The arguments of an import into a folder.
fn import(archive: &Path) -> Vec<String> {
    let to = format!("maildir:{}", archive.display());
    ["import", CLIENT, "--mailboxes", &WHO.join(","), "--folders", "all", "--to", &to].map(str::to_owned).to_vec()
}

#[test]
fn s1_s3_a_real_dovecot_serves_every_message_once_and_what_it_renamed_is_not_delivered_again() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let archive = world.folder().join("archive");
    let server = ImapServer::start(&archive).unwrap();
    let mut words = import(&archive);
    let run = |words: &[String]| world.ctl.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run(&words)["complete"], true);
    for mailbox in WHO {
        assert!(serves(&cloud, &server, mailbox) > 30);
        server.open(mailbox).unwrap().read_all().unwrap();
    }
    // Another import to the same archive delivers each of them once more.
    words.extend(["--since", "2020-01-01"].map(str::to_owned));
    let again = run(&words);
    assert_eq!((&again["complete"], &again["total"]["imported"]), (&true.into(), &0.into()), "{again}");
    for mailbox in WHO {
        serves(&cloud, &server, mailbox);
        let mut flags = Vec::new();
        server.open(mailbox).unwrap().each(|Read { seen, .. }| flags.push(seen)).unwrap();
        assert!(flags.iter().all(|seen| *seen), "{mailbox}: a mark was lost");
    }
    let log = server.log();
    assert!(!["Warning", "Error", "Fatal", "Panic"].iter().any(|word| log.contains(word)), "{log}");
}
