//! The layout of a table, for the one that writes it and the one that reads it.
//!
//! A table is [`MAGIC`], then eight sections, each one a `u32` with its length in bytes and then as many bytes. All numbers are
//! little-endian. A section is an array of records without padding:
//!
//! | section | record | fields |
//! |---|---|---|
//! | services | [`SERVICE`] | prefix: text; first action, first resource type: `u16`; condition keys: list |
//! | actions | [`ACTION`] | name: text; trait: `u16` |
//! | traits | [`TRAIT`] | access level: `u8`; resources, condition keys, dependent actions: list |
//! | resource types | [`RESOURCE_TYPE`] | name, head and tail of the ARN format: text; condition keys: list |
//! | condition keys | [`KEY`] | name: text; kind and [`GLOBAL`]: `u8` |
//! | templates | [`TEMPLATE`] | condition key whose name has a placeholder: `u16`; the more specific ones first |
//! | words | [`WORD`] | the lists |
//! | text | 1 | the characters of all texts, which may overlap |
//!
//! - Services, the actions and resource types of each service, and condition keys are sorted by name in lower case. The actions of a
//!   service end where those of the next begin; so do its resource types.
//! - A text is a `u32`: its offset in the section of that name in the low [`TEXT_OFFSET_BITS`] bits, its length in the others.
//! - A list is a `u16`: the place among the words of the number of the words that follow it. They are the numbers of records; in a
//!   list of resources they are numbers of resource types with the flags [`REQUIRED`] and [`WITH_KEYS`], and a word with the latter
//!   flag is followed by one more, the list of the condition keys.

/// What a table of this version begins with.
pub const MAGIC: [u8; 8] = *b"rcfacts\x01";

/// Bytes of a service.
pub const SERVICE: usize = 10;
/// Bytes of an action.
pub const ACTION: usize = 6;
/// Bytes of a trait: what an action has besides its name, which many actions of a service share.
pub const TRAIT: usize = 7;
/// Bytes of a resource type.
pub const RESOURCE_TYPE: usize = 14;
/// Bytes of a condition key.
pub const KEY: usize = 5;
/// Bytes of a template.
pub const TEMPLATE: usize = 2;
/// Bytes of a word.
pub const WORD: usize = 2;

/// The flag of a condition key that does not belong to one service.
pub const GLOBAL: u8 = 1 << 7;
/// The flag of a resource that each call of the action names.
pub const REQUIRED: u16 = 1 << 15;
/// The flag of a resource that is followed by its condition keys.
pub const WITH_KEYS: u16 = 1 << 14;
/// The bits of an offset in the text.
pub const TEXT_OFFSET_BITS: u32 = 20;
