//! An IMAP client that reads whole mailboxes (RFC 3501).

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

use crate::postfix::LIMIT;

/// A message as the server gives it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Its number, which stays.
    pub uid: u32,
    /// When it arrived, as `17-Jul-1996 02:44:25 +0000`.
    pub arrived: String,
    /// It bears the flag `\Seen`.
    pub seen: bool,
    /// Every byte, with lines that end in CRLF.
    pub content: Vec<u8>,
}

/// One session.
#[derive(Debug)]
pub struct Imap {
    stream: BufReader<TcpStream>,
    commands: u32,
}

impl Imap {
    /// Connects and takes the greeting.
    ///
    /// # Errors
    /// When nobody listens, or what answers does not greet.
    pub fn connect(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&to, LIMIT)?;
        stream.set_read_timeout(Some(LIMIT))?;
        let mut session = Self { stream: BufReader::with_capacity(1 << 16, stream), commands: 0 };
        let greeting = session.line()?;
        if greeting.starts_with("* OK") { Ok(session) } else { Err(io::Error::other(greeting)) }
    }

    /// Logs in and opens the inbox.
    ///
    /// # Errors
    /// When the server does not let it in.
    pub fn login(mut self, user: &str) -> io::Result<Self> {
        self.command(&format!("LOGIN \"{user}\" any"), |_, _| Ok(()))?;
        self.command("SELECT INBOX", |_, _| Ok(()))?;
        Ok(self)
    }

    /// Hands every message over, one after the other, and tells how many there were.
    ///
    /// # Errors
    /// When the connection breaks, or a message lacks what was asked for.
    pub fn each(&mut self, mut take: impl FnMut(Read)) -> io::Result<u32> {
        let mut messages = 0;
        self.command("UID FETCH 1:* (UID FLAGS INTERNALDATE BODY.PEEK[])", |line, content| {
            if let Some(content) = content {
                take(message(line, content).ok_or_else(|| io::Error::other(line.to_owned()))?);
                messages += 1;
            }
            Ok(())
        })?;
        Ok(messages)
    }

    /// Marks every message as read.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn read_all(&mut self) -> io::Result<()> {
        self.command("UID STORE 1:* +FLAGS.SILENT (\\Seen)", |_, _| Ok(()))
    }

    /// Says a command and hands each line before its end over, with what came as a literal in it.
    fn command(
        &mut self,
        command: &str,
        mut each: impl FnMut(&str, Option<Vec<u8>>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.commands += 1;
        let tag = format!("a{}", self.commands);
        self.stream.get_mut().write_all(format!("{tag} {command}\r\n").as_bytes())?;
        loop {
            let mut line = self.line()?;
            if let Some(answer) = line.strip_prefix(&format!("{tag} ")) {
                return if answer.starts_with("OK") { Ok(()) } else { Err(io::Error::other(line)) };
            }
            let octets = line.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')?.1.parse().ok());
            let literal = octets.map(|octets: usize| -> io::Result<Vec<u8>> {
                let mut literal = vec![0; octets];
                self.stream.read_exact(&mut literal)?;
                line.push_str(&self.line()?);
                Ok(literal)
            });
            each(&line, literal.transpose()?)?;
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// `* 3 FETCH (UID 3 FLAGS (\Seen) INTERNALDATE "…" BODY[] {310})`.
fn message(line: &str, content: Vec<u8>) -> Option<Read> {
    let behind = |word: &str| line.split_once(word).map(|(_, rest)| rest);
    let uid = behind("UID ")?.split([' ', ')']).next()?.parse().ok()?;
    let seen = behind("FLAGS (")?.split(')').next()?.contains("\\Seen");
    let arrived = behind("INTERNALDATE \"")?.split('"').next()?.trim().to_owned();
    Some(Read { uid, arrived, seen, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_from_the_line_that_holds_it() {
        let line = "* 3 FETCH (UID 7 FLAGS (\\Seen \\Recent) INTERNALDATE \" 1-Jul-2024 02:44:25 +0000\" BODY[] {4})";
        let read = message(line, b"a\r\nb".to_vec()).unwrap();
        assert_eq!((read.uid, read.seen, &*read.arrived), (7, true, "1-Jul-2024 02:44:25 +0000"));
        assert_eq!(message("* 3 FETCH (FLAGS ())", Vec::new()), None);
    }
}
