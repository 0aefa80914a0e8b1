//! Credentials from the metadata service of an instance, as they come out of its cache.

use std::net::TcpListener;
use std::time::Duration;

use super::{Bench, FEW};
use crate::Result;
use crate::load::{Connection, Rounds, Target};
use crate::subject::Subject;
use crate::way::Round;
use crate::wrk::Script;

const PROFILE: &str = "web";

pub(super) fn run(bench: &mut Bench) -> Result<()> {
    // Free now, and taken by nobody else within the next moment.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = bench.on("imds")?;
    command.args(["--instance", &format!("{PROFILE}={address}")]);
    let subject = Subject::start(&bench.runtime, command, None)?;
    subject.make_instance_profile(&bench.runtime, PROFILE)?;
    let token = bench.runtime.block_on(async {
        let mut connection = Connection::open(&Target { address, tls: None }).await?;
        let ask = b"PUT /latest/api/token HTTP/1.1\r\nHost: localhost\r\n\
                    x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n\r\n";
        Ok::<_, crate::Error>(String::from_utf8_lossy(connection.ask(ask).await?).into_owned())
    })?;
    let wrk = bench.tools.find("wrk")?;
    let path = bench.path("fetches.lua");
    let duration = Duration::from_secs(if bench.quick { 1 } else { 4 });
    let (kept, new) = (("over connections that are kept", ""), ("each over a new connection", "Connection: close\r\n"));
    // How long a fetch takes, and how many there can be: eight clients that never pause wait for each other.
    for ((name, header), connections) in [(kept, 1), (new, 1), (kept, FEW), (new, FEW)] {
        let request = format!(
            "GET /latest/meta-data/iam/security-credentials/{PROFILE} HTTP/1.1\r\nHost: localhost\r\n\
             x-aws-ec2-metadata-token: {token}\r\n{header}\r\n"
        );
        let script = Script::write(&path, &[request.into_bytes()])?;
        let mut rounds = Rounds::default();
        for number in 0..=bench.rounds() {
            let round = script.run(&wrk, address, connections, duration, Some(&subject.process))?;
            if number > 0 {
                rounds.push(round);
            }
        }
        let p99 = rounds.median(|round: &Round| round.p99);
        let figures = &mut bench.figures;
        figures.way(&format!("credentials of an instance, {name}"), connections, 1.0, &rounds, None);
        if connections == 1 {
            let aim = format!("credentials of an instance, {name}: p99 under 1 ms");
            figures.aim(&aim, format!("{p99:.2} ms"), p99 < 1.0);
        }
    }
    Ok(())
}
