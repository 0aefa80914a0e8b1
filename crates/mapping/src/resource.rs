//! What an action is asked about.

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Resource {
    /// Its ARN, or `*`.
    pub(crate) arn: String,
    /// Whether `*` and `?` stand in the ARN for what only the upstream knows. Else `*` is what AWS asks about.
    pub(crate) is_partial: bool,
}

impl Resource {
    /// One of which only a part is known.
    pub(crate) fn partial(arn: String) -> Self {
        Self { arn, is_partial: true }
    }

    /// Whether it is one of what a partly known resource can be.
    pub(crate) fn is_of(&self, partial: &Self) -> bool {
        let mut parts = partial.arn.split('*');
        let first = parts.next().and_then(|first| self.arn.strip_prefix(first));
        let last = parts.next_back().unwrap_or_default();
        let between = first.and_then(|rest| parts.try_fold(rest, |rest, part| Some(rest.split_once(part)?.1)));
        !self.is_partial && between.is_some_and(|rest| rest.ends_with(last))
    }
}

impl From<String> for Resource {
    fn from(arn: String) -> Self {
        Self { arn, is_partial: false }
    }
}
