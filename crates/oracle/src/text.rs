//! Texts of a policy with wildcards and variables, and whether they match a text of the request.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::case::{Context, Held};

/// What one place of a pattern stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// This character.
    Only(char),
    /// Any one character: `?`.
    One,
    /// Any number of any characters: `*`.
    Run,
}

/// What a text of a policy may hold besides plain characters.
#[derive(Clone, Copy)]
pub(crate) struct Meaning<'c> {
    /// Whether `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// What variables stand for; `None` where there are none.
    pub(crate) variables: Option<&'c Context>,
}

impl Meaning<'_> {
    /// The text as tokens; `None` if it holds a variable that cannot be resolved.
    pub(crate) fn tokens(&self, text: &str) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some(context) = self.variables
                && let Some((reference, after)) = Reference::read(rest)
            {
                // What is substituted is literal, even if it holds wildcards.
                tokens.extend(reference.value(context)?.chars().map(Token::Only));
                rest = after;
                continue;
            }
            tokens.push(match first {
                '*' if self.wildcards => Token::Run,
                '?' if self.wildcards => Token::One,
                other => Token::Only(other),
            });
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        Some(tokens)
    }
}

/// Whether the whole text matches.
pub(crate) fn matches(pattern: &[Token], text: &str) -> bool {
    // `reached` holds, for each number of characters, whether the tokens so far can match exactly that many.
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for token in pattern {
        let before = reached.clone();
        reached = match token {
            Token::Run => {
                let first = before.iter().position(|&reached| reached).unwrap_or(usize::MAX);
                (0..before.len()).map(|length| length >= first).collect()
            }
            Token::One | Token::Only(_) => {
                let fits = |character: &char| match token {
                    Token::Only(wanted) => wanted == character,
                    _ => true,
                };
                std::iter::once(false)
                    .chain(text.iter().zip(&before).map(|(character, &reached)| reached && fits(character)))
                    .collect()
            }
        };
    }
    reached.last() == Some(&true)
}

/// Splits a pattern of an ARN at its first five colons; a colon inside of a variable is none. `None` if there are fewer.
pub(crate) fn split_fields(text: &str, has_variables: bool) -> Option<[&str; 6]> {
    let mut fields = Vec::new();
    let mut rest = text;
    while fields.len() < 5 {
        let colon = first_colon(rest, has_variables)?;
        let (field, after) = rest.split_at_checked(colon)?;
        fields.push(field);
        rest = after.get(1..)?;
    }
    fields.push(rest);
    fields.try_into().ok()
}

fn first_colon(text: &str, has_variables: bool) -> Option<usize> {
    let mut rest = text;
    loop {
        let first = rest.chars().next()?;
        if first == ':' {
            return Some(text.len() - rest.len());
        }
        rest = match Reference::read(rest) {
            Some((_, after)) if has_variables => after,
            _ => rest.get(first.len_utf8()..)?,
        };
    }
}

/// `${key}`, `${key, 'default'}`, `${*}`, `${?}` or `${$}`.
pub(crate) enum Reference<'t> {
    Literal(&'t str),
    Key { key: &'t str, default: Option<&'t str> },
}

impl<'t> Reference<'t> {
    /// The reference at the start of the text, and what follows it; anything but a complete one is plain text.
    fn read(text: &'t str) -> Option<(Self, &'t str)> {
        let inside = text.strip_prefix("${")?;
        for literal in ["*", "?", "$"] {
            if let Some(after) = inside.strip_prefix(literal).and_then(|rest| rest.strip_prefix('}')) {
                return Some((Self::Literal(literal), after));
            }
        }
        let end = inside.find(['}', ',', '$'])?;
        let (key, rest) = inside.split_at_checked(end)?;
        // Blanks around the key are as customary as the one after the comma.
        let key = key.trim();
        if let Some(after) = rest.strip_prefix('}') {
            return Some((Self::Key { key, default: None }, after));
        }
        let quoted = rest.strip_prefix(',')?.trim_start().strip_prefix('\'')?;
        let (default, rest) = quoted.split_once('\'')?;
        let after = rest.trim_start().strip_prefix('}')?;
        Some((Self::Key { key, default: Some(default) }, after))
    }

    /// What it stands for. A key that holds a set stands for nothing, and an absent one for its default.
    fn value<'c>(&self, context: &'c Context) -> Option<&'c str>
    where
        't: 'c,
    {
        match self {
            Self::Literal(text) => Some(text),
            Self::Key { key, default } => match held(context, key) {
                Some(Held::One(value)) => Some(value),
                Some(Held::Many(_)) => None,
                None => *default,
            },
        }
    }
}

/// What a key holds; an empty set is as good as absent. The letters of keys differ by more than their case.
pub(crate) fn held<'c>(context: &'c Context, key: &str) -> Option<&'c Held> {
    let (_, held) = context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
    match held {
        Held::Many(values) if values.is_empty() => None,
        held => Some(held),
    }
}
