//! Random lives of a tenant, with faults, restarts and deaths of the program, through the whole engine and the real
//! local gateway: the gateway has what it should have, and undo gives back what was there.

mod expected;
mod life;
mod one_step;
mod stage;
mod trust;
