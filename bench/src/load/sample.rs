//! What a load showed: rate, latencies, and what the server spent.

use std::time::Duration;

/// One measurement.
pub(crate) struct Sample {
    /// Microseconds until each answer, in ascending order.
    latencies: Vec<u32>,
    seconds: f64,
    cpu_seconds: f64,
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
impl Sample {
    pub(super) fn new(mut latencies: Vec<u32>, took: Duration, cpu: Duration) -> Self {
        latencies.sort_unstable();
        Self { latencies, seconds: took.as_secs_f64(), cpu_seconds: cpu.as_secs_f64() }
    }

    /// How many requests were answered.
    pub(crate) fn count(&self) -> f64 {
        self.latencies.len() as f64
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.count() / self.seconds
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub(crate) fn within(&self, share: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length is an index")]
        let rank = (self.count() * share).ceil() as usize;
        self.latencies.get(rank.saturating_sub(1)).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// Processor time of the server for one request, in microseconds.
    pub(crate) fn cpu(&self) -> f64 {
        self.cpu_seconds * 1e6 / self.count().max(1.0)
    }

    /// The share of one core that the server used.
    pub(crate) fn busy(&self) -> f64 {
        self.cpu_seconds / self.seconds
    }
}

/// Several measurements of one thing.
pub(crate) struct Rounds<S = Sample>(Vec<S>);

impl<S> Default for Rounds<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> Rounds<S> {
    pub(crate) fn push(&mut self, sample: S) {
        self.0.push(sample);
    }

    /// The median of what is read off each round.
    pub(crate) fn median(&self, read: impl Fn(&S) -> f64) -> f64 {
        median(self.0.iter().map(read).collect())
    }

    /// The median of what two rounds make that were measured next to each other.
    pub(crate) fn beside(&self, other: &Self, read: impl Fn(&S, &S) -> f64) -> f64 {
        median(self.0.iter().zip(&other.0).map(|(own, other)| read(own, other)).collect())
    }

    /// The median of a ratio to the round of `other` that was measured next to it.
    pub(crate) fn ratio(&self, other: &Self, read: impl Fn(&S) -> f64) -> f64 {
        self.beside(other, |own, other| read(own) / read(other))
    }
}

impl Rounds {
    pub(crate) fn first(&self) -> Option<&Sample> {
        self.0.first()
    }

    pub(crate) fn last(&self) -> Option<&Sample> {
        self.0.last()
    }

    /// How many requests were answered in all rounds.
    pub(crate) fn count(&self) -> f64 {
        self.0.iter().map(Sample::count).sum()
    }
}

/// The middle value, or the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or_default();
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle.saturating_sub(1)), at(middle)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (values, expected) in
            [(&[][..], 0.0), (&[3.0], 3.0), (&[4.0, 1.0], 2.5), (&[9.0, 1.0, 5.0], 5.0), (&[4.0, 1.0, 3.0, 2.0], 2.5)]
        {
            assert!((median(values.to_vec()) - expected).abs() < 1e-9, "{values:?}");
        }
    }

    #[test]
    fn latencies_by_rank() {
        let sample = Sample::new((1..=1000).rev().collect(), Duration::from_secs(2), Duration::from_secs(1));
        for (share, expected) in [(0.5, 0.5), (0.99, 0.99), (0.999, 0.999), (1.0, 1.0), (0.0, 0.001)] {
            assert!((sample.within(share) - expected).abs() < 1e-9, "{share}");
        }
        assert!((sample.rate() - 500.0).abs() < 1e-9);
        assert!((sample.cpu() - 1000.0).abs() < 1e-9);
        assert!((sample.busy() - 0.5).abs() < 1e-9);
    }
}
