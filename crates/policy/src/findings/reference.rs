//! Policy variables as written, also where they are written wrongly.

/// What is wrong with a text that may hold variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mistake<'t> {
    /// `${` without `}`.
    Brace,
    /// A default that is not in single quotes.
    Quote,
    /// A space where the key stands.
    Space,
    /// Nothing where the key stands.
    Empty,
    /// None: this is the key.
    None(&'t str),
}

/// Each variable of a text; `${*}`, `${?}` and `${$}` are none.
pub(super) fn references(text: &str) -> impl Iterator<Item = Mistake<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (_, inside) = rest.split_once("${")?;
            rest = inside;
            if !["*}", "?}", "$}"].iter().any(|literal| inside.starts_with(literal)) {
                return Some(read(inside));
            }
        }
    })
}

/// Reads what follows `${`.
fn read(inside: &str) -> Mistake<'_> {
    let Some((key, after)) = inside.find(['}', ',', '$']).and_then(|at| inside.split_at_checked(at)) else {
        return Mistake::Brace;
    };
    if after.starts_with('$') {
        return Mistake::Brace;
    }
    if let Some(default) = after.strip_prefix(',') {
        let quoted = default.trim_start().strip_prefix('\'').and_then(|text| text.split_once('\''));
        match quoted {
            Some((_, end)) if end.trim_start().starts_with('}') => {}
            _ => return if default.contains('}') { Mistake::Quote } else { Mistake::Brace },
        }
    }
    match key {
        _ if key.trim().is_empty() => Mistake::Empty,
        _ if key.contains(char::is_whitespace) => Mistake::Space,
        _ => Mistake::None(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_and_what_is_wrong_with_it() {
        for (text, found) in [
            ("a${*}${?}${$}b", vec![]),
            ("${a:b}/${c:d, 'x}y'}", vec![Mistake::None("a:b"), Mistake::None("c:d")]),
            ("${a:b", vec![Mistake::Brace]),
            ("${a:b${c:d}", vec![Mistake::Brace, Mistake::None("c:d")]),
            ("${}${ }", vec![Mistake::Empty, Mistake::Empty]),
            ("${ a:b}${a: b}", vec![Mistake::Space, Mistake::Space]),
            ("${a:b, x}${a:b,'x}", vec![Mistake::Quote, Mistake::Quote]),
        ] {
            assert_eq!(references(text).collect::<Vec<_>>(), found, "{text}");
        }
    }
}
