//! Looks for secrets wherever something was written down.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose};

use crate::folder::read_all;

/// Secrets, each in every form in which it may be written down.
#[derive(Clone)]
pub struct Search(Vec<Vec<String>>);

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Search({})", self.0.len())
    }
}

impl Search {
    /// A search for all of them at once.
    #[must_use]
    pub fn for_all(secrets: &[String]) -> Self {
        Self(secrets.iter().map(|secret| forms(secret)).collect())
    }

    /// Where they stand in a text, without repeating them.
    #[must_use]
    pub fn text(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        // A page's storage may keep two bytes per character.
        let narrow: String = text.chars().filter(|c| *c != '\0').collect();
        let stands = |form: &String| text.contains(form.as_str()) || narrow.contains(form.as_str());
        let found = |(number, forms): (usize, &Vec<String>)| {
            forms.iter().position(stands).map(|form| format!("secret {number} in form {form} in {place}"))
        };
        self.0.iter().enumerate().filter_map(found).collect()
    }

    /// Where they stand in the files below a folder.
    ///
    /// # Panics
    /// When a file cannot be read, or there is none.
    #[must_use]
    pub fn folder(&self, folder: &Path) -> Vec<String> {
        let (mut places, mut files) = (Vec::new(), 0);
        read_all(folder, &mut |path, bytes| {
            files += 1;
            places.extend(self.text(&path.display().to_string(), bytes));
        })
        .expect("files that can be read");
        assert!(files > 0, "{} is empty", folder.display());
        places
    }
}

/// As it is, for addresses, in hexadecimal digits, backwards, and in Base64 at each of its three phases.
fn forms(secret: &str) -> Vec<String> {
    let escaped: String = secret.bytes().map(|b| format!("%{b:02X}")).collect();
    let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![secret.to_owned(), escaped, hex, form, secret.chars().rev().collect()];
    for lead in 0..3 {
        let shifted = "x".repeat(lead) + secret;
        // The ends depend on what stands before and after.
        let inner = |text: String| text.get(lead + 4..text.len().saturating_sub(6)).map(str::to_owned);
        forms.extend(inner(general_purpose::STANDARD.encode(&shifted)));
        forms.extend(inner(general_purpose::URL_SAFE_NO_PAD.encode(&shifted)));
    }
    forms
}
