//! Account ids: twelve decimal digits, kept as text because leading zeros count.

use std::fmt;
use std::str::FromStr;

/// A twelve-digit AWS account id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId([u8; 12]);

/// The text is not twelve ASCII digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidAccountId;

impl fmt::Display for InvalidAccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an account id is exactly twelve digits")
    }
}

impl std::error::Error for InvalidAccountId {}

impl AccountId {
    /// `000000000000`: no account has it.
    pub const ZERO: Self = Self([b'0'; 12]);

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The id as a number below 10^12, which is what access key ids carry.
    pub fn number(self) -> u64 {
        self.0.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
    }

    /// The account with this number; `None` from 10^12 on.
    pub fn from_number(number: u64) -> Option<Self> {
        let mut digits = [0; 12];
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).ok()?;
            rest /= 10;
        }
        (rest == 0).then_some(Self(digits))
    }
}

impl FromStr for AccountId {
    type Err = InvalidAccountId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: [u8; 12] = text.as_bytes().try_into().map_err(|_| InvalidAccountId)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(InvalidAccountId) }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for AccountId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for AccountId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_and_nothing_else() {
        assert_eq!("000000000012".parse::<AccountId>().unwrap().number(), 12);
        assert_eq!(AccountId::from_number(12).unwrap().as_str(), "000000000012");
        for bad in ["", "12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦"] {
            assert!(bad.parse::<AccountId>().is_err(), "{bad}");
        }
        assert_eq!(AccountId::from_number(1_000_000_000_000), None);
    }
}
