//! The page that says which operations of which services the gateway maps, and why others are refused.

use std::fmt::Write as _;

use rolecall_mapping::models::{Model, Refused, entries, has_code, model, refused};

/// Services that the gateway does not map: Rolecall is them, or they share S3's name in signatures.
const LEFT_OUT: &[&str] = &["iam", "organizations", "sts"];

/// One service.
#[derive(Default)]
struct Counts {
    all: usize,
    action: usize,
    resource: usize,
}

impl Counts {
    fn of(model: &Model) -> Self {
        let mut counts = Self { all: model.operations.len(), ..Self::default() };
        for operation in model.operations.values() {
            match refused(model, operation) {
                Some(_) if has_code(&model.name) => {}
                Some(Refused::Action) => counts.action += 1,
                Some(Refused::Resource) => counts.resource += 1,
                None => {}
            }
        }
        counts
    }

    fn mapped(&self) -> usize {
        self.all - self.action - self.resource
    }
}

/// The page.
pub(crate) fn page() -> String {
    let models = entries().iter().filter_map(|entry| model(&entry.name));
    let models = models.filter(|model| !LEFT_OUT.contains(&model.signing.as_str()));
    let models = models.filter(|model| model.signing != "s3" || model.name == "s3");
    let mut rows = String::new();
    let mut total = Counts::default();
    for model in models {
        let counts = Counts::of(model);
        let code = if has_code(&model.name) { "✓" } else { "" };
        let _ = writeln!(
            rows,
            "| {} | {} | {} | {code} | {} | {} | {} | {} |",
            model.name,
            model.signing,
            model.protocols.join(", "),
            counts.mapped(),
            counts.all,
            counts.action,
            counts.resource
        );
        total.all += counts.all;
        total.action += counts.action;
        total.resource += counts.resource;
    }
    format!(
        "# What the gateway maps\n\n<!-- Written by `cargo xtask coverage`; edits are lost. -->\n\n\
         [How requests are mapped](mapping.md) is told elsewhere; here are the operations of the public models. An operation \
         that counts as mapped can still be refused for what a request has in it. Of services with code of their own, the code \
         refuses single operations.\n\n\
         - **action**: the authorization facts do not say which action it needs.\n\
         - **resource**: it is not certain which members name what it is about.\n\n\
         | service | signed for | protocols | code | mapped | all | action | resource |\n|---|---|---|:-:|--:|--:|--:|--:|\n\
         {rows}| **all** | | | | {} | {} | {} | {} |\n",
        total.mapped(),
        total.all,
        total.action,
        total.resource
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_has_every_service_and_most_operations() {
        let page = super::page();
        assert!(page.lines().filter(|line| line.starts_with("| ")).count() > 400);
        assert!(page.contains("| kinesis | kinesis |") && !page.contains("| sts |"));
    }
}
