//! The least HTTP/1.1 client that can keep a connection alive and read an answer whole.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A kept-alive connection to this machine.
pub struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, as it came over the wire.
#[derive(Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Status line and headers, with the empty line.
    pub head: String,
    /// The body without its framing, still compressed.
    pub body: Vec<u8>,
    /// Every byte of it.
    pub wire: usize,
}

impl Answer {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body as text, unpacked if it came in Brotli.
    pub fn text(&self) -> String {
        let mut plain = Vec::new();
        match self.header("content-encoding") {
            Some("br") => {
                if brotli::Decompressor::new(self.body.as_slice(), 4096).read_to_end(&mut plain).is_err() {
                    return String::new();
                }
            }
            None => plain.clone_from(&self.body),
            Some(_) => {}
        }
        String::from_utf8(plain).unwrap_or_default()
    }
}

impl Client {
    /// Connects; waits at most half a minute for any answer.
    pub fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port)))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request.
    pub fn send(&mut self, request: &[u8]) -> io::Result<()> {
        self.stream.write_all(request)
    }

    /// Reads the answer to it.
    pub fn receive(&mut self) -> io::Result<Answer> {
        let head_length = loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n") {
                break at + 4;
            }
            self.more()?;
        };
        let head = String::from_utf8_lossy(&self.read[..head_length]).into_owned();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).ok_or_else(unreadable)?;
        self.read.drain(..head_length);
        let mut answer = Answer { status, head, body: Vec::new(), wire: head_length };
        if let Some(length) = answer.header("content-length") {
            let length: usize = length.parse().map_err(|_| unreadable())?;
            self.fill(length)?;
            answer.body = self.read.drain(..length).collect();
            answer.wire += length;
        } else if answer.header("transfer-encoding") == Some("chunked") {
            loop {
                let line = loop {
                    match find(&self.read, b"\r\n") {
                        Some(at) => break at,
                        None => self.more()?,
                    }
                };
                let size = std::str::from_utf8(&self.read[..line]).map_err(|_| unreadable())?;
                let size = usize::from_str_radix(size, 16).map_err(|_| unreadable())?;
                let framed = line + 2 + size + 2;
                self.fill(framed)?;
                answer.body.extend_from_slice(&self.read[line + 2..line + 2 + size]);
                self.read.drain(..framed);
                answer.wire += framed;
                if size == 0 {
                    break;
                }
            }
        }
        Ok(answer)
    }

    /// Sends a request and reads its answer.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.send(request)?;
        self.receive()
    }

    fn fill(&mut self, length: usize) -> io::Result<()> {
        while self.read.len() < length {
            self.more()?;
        }
        Ok(())
    }

    fn more(&mut self) -> io::Result<()> {
        let mut piece = [0; 16 * 1024];
        match self.stream.read(&mut piece)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                self.read.extend_from_slice(&piece[..n]);
                Ok(())
            }
        }
    }
}

fn unreadable() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// A GET, with a cookie and an `Accept-Encoding` where there are any.
pub fn get(path: &str, cookie: &str, encoding: &str) -> Vec<u8> {
    let mut request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    for (name, value) in [("cookie", cookie), ("accept-encoding", encoding)] {
        if !value.is_empty() {
            request += &format!("{name}: {value}\r\n");
        }
    }
    request += "\r\n";
    request.into_bytes()
}

/// A form sent from a page of ours.
pub fn post(path: &str, cookie: &str, form: &str) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nsec-fetch-site: same-origin\r\ncontent-type: \
         application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
        form.len()
    );
    if !cookie.is_empty() {
        request += &format!("cookie: {cookie}\r\n");
    }
    request += "\r\n";
    request += form;
    request.into_bytes()
}
