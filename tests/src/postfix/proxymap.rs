//! Look-ups as Postfix's own programs make them: over the socket of proxymap(8).

use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    os::unix::net::UnixStream,
    path::Path,
};

use super::LIMIT;

/// One client of the running `proxymap`; it keeps its connection, as `smtpd` does.
#[derive(Debug)]
pub struct Proxymap {
    stream: BufReader<UnixStream>,
}

impl Proxymap {
    /// Connects to a socket.
    ///
    /// # Errors
    /// When nobody listens, or what answers is not proxymap.
    pub(super) fn connect(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(LIMIT))?;
        let mut client = Self { stream: BufReader::new(stream) };
        match client.answer()?.as_slice() {
            [name, value] if name == "protocol" && value == "proxymap_protocol" => Ok(client),
            other => Err(io::Error::other(format!("proxymap greets with {other:?}"))),
        }
    }

    /// What a map (`type:file`) answers.
    ///
    /// # Errors
    /// When the look-up fails, or takes longer than any test waits.
    pub fn ask(&mut self, map: &str, key: &str) -> io::Result<Option<String>> {
        let mut request = Vec::new();
        // Flags: keys are folded, and nothing is locked (dict.h: DICT_FLAG_FOLD_FIX).
        for word in ["request", "lookup", "table", map, "flags", "16384", "key", key] {
            request.extend_from_slice(word.as_bytes());
            request.push(0);
        }
        request.push(0);
        self.stream.get_mut().write_all(&request)?;
        let answer = self.answer()?;
        match answer.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["status", "0", "value", value] => Ok(Some((*value).to_owned())),
            ["status", "1", ..] => Ok(None),
            other => Err(io::Error::other(format!("{map} does not answer: {other:?}"))),
        }
    }

    /// Names and values, each ended by a NUL, the list by one more.
    fn answer(&mut self) -> io::Result<Vec<String>> {
        let mut words = Vec::new();
        loop {
            let mut word = Vec::new();
            if self.stream.read_until(0, &mut word)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            word.pop();
            // A name is never empty, a value may be.
            if word.is_empty() && words.len() % 2 == 0 {
                return Ok(words);
            }
            words.push(String::from_utf8_lossy(&word).into_owned());
        }
    }
}
