//! Under which names the server answers.

use presstime::serve::Hosts;

fn local() -> Hosts {
    Hosts::new(
        "127.0.0.1".parse().unwrap(),
        "127.0.0.1",
        &["desk.example".to_owned()],
    )
}

#[test]
fn its_own_names_are_answered() {
    for host in [
        "localhost",
        "localhost:4110",
        "LOCALHOST:80",
        "localhost.",
        "courier.localhost:4110",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.8.9.10",
        "[::1]",
        "[::1]:4110",
        "desk.example",
        "Desk.Example:443",
    ] {
        assert!(local().allow(host), "{host}");
    }
}

#[test]
fn no_other_is() {
    for host in [
        "",
        "evil.example",
        "evil.example:4110",
        "localhost.evil.example",
        "desk.example.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example#localhost",
        "localhost evil.example",
        "192.168.1.10",
        "10.0.0.1:4110",
        "0.0.0.0",
        "[::]",
        "[2001:db8::1]:4110",
        "[::1",
        "::1]",
        "[localhost]",
        "localhost:port",
        "localhost:123456",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "местный",
        ":4110",
        ".",
    ] {
        assert!(!local().allow(host), "{host}");
    }
}

#[test]
fn a_server_for_the_network_is_reached_by_its_address_and_by_no_name() {
    let open = Hosts::new("0.0.0.0".parse().unwrap(), "0.0.0.0", &[]);
    for host in ["192.168.1.10:4110", "[2001:db8::1]", "localhost"] {
        assert!(open.allow(host), "{host}");
    }
    assert!(!open.allow("evil.example"));
    let named = Hosts::new("192.168.1.10".parse().unwrap(), "desk.lan", &[]);
    assert!(named.allow("desk.lan:4110") && !named.allow("desk.lan.evil.example"));
}
