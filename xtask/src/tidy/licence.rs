//! Licence expressions (<https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/>).

/// Licences under which anybody may use, change and pass on a program that is under the Apache License 2.0.
const ALLOWED: &[&str] = &[
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether the expression can be satisfied with allowed licences alone. What cannot be read is not allowed.
pub(super) fn is_allowed(expression: &str) -> bool {
    // The registry has expressions from before the standard, with a slash for `OR`.
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    either(&words).is_some_and(|(allowed, rest)| allowed && rest.is_empty())
}

/// A value and the words after it; `None` if the words are no expression.
type Read<'a, 'b> = Option<(bool, &'a [&'b str])>;

fn either<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    let (mut allowed, mut rest) = both(words)?;
    while let Some((&"OR", after)) = rest.split_first() {
        let (other, after) = both(after)?;
        (allowed, rest) = (allowed || other, after);
    }
    Some((allowed, rest))
}

fn both<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    let (mut allowed, mut rest) = one(words)?;
    while let Some((&"AND", after)) = rest.split_first() {
        let (other, after) = one(after)?;
        (allowed, rest) = (allowed && other, after);
    }
    Some((allowed, rest))
}

fn one<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    match words {
        ["(", rest @ ..] => {
            let (allowed, rest) = either(rest)?;
            Some((allowed, rest.strip_prefix(&[")"])?))
        }
        [licence, "WITH", exception, rest @ ..] => {
            Some((ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()), rest))
        }
        [licence, rest @ ..] => Some((ALLOWED.contains(licence), rest)),
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_are_judged_by_what_can_be_chosen() {
        for (expression, allowed) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("GPL-2.0 OR MIT", true),
            ("GPL-2.0 AND MIT", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-2.0", false),
            ("MIT OR GPL-2.0 AND GPL-3.0", true),
            ("Apache-2.0 WITH LLVM-exception OR GPL-2.0", true),
            ("Apache-2.0 WITH Other-exception", false),
            ("", false),
            ("(MIT", false),
            ("MIT GPL-2.0", false),
            ("MIT OR", false),
        ] {
            assert_eq!(is_allowed(expression), allowed, "{expression}");
        }
    }
}
