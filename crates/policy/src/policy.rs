//! A whole document, compiled.

use crate::document::ast::{Document, Effect, Version};
use crate::principal::Bindings;
use crate::statement::Statement;

/// A compiled policy. It is immutable and holds no reference to the document; share it in an `Arc`.
#[derive(Debug)]
pub struct Policy {
    allows: Box<[Statement]>,
    denies: Box<[Statement]>,
}

impl Policy {
    /// Compiles a document; every document has a meaning. What `bindings` says about users and roles that are named by
    /// ARN is asked once, here.
    ///
    /// ```
    /// use rolecall_policy::{Bindings, Policy, document};
    ///
    /// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
    /// let policy = Policy::compile(&document::parse(text)?, Bindings::ByArn);
    /// # drop(policy);
    /// # Ok::<(), document::SyntaxError>(())
    /// ```
    pub fn compile(document: &Document, bindings: Bindings<'_>) -> Self {
        let version = document.version.unwrap_or(Version::V2008);
        let with_effect = |effect| {
            let statements = document.statements.iter().enumerate();
            let chosen = statements.filter(move |(_, statement)| statement.effect == effect);
            chosen.filter_map(|(index, statement)| Statement::compile(index, statement, version, bindings)).collect()
        };
        Self { allows: with_effect(Effect::Allow), denies: with_effect(Effect::Deny) }
    }

    /// The statements of this effect, in the order of the document, without Allows that can never hold.
    pub(crate) fn statements(&self, effect: Effect) -> &[Statement] {
        match effect {
            Effect::Allow => &self.allows,
            Effect::Deny => &self.denies,
        }
    }
}
