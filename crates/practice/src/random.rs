//! Unpredictable values: codes, tokens, secrets.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Random bytes as base64url text. Running out of randomness is not survivable; the system's
/// generator does not fail after start-up.
pub(crate) fn text(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    if rand::fill(&mut buffer).is_err() {
        std::process::abort();
    }
    URL_SAFE_NO_PAD.encode(buffer)
}
