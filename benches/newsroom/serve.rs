//! From saving a file to seeing it: a running `presstime serve`, asked over loopback every two milliseconds until the
//! new text is there, on the article's page, on the front page and on its section's.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::corpus::{self, Dialect};

const ROUNDS: usize = 60;

const STEP: Duration = Duration::from_millis(2);

/// Makes a newsroom in a folder, unless it is there, serves it, and measures edits of its newest articles.
///
/// # Errors
/// The file system refused, or the server did not answer.
pub fn measure(count: usize, dir: &Path) -> io::Result<()> {
    let dir = std::path::absolute(dir)?;
    if !dir.join("site.yaml").is_file() {
        corpus::site(count, &dir, &Dialect::Presstime)?;
    }
    let first = Server::start(&dir)?;
    println!(
        "{:14} {:8.1} ms to the first answer",
        "first build",
        milliseconds(first.took)
    );
    first.tell_memory("after it");
    first.stop()?;
    let mut server = Server::start(&dir)?;
    println!(
        "{:14} {:8.1} ms to the first answer",
        "started again",
        milliseconds(server.took)
    );

    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut waits = 7_u64;
    for round in 0..ROUNDS {
        // Another time of the server's clockwork each round.
        waits = waits
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(150 + (waits >> 33) % 200));
        let path = corpus::article(count - 1 - round % 8, &dir, &Dialect::Presstime)?;
        // It is as it was made before; the edit comes when that is served.
        let marker = format!("Edit {round} of {}", std::process::id());
        let (article, section) = addresses(&dir, &path);
        let plain = std::fs::read_to_string(&path)?;
        server.wait_until(&article, |page| !page.contains("<h1>Edit "))?;
        std::thread::sleep(Duration::from_millis(300));
        let edited: String = plain
            .lines()
            .map(|line| {
                if line.starts_with("title: ") {
                    format!("title: {marker}\n")
                } else {
                    format!("{line}\n")
                }
            })
            .collect();
        let start = Instant::now();
        std::fs::write(&path, edited)?;
        let mut left = vec![(0, article.clone()), (1, "/".to_owned()), (2, section)];
        while !left.is_empty() {
            let mut waiting = Vec::new();
            for (kind, address) in left {
                if server.get(&address)?.contains(&marker) {
                    times[kind].push(start.elapsed());
                } else {
                    waiting.push((kind, address));
                }
            }
            if start.elapsed() > Duration::from_secs(30) {
                return Err(io::Error::other("an edit was never seen"));
            }
            left = waiting;
            if !left.is_empty() {
                std::thread::sleep(STEP);
            }
        }
    }
    for (what, times) in ["article", "front page", "section"].iter().zip(&mut times) {
        times.sort_unstable();
        println!(
            "{what:14} {:8.1} ms median, {:.1} ms 95th percentile, {:.1} ms at most",
            milliseconds(times[times.len() / 2]),
            milliseconds(times[times.len() * 95 / 100]),
            milliseconds(times[times.len() - 1]),
        );
    }
    server.tell_memory("after edits");
    let before = server.work();
    std::thread::sleep(Duration::from_secs(5));
    if let (Some(before), Some(after)) = (before, server.work()) {
        // The system counts in hundredths of a second.
        #[allow(clippy::cast_precision_loss, reason = "for people")]
        let share = (after - before) as f64 / 5.0;
        println!("{:14} {share:8.2} % of a core", "idle");
    }
    server.stop()
}

/// Where an article and its section are.
fn addresses(dir: &Path, path: &Path) -> (String, String) {
    let below = path.strip_prefix(dir.join("content")).unwrap_or(path);
    let below = below
        .with_extension("")
        .to_string_lossy()
        .replace('\\', "/");
    let section = below.split('/').next().unwrap_or_default();
    (format!("/{below}/"), format!("/{section}/"))
}

struct Server {
    child: Child,
    address: String,
    // One connection, as a browser's.
    stream: BufReader<TcpStream>,
    took: Duration,
}

impl Server {
    /// Starts the program, and asks for the front page until it answers.
    fn start(dir: &PathBuf) -> io::Result<Server> {
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_presstime"))
            .args(["serve", "--port", "0", "-C"])
            .arg(dir)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let said = child
            .stderr
            .take()
            .ok_or_else(|| io::Error::other("it says nothing"))?;
        let mut said = BufReader::new(said);
        let mut line = String::new();
        let address = loop {
            line.clear();
            if said.read_line(&mut line)? == 0 {
                return Err(io::Error::other("the server ended"));
            }
            if let Some(rest) = line.strip_prefix("serving http://") {
                break rest.split('/').next().unwrap_or_default().to_owned();
            }
        };
        // It may go on to talk; somebody has to listen.
        std::thread::spawn(move || io::copy(&mut said, &mut io::sink()));
        let stream = TcpStream::connect(&address)?;
        stream.set_nodelay(true)?;
        let mut server = Server {
            child,
            address,
            stream: BufReader::new(stream),
            took: Duration::ZERO,
        };
        server.wait_until("/", |page| page.contains("</html>"))?;
        server.took = start.elapsed();
        Ok(server)
    }

    fn stop(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }

    fn get(&mut self, path: &str) -> io::Result<String> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    fn wait_until(&mut self, path: &str, is_so: impl Fn(&str) -> bool) -> io::Result<()> {
        while !is_so(&self.get(path)?) {
            std::thread::sleep(STEP);
        }
        Ok(())
    }

    fn tell_memory(&self, when: &str) {
        let mib = |field| self.memory(field).map_or(f64::NAN, corpus::mib);
        let (now, most) = (mib("VmRSS:"), mib("VmHWM:"));
        println!("{when:14} {now:8.1} MiB resident, {most:.1} MiB at most");
    }

    /// What the system says of the process's memory, in bytes.
    fn memory(&self, field: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
    }

    /// The processor time that it took, in hundredths of a second.
    fn work(&self) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
