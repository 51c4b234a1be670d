//! Who may ask: a web page elsewhere can have a browser ask this server, under a name of its own; it must not be
//! answered, or it could read what is embargoed.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, TcpListener};

/// The names under which the server answers.
#[derive(Clone, Debug)]
pub struct Hosts {
    named: Vec<String>,
    is_open: bool,
}

/// So many ports are tried after the one that is taken.
const PORTS: u16 = 100;

impl Hosts {
    /// For a server at an address; `host` is how the user named it, and `allowed` what else is.
    pub fn new(address: IpAddr, host: &str, allowed: &[String]) -> Hosts {
        let named = allowed.iter().map(String::as_str).chain([host]);
        Hosts {
            named: named.filter_map(name_of).collect(),
            is_open: !address.is_loopback(),
        }
    }

    /// Whether a `Host` header, or the authority of a request, is one of its names.
    ///
    /// A name that leads to this machine is not enough, since anybody can make one. An address in digits is no
    /// name: a page elsewhere has another. (It is answered where the server is for the network.)
    pub fn allow(&self, authority: &str) -> bool {
        let Some(name) = name_of(authority) else {
            return false;
        };
        if self.named.contains(&name) || name == "localhost" || name.ends_with(".localhost") {
            return true;
        }
        address_of(&name).is_some_and(|address| self.is_open || address.is_loopback())
    }
}

/// The name of `name:port`, in lower case; `None` where it is none.
fn name_of(authority: &str) -> Option<String> {
    let (name, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            let name: Ipv6Addr = name.parse().ok()?;
            (name.to_string(), port.strip_prefix(':').unwrap_or(port))
        }
        None => match authority.split_once(':') {
            Some((name, port)) => (name.to_ascii_lowercase(), port),
            None => (authority.to_ascii_lowercase(), ""),
        },
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    let is_name = !name.is_empty() && name.chars().all(is_plain);
    let is_port = port.len() <= 5 && port.chars().all(|c| c.is_ascii_digit());
    let name = name.strip_suffix('.').map(str::to_owned).unwrap_or(name);
    (is_name && is_port && !name.is_empty()).then_some(name)
}

fn address_of(name: &str) -> Option<IpAddr> {
    name.parse().ok()
}

/// Listens at a host's port, or at the next that is free. Port 0 is any.
///
/// # Errors
/// There is no such host here, none of the ports is free, or the user may not listen there.
pub fn listen(host: &str, port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let last = port.saturating_add(if port == 0 { 0 } else { PORTS });
    let mut taken = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        match TcpListener::bind((host, port)) {
            Ok(listener) => {
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}
