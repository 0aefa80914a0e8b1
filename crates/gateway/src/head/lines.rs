//! Headers as signatures see them.

use http::HeaderMap;
use rolecall_sigv4::Headers;

/// Nearly all requests have fewer headers. Among many the map is faster, and a signature can name thousands of headers.
const FEW: usize = 32;

/// The header lines, as signatures are computed over them.
#[derive(Debug)]
pub struct HeaderLines<'a> {
    map: &'a HeaderMap,
    /// All lines, if there are few. A signature names several headers, and comparing a name with all of few lines is faster than
    /// making a key for the map.
    few: Vec<(&'a str, &'a [u8])>,
}

impl<'a> HeaderLines<'a> {
    /// The lines of these headers.
    pub fn of(map: &'a HeaderMap) -> Self {
        let few = if map.len() > FEW { Vec::new() } else { all(map).collect() };
        Self { map, few }
    }
}

impl Headers for HeaderLines<'_> {
    fn each_value<'a>(&'a self, name: &str, see: &mut dyn FnMut(&'a [u8])) {
        if self.map.len() > FEW {
            return self.map.get_all(name).iter().for_each(|value| see(value.as_bytes()));
        }
        self.few.iter().filter(|(own, _)| *own == name).for_each(|(_, value)| see(value));
    }

    fn each<'a>(&'a self, see: &mut dyn FnMut(&'a str, &'a [u8])) {
        all(self.map).for_each(|(name, value)| see(name, value));
    }
}

fn all(map: &HeaderMap) -> impl Iterator<Item = (&str, &[u8])> {
    map.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))
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
                let (lines, mut values) = (HeaderLines::of(&headers), Vec::new());
                lines.each_value(name, &mut |value| values.push(value));
                assert_eq!(values, expected, "{name:?} among {others}");
            }
        }
    }
}
