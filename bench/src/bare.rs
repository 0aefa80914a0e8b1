//! The bare server: hyper, the runtime that `rolecall serve` has, and one fixed answer to everything.

use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use crate::Result;

/// Serves until it is killed. The address is told as `rolecall serve` tells its own.
pub(crate) fn serve(answer_bytes: usize) -> Result<()> {
    let answer = Bytes::from(vec![b'x'; answer_bytes]);
    Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        loop {
            let (stream, _) = listener.accept().await?;
            tokio::spawn(connection(stream, answer.clone()));
        }
    })
}

async fn connection(stream: TcpStream, answer: Bytes) {
    let service = service_fn(move |request| respond(request, answer.clone()));
    // How a connection ends concerns only its client.
    if stream.set_nodelay(true).is_ok() {
        drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
    }
}

/// Reads the request to its end first, as a server must that checks a signature.
async fn respond(request: Request<Incoming>, answer: Bytes) -> hyper::Result<Response<Full<Bytes>>> {
    request.into_body().collect().await?;
    let response = Response::builder().header(header::CONTENT_TYPE, "text/xml").body(Full::new(answer));
    Ok(response.unwrap_or_else(|_| Response::new(Full::default())))
}
