//! The scripts of the linker: which functions come first.

use std::fs;

use crate::workspace;

/// For a program that is built as usual.
const SCRIPT: &str = "crates/rolecall/layout.ld";

const HEAD: &str = "\
/* What a server uses of its program, by the beginnings of the names of its functions: first what every server does. It is placed
   side by side, so that the rest need not be in memory. Written by `cargo xtask layout`; edits are lost. A name that no longer is
   in the program does no harm. */
";

const BEGIN: &str = "SECTIONS {\n  .text.used : {\n";
const END: &str = "  }\n}\nINSERT BEFORE .text;\n";

/// Functions that the compiler knows to be called seldom.
const SELDOM: &str = "    *(.text.unlikely.*)\n";

/// Writes the script of a usual build, for functions by the beginnings of their names.
pub(super) fn write(prefixes: &[String]) -> Result<(), String> {
    let lines: String = prefixes.iter().map(|prefix| ["    *(.text.", prefix, "*)\n"].concat()).collect();
    // In a usual build those called seldom are small.
    let text = [HEAD, BEGIN, &lines, SELDOM, END].concat();
    fs::write(workspace::root().join(SCRIPT), text).map_err(|error| format!("{SCRIPT}: {error}"))?;
    println!("{SCRIPT}: {} beginnings of names", prefixes.len());
    Ok(())
}

/// The script for a program that is built by what was counted, of which `starting` are the functions that run at a start: those, then what is
/// called often, then what a usual build has first. What was never called is among those called seldom, and is not small.
pub(crate) fn counted(starting: &[String]) -> Result<String, String> {
    let line = |name: &String| format!("    *(.text.{name}* .text.hot.{name}* .text.unlikely.{name}*)\n");
    let lines: String = starting.iter().map(line).collect();
    let usual = workspace::read(SCRIPT)?.replace(SELDOM, "");
    let (_, rest) =
        usual.split_once(BEGIN).ok_or_else(|| format!("{SCRIPT} is not what `cargo xtask layout` writes"))?;
    Ok([BEGIN, &lines, "    *(.text.hot.*)\n", rest].concat())
}
