//! The service authorization facts: which services, actions, resource types and condition keys AWS has.
//!
//! They are what the Service Authorization Reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>) tables, without its prose. The crate
//! embeds them as one table (`spec/authorization/facts.bin`) that is read where it lies: nothing is parsed, copied or allocated,
//! neither at the start nor by a look-up. Look-ups ignore the case of ASCII letters, as IAM does with actions and condition keys.
//!
//! ```
//! use rolecall_catalog::{AccessLevel, KeyType, condition_key, service};
//!
//! let action = service("s3").and_then(|service| service.action("getobject")).ok_or("unknown")?;
//! assert_eq!((action.to_string().as_str(), action.access_level()), ("s3:GetObject", AccessLevel::Read));
//! let object = action.resources().find(|resource| resource.resource_type().name() == "object").ok_or("unknown")?;
//! let format = object.resource_type().arn_format();
//! assert_eq!(format.to_string(), "arn:${Partition}:s3:::${BucketName}/${ObjectName}");
//!
//! let key = condition_key("aws:RequestTag/Team").ok_or("unknown")?;
//! assert_eq!((key.name(), key.kind()), ("aws:RequestTag/${TagKey}", KeyType::String));
//! # Ok::<(), &str>(())
//! ```

pub mod format;

mod access_level;
mod action;
mod arn_format;
mod catalog;
mod condition_key;
mod resource_type;
mod service;

pub use access_level::AccessLevel;
pub use action::{Action, ActionResource};
pub use arn_format::ArnFormat;
pub use catalog::Catalog;
pub use condition_key::{ConditionKey, KeyType};
pub use resource_type::ResourceType;
pub use service::Service;

/// Every service, in the order of their prefixes.
///
/// ```
/// assert!(rolecall_catalog::services().any(|service| service.prefix() == "sts"));
/// ```
pub fn services() -> impl ExactSizeIterator<Item = Service> {
    Catalog::embedded().services()
}

/// The service with a prefix: what stands before the colon in its actions.
///
/// ```
/// assert_eq!(rolecall_catalog::service("IAM").map(|service| service.prefix()), Some("iam"));
/// assert_eq!(rolecall_catalog::service("nothing"), None);
/// ```
pub fn service(prefix: &str) -> Option<Service> {
    Catalog::embedded().service(prefix)
}

/// Every condition key, global ones and those of services, in the order of their names without regard to case.
///
/// ```
/// assert!(rolecall_catalog::condition_keys().filter(|key| key.is_global()).any(|key| key.name() == "aws:SourceIp"));
/// ```
pub fn condition_keys() -> impl ExactSizeIterator<Item = ConditionKey> {
    Catalog::embedded().condition_keys()
}

/// The condition key with a name, or else the one whose template the name fits.
///
/// ```
/// use rolecall_catalog::condition_key;
///
/// assert_eq!(condition_key("AWS:sourceip").map(|key| key.name()), Some("aws:SourceIp"));
/// assert_eq!(condition_key("s3:ExistingObjectTag/Team").map(|key| key.name()), Some("s3:ExistingObjectTag/${TagKey}"));
/// assert_eq!(condition_key("aws:SourceIpp"), None);
/// ```
pub fn condition_key(name: &str) -> Option<ConditionKey> {
    Catalog::embedded().condition_key(name)
}
