//! From text to a checked document.
//!
//! ```text
//! text ── json ──▶ tree with spans ── parse ──▶ ast::Document ── validate ──▶ the same, fit for its kind of policy
//!   ▲                                              │
//!   └──────────────── print, rewrite ──────────────┘
//! ```
//!
//! [`parse`] knows the grammar that all kinds of policies share; [`validate`] adds what AWS asks of one kind, in AWS's
//! order and with AWS's texts. What neither knows is refused, never ignored.

pub mod ast;
pub mod size;

mod error;
mod json;
mod keys;
mod operator;
mod parse;
mod position;
mod print;
mod rewrite;
mod validate;

pub use error::{SyntaxError, SyntaxErrorKind};
pub use json::MAX_DOCUMENT_BYTES;
pub(crate) use json::write_string;
pub use keys::{context_keys, regardless_of_keys, statement_context_keys};
pub use operator::UnknownOperator;
pub use parse::parse;
pub use position::Position;
pub use print::print;
pub use rewrite::replace_principals;
pub(crate) use validate::well_formed_principal;
pub use validate::{InvalidPolicy, PolicyKind, validate};
