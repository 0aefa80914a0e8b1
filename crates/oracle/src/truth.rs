//! Logic with three values, for what is known of one request.

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    /// It certainly holds.
    Holds,
    /// It certainly fails.
    Fails,
    /// Nobody can say.
    Unknown,
}

impl Truth {
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }

    /// Whether at least one holds.
    pub(crate) fn any(all: impl IntoIterator<Item = Self>) -> Self {
        let all: Vec<Self> = all.into_iter().collect();
        if all.contains(&Self::Holds) {
            Self::Holds
        } else if all.contains(&Self::Unknown) {
            Self::Unknown
        } else {
            Self::Fails
        }
    }

    /// Whether every one holds.
    pub(crate) fn all(all: impl IntoIterator<Item = Self>) -> Self {
        Self::any(all.into_iter().map(Self::not)).not()
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// `None` is unknown.
impl From<Option<bool>> for Truth {
    fn from(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::from)
    }
}
