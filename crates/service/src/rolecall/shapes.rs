//! Shapes that several operations of Rolecall's own service share.

rolecall_model::text! {
    /// The id of a host in a request.
    pub(super) struct HostIdText { MinLength(16), MaxLength(128), Pattern(&patterns::WORD) }
    /// An Ed25519 public key in a request.
    pub(super) struct PublicKeyText { MinLength(44), MaxLength(44), Pattern(&patterns::PUBLIC_KEY) }
    /// Where the next page begins.
    pub(super) struct NextToken { MinLength(1), MaxLength(1024) }
}

rolecall_model::number! {
    /// The most items in a page.
    pub(super) struct MaxResults(1..=100);
}
