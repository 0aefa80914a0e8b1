//! AWS Signature Version 4: canonical request, verification and signing.
