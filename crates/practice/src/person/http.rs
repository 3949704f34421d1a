//! As much of HTTP/1.1 as a person needs: one request per connection, over loopback.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use super::PlayError;

#[derive(Debug)]
pub(super) struct Answer {
    pub location: Option<String>,
    pub body: String,
}

pub(super) async fn get(url: &Url) -> Result<Answer, PlayError> {
    exchange(url, "GET", "").await
}

pub(super) async fn post(url: &Url, form: &str) -> Result<Answer, PlayError> {
    exchange(url, "POST", form).await
}

async fn exchange(url: &Url, method: &str, form: &str) -> Result<Answer, PlayError> {
    let address = || PlayError::Address(url.origin().ascii_serialization());
    let host = url.host_str().ok_or_else(address)?;
    let port = url.port_or_known_default().ok_or_else(address)?;
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let kind = match method {
        "POST" => "Content-Type: application/x-www-form-urlencoded\r\n",
        _ => "",
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/html\r\nConnection: close\r\n\
         {kind}Content-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let failed = |source| PlayError::Connection { host: format!("{host}:{port}"), source };
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.map_err(failed)?;
    stream.write_all(request.as_bytes()).await.map_err(failed)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.map_err(failed)?;
    parse(&bytes).ok_or_else(|| PlayError::Answer { host: format!("{host}:{port}") })
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        let mut all = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        all.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let chunked = header("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked"));
    let body = if chunked { unchunk(body)? } else { body.to_owned() };
    let location = header("location").filter(|_| (300..400).contains(&status));
    Some(Answer { location, body })
}

fn unchunk(mut rest: &str) -> Option<String> {
    let mut whole = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n")?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.push_str(after.get(..size)?);
        rest = after.get(size..)?.strip_prefix("\r\n")?;
    }
}
