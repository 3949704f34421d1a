//! A Maildir tree: once, whole, dated, and for whom the folder is.

use std::{
    collections::BTreeMap,
    fs,
    future::Future,
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime},
};

use archive::{ContentHash, Delivered, Filled, Message, SinkError};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use crate::{ANN, deliver, message, sink, spooled};

struct Tree(TempDir);

impl Tree {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("mail")
    }

    fn sink(&self, per: &str) -> archive::Sink {
        sink(&format!("maildir:{}?per={per}", self.root().display()), self.0.path())
    }

    fn of(&self, place: &str) -> PathBuf {
        self.root().join(place).join("Maildir")
    }

    fn ann(&self) -> PathBuf {
        self.of("larkfield.example/ann")
    }
}

/// Every file below a Maildir with its content, by its path there.
fn files(maildir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = ["tmp", "new", "cur"].into_iter().flat_map(|part| {
        let read = fs::read_dir(maildir.join(part)).unwrap();
        read.map(move |entry| (part, entry.unwrap()))
    });
    let named = |(part, entry): (&str, fs::DirEntry)| {
        (format!("{part}/{}", entry.file_name().to_string_lossy()), fs::read(entry.path()).unwrap())
    };
    entries.map(named).collect()
}

#[tokio::test]
async fn s1_a_message_lies_in_new_as_it_was_named_by_its_content_and_dated_by_its_arrival() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let content = b"Subject: one\r\n\r\nHello.\r\n";
    assert_eq!(deliver(&sink, "Ann@LARKFIELD.example", content).await.unwrap(), Delivered::New);
    let hash = ContentHash::of(content).to_string();
    let name = format!("new/1700000000.{}.tenantry,S={}", &hash[..32], content.len());
    assert_eq!(files(&tree.ann()), [(name.clone(), content.to_vec())].into());
    let arrived = fs::metadata(tree.ann().join(name)).unwrap().modified().unwrap();
    assert_eq!(arrived, SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    assert_eq!(sink.count(ANN).await.unwrap(), Some(1));
    assert_eq!(sink.count("bob@larkfield.example").await.unwrap(), Some(0));
}

#[tokio::test]
async fn g2_per_domain_the_tree_is_the_local_gateways() {
    let tree = Tree::new();
    let sink = tree.sink("domain");
    for mailbox in [ANN, "bob@larkfield.example", "cy@orchard.example"] {
        deliver(&sink, mailbox, mailbox.as_bytes()).await.unwrap();
    }
    assert_eq!(files(&tree.of("larkfield.example")).len(), 2);
    assert_eq!(files(&tree.of("orchard.example")).len(), 1);
    // One content for two mailboxes of a domain is one copy, as of mail that passes the gateway.
    assert_eq!(deliver(&sink, "bob@larkfield.example", ANN.as_bytes()).await.unwrap(), Delivered::Already);
}

#[tokio::test]
async fn s3_the_same_content_is_delivered_once_whenever_it_was_received_and_by_whom() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let same = spooled(&sink, ANN, b"one").await.unwrap();
    let later = Message { received: Timestamp::from_second(5).ok(), read: Some(true), ..message(ANN, &same) };
    assert_eq!(deliver(&sink, ANN, b"one").await.unwrap(), Delivered::New);
    assert_eq!(sink.deliver(&later).await.unwrap(), Delivered::Already);
    drop(same);
    assert_eq!(files(&tree.ann()).len(), 1, "nothing is left in tmp");
    assert_eq!(deliver(&tree.sink("mailbox"), ANN, b"one").await.unwrap(), Delivered::Already, "by the next start");
    assert_eq!(deliver(&sink, "bob@larkfield.example", b"one").await.unwrap(), Delivered::New, "another mailbox");
}

#[tokio::test]
async fn s3_of_many_that_deliver_the_same_at_once_one_does() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let sink = sink.clone();
            tokio::spawn(async move { deliver(&sink, ANN, b"one").await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += u32::from(task.await.unwrap() == Delivered::New);
    }
    assert_eq!((new, files(&tree.ann()).len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s3_programs_that_clean_up_side_by_side_take_nothing_from_each_other() {
    let tree = Arc::new(Tree::new());
    let programs: Vec<_> = (0..4)
        .map(|program| {
            let tree = Arc::clone(&tree);
            tokio::spawn(async move {
                for message in 0..60 {
                    // Whoever opens a Maildir cleans it up.
                    let sink = tree.sink("mailbox");
                    drop(sink.spool(ANN).await.unwrap());
                    let content = format!("{message} of {program}");
                    assert_eq!(deliver(&sink, ANN, content.as_bytes()).await.unwrap(), Delivered::New);
                }
            })
        })
        .collect();
    for program in programs {
        program.await.unwrap();
    }
    assert_eq!(files(&tree.ann()).len(), 4 * 60);
}

#[tokio::test]
async fn s3_what_a_mail_server_moved_and_marked_is_found_again() {
    let tree = Tree::new();
    deliver(&tree.sink("mailbox"), ANN, b"one").await.unwrap();
    let name = files(&tree.ann()).into_keys().next().unwrap();
    let seen = tree.ann().join("cur").join(format!("{}:2,RS", name.trim_start_matches("new/")));
    fs::rename(tree.ann().join(name), &seen).unwrap();
    assert_eq!(deliver(&tree.sink("mailbox"), ANN, b"one").await.unwrap(), Delivered::Already);
    assert_eq!(tree.sink("mailbox").count(ANN).await.unwrap(), Some(1));
    fs::remove_file(seen).unwrap();
    assert_eq!(
        deliver(&tree.sink("mailbox"), ANN, b"one").await.unwrap(),
        Delivered::New,
        "an emptied archive is filled"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn s1_a_message_that_was_read_is_not_new() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let spooled = spooled(&sink, ANN, b"one").await.unwrap();
    sink.deliver(&Message { read: Some(true), received: None, ..message(ANN, &spooled) }).await.unwrap();
    let name = files(&tree.ann()).into_keys().next().unwrap();
    assert!(name.starts_with("cur/0.") && name.ends_with(".tenantry,S=3:2,S"), "{name}");
}

#[tokio::test]
async fn s3_a_delivery_that_is_given_up_at_any_point_is_whole_or_not_there_and_the_next_one_is_the_only_one() {
    for polls in 0..12 {
        let tree = Tree::new();
        let content = vec![b'x'; 70_000];
        {
            let sink = tree.sink("mailbox");
            let mut given_up = pin!(deliver(&sink, ANN, &content));
            for _ in 0..polls {
                let now = std::future::poll_fn(|cx| Poll::Ready(given_up.as_mut().poll(cx).is_ready())).await;
                if now {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let next = tree.sink("mailbox");
        deliver(&next, ANN, &content).await.unwrap();
        // What was given up may still be cleaning up after itself in tmp.
        let new: Vec<_> = fs::read_dir(tree.ann().join("new")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(new.len(), 1, "given up after {polls} polls");
        assert!(fs::read(&new[0]).unwrap() == content, "given up after {polls} polls");
    }
}

#[tokio::test]
async fn s3_what_nobody_wants_any_more_leaves_nothing_and_what_another_program_writes_stays() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    drop(sink.spool(ANN).await.unwrap());
    drop(spooled(&sink, ANN, b"finished, not delivered").await.unwrap());
    assert_eq!(files(&tree.ann()), BTreeMap::new());
    let mut held = sink.spool(ANN).await.unwrap();
    held.write_all(b"half").await.unwrap();
    held.flush().await.unwrap();
    fs::write(tree.ann().join("tmp/99_0.tenantry"), "of a program that died").unwrap();
    fs::write(tree.ann().join("tmp/1.M2.host"), "of a mail server").unwrap();
    drop(tree.sink("mailbox").spool(ANN).await.unwrap());
    let left: Vec<_> = files(&tree.ann()).into_values().collect();
    assert!(left.len() == 2 && left.contains(&b"half".to_vec()) && left.contains(&b"of a mail server".to_vec()));
}

#[tokio::test]
async fn s1_a_message_that_broke_off_is_read_once_more_from_its_beginning() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let mut spool = sink.spool(ANN).await.unwrap();
    spool.write_all(b"a longer half that broke").await.unwrap();
    spool.restart().await.unwrap();
    spool.write_all(b"whole").await.unwrap();
    let spooled = spool.finish().await.unwrap();
    assert_eq!((spooled.hash(), spooled.size()), (ContentHash::of(b"whole"), 5));
    sink.deliver(&message(ANN, &spooled)).await.unwrap();
    assert_eq!(files(&tree.ann()).into_values().collect::<Vec<_>>(), [b"whole"]);
}

#[tokio::test]
async fn s3_more_mailboxes_than_are_held_in_memory_are_still_known() {
    let tree = Tree::new();
    let sink = tree.sink("mailbox");
    let mailbox = |n: u32| format!("p{n}@larkfield.example");
    for n in 0..40 {
        deliver(&sink, &mailbox(n), b"one").await.unwrap();
    }
    for n in 0..40 {
        assert_eq!(deliver(&sink, &mailbox(n), b"one").await.unwrap(), Delivered::Already, "{n}");
    }
}

#[tokio::test]
async fn s1_a_tree_that_can_be_written_is_made_and_says_how_much_is_free() {
    let tree = Tree::new();
    let limits = tree.sink("mailbox").check().await.unwrap();
    assert_eq!(limits.largest, None);
    assert!(limits.free.is_some_and(|free| free > 0));
    assert_eq!(fs::read_dir(tree.root()).unwrap().count(), 0, "nothing is left of the look");
    let refused = tree.sink("mailbox").spool("nobody").await.unwrap_err();
    assert!(matches!(refused, SinkError::NoMailbox(_)) && !refused.permanent(), "{refused}");
}

#[test]
fn s1_room_is_told_of_a_folder_that_is_still_to_be_made_and_nothing_is_made() {
    let tree = Tree::new();
    let folder = tree.0.path().join("archive").join("of 2026");
    assert!(archive::free(&folder).is_some_and(|free| free > 0));
    assert!(!folder.parent().unwrap().exists());
    let address = |text: &str| text.parse::<archive::SinkAddress>().unwrap();
    assert_eq!(address("maildir:/srv/mail?per=domain").folder(), Some(std::path::Path::new("/srv/mail")));
    assert_eq!(address("smtps://archive.example?to=journal@archive.example").folder(), None);
}

#[tokio::test]
async fn s3_an_archive_that_was_filled_and_is_not_there_any_more_is_named_and_nothing_is_made_in_its_place() {
    let tree = Tree::new();
    let first = tree.sink("mailbox");
    assert!(first.begin(&Filled::No).await.unwrap().limits.free.is_some());
    deliver(&first, ANN, b"one").await.unwrap();
    tree.sink("mailbox").begin(&Filled::Unmarked).await.unwrap();

    let unmounted = tree.0.path().join("elsewhere");
    fs::rename(tree.root(), &unmounted).unwrap();
    let missing = tree.sink("mailbox").begin(&Filled::Unmarked).await.unwrap_err();
    assert_eq!((&*missing.code(), missing.permanent()), ("archive-elsewhere", false));
    let told = missing.to_string();
    assert!(told.starts_with(&format!("{}: this is not the archive", tree.root().display())), "{told}");
    assert!(!tree.root().exists());
    // Whoever is at work meanwhile makes none for the next mailbox either.
    let next = first.spool("bob@larkfield.example").await.unwrap_err();
    assert!(matches!(next, SinkError::Elsewhere { .. }) && !tree.root().exists(), "{next:?}");

    fs::create_dir(tree.root()).unwrap();
    tree.sink("mailbox").begin(&Filled::Unmarked).await.unwrap_err();
    assert_eq!(fs::read_dir(tree.root()).unwrap().count(), 0, "the folder that a disk is mounted on stays empty");
    fs::remove_dir(tree.root()).unwrap();
    fs::rename(unmounted, tree.root()).unwrap();
    tree.sink("mailbox").begin(&Filled::Unmarked).await.unwrap();
    assert_eq!(deliver(&tree.sink("mailbox"), ANN, b"one").await.unwrap(), Delivered::Already);
}

#[tokio::test]
async fn s3_another_archive_at_the_same_place_is_named_and_gets_nothing() {
    let tree = Tree::new();
    let first = tree.sink("mailbox");
    let own = first.begin(&Filled::No).await.unwrap().mark.unwrap();
    deliver(&first, ANN, b"one").await.unwrap();
    let own = Filled::Marked(own);
    tree.sink("mailbox").begin(&own).await.unwrap();

    // Another disk is mounted there, with somebody else's archive on it.
    let away = tree.0.path().join("away");
    fs::rename(tree.root(), &away).unwrap();
    let other = tree.sink("mailbox").begin(&Filled::No).await.unwrap().mark.unwrap();
    let refused = tree.sink("mailbox").begin(&own).await.unwrap_err();
    assert_eq!((&*refused.code(), refused.permanent()), ("archive-elsewhere", false));
    let told = refused.to_string();
    assert!(told.starts_with(&format!("{}: another archive is mounted there", tree.root().display())), "{told}");
    // Whoever is at work meanwhile puts nothing there for the next mailbox either.
    let next = first.spool("bob@larkfield.example").await.unwrap_err();
    assert!(matches!(next, SinkError::Another { .. }), "{next:?}");
    assert_eq!(fs::read_dir(tree.root()).unwrap().count(), 1, "its mark alone");
    tree.sink("mailbox").begin(&Filled::Marked(other)).await.unwrap();

    // One that an earlier version made is another, too.
    fs::write(tree.root().join(".tenantry-archive"), "Leave it here.\n").unwrap();
    tree.sink("mailbox").begin(&own).await.unwrap_err();
    assert_eq!(fs::read_to_string(tree.root().join(".tenantry-archive")).unwrap(), "Leave it here.\n");

    fs::remove_dir_all(tree.root()).unwrap();
    fs::rename(away, tree.root()).unwrap();
    tree.sink("mailbox").begin(&own).await.unwrap();
    deliver(&first, "bob@larkfield.example", b"two").await.unwrap();
}

#[tokio::test]
async fn s3_imports_into_one_folder_know_it_by_the_same_id_and_one_of_an_earlier_version_is_taken_over_once() {
    let tree = Tree::new();
    fs::create_dir(tree.root()).unwrap();
    fs::write(tree.root().join(".tenantry-archive"), "Leave it here.\n").unwrap();
    let taken = tree.sink("mailbox").begin(&Filled::Unmarked).await.unwrap().mark.unwrap();
    let told = fs::read_to_string(tree.root().join(".tenantry-archive")).unwrap();
    assert_eq!(told, format!("Leave it here.\narchive {taken}\n"));
    // An import that is new to it, another one of that version, and the same one again, per domain as well.
    for (per, known) in [
        ("mailbox", Filled::No),
        ("mailbox", Filled::Unmarked),
        ("mailbox", Filled::Marked(taken.clone())),
        ("domain", Filled::No),
    ] {
        assert_eq!(tree.sink(per).begin(&known).await.unwrap().mark.as_ref(), Some(&taken), "{known:?}");
    }
    assert_eq!(fs::read_to_string(tree.root().join(".tenantry-archive")).unwrap(), told, "nothing more is written");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn b8_a_tree_that_cannot_be_written_is_named_as_such() {
    // Nobody makes folders there, not even root.
    let refused = sink("maildir:/sys/mail", Path::new("/")).check().await.unwrap_err();
    assert!(matches!(refused, SinkError::Denied { .. }) && !refused.permanent(), "{refused:?}");
    assert_eq!(refused.code(), "not-writable");
    assert!(refused.to_string().starts_with("/sys/mail: it cannot be written: "), "{refused}");
}

#[cfg(unix)]
#[tokio::test]
async fn b7_mail_is_readable_by_whom_the_folder_lets_in_and_by_nobody_else() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    for (root, folder, file) in [(0o777, 0o700, 0o600), (0o700, 0o700, 0o600), (0o2770, 0o2770, 0o660)] {
        let tree = Tree::new();
        fs::create_dir(tree.root()).unwrap();
        fs::set_permissions(tree.root(), fs::Permissions::from_mode(root)).unwrap();
        deliver(&tree.sink("domain"), ANN, b"one").await.unwrap();
        let maildir = tree.of("larkfield.example");
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
        let new = fs::read_dir(maildir.join("new")).unwrap().next().unwrap().unwrap().path();
        assert_eq!((mode(&maildir), mode(&new)), (folder, file), "below {root:o}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn g2_what_root_delivers_belongs_to_whom_the_archive_belongs() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let tree = Tree::new();
    fs::create_dir(tree.root()).unwrap();
    if chown(tree.root(), Some(5000), Some(5000)).is_err() {
        // Only root gives things away; anybody else's mail is their own.
        return;
    }
    deliver(&tree.sink("domain"), ANN, b"one").await.unwrap();
    let maildir = tree.of("larkfield.example");
    let new = fs::read_dir(maildir.join("new")).unwrap().next().unwrap().unwrap().path();
    for path in [maildir.clone(), maildir.join("cur"), new] {
        let of = fs::metadata(&path).unwrap();
        assert_eq!((of.uid(), of.gid()), (5000, 5000), "{}", path.display());
    }
}
