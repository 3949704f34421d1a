//! What an administrator does between two readings of the small tenant, so that each of them has several pages of
//! changes in every collection.

use practice::{Collection, Edit, Practice};

const USERS: [&str; 7] = [
    "nora.quill@larkfield.example",
    "sean.o'hara@larkfield.example",
    "mei.li@larkdeli.example",
    "info@larkfield.example",
    "van@larkfield.example",
    "clerk@larkfield.example",
    "driver@larkdeli.example",
];
const GROUPS: [&str; 4] =
    ["everyone@larkfield.example", "managers@larkfield.example", "kitchen@larkdeli.example", "list@larkfield.example"];
const CONTACTS: [&str; 4] =
    ["payroll@larkfield.example", "press@larkfield.example", "bank@larkfield.example", "post@larkfield.example"];

fn put(practice: &Practice, into: Collection, who: &str, turn: u32) {
    let (local, domain) = who.split_once('@').unwrap();
    let edit = Edit { aliases: Some(vec![format!("{local}.{turn}@{domain}")]), ..Edit::default() };
    practice.upsert(into, who, &edit).unwrap();
}

/// Somebody of each kind has another address. `moving`: somebody comes, and goes the next time.
pub fn edit(practice: &Practice, turn: u32, moving: bool) {
    for (into, who) in
        [(Collection::Users, &USERS[..]), (Collection::Groups, &GROUPS), (Collection::Contacts, &CONTACTS)]
    {
        who.iter().for_each(|who| put(practice, into, who, turn));
    }
    put(practice, Collection::ExchangeOnly, "staff@larkfield.example", turn);
    let temporary = "temp@larkfield.example";
    if practice.remove_user(temporary).is_err() && moving {
        practice.upsert_user(temporary, &Edit::default()).unwrap();
    }
}
