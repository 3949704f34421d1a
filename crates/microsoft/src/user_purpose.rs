//! Kinds of mailboxes by `mailboxSettings/userPurpose` (M5, source D).
//!
//! Asked for user by user, and only in the application's own name: a person may read nobody's but their own
//! (Microsoft Learn: "user: get mailboxSettings").

use backon::BackoffBuilder;
use futures_util::{StreamExt, TryStreamExt, stream};
use model::{DirectoryId, Kind, KindSeen, KindSource, Who};
use serde_json::Value;
use tokio::{sync::mpsc, time::sleep};

use crate::{
    Audience, Directory, MicrosoftError, Page,
    batch::{self, Answer},
    http::{Ask, Tally},
    refusal::Refusal,
    usage_report::purpose,
};

const WHAT: &str = "the purposes of mailboxes";
const PERMISSION: &str = "MailboxSettings.Read (application)";
/// Batches under way at the same time.
const AT_ONCE: usize = 4;

impl Directory {
    /// Source D for these users; of how many mailboxes it told.
    pub(crate) async fn user_purposes<I>(&self, ids: I, pages: &mpsc::Sender<Page>) -> Result<usize, MicrosoftError>
    where
        I: Iterator<Item = DirectoryId> + Send,
    {
        let tally = Tally::default();
        let batches = stream::iter(ids).chunks(batch::LARGEST);
        let told = batches.map(|ids| self.batch_of_purposes(ids, &tally)).buffer_unordered(AT_ONCE);
        told.try_fold(0, |sum, kinds| async move {
            let told = kinds.len();
            if told > 0 {
                pages.send(Page::Kinds(kinds)).await.map_err(|_| MicrosoftError::Abandoned)?;
            }
            Ok(sum + told)
        })
        .await
    }

    /// One batch, until each of its users was answered.
    async fn batch_of_purposes(
        &self,
        mut ids: Vec<DirectoryId>,
        tally: &Tally,
    ) -> Result<Vec<KindSeen>, MicrosoftError> {
        let mut waits = self.line.patience.back_off().build();
        let mut kinds = Vec::new();
        loop {
            let Some(held_back) = self.ask_purposes(&mut ids, &mut kinds, tally).await? else {
                return Ok(kinds);
            };
            let wait = waits.next().and_then(|proposed| self.line.patience.wait(&held_back, proposed, &mut 0));
            sleep(wait.ok_or(held_back)?).await;
        }
    }

    /// Asks once. Whoever was held back stays in `ids`, and the error says for how long.
    async fn ask_purposes(
        &self,
        ids: &mut Vec<DirectoryId>,
        kinds: &mut Vec<KindSeen>,
        tally: &Tally,
    ) -> Result<Option<MicrosoftError>, MicrosoftError> {
        let body = batch::body(ids.iter().map(|id| format!("/users/{id}/mailboxSettings/userPurpose")));
        let role = "the right to read mailbox settings";
        let audience = Audience::GraphApplication;
        let ask = Ask { audience, role, body: Some(&body), ..Self::graph_ask(WHAT, PERMISSION, tally) };
        let answers = self.line.send(&self.graph_url(&["$batch"], None), ask).await?;
        let answers = batch::parse(WHAT, &answers)?;
        if let Some(refused) = refused(ids, &answers) {
            return Err(refused);
        }
        let mut left = ids.clone();
        for answer in answers.iter().filter(|answer| !answer.passes()) {
            let Some(&id) = answer.place().and_then(|at| ids.get(at)) else { continue };
            left.retain(|&other| other != id);
            kinds.extend(kind(answer).map(|kind| KindSeen { who: Who::Id(id), kind, source: KindSource::UserPurpose }));
        }
        *ids = left;
        let retry_after = answers.iter().filter(|answer| answer.passes()).filter_map(Answer::retry_after).max();
        let held_back = MicrosoftError::Throttled { what: WHAT, status: 429, retry_after, request_id: None };
        Ok((!ids.is_empty()).then_some(held_back))
    }
}

/// When nobody's settings may be read the permission is missing; when somebody's may not, it is about that mailbox.
fn refused(ids: &[DirectoryId], answers: &[Answer]) -> Option<MicrosoftError> {
    let first = answers.first().filter(|_| answers.len() == ids.len())?;
    answers.iter().all(|answer| answer.status == 403).then(|| {
        let words = Refusal::of(&first.body);
        MicrosoftError::PermissionMissing {
            what: WHAT,
            permission: PERMISSION,
            code: words.code,
            message: words.message,
            request_id: words.request_id,
        }
    })
}

/// Who has no mailbox is answered 404, and no kind either.
pub(crate) fn kind(answer: &Answer) -> Option<Kind> {
    (answer.status == 200).then(|| word(&answer.body)).flatten().and_then(purpose)
}

/// `"shared"`, `{"value":"shared"}` and `{"value":{"value":"shared"}}` all occur.
fn word(body: &Value) -> Option<&str> {
    match body {
        Value::String(word) => Some(word),
        Value::Object(map) => word(map.get("value").or_else(|| map.get("userPurpose"))?),
        _ => None,
    }
}
