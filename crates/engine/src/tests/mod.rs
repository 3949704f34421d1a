//! The whole engine against the practice cloud and a real local gateway, by what people would see.

mod answers;
mod approval;
mod background;
mod clouds;
mod consent;
mod crash;
mod cutover;
mod faulty;
mod gateways;
mod guarding;
mod handover;
mod job;
mod lost;
mod page;
mod refusing;
mod rehearsal;
mod retry;
mod safety;
mod saved;
mod sheets;
mod signing;
mod sources;
pub(crate) mod stage;
mod timing;
mod trust;
mod undo;
mod why;
