//! What the browser shows: small pages without scripts, remote content or anything secret.

/// One page, by what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page<'a> {
    Done,
    Approved,
    /// The approval came back refused; the words come from the error.
    NotApproved(&'a str),
    /// The sign-in came back but did not succeed; the words come from the error.
    Failed(&'a str),
    NotHere,
    NotThisWay,
    Unreadable,
    NotOurs,
    UsedAlready,
}

impl Page<'_> {
    fn status(self) -> &'static str {
        match self {
            Self::Done | Self::Approved | Self::NotApproved(_) | Self::Failed(_) => "200 OK",
            Self::NotHere => "404 Not Found",
            Self::NotThisWay => "405 Method Not Allowed",
            Self::Unreadable | Self::NotOurs => "400 Bad Request",
            Self::UsedAlready => "410 Gone",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Done => "You are signed in",
            Self::Approved => "Tenantry is approved",
            Self::NotApproved(_) => "Tenantry was not approved",
            Self::Failed(_) => "The sign-in did not succeed",
            Self::NotHere => "There is nothing here",
            Self::NotThisWay | Self::Unreadable => "This request was not understood",
            Self::NotOurs => "This answer does not belong to the running sign-in",
            Self::UsedAlready => "This sign-in was already used",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Done | Self::Approved => "You can close this tab and go back to Tenantry.",
            Self::Failed(_) | Self::NotApproved(_) => "You can close this tab. Tenantry shows what to do next.",
            Self::NotHere | Self::NotThisWay | Self::Unreadable => "Tenantry waits here for the end of a sign-in only.",
            Self::NotOurs => "It was not used. Go back to the tab in which you signed in, or start again in Tenantry.",
            Self::UsedAlready => "You can close this tab and go back to Tenantry.",
        }
    }

    /// The whole HTTP answer.
    pub(crate) fn answer(self) -> String {
        let cause = match self {
            Self::Failed(words) | Self::NotApproved(words) => format!("<p>{}</p>", escaped(words)),
            _ => String::new(),
        };
        let body = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1>{cause}<p>{words}</p></html>\n",
            title = self.title(),
            words = self.words(),
        );
        let allow = if self == Self::NotThisWay { "Allow: GET\r\n" } else { "" };
        format!(
            "HTTP/1.1 {status}\r\n{allow}Content-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\
             Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\
             Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{body}",
            status = self.status(),
            length = body.len(),
        )
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_every_page_is_closed_to_scripts_and_caches() {
        for page in [
            Page::Done,
            Page::Approved,
            Page::NotApproved("<script>x</script>"),
            Page::Failed("<script>x</script>"),
            Page::NotHere,
            Page::NotThisWay,
            Page::Unreadable,
            Page::NotOurs,
            Page::UsedAlready,
        ] {
            let answer = page.answer();
            assert!(answer.contains("Cache-Control: no-store\r\n"), "{page:?}");
            assert!(answer.contains("default-src 'none'"), "{page:?}");
            assert!(!answer.contains("<script"), "{page:?}");
        }
    }
}
