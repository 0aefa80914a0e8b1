//! A whole document, compiled.

use crate::asked::Asked;
use crate::document::ast::{Document, Effect, Version};
use crate::grant::Grant;
use crate::principal::Bindings;
use crate::statement::{Side, Statement};

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

    /// The first Deny that holds.
    pub(crate) fn deny(&self, asked: &Asked<'_>, side: Side) -> Option<&Statement> {
        self.denies.iter().find(|statement| statement.denies(asked, side))
    }

    /// The first Allow that holds, in a policy of the caller's.
    pub(crate) fn allow(&self, asked: &Asked<'_>) -> Option<&Statement> {
        self.allows.iter().find(|statement| statement.allows(asked))
    }

    /// The strongest Allow that holds, in a policy of the resource's; of equals the first.
    pub(crate) fn grant(&self, asked: &Asked<'_>) -> Option<(Grant, &Statement)> {
        let holding = self.allows.iter().filter_map(|statement| Some((statement.grants(asked)?, statement)));
        holding.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }
}
