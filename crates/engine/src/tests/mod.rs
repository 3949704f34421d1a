//! The whole engine against the practice cloud and a real local gateway, by what people would see.

mod crash;
mod faulty;
mod job;
mod safety;
mod signing;
mod stage;
mod timing;
