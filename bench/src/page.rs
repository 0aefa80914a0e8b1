//! The figures as Markdown, and their place in the page that shows them.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::figures::{Figures, LOAD_COLUMNS, WAY_COLUMNS};

const END: &str = "<!-- end of figures -->";

fn begin(group: &str) -> String {
    format!("<!-- figures: written by `cargo xtask bench {group}`; edits are lost -->\n")
}

/// Everything that was found out about a group, as Markdown that can be read in a terminal too.
pub(crate) fn figures(group: &str, figures: &Figures, machine: &str, options: &str) -> String {
    let parts = [
        format!("`cargo xtask bench {options}{group}` on {machine}\n"),
        table(&LOAD_COLUMNS, &figures.loads),
        table(&WAY_COLUMNS, &figures.ways),
        table(&["measure", "value"], &figures.measures),
        table(&["aim", "measured", "met"], &figures.aims),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn table<const N: usize>(head: &[&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head = head.map(str::to_owned);
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("| {cell:<width$} "),
            _ => format!("| {cell:>width$} "),
        });
        cells.collect::<String>() + "|\n"
    };
    let rule = widths.iter().enumerate().map(|(column, &width)| match column {
        0 => format!("|{:-<1$}", "", width + 2),
        _ => format!("|{:->1$}:", "", width + 1),
    });
    line(&head) + &rule.collect::<String>() + "|\n" + &rows.iter().map(line).collect::<String>()
}

/// Puts the figures of a group between its marks in the page.
pub(crate) fn write(page: &Path, group: &str, figures: &str) -> Result<()> {
    let text = fs::read_to_string(page)?;
    fs::write(page, placed(&text, group, figures).ok_or("the page has no marks for the figures")?)?;
    Ok(())
}

fn placed(page: &str, group: &str, figures: &str) -> Option<String> {
    let begin = begin(group);
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{begin}\n{figures}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned() {
        let rows = [["a", "1,000"], ["longer", "2"]].map(|row| row.map(str::to_owned));
        assert_eq!(
            table(&["what", "µs"], &rows),
            "| what   |    µs |\n|--------|------:|\n| a      | 1,000 |\n| longer |     2 |\n"
        );
    }

    #[test]
    fn figures_replace_figures() {
        let (mark, other) = (begin("a"), begin("b"));
        let page = format!("# Head\n\n{mark}old\n{END}\n\n{other}\n{END}\nrest\n");
        let written = placed(&page, "a", "new\n").unwrap();
        assert_eq!(written, format!("# Head\n\n{mark}\nnew\n\n{END}\n\n{other}\n{END}\nrest\n"));
        assert_eq!(placed(&written, "a", "new\n").unwrap(), written);
        assert_eq!(placed("# Head\n", "a", "new\n"), None);
    }
}
