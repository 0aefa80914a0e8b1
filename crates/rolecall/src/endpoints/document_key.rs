//! The key that signs identity documents, and its public half for verifiers, in a directory.

use std::fmt::Display;
use std::fs;
use std::io;
use std::path::Path;

use rolecall_workload::imds::DocumentSigner;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::serve::private_file;

const KEY: &str = "instance-identity.key";
const PUBLIC_KEY: &str = "instance-identity.pem";

/// The signer whose key lies in the directory, which the first start puts there; of a key that is not kept if there is none.
pub(crate) fn signer(directory: Option<&Path>) -> Result<DocumentSigner, Failure> {
    let generate = || DocumentSigner::generate().map_err(|error| failed("", &error));
    let Some(directory) = directory else {
        return DocumentSigner::new(&generate()?).map_err(|error| failed("", &error));
    };
    let path = directory.join(KEY);
    let wrong = |error: &dyn Display| failed(&format!("{}: ", path.display()), error);
    let key = match fs::read(&path) {
        Ok(key) => Zeroizing::new(key),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = generate()?;
            private_file::write(directory, KEY, &key).map_err(|error| wrong(&error))?;
            key
        }
        Err(error) => return Err(wrong(&error)),
    };
    let signer = DocumentSigner::new(&key).map_err(|error| wrong(&error))?;
    let public = signer.public_key_pem();
    private_file::write(directory, PUBLIC_KEY, public.as_bytes()).map_err(|error| wrong(&error))?;
    Ok(signer)
}

fn failed(place: &str, error: &dyn Display) -> Failure {
    let remedy = "see that the key can be read and written; without the file, a new key is made";
    Failure::new("the metadata of instances cannot be signed", format!("{place}{error}"), remedy)
}
