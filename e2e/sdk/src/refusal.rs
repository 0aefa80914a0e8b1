//! What a refused call must look like to a client of the SDK.

use std::fmt::Debug;

use aws_sdk_iam::error::ProvideErrorMetadata;

/// The call must have failed with this code and this text.
pub fn refused<T: Debug, E: ProvideErrorMetadata + Debug>(result: Result<T, E>, code: &str, message: &str) {
    match result {
        Ok(output) => panic!("not refused: {output:?}"),
        Err(error) => assert_eq!((error.code(), error.message()), (Some(code), Some(message)), "{error:?}"),
    }
}

/// The call must have been denied in AWS's words; `because` begins with a space, or is empty.
pub fn denied<T: Debug, E: ProvideErrorMetadata + Debug>(
    result: Result<T, E>,
    caller: &str,
    action: &str,
    resource: &str,
    because: &str,
) {
    let message = format!("User: {caller} is not authorized to perform: {action} on resource: {resource}{because}");
    refused(result, "AccessDenied", &message);
}
