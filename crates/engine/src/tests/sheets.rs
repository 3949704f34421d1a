//! Lists of mailboxes out and in: what was written changes nothing when it is taken in again.

use practice::Edit;
use store::{ClientId, MailboxChange, MailboxFilter, MailboxQuery, Taking, Target};

use super::stage::*;
use crate::MailboxList;

/// The whole grid as a file has it.
async fn written(stage: &Stage, client: ClientId) -> String {
    let path = stage.engine.data_dir().join("list.csv");
    stage.engine.mailbox_csv_file(client, MailboxQuery::default(), path.clone()).await.unwrap();
    std::fs::read_to_string(&path).unwrap()
}

#[tokio::test]
async fn w4_a_written_list_taken_in_again_changes_nothing_and_an_edited_one_what_was_edited() {
    let (stage, client) = Stage::applied().await;
    let van = MailboxFilter { search: "van".to_owned(), ..MailboxFilter::default() };
    let out = MailboxChange { selected: Some(false), ..MailboxChange::default() };
    stage.engine.choose_mailboxes(client, Target::Filter(van), out).await.unwrap();
    let text = written(&stage, client).await;
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

#[tokio::test]
async fn r7_w4_a_list_decides_what_was_edited_in_it_and_who_waits_for_review_goes_on_waiting() {
    let (stage, client) = Stage::applied().await;
    let mut options = stage.engine.options(client).await.unwrap();
    options.new_mailboxes = model::NewMailboxes::Review;
    stage.engine.set_options(client, options).await.unwrap();
    stage.practice.upsert_user("new.hand@larkfield.example", &Edit::default()).unwrap();
    stage.engine.fetch(client, false).await.unwrap();
    assert_eq!(stage.engine.make_plan(client).await.unwrap().held, 1);

    let text = written(&stage, client).await;
    assert!(text.contains("new.hand@larkfield.example"), "{text}");
    for taking in [Taking::default(), Taking { keep_others: true, ..Taking::default() }] {
        let same = stage.engine.choose_listed(client, MailboxList::read(&text).rows, taking).await.unwrap();
        assert_eq!((same.recipients, same.faults.len()), (0, 0));
        assert_eq!(stage.engine.make_plan(client).await.unwrap().held, 1, "nobody said yes to anybody");
        assert_eq!(stage.engine.mailbox_window(client, MailboxQuery::default()).await.unwrap().undo, None);
    }

    // One cell: the others of its line say what is so anyway, too.
    let line = text.lines().find(|line| line.starts_with("boardroom@larkfield.example")).unwrap();
    let mut cells: Vec<&str> = line.split(',').collect();
    cells[7] = if cells[7] == "1" { "0" } else { "1" };
    let edited = text.replace(line, &cells.join(","));
    let one = stage.engine.choose_listed(client, MailboxList::read(&edited).rows, Taking::default()).await.unwrap();
    assert_eq!((one.recipients, one.on[2] + one.off[2], one.chosen + one.left_out), (1, 1, 0));
    let plan = stage.engine.make_plan(client).await.unwrap();
    assert_eq!((plan.held, plan.ready), (1, 1));
    assert_eq!(stage.engine.choice_undo(client).await.unwrap(), 1);
}

#[tokio::test]
async fn r6_w4_a_list_with_somebody_who_left_is_taken_in_and_changes_nothing_for_them() {
    let (stage, client) = Stage::applied().await;
    let boardroom = "boardroom@larkfield.example";
    stage.practice.remove_user(boardroom).unwrap();
    stage.engine.sync(client).await.unwrap();
    let text = written(&stage, client).await;
    let line = text.lines().find(|line| line.starts_with(boardroom)).unwrap().to_owned();
    assert!(line.contains(",0,,,,leaver,"), "{line}");
    // Also one who is chosen there again: there is nobody to choose.
    for text in [text.clone(), text.replace(&line, &line.replace(",0,,,,", ",1,1,1,1,"))] {
        let list = MailboxList::read(&text);
        let listed = list.rows.len();
        for keep_others in [true, false] {
            let taking = Taking { keep_others, ..Taking::default() };
            let told = stage.engine.choose_listed(client, list.rows.clone(), taking).await.unwrap();
            assert_eq!((told.faults, told.recipients), (Vec::new(), 0));
            assert_eq!((told.listed as usize, told.unchanged as usize), (listed, listed));
        }
    }
    assert_eq!(stage.engine.mailbox_window(client, MailboxQuery::default()).await.unwrap().undo, None);
    let wrong = text.replace(boardroom, "nobody@larkfield.example");
    let told = stage.engine.choose_listed(client, MailboxList::read(&wrong).rows, Taking::default()).await.unwrap();
    assert_eq!(told.faults.len(), 1, "whom nobody ever had is still told");
}
