//! IP addresses and ranges of them.

use std::net::IpAddr;

/// An address, as its bits in front of unused ones. IPv4 written as IPv6 (`::ffff:192.0.2.1`) is IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address {
    is_v6: bool,
    bits: u128,
}

impl Address {
    /// `None` for a text that is no address.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Some(Self::of(text.parse::<IpAddr>().ok()?.to_canonical()))
    }

    fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self { is_v6: false, bits: u128::from(address.to_bits()) << 96 },
            IpAddr::V6(address) => Self { is_v6: true, bits: address.to_bits() },
        }
    }
}

/// All addresses that begin with the same bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    start: Address,
    length: u32,
}

impl Range {
    /// `address/length`, or an address alone.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(digits) if is_decimal(digits) => digits.parse().ok().filter(|length| *length <= longest)?,
            Some(_) => return None,
            None => longest,
        };
        match address {
            // A range within the addresses that stand for IPv4 is one of IPv4.
            IpAddr::V6(mapped) if mapped.to_ipv4_mapped().is_some() && length >= 96 => {
                Some(Self { start: Address::of(address.to_canonical()), length: length - 96 })
            }
            IpAddr::V6(_) | IpAddr::V4(_) => Some(Self { start: Address::of(address), length }),
        }
    }

    pub(crate) fn holds(&self, address: Address) -> bool {
        let shared = (self.start.bits ^ address.bits).leading_zeros();
        self.start.is_v6 == address.is_v6 && shared >= self.length
    }
}

/// A number without leading zeros, which elsewhere mean octal: such a number is as doubtful here as in an address.
fn is_decimal(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'))
}
