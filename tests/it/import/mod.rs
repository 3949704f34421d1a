//! M8, S1 to S4: existing mail by the command line, with every message of the archive compared to the tenant.

mod journey;
mod kill;
mod postfix;
mod served;
mod smtp;
mod source;
