//! Invented names: as people write them, and as their address spells them.

/// How many names there are: 64 given names with 64 surnames.
const PAIRS: u32 = 64 * 64;
/// Odd, so that going round in these steps meets every pair once; near the golden section, so that
/// neighbours are far from one another.
const STEP: u32 = 2_531;

pub(crate) const GIVEN: &[(&str, &str)] = &[
    ("Anaïs", "anais"),
    ("Björn", "bjorn"),
    ("Carla", "carla"),
    ("Dmitri", "dmitri"),
    ("Éva", "eva"),
    ("Farid", "farid"),
    ("Gwen", "gwen"),
    ("Hana", "hana"),
    ("İpek", "ipek"),
    ("Jörg", "jorg"),
    ("Keiko", "keiko"),
    ("Łukasz", "lukasz"),
    ("Maeve", "maeve"),
    ("Niamh", "niamh"),
    ("Ørjan", "orjan"),
    ("Pilar", "pilar"),
    ("Quentin", "quentin"),
    ("Rosa", "rosa"),
    ("Søren", "soren"),
    ("Tomás", "tomas"),
    ("Ulla", "ulla"),
    ("Vasco", "vasco"),
    ("Wanda", "wanda"),
    ("Ximena", "ximena"),
    ("Yusuf", "yusuf"),
    ("Zoë", "zoe"),
    ("Amara", "amara"),
    ("Bram", "bram"),
    ("Clíona", "cliona"),
    ("Dénes", "denes"),
    ("Elif", "elif"),
    ("Finn", "finn"),
    ("Aurélie", "aurelie"),
    ("Bastien", "bastien"),
    ("Celeste", "celeste"),
    ("Dorothea", "dorothea"),
    ("Emrys", "emrys"),
    ("Fenna", "fenna"),
    ("Gustav", "gustav"),
    ("Henrike", "henrike"),
    ("Isadora", "isadora"),
    ("Jakub", "jakub"),
    ("Katarína", "katarina"),
    ("Leopold", "leopold"),
    ("Mirjam", "mirjam"),
    ("Nicolò", "nicolo"),
    ("Odile", "odile"),
    ("Petra", "petra"),
    ("Quirin", "quirin"),
    ("Ragnhild", "ragnhild"),
    ("Solveig", "solveig"),
    ("Thibault", "thibault"),
    ("Ursula", "ursula"),
    ("Valentín", "valentin"),
    ("Wilhelm", "wilhelm"),
    ("Xander", "xander"),
    ("Ysolde", "ysolde"),
    ("Zdenko", "zdenko"),
    ("Agnès", "agnes"),
    ("Benedikt", "benedikt"),
    ("Corinna", "corinna"),
    ("Darragh", "darragh"),
    ("Eszter", "eszter"),
    ("Florian", "florian"),
];

pub(crate) const SURNAME: &[(&str, &str)] = &[
    ("Abernathy", "abernathy"),
    ("Böhm", "bohm"),
    ("Castellanos", "castellanos"),
    ("D'Amico", "d'amico"),
    ("Eriksson", "eriksson"),
    ("Fitzgerald", "fitzgerald"),
    ("García-López", "garcia-lopez"),
    ("Hjalmarsson", "hjalmarsson"),
    ("Ito", "ito"),
    ("Jansen", "jansen"),
    ("Kowalczyk", "kowalczyk"),
    ("Lindqvist", "lindqvist"),
    ("MacAllister", "macallister"),
    ("Nakamura", "nakamura"),
    ("O'Brien", "o'brien"),
    ("Pettersen", "pettersen"),
    ("Quiroga", "quiroga"),
    ("Rössler", "rossler"),
    ("Szabó", "szabo"),
    ("Thorne", "thorne"),
    ("Ueda", "ueda"),
    ("Varga", "varga"),
    ("Whitcombe", "whitcombe"),
    ("Xavier", "xavier"),
    ("Yılmaz", "yilmaz"),
    ("Zieliński", "zielinski"),
    ("Ashdown", "ashdown"),
    ("Brandt", "brandt"),
    ("Carvalho", "carvalho"),
    ("Dubois", "dubois"),
    ("Eklund", "eklund"),
    ("Ferreira", "ferreira"),
    ("Andersson", "andersson"),
    ("Bergström", "bergstrom"),
    ("Chevalier", "chevalier"),
    ("Drummond", "drummond"),
    ("Echeverría", "echeverria"),
    ("Fontaine", "fontaine"),
    ("Grönlund", "gronlund"),
    ("Holloway", "holloway"),
    ("Ibarra", "ibarra"),
    ("Jablonski", "jablonski"),
    ("Kirchner", "kirchner"),
    ("Lefèvre", "lefevre"),
    ("Moreau", "moreau"),
    ("Nørgaard", "norgaard"),
    ("Okafor", "okafor"),
    ("Papadakis", "papadakis"),
    ("Quinlan", "quinlan"),
    ("Rasmussen", "rasmussen"),
    ("Sørensen", "sorensen"),
    ("Tkachenko", "tkachenko"),
    ("Urbanek", "urbanek"),
    ("Verhoeven", "verhoeven"),
    ("Winterbourne", "winterbourne"),
    ("Xenakis", "xenakis"),
    ("Yardley", "yardley"),
    ("Zimmermann", "zimmermann"),
    ("Aldridge", "aldridge"),
    ("Bianchi", "bianchi"),
    ("Cermak", "cermak"),
    ("Delacroix", "delacroix"),
    ("Ekström", "ekstrom"),
    ("Fairbanks", "fairbanks"),
];

/// What rooms, lists and shared mailboxes are called after.
pub(super) const PLACES: &[&str] = &[
    "Bakery",
    "Cellar",
    "Dairy",
    "Exports",
    "Fields",
    "Grocery",
    "Harvest",
    "Imports",
    "Juicery",
    "Kitchen",
    "Logistics",
    "Mill",
    "Nursery",
    "Orchard",
    "Packing",
    "Quality",
];

/// Who stands in a slot: given name, surname, and how many had the same name before.
pub(super) fn pair(seed: u64, slot: u32) -> (usize, usize, u32) {
    let pair = (slot % PAIRS * STEP + start(seed)) % PAIRS;
    ((pair / 64) as usize, (pair % 64) as usize, slot / PAIRS)
}

/// The slot of the nth of a name; the first one has no number, the second one is 2.
pub(super) fn slot(seed: u64, given: usize, surname: usize, number: Option<u32>) -> Option<u32> {
    let pair = u32::try_from(given * 64 + surname).ok()?;
    let steps = (pair + PAIRS - start(seed)) % PAIRS;
    // 4096 is a power of two: the inverse of an odd number is one of its powers.
    let inverse = (0..11).fold(1, |power: u32, _| power * power % PAIRS * STEP % PAIRS);
    let before = number.map_or(Some(0), |number| number.checked_sub(1))?;
    before.checked_mul(PAIRS)?.checked_add(steps * inverse % PAIRS)
}

/// How many have the same name at most.
pub(super) fn namesakes(users: u32) -> u32 {
    users / PAIRS + 1
}

fn start(seed: u64) -> u32 {
    (seed % u64::from(PAIRS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_back_to_its_slot() {
        assert_eq!((GIVEN.len(), SURNAME.len()), (64, 64));
        for at in [0, 1, 4095, 4096, 99_999, 999_999] {
            let (given, surname, before) = pair(365, at);
            assert_eq!(slot(365, given, surname, (before > 0).then_some(before + 1)), Some(at));
        }
    }
}
