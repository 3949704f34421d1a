//! Prints what the page takes from the core: the TypeScript bindings, or with `refusals` Microsoft's numbers and their
//! words; `cargo xtask gen` writes them to their places.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("refusals") => print!("{}", tenantry_api::bindings::refusals()),
        _ => print!("{}", tenantry_api::bindings::typescript()),
    }
}
