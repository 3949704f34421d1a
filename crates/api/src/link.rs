//! W11: links such as `tenantry://client/3/changes`. They open a page and can do nothing else.

/// The scheme under which the desktop hands links over.
pub const SCHEME: &str = "tenantry:";
/// Tabs of a client's page, as the page itself names them.
const TABS: [&str; 8] = ["overview", "domains", "mailboxes", "changes", "history", "import", "cutover", "settings"];

/// The page that a link opens, such as `#/page/3/changes`; `None` for whatever is not exactly such a link.
///
/// The answer is put together from a number and a word of the list: nothing of the link itself goes on.
#[must_use]
pub fn page_of_link(link: &str) -> Option<String> {
    let rest = link.strip_prefix(SCHEME)?.strip_prefix("//client/")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (id, tab) = rest.split_once('/').unwrap_or((rest, TABS[0]));
    let digits = (1..=10).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    let id: u32 = id.parse().ok().filter(|_| digits)?;
    let tab = TABS.into_iter().find(|known| *known == tab)?;
    Some(format!("#/page/{id}/{tab}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn w11_a_link_names_a_client_and_may_name_a_tab() {
        assert_eq!(page_of_link("tenantry://client/3").as_deref(), Some("#/page/3/overview"));
        assert_eq!(page_of_link("tenantry://client/3/").as_deref(), Some("#/page/3/overview"));
        assert_eq!(page_of_link("tenantry://client/41/changes").as_deref(), Some("#/page/41/changes"));
    }

    #[test]
    fn w11_whatever_is_not_exactly_a_link_opens_nothing() {
        for wrong in [
            "",
            "tenantry:",
            "tenantry://client/",
            "tenantry://client/-1",
            "tenantry://client/+1",
            "tenantry://client/4294967296",
            "tenantry://client/3/apply",
            "tenantry://client/3/changes/../../settings",
            "tenantry://client/3/changes?approve=all",
            "tenantry://client/3#/settings",
            "tenantry://client/%33",
            "tenantry://evil@client/3",
            "tenantry://client:80/3",
            "tenantry://settings/3",
            "TENANTRY://client/3",
            " tenantry://client/3",
            "https://client/3",
            "javascript:alert(1)",
        ] {
            assert_eq!(page_of_link(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn w11_the_tabs_of_links_are_those_of_the_page() {
        let route = include_str!("../../../ui/src/app/route.ts");
        let (_, list) = route.split_once("pageTabs = [").unwrap();
        let named: Vec<&str> = list.split(']').next().unwrap().split('"').skip(1).step_by(2).collect();
        assert_eq!(named, TABS);
    }

    proptest! {
        #[test]
        fn w11_any_text_opens_a_page_of_a_client_or_nothing(
            text in prop_oneof![any::<String>(), "tenantry://client/[ -~]{0,30}", "tenantry:[/.a-z0-9%#?@:]{0,40}"],
        ) {
            if let Some(page) = page_of_link(&text) {
                let (id, tab) = page.strip_prefix("#/page/").unwrap().split_once('/').unwrap();
                prop_assert!(id.parse::<u32>().is_ok() && TABS.contains(&tab));
            }
        }

        #[test]
        fn w11_every_link_that_is_made_is_understood(id in any::<u32>(), tab in proptest::sample::select(&TABS[..])) {
            prop_assert_eq!(page_of_link(&format!("tenantry://client/{id}/{tab}")), Some(format!("#/page/{id}/{tab}")));
        }
    }
}
