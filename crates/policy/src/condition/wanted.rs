//! The wanted values of a typed operator.

/// The values that could be read, and whether all could.
#[derive(Debug)]
pub(super) struct Wanted<T> {
    values: Box<[T]>,
    all_read: bool,
}

impl<T> Wanted<T> {
    /// Reads each of `texts`.
    pub(super) fn read<'a>(texts: impl Iterator<Item = &'a str>, read: impl Fn(&'a str) -> Option<T>) -> Self {
        let mut all_read = true;
        let values = texts.filter_map(|text| {
            let value = read(text);
            all_read &= value.is_some();
            value
        });
        Self { values: values.collect(), all_read }
    }

    /// Whether any value matches; `None` where only a value that could not be read might.
    pub(super) fn any(&self, matches: impl Fn(&T) -> bool) -> Option<bool> {
        let any = self.values.iter().any(matches);
        (any || self.all_read).then_some(any)
    }
}
