//! How many objects Graph counts in a collection: what a listing is compared with.

use std::collections::BTreeMap;

use model::Resource;

use crate::{
    Directory, MicrosoftError,
    http::{Ask, Tally},
    reading::permission,
};

impl Directory {
    /// The counts of all three collections at once; one that is refused is left out.
    pub(crate) async fn counts(&self, tally: &Tally) -> Result<BTreeMap<Resource, u64>, MicrosoftError> {
        let count = |resource| self.count(resource, tally);
        let (users, groups, contacts) =
            tokio::try_join!(count(Resource::Users), count(Resource::Groups), count(Resource::Contacts))?;
        let counts = Resource::ALL.into_iter().zip([users, groups, contacts]);
        Ok(counts.filter_map(|(resource, count)| Some((resource, count?))).collect())
    }

    /// `/{resource}/$count`, or `None` when Graph does not say. It is asked for with `ConsistencyLevel: eventual`,
    /// without which it is refused (Microsoft Learn: "Advanced query capabilities on Microsoft Entra ID objects").
    pub(crate) async fn count(&self, resource: Resource, tally: &Tally) -> Result<Option<u64>, MicrosoftError> {
        let what = resource.as_str();
        let headers = &[("accept", "text/plain"), ("consistencylevel", "eventual")];
        let ask = Ask { headers, ..Self::graph_ask(what, permission(resource), tally) };
        match self.line.send(&self.graph_url(&[what, "$count"], None), ask).await {
            Ok(body) => Ok(number(&body)),
            Err(
                error @ (MicrosoftError::Graph { .. }
                | MicrosoftError::PermissionMissing { .. }
                | MicrosoftError::RoleMissing { .. }),
            ) => {
                tracing::info!(what, code = error.code(), request_id = error.request_id(), "no count is given");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The number in an answer, which begins with a byte order mark.
pub(crate) fn number(body: &[u8]) -> Option<u64> {
    std::str::from_utf8(body).ok()?.trim_start_matches('\u{feff}').trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_bare_number_with_or_without_a_byte_order_mark() {
        assert_eq!(number(b"893"), Some(893));
        assert_eq!(number("\u{feff}893\r\n".as_bytes()), Some(893));
        for none in ["", "many", "-1", "1.5", "{\"value\":1}", "99999999999999999999"] {
            assert_eq!(number(none.as_bytes()), None, "{none}");
        }
    }
}
