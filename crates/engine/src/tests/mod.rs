//! The whole engine against the practice cloud and a real local gateway, by what people would see.

mod approval;
mod clouds;
mod crash;
mod faulty;
mod job;
mod refusing;
mod safety;
mod signing;
mod sources;
mod stage;
mod timing;
