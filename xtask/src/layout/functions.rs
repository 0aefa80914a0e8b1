//! The functions of a program, and the beginnings of names that tell the used ones from the others.
//!
//! Names hold hashes, which change with the compiler and with versions of packages. They are left out, so that what was found
//! once holds for later builds.

use std::collections::{BTreeMap, HashSet};

/// How much a name stands for.
#[derive(Clone, Copy, Default)]
struct Bytes {
    all: u64,
    used: u64,
}

/// The bytes of each function in what `nm --print-size` printed.
pub(super) fn sizes(printed: &str) -> Vec<(&str, u64)> {
    let function = |line| -> Option<(&str, u64)> {
        let words: Vec<&str> = str::split(line, ' ').collect();
        let &[_, size, "t" | "T" | "w" | "W", name] = words.as_slice() else { return None };
        Some((name, u64::from_str_radix(size, 16).ok()?))
    };
    printed.lines().filter_map(function).collect()
}

/// Patterns for the beginnings of names of which, by bytes, at least half is used, and for single used names among others: those of the
/// first set of used functions, then those of the second that are not yet among them, and so on.
pub(super) fn used_prefixes(sizes: &[(&str, u64)], used: &[HashSet<String>]) -> Vec<String> {
    let mut prefixes: Vec<String> = Vec::new();
    for used in used {
        let mut functions: BTreeMap<String, Bytes> = BTreeMap::new();
        for (name, size) in sizes {
            let bytes = functions.entry(without_hashes(name)).or_default();
            bytes.all += size;
            bytes.used += if used.contains(*name) { *size } else { 0 };
        }
        functions.retain(|name, _| !prefixes.iter().any(|prefix| name.starts_with(prefix)));
        let functions: Vec<(&str, Bytes)> = functions.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        choose(&functions, 0, &mut prefixes);
    }
    prefixes
}

/// Looks at functions whose names are alike up to `depth`, in the order of their names.
fn choose(functions: &[(&str, Bytes)], depth: usize, chosen: &mut Vec<String>) {
    for alike in functions.chunk_by(|(one, _), (other, _)| prefix(one, depth) == prefix(other, depth)) {
        let Some((name, _)) = alike.first() else { continue };
        let (all, used) = alike.iter().fold((0, 0), |(all, used), (_, bytes)| (all + bytes.all, used + bytes.used));
        let prefix = prefix(name, depth);
        if used * 2 >= all.max(1) || used > 0 && alike.len() == 1 {
            chosen.push(prefix.to_owned());
        } else if used > 0 {
            choose(alike, prefix.len(), chosen);
        }
    }
}

/// The beginning of a name up to the next part after `depth`. Parts of names begin with their lengths.
fn prefix(name: &str, depth: usize) -> &str {
    let bytes = name.as_bytes();
    let begins = |at: &usize| {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        digit(*at) && !digit(*at - 1)
    };
    let end = (depth + 1..name.len()).find(begins).unwrap_or(name.len());
    name.get(..end).unwrap_or(name)
}

/// The name as a pattern for its hashes: the last part of older names (`17h` and 16 digits), and those of crates (`Cs…_`) in newer
/// ones (<https://doc.rust-lang.org/rustc/symbol-mangling/v0.html>).
fn without_hashes(name: &str) -> String {
    let name = name.split_once(".llvm.").map_or(name, |(name, _)| name);
    if name.starts_with("_R") {
        let mut parts = name.split("Cs");
        let first = parts.next().unwrap_or_default().to_owned();
        return parts.fold(first, |text, part| match part.split_once('_') {
            Some((hash, rest)) if hash.bytes().all(|byte| byte.is_ascii_alphanumeric()) => text + "Cs*_" + rest,
            _ => text + "Cs" + part,
        });
    }
    let end = name.rfind("17h").filter(|_| name.starts_with("_ZN")).map_or(name.len(), |at| at + "17h".len());
    name.get(..end).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_their_hashes() {
        for (name, expected) in [
            ("mi_free", "mi_free"),
            ("_ZN4core3fmt5write17h0123456789abcdefE", "_ZN4core3fmt5write17h"),
            ("_ZN4core3fmt5write17h0123456789abcdefE.llvm.123", "_ZN4core3fmt5write17h"),
            ("_RNvMNtNtCsjrHSEGnQ3l9_3std4sync9once_lock", "_RNvMNtNtCs*_3std4sync9once_lock"),
            ("_RINvNtCs12_3std3fooNtCsab_4core3Css", "_RINvNtCs*_3std3fooNtCs*_4core3Css"),
        ] {
            assert_eq!(without_hashes(name), expected);
        }
    }

    #[test]
    fn sizes_are_those_of_functions() {
        let printed = "0000000000001000 0000000000000010 T main\n0000000000002000 D data\n                 U malloc\n0000000000001010 0000000000000020 t _ZN1a1b17h00E";
        assert_eq!(sizes(printed), [("main", 16), ("_ZN1a1b17h00E", 32)]);
    }

    #[test]
    fn prefixes_of_what_is_used_at_least_by_half() {
        let sizes = [
            ("_ZN1a1b1c17h01E", 10),
            ("_ZN1a1b1d17h02E", 10),
            ("_ZN1a1x1y17h03E", 90),
            ("_ZN1e1f17h04E", 10),
            ("_ZN1g1h17h05E", 10),
            ("_ZN1g1h17h06E", 90),
            ("_ZN1g1i17h07E", 10),
            ("mi_free", 10),
        ];
        let first = ["_ZN1a1b1c17h01E", "_ZN1e1f17h04E", "mi_free"].map(str::to_owned).into();
        let second = ["_ZN1a1b1d17h02E", "_ZN1g1h17h05E"].map(str::to_owned).into();
        assert_eq!(used_prefixes(&sizes, &[first, second]), ["_ZN1a1b", "_ZN1e", "mi_free", "_ZN1g1h"]);
    }
}
