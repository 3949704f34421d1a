//! Messages as they are sent (RFC 5322, RFC 2045): made piece by piece, so that one of 20 MB is never held.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

use super::message::{MailKind, Message};
use super::words::text;
use crate::tenant::mix;

/// Bytes of a file in one line of base64, and lines in one piece.
const LINE: u64 = 57;
const LINES: u64 = 1024;

/// A message's content in pieces, each as it goes over the wire.
#[derive(Debug)]
pub(crate) struct Mime {
    head: Option<Vec<u8>>,
    dice: u64,
    /// Bytes of the file: done and in all.
    done: u64,
    file: u64,
    tail: Option<Vec<u8>>,
}

impl Iterator for Mime {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if let Some(head) = self.head.take() {
            return Some(head);
        }
        if self.done < self.file {
            let upto = self.file.min(self.done + LINE * LINES);
            let mut piece = Vec::with_capacity((LINES * 78) as usize);
            while self.done < upto {
                let end = upto.min(self.done + LINE);
                piece.extend_from_slice(STANDARD.encode(noise(self.dice, self.done..end)).as_bytes());
                piece.extend_from_slice(b"\r\n");
                self.done = end;
            }
            return Some(piece);
        }
        self.tail.take()
    }
}

/// Some bytes of a file of noise.
fn noise(dice: u64, bytes: Range<u64>) -> Vec<u8> {
    let words = (bytes.start / 8..bytes.end.div_ceil(8)).flat_map(|word| mix(dice ^ word).to_le_bytes());
    words.skip((bytes.start % 8) as usize).take((bytes.end - bytes.start) as usize).collect()
}

/// None for what cannot be turned into MIME.
pub(crate) fn content(message: &Message) -> Option<Mime> {
    if message.kind == MailKind::OpaqueSmime {
        return None;
    }
    let boundary = format!("_{:03}_{:016X}larkfield_", message.content % 1000, message.dice);
    let mut head = headers(message);
    let mut tail = None;
    match message.kind {
        MailKind::Attachment | MailKind::Large => {
            let file = file_name(message);
            head += &format!(
                "Content-Type: multipart/mixed;\r\n\tboundary=\"{boundary}\"\r\nMIME-Version: 1.0\r\n\r\n\
                 --{boundary}\r\n{}\r\n--{boundary}\r\nContent-Type: application/octet-stream; name=\"{file}\"\r\n\
                 Content-Description: {file}\r\nContent-Disposition: attachment; filename=\"{file}\";\r\n\tsize={}\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n",
                plain(message),
                message.file_bytes()
            );
            tail = Some(format!("\r\n--{boundary}--\r\n").into_bytes());
        }
        MailKind::Html | MailKind::Meeting => head += &alternative(message, &boundary),
        MailKind::Report => head += &report(message, &boundary),
        _ => head += &format!("MIME-Version: 1.0\r\n{}\r\n", plain(message)),
    }
    let file = message.file_bytes();
    Some(Mime { head: Some(head.into_bytes()), dice: message.dice, done: 0, file, tail })
}

fn headers(message: &Message) -> String {
    let at = |seconds: i64| {
        let at = Timestamp::from_second(seconds).unwrap_or_default();
        at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    };
    let mut lines = Vec::new();
    if !message.draft {
        let host = message.from.1.rsplit_once('@').map_or("brightwater.example", |(_, domain)| domain);
        lines.push(format!(
            "Received: from mail.{host} (192.0.2.{}) by\r\n mx.larkfield.example (198.51.100.7) with Microsoft SMTP \
             Server\r\n (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n 15.20.9412.{}; {}",
            message.dice % 250 + 1,
            message.dice % 40,
            at(message.received)
        ));
    }
    let raw = message.kind == MailKind::NonAscii;
    lines.push(format!("From: {}", address(&message.from, raw)));
    lines.push(format!("To: {}", address(&message.to, raw)));
    lines.push(format!("Subject: {}", unstructured(&message.subject)));
    lines.push(format!("Date: {}", at(message.received - 2)));
    lines.extend(message.message_id.as_ref().map(|id| format!("Message-ID: {id}")));
    let attached = if message.has_attachments() { "yes" } else { "no" };
    lines.push(format!("Content-Language: en-GB\r\nX-MS-Has-Attach: {attached}"));
    lines.into_iter().map(|line| line + "\r\n").collect()
}

fn address((name, address): &(String, String), raw: bool) -> String {
    // RFC 6532 allows what one kind of message has: UTF-8 as it is.
    let spelled = |name: &str| if raw { format!("\"{name}\"") } else { unstructured(name) };
    match name.as_str() {
        "" => address.clone(),
        name if name.is_ascii() => format!("\"{name}\" <{address}>"),
        name => format!("{} <{address}>", spelled(name)),
    }
}

/// Encoded words (RFC 2047) where needed, short enough for a line each.
fn unstructured(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let words = letters.chunks(10).map(|part| {
        let part: String = part.iter().collect();
        format!("=?utf-8?B?{}?=", STANDARD.encode(part))
    });
    words.collect::<Vec<_>>().join("\r\n ")
}

fn file_name(message: &Message) -> String {
    format!("{}-{}.bin", if message.kind == MailKind::Large { "plans" } else { "list" }, message.dice % 10_000)
}

/// Headers and text of a text part.
fn plain(message: &Message) -> String {
    let encoding = match message.kind {
        MailKind::NonAscii => "8bit",
        _ => "7bit",
    };
    let mut body = text(message.dice, message.kind == MailKind::NonAscii);
    if message.kind == MailKind::LongLines {
        body += &format!("\r\n.\r\n..two dots\r\nFrom here on it is long.\r\n{}\r\n.", "a long line ".repeat(120));
    }
    let charset = if message.kind == MailKind::NonAscii { "utf-8" } else { "us-ascii" };
    format!(
        "Content-Type: text/plain; charset=\"{charset}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
    )
}

fn alternative(message: &Message, boundary: &str) -> String {
    let html: String = text(message.dice, false).lines().map(|line| format!("<p>{line}</p>\r\n")).collect();
    let mut out = format!(
        "Content-Type: multipart/alternative;\r\n\tboundary=\"{boundary}\"\r\nMIME-Version: 1.0\r\n\r\n\
         --{boundary}\r\n{}\r\n--{boundary}\r\nContent-Type: text/html; charset=\"us-ascii\"\r\n\
         Content-Transfer-Encoding: 7bit\r\n\r\n<html>\r\n<body>\r\n{html}</body>\r\n</html>\r\n\r\n",
        plain(message)
    );
    if message.kind == MailKind::Meeting {
        let at = |seconds| Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y%m%dT%H%M%SZ").to_string();
        out += &format!(
            "--{boundary}\r\nContent-Type: text/calendar; charset=\"utf-8\"; method=REQUEST\r\n\
             Content-Transfer-Encoding: 7bit\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:-//Practice//EN\r\n\
             VERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{:016x}@larkfield.example\r\nSUMMARY:Stock taking\r\nDTSTART:{}\r\n\
             DTEND:{}\r\nORGANIZER:mailto:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n\r\n",
            message.dice,
            at(message.received + 86_400),
            at(message.received + 90_000),
            message.from.1
        );
    }
    out + &format!("--{boundary}--\r\n")
}

/// RFC 3464: what was wrong in words, for machines, and the headers of what was sent.
fn report(message: &Message, boundary: &str) -> String {
    let failed = &message.from.1;
    format!(
        "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n\
         MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n\r\n--{boundary}\r\n{}\r\n--{boundary}\r\n\
         Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;mx.larkfield.example\r\n\r\n\
         Final-recipient: rfc822;{failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp;550 5.1.1 No such user\r\n\r\n--{boundary}\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         To: {failed}\r\nSubject: Your order\r\n\r\n--{boundary}--\r\n",
        plain(message)
    )
}
