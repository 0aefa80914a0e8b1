//! Reading request bodies: whole, bounded in size, time and memory.

use std::future::poll_fn;
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest body that is read; AWS answers 413 to a larger one.
pub const MAX_BODY: usize = 10_000_000;
/// Of a larger body, so much is thrown away before the answer: most clients read nothing before they have sent everything.
const MAX_DISCARDED: usize = 40_000_000;
/// A body up to this size is read without asking for room.
const SMALL_BODY: usize = 16 * 1024;
/// How many bytes of larger bodies are held at once, in units of [`UNIT`].
const UNITS: usize = 262_144;
/// The unit in which room is given.
const UNIT: usize = 1024;
/// How long a body may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyError {
    /// It has more than [`MAX_BODY`] bytes.
    TooLarge,
    /// It took too long.
    TooSlow,
    /// The connection broke, or the client closed it early.
    Broken,
}

/// Room for large bodies.
#[derive(Debug)]
pub(super) struct Room(Arc<Semaphore>);

/// A body, and the room that it takes while it is held.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(UNITS)))
    }
}

impl Room {
    /// Reads a body. `waits` says that the client has sent nothing yet (`Expect: 100-continue`), so that it can be refused at once.
    pub(super) async fn read<B>(&self, body: B, waits: bool) -> Result<Held, BodyError>
    where
        B: Body<Data = Bytes>,
    {
        if body.is_end_stream() {
            return Ok(Held::default());
        }
        patiently(self.collect(body, waits)).await.unwrap_or(Err(BodyError::TooSlow))
    }

    async fn collect<B>(&self, body: B, waits: bool) -> Result<Held, BodyError>
    where
        B: Body<Data = Bytes>,
    {
        let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        let most = if body.size_hint().exact().is_some() { declared.min(MAX_BODY) } else { MAX_BODY };
        if declared > MAX_DISCARDED || (waits && declared > MAX_BODY) {
            return Err(BodyError::TooLarge);
        }
        let mut body = pin!(body);
        let Some(first) = chunk(&mut body).await? else { return Ok(Held::default()) };
        let mut room = self.take(first.len(), most).await;
        if body.is_end_stream() && first.len() <= MAX_BODY {
            return Ok(Held { bytes: first, _room: room });
        }
        let mut bytes = BytesMut::from(first);
        while let Some(more) = chunk(&mut body).await? {
            let length = bytes.len() + more.len();
            if length > MAX_BODY {
                drop((bytes, room));
                discard(&mut body).await?;
                return Err(BodyError::TooLarge);
            }
            if room.is_none() {
                room = self.take(length, most).await;
            }
            bytes.extend_from_slice(&more);
        }
        if bytes.len() > MAX_BODY { Err(BodyError::TooLarge) } else { Ok(Held { bytes: bytes.freeze(), _room: room }) }
    }

    /// Room for a whole body once it is more than small: bodies that took it bit by bit could wait for each other.
    async fn take(&self, length: usize, most: usize) -> Option<OwnedSemaphorePermit> {
        if length <= SMALL_BODY {
            return None;
        }
        let units = u32::try_from(most.div_ceil(UNIT)).unwrap_or(u32::MAX);
        self.0.clone().acquire_many_owned(units).await.ok()
    }
}

/// What comes of it if it does not take too long. A body that came with its head is there at the second look, after the
/// connection was told that it is wanted: nearly every body needs no timer.
async fn patiently<T>(reading: impl Future<Output = T>) -> Option<T> {
    let mut reading = pin!(reading);
    let mut has_looked = false;
    let early = poll_fn(|context| match reading.as_mut().poll(context) {
        Poll::Pending if !mem::replace(&mut has_looked, true) => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
        Poll::Pending => Poll::Ready(None),
        Poll::Ready(read) => Poll::Ready(Some(read)),
    });
    match early.await {
        None => tokio::time::timeout(PATIENCE, reading).await.ok(),
        read => read,
    }
}

/// The next bytes; trailers are ignored, as signatures do not cover them.
async fn chunk<B: Body<Data = Bytes> + Unpin>(body: &mut B) -> Result<Option<Bytes>, BodyError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| BodyError::Broken)?;
        if let Ok(bytes) = frame.into_data() {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

async fn discard<B: Body<Data = Bytes> + Unpin>(body: &mut B) -> Result<(), BodyError> {
    let mut discarded = MAX_BODY;
    while let Some(more) = chunk(body).await? {
        discarded += more.len();
        if discarded > MAX_DISCARDED {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::pin::Pin;
    use std::task::Context;

    use hyper::body::{Frame, SizeHint};

    use super::*;

    /// Frames of zeros, a break instead of `None`.
    struct Frames {
        sizes: VecDeque<Option<usize>>,
        declared: u64,
    }

    impl Frames {
        fn of(sizes: &[usize]) -> Self {
            Self { sizes: sizes.iter().copied().map(Some).collect(), declared: 0 }
        }
    }

    impl Body for Frames {
        type Data = Bytes;
        type Error = &'static str;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            Poll::Ready(
                self.sizes
                    .pop_front()
                    .map(|size| size.map(|size| Frame::data(Bytes::from(vec![0; size]))).ok_or("broken")),
            )
        }

        fn is_end_stream(&self) -> bool {
            self.sizes.is_empty()
        }

        fn size_hint(&self) -> SizeHint {
            let mut hint = SizeHint::new();
            hint.set_lower(self.declared);
            hint
        }
    }

    async fn read(frames: Frames, waits: bool) -> Result<usize, BodyError> {
        Room::default().read(frames, waits).await.map(|held| held.bytes.len())
    }

    #[tokio::test]
    async fn sizes() {
        for (sizes, expected) in [
            (&[][..], Ok(0)),
            (&[0], Ok(0)),
            (&[5], Ok(5)),
            (&[5, 6, 0, 7], Ok(18)),
            (&[MAX_BODY], Ok(MAX_BODY)),
            (&[MAX_BODY + 1], Err(BodyError::TooLarge)),
            (&[MAX_BODY - 1, 1], Ok(MAX_BODY)),
            (&[MAX_BODY, 1], Err(BodyError::TooLarge)),
            (&[1, MAX_BODY, 5], Err(BodyError::TooLarge)),
        ] {
            assert_eq!(read(Frames::of(sizes), false).await, expected, "{sizes:?}");
        }
    }

    #[tokio::test]
    async fn broken_bodies() {
        for sizes in [vec![None], vec![Some(5), None], vec![Some(MAX_BODY), Some(1), None]] {
            assert_eq!(read(Frames { sizes: sizes.into(), declared: 0 }, false).await, Err(BodyError::Broken));
        }
    }

    #[tokio::test]
    async fn what_is_declared_too_large_is_not_waited_for() {
        let too_much = MAX_BODY as u64 + 1;
        for (declared, waits, expected) in [
            (too_much, true, Err(BodyError::TooLarge)),
            (too_much, false, Ok(5)),
            (MAX_DISCARDED as u64 + 1, false, Err(BodyError::TooLarge)),
        ] {
            let frames = Frames { sizes: VecDeque::from([Some(5)]), declared };
            assert_eq!(read(frames, waits).await, expected);
        }
    }

    #[tokio::test]
    async fn room_is_taken_and_given_back() {
        let room = Room::default();
        let held = room.read(Frames::of(&[SMALL_BODY, 1]), false).await.unwrap();
        assert_eq!(room.0.available_permits(), UNITS - MAX_BODY.div_ceil(UNIT), "the size is not known before the end");
        drop(held);
        assert_eq!(room.0.available_permits(), UNITS);
        let small = room.read(Frames::of(&[SMALL_BODY]), false).await.unwrap();
        assert_eq!((small.bytes.len(), room.0.available_permits()), (SMALL_BODY, UNITS));
        let known = http_body_util::Full::new(Bytes::from(vec![0; 2 * SMALL_BODY]));
        let held = room.read(known, false).await.unwrap();
        assert_eq!(room.0.available_permits(), UNITS - (2 * SMALL_BODY).div_ceil(UNIT));
        drop(held);
    }
}
