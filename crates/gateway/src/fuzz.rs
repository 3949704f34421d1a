//! What arrives from outside, for fuzzing: any bytes are read or refused, never a panic, never success by mistake.

/// An answer of the Control Panel API.
///
/// # Panics
/// When a body without the envelope and without its word is taken for success, or one that tells of an error.
pub fn panel_answer(body: &[u8]) {
    crate::mail_assure::panel_answer(body);
}
