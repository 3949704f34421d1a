//! M8, S1 to S4: existing mail out of a practice tenant into a Maildir, with every message compared to the source.

mod access;
mod again;
mod asked;
mod background;
mod by_smtp;
mod certificate;
mod changed;
mod estimate;
mod everybody;
mod meanwhile;
mod other_items;
mod others;
mod passwords;
mod stage;
mod trouble;
mod until_over;
mod whole;
