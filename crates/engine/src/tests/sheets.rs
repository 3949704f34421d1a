//! Lists of mailboxes out and in: what was written changes nothing when it is taken in again.

use store::{MailboxChange, MailboxFilter, MailboxQuery, Taking, Target};

use super::stage::*;
use crate::MailboxList;

#[tokio::test]
async fn w4_a_written_list_taken_in_again_changes_nothing_and_an_edited_one_what_was_edited() {
    let (stage, client) = Stage::applied().await;
    let van = MailboxFilter { search: "van".to_owned(), ..MailboxFilter::default() };
    let out = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    stage.engine.choose_mailboxes(client, Target::Filter(van), out).await.unwrap();
    let path = stage.engine.data_dir().join("list.csv");
    stage.engine.mailbox_csv_file(client, MailboxQuery::default(), path.clone()).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let header =
        "address,name,kind,aliases,chosen,incoming,outgoing,archiving,state,incoming_now,outgoing_now,archiving_now";
    assert!(text.starts_with(&format!("{header}\r\n")), "{text}");
    assert!(text.lines().skip(1).all(|line| !line.starts_with(['=', '+', '-', '@'])), "{text}");

    let list = MailboxList::read(&text);
    let shown = stage.engine.mailbox_window(client, MailboxQuery::default()).await.unwrap();
    assert_eq!((list.faults.len(), list.rows.len()), (0, shown.total as usize));
    let same = stage.engine.choose_listed(client, list.rows, Taking::default()).await.unwrap();
    assert_eq!((same.recipients, same.unchanged, same.totals), (0, shown.total, shown.totals));

    let edited = text.replace(",0,,,,not-chosen", ",1,,,,not-chosen").replace(",0,,,,ends", ",1,,,,ends");
    let list = MailboxList::read(&edited);
    let changed = stage.engine.choose_listed(client, list.rows, Taking::default()).await.unwrap();
    assert_eq!((changed.recipients, changed.chosen, changed.left_out), (1, 1, 0));
    assert_eq!(stage.engine.choice_undo(client).await.unwrap(), 1);
    assert_eq!(stage.engine.totals(client).await.unwrap(), shown.totals);
}
