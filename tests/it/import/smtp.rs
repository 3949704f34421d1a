//! S1, S3: the same by SMTP to a journal address.

use std::collections::BTreeMap;

use journeys::{cloud::Cloud, postfix::Sink, world::CLIENT};
use practice::Size;

use super::source::{on_server, ready};

const WHO: &str = "info@larkfield.example";
const JOURNAL: &str = "journal@archive.example";

#[test]
fn s1_s3_by_smtp_every_content_of_a_mailbox_goes_to_the_journal_address_once_and_no_more_on_the_next_run() {
    let cloud = Cloud::start(Size::Small);
    let world = ready(&cloud);
    let archive = Sink::start().unwrap();
    let to = format!("smtp://{}?to={JOURNAL}&tls=none", archive.address);
    let from = format!("smtp://{}?to={JOURNAL}&from=msp@gateway.example&tls=none", archive.address);
    let import = ["import", CLIENT, "--mailboxes", WHO, "--folders", "all", "--to", &to];
    let answer = world.ctl.ok(&import);
    let line = &answer["mailboxes"][0];
    let (source, unreadable) = on_server(&cloud, WHO);
    assert_eq!((&answer["complete"], &line["difference"]), (&true.into(), &0.into()), "{line}");
    assert_eq!(line["skipped"], unreadable, "{line}");

    let delivered = archive.delivered();
    assert_eq!(delivered.len(), source.len(), "copies are not sent twice: {line}");
    assert!(delivered.iter().all(|message| message.to == [JOURNAL]));
    world.ctl.ok(&import);
    assert_eq!(archive.delivered().len(), source.len(), "nothing goes twice");
    let moved = world.ctl.run(&import.map(|word| if word == to { &*from } else { word }));
    assert!(moved.status == 0 && moved.stderr.contains(" goes on at smtp://"), "{}{}", moved.stdout, moved.stderr);
    assert_eq!((moved.json["to"].as_str(), archive.delivered().len()), (Some(&*from), source.len()));

    // This archive has no users at all; a password that is given later counts for the import that is there.
    let to_user = to.replace("//", "//tess@");
    let lacks = world.ctl.run(&["import", CLIENT, "--mailboxes", WHO, "--to", &to_user]);
    let given = BTreeMap::from([("TENANTRY_ARCHIVE_PASSWORD".to_owned(), "horse".to_owned())]);
    let refused = world.ctl.at(world.ctl.data_dir()).with(given).run(&["import", CLIENT]);
    for (answer, said) in [(lacks, "needs a password"), (refused, "does not accept the login")] {
        let error = &answer.json["error"];
        assert_eq!(error["code"], "import-password", "{}", answer.stdout);
        assert!(error["message"].as_str().unwrap().contains(said), "{}", answer.stdout);
    }
}
