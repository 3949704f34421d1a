//! Prints the TypeScript bindings; `cargo xtask gen` writes them to their place.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    print!("{}", tenantry_api::bindings::typescript());
}
