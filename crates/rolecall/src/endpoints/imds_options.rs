//! How the metadata service is set, by the names of EC2's metadata options.

use clap::{Args, ValueEnum};
use rolecall_workload::imds::Options;

/// How the metadata service is set.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct ImdsOptions {
    /// Whether requests for metadata need a token; `optional` is version 1
    #[arg(long, value_enum, default_value_t)]
    imds_tokens: Tokens,

    /// Hops that answers of the metadata service may make
    #[arg(long, value_name = "HOPS", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    imds_hop_limit: u8,
}

/// `HttpTokens`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Tokens {
    #[default]
    Required,
    Optional,
}

impl From<ImdsOptions> for Options {
    fn from(options: ImdsOptions) -> Self {
        Self { tokens_required: options.imds_tokens == Tokens::Required, hop_limit: options.imds_hop_limit }
    }
}
