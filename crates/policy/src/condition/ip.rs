//! `IpAddress`: IPv4 and IPv6 ranges in CIDR form; a lone address is a range of one.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use super::screen::{Bits, address_bits};
use super::wanted::Wanted;
use crate::scope::Budget;

/// The leading bits that IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) have in common.
const MAPPED_BITS: u8 = 96;

/// The wanted ranges.
#[derive(Debug)]
pub(super) struct IpTest(Wanted<IpNet>);

impl IpTest {
    pub(super) fn compile<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        Self(Wanted::read(texts, |text| range(text).map(unmapped)))
    }

    /// What must be seen of an address that is in a range.
    pub(super) fn bits(&self) -> Option<Bits> {
        Bits::common(self.0.all()?.iter().map(|range| {
            let rest = 64_u32.saturating_sub(range.prefix_len().into());
            Bits::new(u64::MAX.checked_shl(rest).unwrap_or_default(), address_bits(range.addr()))
        }))
    }

    /// A mapped IPv4 address counts as IPv4, so that no range can be evaded by writing the address differently.
    pub(super) fn any_matches(&self, actual: &str, budget: &Budget) -> Option<bool> {
        let actual = actual.parse::<IpAddr>().ok()?.to_canonical();
        self.0.any(budget, |wanted| Some(wanted.contains(&actual)))
    }
}

/// An address, or an address and a length, both in decimal without leading zeros: elsewhere such zeros mean octal.
fn range(text: &str) -> Option<IpNet> {
    let Some((address, length)) = text.split_once('/') else { return text.parse::<IpAddr>().ok().map(IpNet::from) };
    let is_decimal = length.bytes().all(|b| b.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
    let length = if is_decimal { length.parse().ok()? } else { return None };
    IpNet::new(address.parse().ok()?, length).ok()
}

fn unmapped(range: IpNet) -> IpNet {
    let IpNet::V6(six) = range else { return range };
    let four = || -> Option<IpNet> {
        let address: Ipv4Addr = six.addr().to_ipv4_mapped()?;
        let length = six.prefix_len().checked_sub(MAPPED_BITS)?;
        Some(Ipv4Net::new(address, length).ok()?.into())
    };
    four().unwrap_or(range)
}
