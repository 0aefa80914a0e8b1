//! The operations of IAM, STS and Organizations, and the pipeline that every call goes through.
