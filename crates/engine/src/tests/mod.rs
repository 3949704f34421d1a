//! The whole engine against the practice cloud and a real local gateway, by what people would see.

mod answers;
mod approval;
mod clouds;
mod consent;
mod crash;
mod faulty;
mod gateways;
mod guarding;
mod job;
mod lost;
mod page;
mod refusing;
mod rehearsal;
mod retry;
mod safety;
mod saved;
mod signing;
mod sources;
mod stage;
mod timing;
mod trust;
mod undo;
mod why;
