//! Second factors in a request.

use super::error::StsError;
use super::shapes::{SerialNumber, TokenCode};

/// No MFA device is known here so far: a second factor that cannot be verified is refused.
pub(super) fn check(serial_number: Option<&SerialNumber>, token_code: Option<&TokenCode>) -> Result<(), StsError> {
    if serial_number.is_none() && token_code.is_none() { Ok(()) } else { Err(StsError::UnknownMfaDevice) }
}
