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

/// Random bytes.
pub(crate) fn bytes<const COUNT: usize>() -> [u8; COUNT] {
    let mut buffer = [0; COUNT];
    if rand::fill(&mut buffer).is_err() {
        std::process::abort();
    }
    buffer
}

/// So many letters out of an alphabet of 32, each as likely as the others.
pub(crate) fn letters(count: usize, alphabet: &[u8]) -> String {
    let mut buffer = vec![0; count];
    if rand::fill(&mut buffer).is_err() {
        std::process::abort();
    }
    let letter = |byte: &u8| alphabet.get(usize::from(byte % 32)).copied().map(char::from);
    buffer.iter().filter_map(letter).collect()
}
