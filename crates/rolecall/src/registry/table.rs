//! Tables for people: columns as wide as their longest cell.

use rolecall_model::Time;
use serde_json::Value;

/// Rows under a heading; the last column is not filled up.
pub(crate) fn table<const N: usize>(heading: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let rows: Vec<[String; N]> = [heading.map(str::to_owned)].into_iter().chain(rows).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// A member as text; a dash if it is not there.
pub(crate) fn text(item: &Value, name: &str) -> String {
    item.get(name).and_then(Value::as_str).unwrap_or("-").to_owned()
}

/// A moment in the form of ISO 8601; a dash if it is not there.
pub(crate) fn day(item: &Value, name: &str) -> String {
    let epoch = item.get(name).and_then(Value::as_i64);
    epoch.map_or_else(|| "-".to_owned(), |epoch| Time::from_epoch(epoch).iso8601())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [["é".to_owned(), "1".to_owned()], ["abc".to_owned(), "22".to_owned()]];
        assert_eq!(table(["A", "B"], rows), "A    B\né    1\nabc  22\n");
        let item = json!({"N": "n", "D": 1_800_000_000});
        assert_eq!(
            [text(&item, "N"), text(&item, "D"), day(&item, "D"), day(&item, "N")],
            ["n", "-", "2027-01-15T08:00:00Z", "-"]
        );
    }
}
