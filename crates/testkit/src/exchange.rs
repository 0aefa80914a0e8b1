//! Sending a request to any server, over a connection of its own.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Builder;

use crate::{Answer, Request};

/// Sends a request to a server that listens at `address`, in this process or another, in plain HTTP. Blocks.
pub fn send(address: SocketAddr, mut request: Request) -> Answer {
    request.add_host(&address.to_string());
    Builder::new_current_thread().enable_all().build().unwrap().block_on(exchange(address, request))
}

pub(crate) async fn exchange(address: SocketAddr, request: Request) -> Answer {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut message = http::Request::builder().method(request.method.as_str()).uri(&request.target);
    for (name, value) in &request.headers {
        message = message.header(name, value);
    }
    let message = message.body(Full::new(Bytes::from(request.body))).unwrap();
    let (parts, body) = sender.send_request(message).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.into()).unwrap() }
}
