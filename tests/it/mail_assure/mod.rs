//! Mail Assure (G3) through its own adapter, against the practice panel.

mod calls;
mod drift;
mod ensure;
mod faults;
mod stage;
mod texts;
