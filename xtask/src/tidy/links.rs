//! Links between the repository's pages.

use std::path::Path;

use crate::workspace;

/// The links that lead nowhere.
pub(super) fn problems() -> Result<Vec<String>, String> {
    let mut problems = Vec::new();
    for page in workspace::files(&["*.md"])? {
        let directory = workspace::root().join(&page).parent().map(Path::to_path_buf).unwrap_or_default();
        for target in targets(&workspace::read(&page)?) {
            if !directory.join(&target).exists() {
                problems.push(format!("{page}: the link to `{target}` leads nowhere"));
            }
        }
    }
    Ok(problems)
}

/// The files that a page links to: not other sites, not places within the page, nothing in code.
fn targets(text: &str) -> Vec<String> {
    let mut targets = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if !in_code {
            // What stands between backticks is every second part.
            let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
            targets.extend(inline(&prose).chain(reference(&prose)).filter_map(file));
        }
    }
    targets
}

/// `[text](target)` and `[text](target "title")`
fn inline(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

/// `[label]: target`
fn reference(line: &str) -> Option<&str> {
    let (_, target) = line.strip_prefix('[')?.split_once("]: ")?;
    target.split(' ').next()
}

fn file(target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default();
    let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
    (!is_elsewhere && !path.is_empty()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::targets;

    #[test]
    fn links_to_files_are_found() {
        let text = "[a](x/a.md#part) [b](https://b) [c](#c) ![d](d.png \"D\") `[e](e)` [`f`](f.md)\n\
                    [g]: ../g.md\n```\n[h](h)\n```\n[i](mailto:i@example.com)\n";
        assert_eq!(targets(text), ["x/a.md", "d.png", "f.md", "../g.md"]);
    }
}
