//! How long sessions live, in seconds.

crate::number! {
    /// The longest session that a role allows: 3600 to 43200 seconds.
    pub struct MaxSessionDuration(3600..=43200);
    /// The duration asked of `sts:AssumeRole`: 900 to 43200 seconds.
    pub struct SessionDuration(900..=43200);
}

impl Default for MaxSessionDuration {
    /// One hour.
    fn default() -> Self {
        Self(3600)
    }
}

impl Default for SessionDuration {
    /// One hour.
    fn default() -> Self {
        Self(3600)
    }
}
