//! What messages say.

use crate::tenant::mix;

const SENTENCES: [&str; 12] = [
    "The delivery will come on Tuesday before ten.",
    "Please find the new prices in the list below.",
    "We are still waiting for the second part of the order.",
    "Could you tell us how many boxes you need?",
    "The cold store was at four degrees all night.",
    "I shall be out of the office until the end of the week.",
    "Nobody has signed the minutes yet.",
    "Thank you for the visit, it was good to meet you all.",
    "The invoice was paid twice, so we shall send one back.",
    "Let us talk about the spring menu next week.",
    "The van needs new tyres.",
    "See you at lunch.",
];

const ABROAD: [&str; 4] = [
    "Die Übergabe der Küche ist am Dienstag um zehn.",
    "価格表をお送りします。",
    "Vi ses på fredag, hilsen fra køkkenet.",
    "Спасибо за письмо, ждём оборудование. 🍽",
];

/// Paragraphs with CRLF between the lines.
pub(super) fn text(dice: u64, abroad: bool) -> String {
    let sentences: &[&str] = if abroad { &ABROAD } else { &SENTENCES };
    let mut state = dice;
    let lines = (0..6 + dice % 30).map(|_| {
        state = mix(state);
        sentences[(state % sentences.len() as u64) as usize]
    });
    let greeting = if abroad { "Guten Tag," } else { "Good morning," };
    [greeting, ""].into_iter().chain(lines).collect::<Vec<_>>().join("\r\n")
}

/// The beginning, as lists show it.
pub(crate) fn preview(dice: u64, abroad: bool) -> String {
    let text = text(dice, abroad).replace("\r\n", " ");
    text.chars().take(255).collect()
}
