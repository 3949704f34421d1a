//! When and in what order: observe, plan, review, apply, verify.
