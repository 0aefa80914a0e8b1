//! nginx as a plain reverse proxy with one worker, set up as its documentation advises for speed.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use crate::Result;
use crate::cores::Cores;
use crate::process::Process;
use crate::tools::Program;

/// Starts it before `upstream`; what it keeps goes into `directory`.
pub(crate) fn start(
    program: &Program,
    cores: Option<Cores>,
    directory: &Path,
    upstream: SocketAddr,
) -> Result<Process> {
    fs::create_dir_all(directory)?;
    // Free now, and taken by nobody else within the next moment.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let configuration = directory.join("nginx.conf");
    fs::write(&configuration, text(directory, address, upstream))?;
    let mut command = Cores::command(cores, &program.path);
    program.prepare(&mut command).arg("-p").arg(directory).arg("-c").arg(configuration);
    command.arg("-e").arg(directory.join("error.log"));
    Process::listening(command, address)
}

/// Connections are kept on both sides, bodies streamed and not put on the disk. Every request is logged, as it is unless nginx is told
/// otherwise, and as the gateway records each.
fn text(directory: &Path, address: SocketAddr, upstream: SocketAddr) -> String {
    let directory = directory.display();
    format!(
        "daemon off;
master_process off;
worker_processes 1;
pid {directory}/nginx.pid;
events {{ worker_connections 16384; }}
http {{
    access_log {directory}/access.log;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    client_max_body_size 0;
    keepalive_requests 1000000000;
    tcp_nodelay on;
    upstream s3 {{ server {upstream}; keepalive 128; keepalive_requests 1000000000; }}
    server {{
        listen {address} backlog=4096;
        location / {{
            proxy_pass http://s3;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_request_buffering off;
            proxy_max_temp_file_size 0;
        }}
    }}
}}
"
    )
}
