//! Headers as signatures see them.

use http::HeaderMap;
use rolecall_sigv4::Headers;

/// Nearly all requests have fewer headers.
const FEW: usize = 32;

/// The header lines, as signatures are computed over them.
#[derive(Debug, Clone, Copy)]
pub struct HeaderLines<'a>(pub &'a HeaderMap);

impl Headers for HeaderLines<'_> {
    /// Among few headers, comparing all names is faster than making a key for the map. Among many it is not, and a signature
    /// can name thousands of headers.
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        if self.0.len() > FEW {
            return self.0.get_all(name).iter().for_each(|value| see(value.as_bytes()));
        }
        self.0.iter().filter(|(own, _)| own.as_str() == name).for_each(|(_, value)| see(value.as_bytes()));
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        self.0.iter().for_each(|(name, value)| see(name.as_str(), value.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    #[test]
    fn values_are_found_among_few_and_many_headers() {
        for others in [0, FEW - 3, FEW - 2, FEW, 200] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("x-a", "1"), ("x-ab", "no"), ("x-a", "2")] {
                headers.append(name, value.parse().unwrap());
            }
            for other in 0..others {
                headers.insert(HeaderName::try_from(format!("other-{other}")).unwrap(), "no".parse().unwrap());
            }
            for (name, expected) in [("x-a", &[&b"1"[..], b"2"][..]), ("x-b", &[]), ("", &[]), ("x a", &[])] {
                let (lines, mut values) = (HeaderLines(&headers), Vec::new());
                lines.each_value(name, &mut |value| values.push(value));
                assert_eq!(values, expected, "{name:?} among {others}");
            }
        }
    }
}
