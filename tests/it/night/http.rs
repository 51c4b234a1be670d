//! Requests as bytes on a socket: no client stands between what is asked and the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::{PATIENCE, Running};
use crate::process::Workshop;

/// A running server, and where it is.
pub struct Server {
    pub running: Running,
    pub port: u16,
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub struct Response {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Response {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().skip(1);
        let found = lines
            .filter_map(|line| line.split_once(": "))
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

impl Server {
    /// `presstime serve` at any port, past its first build.
    pub fn start(workshop: &Workshop, args: &[&str]) -> Server {
        Server::at(workshop, "0", args)
    }

    /// At that port, or the next that is free.
    pub fn at(workshop: &Workshop, port: &str, args: &[&str]) -> Server {
        let all = [&["serve", "--port", port], args].concat();
        let running = Running::start(&workshop.site(), &all);
        let mut found = None;
        running.wait_for("an address", || {
            let said = running.said();
            let url = said.split("serving http://").nth(1);
            let url = url.and_then(|rest| rest.split(['/', ' ']).next());
            found = url.and_then(|host| host.rsplit(':').next()?.parse().ok());
            found.is_some()
        });
        Server {
            running,
            port: found.unwrap(),
        }
    }

    /// What is at a path.
    pub fn get(&self, path: &str) -> Response {
        self.get_with(path, "")
    }

    /// The same with more headers, each ended by a line break.
    pub fn get_with(&self, path: &str, headers: &str) -> Response {
        let host = format!("127.0.0.1:{}", self.port);
        self.send(format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
        ))
    }

    /// What comes back for these very bytes.
    pub fn send(&self, request: impl AsRef<[u8]>) -> Response {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_ref()).unwrap();
        let mut all = Vec::new();
        // One that is cut off is told by what is there.
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n");
        let Some(end) = end else {
            return Response::default();
        };
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let mut body = all[end + 4..].to_vec();
        if head
            .to_ascii_lowercase()
            .contains("transfer-encoding: chunked")
        {
            body = unchunked(&body);
        }
        Response {
            status: status.unwrap_or(0),
            head,
            body,
        }
    }

    /// Waits until a page says something.
    pub fn shows(&self, path: &str, what: &str) {
        let mut last = String::new();
        self.running.wait_for(&format!("{what} at {path}"), || {
            last = self.get(path).text();
            last.contains(what)
        });
    }

    /// The events for a page, as they come.
    pub fn events(&self, path: &str) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        Events(BufReader::new(stream))
    }
}

/// A stream of events.
pub struct Events(BufReader<TcpStream>);

impl Events {
    /// The next, as JSON.
    pub fn next(&mut self) -> serde_json::Value {
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "no event came");
            let mut line = String::new();
            assert_ne!(
                self.0.read_line(&mut line).unwrap(),
                0,
                "the stream has ended"
            );
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).ok();
        let Some(size) = size.and_then(|size| usize::from_str_radix(size, 16).ok()) else {
            break;
        };
        let Some(piece) = bytes.get(end + 2..end + 2 + size).filter(|_| size > 0) else {
            break;
        };
        out.extend_from_slice(piece);
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
    }
    out
}
