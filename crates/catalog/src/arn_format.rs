//! How the ARNs of a resource type are made.

use std::fmt;

/// An ARN with placeholders such as `${Account}` where the ARNs of a type differ.
///
/// [`Display`](fmt::Display) writes it whole: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. A field is a literal, a
/// placeholder, empty, `*`, or in the resource any mixture of these.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ArnFormat {
    /// All before the resource, with the colon that ends it.
    pub(crate) head: &'static str,
    pub(crate) resource: &'static str,
}

impl ArnFormat {
    /// The service's field.
    pub fn service(self) -> &'static str {
        self.field(2)
    }

    /// The region's field; empty for resources without region.
    pub fn region(self) -> &'static str {
        self.field(3)
    }

    /// The account's field; empty for resources whose ARNs do not tell it.
    pub fn account(self) -> &'static str {
        self.field(4)
    }

    /// All after the fifth colon.
    pub fn resource(self) -> &'static str {
        self.resource
    }

    fn field(self, number: usize) -> &'static str {
        self.head.split(':').nth(number).unwrap_or_default()
    }
}

impl fmt::Display for ArnFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.head, self.resource)
    }
}
