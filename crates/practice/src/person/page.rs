//! Reading a page: its text, its forms and their controls. Enough HTML for well-formed pages.

use url::form_urlencoded;

/// The field for the code of a device.
const CODE: &str = "otc";

#[derive(Debug, Default)]
pub(super) struct Form {
    pub action: String,
    pub controls: Vec<Control>,
}

#[derive(Debug, Default)]
pub(super) struct Control {
    pub name: String,
    pub value: String,
    /// The words on a button.
    pub label: String,
    pub button: bool,
    /// Sent without anybody touching it: hidden fields and checked boxes.
    sent: bool,
}

impl Form {
    pub(super) fn asks_for_code(&self) -> bool {
        self.controls.iter().any(|control| control.name == CODE)
    }

    /// The form data with a code typed in.
    pub(super) fn submit_code(&self, code: &str) -> String {
        let mut data = form_urlencoded::Serializer::new(String::new());
        for control in self.controls.iter().filter(|control| control.sent && control.name != CODE) {
            data.append_pair(&control.name, &control.value);
        }
        data.append_pair(CODE, code).finish()
    }

    /// The form data a browser sends when a button is pressed.
    pub(super) fn submit(&self, pressed: &Control) -> String {
        let mut data = form_urlencoded::Serializer::new(String::new());
        for control in self.controls.iter().filter(|c| c.sent || std::ptr::eq(*c, pressed)) {
            data.append_pair(&control.name, &control.value);
        }
        data.finish()
    }
}

/// A tag, and the text up to the next one.
struct Piece<'a> {
    tag: &'a str,
    text: &'a str,
}

impl Piece<'_> {
    fn is(&self, name: &str) -> bool {
        self.tag.split([' ', '/', '\n']).next() == Some(name)
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let start = self.tag.find(&format!(" {name}=\""))? + name.len() + 3;
        let value = self.tag.get(start..)?;
        Some(unescape(value.split('"').next()?))
    }

    fn has(&self, flag: &str) -> bool {
        self.tag.split(' ').any(|word| word == flag)
    }
}

fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    html.split('<').skip(1).filter_map(|piece| {
        let (tag, text) = piece.split_once('>')?;
        Some(Piece { tag, text })
    })
}

pub(super) fn forms(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut inside = false;
    for piece in pieces(html) {
        if piece.is("form") {
            let action = piece.attribute("action").unwrap_or_default();
            forms.push(Form { action, controls: Vec::new() });
            inside = true;
        } else if piece.tag == "/form" {
            inside = false;
        } else if let (true, Some(form)) = (inside, forms.last_mut()) {
            form.controls.extend(control(&piece));
        }
    }
    forms
}

fn control(piece: &Piece<'_>) -> Option<Control> {
    let button = piece.is("button");
    if !button && !piece.is("input") {
        return None;
    }
    let kind = piece.attribute("type").unwrap_or_default();
    Some(Control {
        name: piece.attribute("name")?,
        value: piece.attribute("value").unwrap_or_default(),
        label: unescape(piece.text.trim()),
        button,
        sent: kind == "hidden" || piece.has("checked"),
    })
}

/// What a person reads: the text without tags, style and title, in one line per piece.
pub(super) fn text(html: &str) -> String {
    let read = pieces(html).filter(|piece| !piece.is("style") && !piece.is("title"));
    let lines: Vec<String> = read.map(|piece| unescape(piece.text.trim())).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() && !html.contains('<') { html.trim().to_owned() } else { lines.join("\n") }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
