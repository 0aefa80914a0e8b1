//! Bodies made here and AWS's worked example, whole, cut anywhere, and damaged.

use proptest::prelude::*;
use rolecall_model::SecretKey;

use super::*;
use crate::{Scope, SigningKey};

/// The example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>.
const SEED: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
const TIMESTAMP: &str = "20130524T000000Z";
const SCOPE: Scope<'_> = Scope { date: "20130524", region: "us-east-1", service: "s3" };
const TRAILER: &str = "x-amz-checksum-crc32c";

#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Signed,
    SignedTrailer,
    UnsignedTrailer,
}

fn chain(seed: &str) -> Chain {
    let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned());
    Chain::new(&SigningKey::derive(&secret, &SCOPE), TIMESTAMP, &SCOPE, seed)
}

fn terms(form: Form, seed: &str, decoded_length: u64) -> Chunked {
    Chunked {
        chain: (form != Form::UnsignedTrailer).then(|| chain(seed)),
        announced: (form != Form::Signed).then(|| vec![TRAILER.to_owned()]),
        decoded_length,
    }
}

/// The body of this data in chunks of this size, as a client makes it.
fn encoded(form: Form, data: &[u8], chunk_size: usize) -> Vec<u8> {
    let mut chain = (form != Form::UnsignedTrailer).then(|| chain(SEED));
    let mut body = Vec::new();
    for chunk in data.chunks(chunk_size).chain([&b""[..]]) {
        body.extend(format!("{:x}", chunk.len()).bytes());
        if let Some(chain) = &mut chain {
            body.extend(format!(";chunk-signature={}", chain.sign_chunk(chunk)).bytes());
        }
        body.extend(b"\r\n");
        body.extend(chunk);
        body.extend(if chunk.is_empty() { &b""[..] } else { b"\r\n" });
    }
    if form != Form::Signed {
        body.extend(format!("{TRAILER}:wdBDMA==\r\n").bytes());
        if let Some(chain) = &mut chain {
            let signature = chain.sign_trailer(format!("{TRAILER}:wdBDMA==\n").as_bytes());
            body.extend(format!("x-amz-trailer-signature:{signature}\r\n").bytes());
        }
    }
    body.extend(b"\r\n");
    body
}

type Decoded = (Vec<u8>, Vec<(String, String)>);

/// Decodes the pieces of a body between these cuts.
fn decode(terms: Chunked, body: &[u8], cuts: &[usize]) -> Result<Decoded, ChunkError> {
    let (mut decoder, mut data, mut start) = (terms.decoder(), Vec::new(), 0);
    let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (body.len() + 1)).chain([body.len()]).collect();
    ends.sort_unstable();
    for end in ends {
        let mut piece = body.get(start..end).unwrap();
        start = end;
        while !piece.is_empty() {
            let used = match decoder.step(piece)? {
                Step::Data(length) => {
                    data.extend(piece.get(..length).unwrap());
                    length
                }
                Step::Frame(length) => length,
            };
            assert!(used > 0, "no step without progress");
            piece = piece.get(used..).unwrap();
        }
    }
    Ok((data, decoder.finish()?))
}

fn trailers(form: Form) -> Vec<(String, String)> {
    if form == Form::Signed { vec![] } else { vec![(TRAILER.to_owned(), "wdBDMA==".to_owned())] }
}

#[test]
fn the_worked_example() {
    let data = vec![b'a'; 66_560];
    let body = encoded(Form::Signed, &data, 65_536);
    assert_eq!(body.len(), 66_824, "Content-Length of the example");
    let text = String::from_utf8(body.clone()).unwrap();
    for line in [
        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n",
        "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n",
        "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
    ] {
        assert!(text.contains(line), "{line}");
    }
    assert_eq!(decode(terms(Form::Signed, SEED, 66_560), &body, &[]), Ok((data, vec![])));
}

/// The example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>.
#[test]
fn the_worked_example_with_a_trailer() {
    let seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
    let data = vec![b'a'; 66_560];
    let mut body = Vec::new();
    for (size, signature) in [
        (65_536, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2"),
        (1024, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7"),
        (0, "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992"),
    ] {
        body.extend(format!("{size:x};chunk-signature={signature}\r\n").bytes());
        body.extend(data.iter().take(size));
        body.extend(if size > 0 { &b"\r\n"[..] } else { b"" });
    }
    body.extend(b"x-amz-checksum-crc32c:sOO8/Q==\n\r\n");
    body.extend(b"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n");
    let expected = vec![(TRAILER.to_owned(), "sOO8/Q==".to_owned())];
    assert_eq!(decode(terms(Form::SignedTrailer, seed, 66_560), &body, &[]), Ok((data, expected)));
}

#[test]
fn bodies_that_are_refused() {
    use ChunkError::{Length, Malformed, Signature, Trailer};
    let long = format!("0\r\n{TRAILER}:{}\r\n\r\n", "a".repeat(5000));
    let many = format!("0\r\n{}\r\n", "a:b\r\n".repeat(2000));
    for (body, length, expected) in [
        ("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:v\r\n\r\n", 4, Length),
        ("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:v\r\n\r\n", 2, Length),
        ("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:v\r\n\r\nx", 3, Malformed),
        ("3\r\nabc\r\n0\r\nx-amz-checksum-crc32c:v\r\n", 3, Length),
        ("3\r\nabc\r\n", 3, Length),
        ("", 0, Length),
        ("3\r\nabcd\r\n", 3, Malformed),
        ("3\nabc\r\n", 3, Malformed),
        ("3;chunk-signature=ab\r\nabc\r\n", 3, Malformed),
        ("ffffffffffffffff\r\nabc\r\n", 3, Length),
        (&"0".repeat(200), 0, Malformed),
        ("0\r\n\r\n", 0, Trailer),
        ("0\r\nx-other:v\r\n\r\n", 0, Trailer),
        ("0\r\nx-amz-checksum-crc32c:v\r\nx-amz-checksum-crc32c:v\r\n\r\n", 0, Trailer),
        ("0\r\nx-amz-checksum-crc32c:v\r\nx-amz-trailer-signature:ab\r\n\r\n", 0, Trailer),
        ("0\r\nx-amz-checksum-crc32c\r\n\r\n", 0, Trailer),
        ("0\r\nx-amz-checksum-crc32c:a\rb\r\n\r\n", 0, Trailer),
        (&long, 0, Trailer),
        (&many, 0, Trailer),
    ] {
        assert_eq!(decode(terms(Form::UnsignedTrailer, SEED, length), body.as_bytes(), &[]), Err(expected), "{body}");
    }
    let mixed = encoded(Form::Signed, b"abc", 3);
    assert_eq!(decode(terms(Form::SignedTrailer, SEED, 3), &mixed, &[]), Err(Trailer), "no trailer where one must be");
    assert_eq!(decode(terms(Form::UnsignedTrailer, SEED, 3), &mixed, &[]), Err(Malformed));
    assert_eq!(decode(terms(Form::Signed, &SEED.replace('4', "5"), 3), &mixed, &[]), Err(Signature), "another seed");
    let lacking = encoded(Form::UnsignedTrailer, b"abc", 3);
    assert_eq!(decode(terms(Form::Signed, SEED, 3), &lacking, &[]), Err(Malformed), "unsigned where signed is due");
}

fn forms() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Signed), Just(Form::SignedTrailer), Just(Form::UnsignedTrailer)]
}

proptest! {
    #[test]
    fn cuts_change_nothing(
        form in forms(),
        data in proptest::collection::vec(any::<u8>(), 0..300),
        chunk_size in 1usize..120,
        cuts in proptest::collection::vec(any::<usize>(), 0..20),
    ) {
        let body = encoded(form, &data, chunk_size);
        let length = data.len() as u64;
        prop_assert_eq!(decode(terms(form, SEED, length), &body, &cuts), Ok((data, trailers(form))));
    }

    #[test]
    fn a_changed_byte_is_never_accepted_as_the_same_body(
        form in forms(),
        data in proptest::collection::vec(any::<u8>(), 1..100),
        chunk_size in 1usize..120,
        at in any::<usize>(),
        mask in 1u8..=255,
    ) {
        let mut body = encoded(form, &data, chunk_size);
        let at = at % body.len();
        *body.get_mut(at).unwrap() ^= mask;
        let decoded = decode(terms(form, SEED, data.len() as u64), &body, &[]);
        // Letters of sizes and names count in either case.
        let harmless = Ok((data, trailers(form)));
        let folds = mask == 0x20;
        prop_assert!(form == Form::UnsignedTrailer || decoded.is_err() || (folds && decoded == harmless), "{decoded:?}");
    }

    #[test]
    fn an_end_anywhere_is_refused(form in forms(), data in proptest::collection::vec(any::<u8>(), 0..60), cut in any::<usize>()) {
        let body = encoded(form, &data, 16);
        let cut = cut % body.len();
        prop_assert!(decode(terms(form, SEED, data.len() as u64), body.get(..cut).unwrap(), &[]).is_err());
    }

    #[test]
    fn nothing_makes_it_panic(form in forms(), body in proptest::collection::vec(prop_oneof![any::<u8>(), Just(b'0'), Just(b'\r'), Just(b'\n'), Just(b';')], 0..200)) {
        _ = decode(terms(form, SEED, 3), &body, &[]);
    }
}
