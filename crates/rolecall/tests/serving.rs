//! A server that runs: health, reset, the clock, plain HTTP and TLS, and its end.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use support::{Server, exchange, rolecall, serve_in};

#[test]
fn reset_exists_only_in_memory() {
    let data = tempfile::tempdir().unwrap();
    for (command, status) in
        [(&mut rolecall(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]), 200), (&mut serve_in(data.path()), 404)]
    {
        let server = Server::start(command);
        assert_eq!(server.request("GET", "/_rolecall/health").0, 200);
        assert_eq!(server.request("POST", "/_rolecall/reset").0, status, "{command:?}");
        assert_eq!(server.request("GET", "/_rolecall/reset").0, 404);
        assert_eq!(server.request("GET", "/_rolecall/health").0, 200);
    }
}

#[test]
fn after_a_reset_the_same_key_works() {
    let server = Server::start(&mut rolecall(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]));
    let admin = "arn:aws:iam::123456789012:user/admin";
    assert_eq!(server.identity(&server.key(), 0), admin);
    assert_eq!(server.request("POST", "/_rolecall/reset").0, 200);
    assert_eq!(server.identity(&server.key(), 0), admin);
}

#[test]
fn a_clock_that_is_ahead_accepts_what_is_signed_by_it() {
    let mut command = rolecall(["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--clock-offset", "7200"]);
    let server = Server::start(&mut command);
    assert_eq!(server.identity(&server.key(), 7200), "arn:aws:iam::123456789012:user/admin");
    assert_eq!(server.identity(&server.key(), 0), "SignatureDoesNotMatch");
}

#[test]
fn it_ends_when_told_to() {
    for signal in ["TERM", "INT"] {
        let server = Server::start(&mut rolecall(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]));
        let mut idle = TcpStream::connect(server.address).unwrap();
        write!(idle, "GET /_rolecall/health HTTP/1.1\r\nHost: rolecall\r\n\r\n").unwrap();
        assert_ne!(idle.read(&mut [0; 16]).unwrap(), 0);
        assert_eq!(server.signal(signal), Some(0), "{signal}");
    }
}

#[test]
fn a_taken_port_is_refused_before_anything_is_written() {
    let first = Server::start(&mut rolecall(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]));
    let home = tempfile::tempdir().unwrap();
    let address = first.address.to_string();
    let (code, error) = support::failure(rolecall(["serve", "--listen", &address]).current_dir(&home));
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains(&format!("cannot listen on {address}")), "{error}");
    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
}

#[test]
fn plain_http_leaves_the_machine_only_if_told_so() {
    let server = Server::start(&mut rolecall(["serve", "--ephemeral", "--listen", "0.0.0.0:0", "--insecure-http"]));
    let port = server.address.port();
    assert_eq!(server.exported("AWS_ENDPOINT_URL").unwrap(), format!("http://127.0.0.1:{port}"));
    assert!(server.said.ends_with(&format!("listening on http://0.0.0.0:{port}\n")), "{}", server.said);
}

#[test]
fn tls_on_an_address_that_other_machines_reach() {
    let home = tempfile::tempdir().unwrap();
    let (certificate, key) = (home.path().join("cert.pem"), home.path().join("key.pem"));
    let own = rcgen::generate_simple_self_signed(["rolecall.test".to_owned()]).unwrap();
    fs::write(&certificate, own.cert.pem()).unwrap();
    fs::write(&key, own.signing_key.serialize_pem()).unwrap();
    let mut command = rolecall(["serve", "--ephemeral", "--listen", "0.0.0.0:0"]);
    command.arg("--tls-cert").arg(&certificate).env("ROLECALL_TLS_KEY", &key);
    let server = Server::start(&mut command);
    assert!(server.exported("AWS_ENDPOINT_URL").unwrap().starts_with("https://127.0.0.1:"), "{}", server.said);

    let mut roots = RootCertStore::empty();
    roots.add(own.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), ServerName::try_from("rolecall.test").unwrap()).unwrap();
    let stream = TcpStream::connect(("127.0.0.1", server.address.port())).unwrap();
    let (status, _) = exchange(StreamOwned::new(session, stream), "GET", "/_rolecall/health");
    assert_eq!(status, 200);
}
