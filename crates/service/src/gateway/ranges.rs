//! How much of the Internet address ranges are, taken together.

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

/// Ranges that together have more addresses than one with this many leading bits are everywhere.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
const WIDEST: (u8, u8) = (8, 32);

/// RFC 1918: nobody from the Internet comes from there.
const PRIVATE: [Ipv4Net; 3] = [
    Ipv4Net::new_assert(Ipv4Addr::new(10, 0, 0, 0), 8),
    Ipv4Net::new_assert(Ipv4Addr::new(172, 16, 0, 0), 12),
    Ipv4Net::new_assert(Ipv4Addr::new(192, 168, 0, 0), 16),
];

/// Whether the ranges together are so broad that they count as everywhere.
pub(super) fn are_broad(ranges: &[IpNet]) -> bool {
    let ranges: Vec<IpNet> = ranges.iter().copied().map(unmapped).filter(|range| !is_private(range)).collect();
    let (mut four, mut six) = (0_u128, 0_u128);
    // Overlapping ranges are made into one, so that none counts twice.
    for range in IpNet::aggregate(&ranges) {
        let sum = if range.addr().is_ipv4() { &mut four } else { &mut six };
        *sum = sum.saturating_add(addresses(range.max_prefix_len() - range.prefix_len()));
    }
    four > addresses(32 - WIDEST.0) || six > addresses(128 - WIDEST.1)
}

/// IPv4 addresses that are written as ones of IPv6 are compared as IPv4.
fn unmapped(range: IpNet) -> IpNet {
    let IpNet::V6(six) = range else { return range };
    let four = six.addr().to_ipv4_mapped().zip(six.prefix_len().checked_sub(96));
    four.and_then(|(address, length)| Ipv4Net::new(address, length).ok()).map_or(range, IpNet::V4)
}

fn is_private(range: &IpNet) -> bool {
    matches!(range, IpNet::V4(range) if PRIVATE.iter().any(|private| private.contains(range)))
}

fn addresses(bits: u8) -> u128 {
    1_u128.checked_shl(bits.into()).unwrap_or(u128::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_everywhere() {
        let cases: [(&[&str], bool); 11] = [
            (&[], false),
            (&["3.0.0.0/8"], false),
            (&["3.0.0.0/8", "3.0.0.0/8", "3.1.0.0/16"], false),
            (&["3.0.0.0/8", "4.0.0.1/32"], true),
            (&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "3.0.0.0/8"], false),
            (&["10.0.0.0/7"], true),
            (&["0.0.0.0/1", "128.0.0.0/1"], true),
            (&["::ffff:3.0.0.0/104"], false),
            (&["::ffff:0.0.0.0/96"], true),
            (&["2001:db8::/32", "3.0.0.0/8"], false),
            (&["2001:db8::/32", "2001:db9::/128", "::/0"], true),
        ];
        for (texts, expected) in cases {
            let ranges: Vec<IpNet> = texts.iter().map(|text| text.parse().unwrap()).collect();
            assert_eq!(are_broad(&ranges), expected, "{texts:?}");
        }
    }
}
