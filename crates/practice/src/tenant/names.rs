//! Invented names: as people write them, and as their address spells them.

pub(super) const GIVEN: &[(&str, &str)] = &[
    ("Anaïs", "anais"), ("Björn", "bjorn"), ("Carla", "carla"), ("Dmitri", "dmitri"),
    ("Éva", "eva"), ("Farid", "farid"), ("Gwen", "gwen"), ("Hana", "hana"),
    ("İpek", "ipek"), ("Jörg", "jorg"), ("Keiko", "keiko"), ("Łukasz", "lukasz"),
    ("Maeve", "maeve"), ("Niamh", "niamh"), ("Ørjan", "orjan"), ("Pilar", "pilar"),
    ("Quentin", "quentin"), ("Rosa", "rosa"), ("Søren", "soren"), ("Tomás", "tomas"),
    ("Ulla", "ulla"), ("Vasco", "vasco"), ("Wanda", "wanda"), ("Ximena", "ximena"),
    ("Yusuf", "yusuf"), ("Zoë", "zoe"), ("Amara", "amara"), ("Bram", "bram"),
    ("Clíona", "cliona"), ("Dénes", "denes"), ("Elif", "elif"), ("Finn", "finn"),
];

pub(super) const SURNAME: &[(&str, &str)] = &[
    ("Abernathy", "abernathy"), ("Böhm", "bohm"), ("Castellanos", "castellanos"), ("D'Amico", "d'amico"),
    ("Eriksson", "eriksson"), ("Fitzgerald", "fitzgerald"), ("García-López", "garcia-lopez"), ("Hjalmarsson", "hjalmarsson"),
    ("Ito", "ito"), ("Jansen", "jansen"), ("Kowalczyk", "kowalczyk"), ("Lindqvist", "lindqvist"),
    ("MacAllister", "macallister"), ("Nakamura", "nakamura"), ("O'Brien", "o'brien"), ("Pettersen", "pettersen"),
    ("Quiroga", "quiroga"), ("Rössler", "rossler"), ("Szabó", "szabo"), ("Thorne", "thorne"),
    ("Ueda", "ueda"), ("Varga", "varga"), ("Whitcombe", "whitcombe"), ("Xavier", "xavier"),
    ("Yılmaz", "yilmaz"), ("Zieliński", "zielinski"), ("Ashdown", "ashdown"), ("Brandt", "brandt"),
    ("Carvalho", "carvalho"), ("Dubois", "dubois"), ("Eklund", "eklund"), ("Ferreira", "ferreira"),
];

/// What rooms, lists and shared mailboxes are called after.
pub(super) const PLACES: &[&str] = &[
    "Bakery", "Cellar", "Dairy", "Exports", "Fields", "Grocery", "Harvest", "Imports",
    "Juicery", "Kitchen", "Logistics", "Mill", "Nursery", "Orchard", "Packing", "Quality",
];
