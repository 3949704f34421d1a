//! The words of tray and notifications, from the page's own catalogue.

use api::dto::LanguageChoice;
use serde_json::Value;

const ENGLISH: &str = include_str!("../../ui/src/locales/en/background.json");
const GERMAN: &str = include_str!("../../ui/src/locales/de/background.json");

/// The catalogue of one language.
#[derive(Debug, Clone)]
pub struct Words(Value);

impl Words {
    /// In the chosen language; German for German systems, English for all others.
    pub fn of(choice: LanguageChoice) -> Self {
        let german = match choice {
            LanguageChoice::De => true,
            LanguageChoice::En => false,
            LanguageChoice::System => {
                sys_locale::get_locale().is_some_and(|locale| locale.to_lowercase().starts_with("de"))
            }
        };
        Self(serde_json::from_str(if german { GERMAN } else { ENGLISH }).unwrap_or_default())
    }

    /// A text such as `tray.open`, with its holes filled.
    pub fn say(&self, key: &str, holes: &[(&str, &str)]) -> String {
        let found = key.split('.').try_fold(&self.0, |words, part| words.get(part)).and_then(Value::as_str);
        let text = found.unwrap_or(key).to_owned();
        holes.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
    }

    /// The same for a number of things.
    pub fn count(&self, key: &str, count: u32) -> String {
        let form = if count == 1 { "one" } else { "other" };
        self.say(&format!("{key}_{form}"), &[("count", &count.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w10_tray_and_notifications_speak_both_languages_of_the_page() {
        let [english, german] = [LanguageChoice::En, LanguageChoice::De].map(Words::of);
        assert_eq!(english.count("tray.needs", 1), "1 client needs you");
        assert_eq!(german.count("tray.needs", 2), "2 Kunden brauchen Sie");
        assert_eq!(english.say("tray.next", &[("at", "14:05")]), "Next sync 14:05");
        assert_eq!(english.say("tray.nothing", &[]), "tray.nothing");
    }
}
