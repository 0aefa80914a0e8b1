//! TLS: `AssumeRole` over connections that last, and over a new one each time, with and without session resumption.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use super::{Bench, MANY};
use crate::Result;
use crate::load::{Load, Rounds, Sample};
use crate::subject::Subject;

/// Connections that are opened at once: fewer than the eight tickets that rustls keeps for a server, each for one use.
const OPENING: usize = 4;

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let (certificate, key) = (bench.path("certificate.pem"), bench.path("key.pem"));
    std::fs::write(&certificate, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone())?;
    let mut client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    client.alpn_protocols = vec![b"http/1.1".to_vec()];

    let mut command = bench.on("tls")?;
    command.arg("--tls-cert").arg(certificate).arg("--tls-key").arg(key);
    let subject = Subject::start(&bench.runtime, command, Some(Arc::new(client.clone())))?;

    let lasting = subject.assume_role(MANY);
    let resumed = Load { reconnects: true, ..subject.assume_role(OPENING) };
    client.resumption = Resumption::disabled();
    let mut anew = resumed.clone();
    anew.target.tls = Some(Arc::new(client));
    let mut cpu = Vec::new();
    for (name, load) in [
        ("AssumeRole over TLS", lasting),
        ("AssumeRole, each over a new TLS connection", anew),
        ("AssumeRole, each over a resumed TLS session", resumed),
    ] {
        load.run(&bench.runtime, &subject.process, bench.round() / 4)?;
        let mut rounds = Rounds::default();
        for _ in 0..bench.rounds().min(3) {
            rounds.push(load.run(&bench.runtime, &subject.process, bench.round())?);
        }
        bench.figures.load(name, load.connections, &rounds, None);
        cpu.push(rounds.median(Sample::cpu));
    }
    if let [lasting, anew, resumed] = *cpu {
        let costs = format!("{:.0} µs, {:.0} µs if resumed", anew - lasting, resumed - lasting);
        bench.figures.measure("processor time of a new TLS connection", costs);
    }
    Ok(())
}
