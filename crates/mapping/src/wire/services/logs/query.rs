//! Queries of Logs Insights that say in their own text which log groups they read.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Source.html>

use crate::Unmapped;
use crate::wire::Call;

/// The language in which log groups are chosen by the request, unless a command of the query does.
const INSIGHTS: &str = "CWLI";
/// The command.
const SOURCE: &str = "source";

/// Refuses a query whose log groups are not those that the request names.
pub(super) fn check(call: &Call<'_>) -> Result<(), Unmapped> {
    if call.members.text("queryLanguage")?.is_some_and(|language| language != INSIGHTS) {
        return Err(Unmapped::new("a query in this language names its log groups itself"));
    }
    if call.members.text("queryString")?.is_some_and(chooses_groups) {
        return Err(Unmapped::new("the query names its log groups itself, by the command `SOURCE`"));
    }
    Ok(())
}

/// Whether the command stands where one can begin: at the beginning, in a new line, behind a bar or a bracket.
fn chooses_groups(query: &str) -> bool {
    let query = query.to_ascii_lowercase();
    query.match_indices(SOURCE).any(|(at, _)| {
        let (before, after) = query.split_at_checked(at).unwrap_or_default();
        let head = before.trim_end();
        let space = before.strip_prefix(head).unwrap_or_default();
        let begins = head.is_empty() || space.contains(['\n', '\r']) || head.ends_with(['|', '[', '(', '{']);
        let next = after.chars().nth(SOURCE.len());
        begins && !next.is_some_and(|next| next.is_alphanumeric() || matches!(next, '_' | '.' | '@' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::chooses_groups;

    #[test]
    fn commands_and_fields() {
        for (query, expected) in [
            ("SOURCE 'other' | fields @message", true),
            (" source logGroups(namePrefix: ['a'])", true),
            ("# comment\n\tSource 'other'", true),
            ("fields a |SOURCE 'other'", true),
            ("filter a in [source 'other' | fields a]", true),
            ("source", true),
            ("fields @message, source, mysource", false),
            ("filter source = 'x'", false),
            ("sourceIPAddress = 'x'", false),
            ("source.ip = 'x' | fields b", false),
            ("fields é | sort source desc", false),
            ("", false),
        ] {
            assert_eq!(chooses_groups(query), expected, "{query}");
        }
    }
}
