//! The comparison of one declared operation with its service model.

use std::collections::BTreeSet;

use crate::declared::{Declared, Error};
use crate::node::{Node, Part};
use crate::spec::{Operation, Table};

/// The lines by which a declaration differs from the service model; each begins with its sign and `context`.
pub(super) fn operation(
    context: &str,
    table: &Table,
    operation: &Operation,
    declared: &Declared,
) -> Result<Vec<String>, String> {
    let mut lines = Lines::default();
    let input = Node::of_table(table, operation.input.as_deref())?;
    lines.parts(&format!("{context} input"), Side::Input, &input, &declared.input);
    let output = Node::of_table(table, operation.output.as_deref())?;
    lines.parts(&format!("{context} output"), Side::Output, &output, &declared.output);

    let errors = operation.errors.iter().map(|name| table.error(name)).collect();
    lines.errors(context, &errors, &declared.errors);
    Ok(lines.0)
}

/// Which way a value goes. What comes in must be checked in every point; what goes out must be there and be of its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Input,
    Output,
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    /// What the service model says and the code does not.
    fn missing(&mut self, path: &str, fact: &str) {
        self.0.push(format!("- {path}: {fact}"));
    }

    /// What only the code says.
    fn extra(&mut self, path: &str, fact: &str) {
        self.0.push(format!("+ {path}: {fact}"));
    }

    fn errors(&mut self, context: &str, model: &BTreeSet<Error>, declared: &BTreeSet<Error>) {
        let fact = |error: &Error| format!("{} ({}, {})", error.code, error.shape, error.status);
        let path = format!("{context} error");
        model.difference(declared).for_each(|error| self.missing(&path, &fact(error)));
        declared.difference(model).for_each(|error| self.extra(&path, &fact(error)));
    }

    /// Compares the parts; of one that only one side has, its kind is the only line.
    fn parts(&mut self, path: &str, side: Side, model: &Node, declared: &Node) {
        let find = |node: &'_ Node, step: &str| node.parts.iter().find(|part| part.step == step).cloned();
        for part in &model.parts {
            let path = join(path, &part.step);
            match find(declared, &part.step) {
                Some(declared) => self.part(&path, side, part, &declared),
                None => self.missing(&path, &part.node.kind),
            }
        }
        for part in declared.parts.iter().filter(|part| find(model, &part.step).is_none()) {
            self.extra(&join(path, &part.step), &part.node.kind);
        }
    }

    fn part(&mut self, path: &str, side: Side, model: &Part, declared: &Part) {
        if model.required && !declared.required {
            self.missing(path, "required");
        }
        // An output may always hold what the service model only allows it to hold.
        if declared.required && !model.required && side == Side::Input {
            self.extra(path, "required");
        }
        if model.node.kind != declared.node.kind {
            self.missing(path, &model.node.kind);
            self.extra(path, &declared.node.kind);
            return;
        }
        if side == Side::Input {
            self.constraints(path, &model.node.constraints, &declared.node.constraints);
        }
        self.parts(path, side, &model.node, &declared.node);
    }

    fn constraints(&mut self, path: &str, model: &[String], declared: &[String]) {
        for constraint in model.iter().filter(|constraint| !declared.contains(constraint)) {
            self.missing(path, constraint);
        }
        for constraint in declared.iter().filter(|constraint| !model.contains(constraint)) {
            self.extra(path, constraint);
        }
    }
}

/// The first member of a path follows a space: `iam CreateRole input Tags[].Key`.
fn join(path: &str, step: &str) -> String {
    let is_first = path.ends_with(" input") || path.ends_with(" output");
    match step.strip_prefix('.') {
        Some(name) if is_first => format!("{path} {name}"),
        _ => format!("{path}{step}"),
    }
}

#[cfg(test)]
mod tests {
    use super::operation;
    use crate::declared::{Declared, Error};
    use crate::node::{Node, Part};
    use crate::spec::Table;

    const MODEL: &str = r#"{
        "metadata": {},
        "operations": {"Op": {"input": "In", "output": "Out", "errors": ["GoneException"]}},
        "shapes": {
            "In": {"type": "structure", "members": [
                {"name": "Name", "shape": "Name", "required": true}, {"name": "Tags", "shape": "Tags"}]},
            "Out": {"type": "structure", "members": [
                {"name": "Name", "shape": "Name"}, {"name": "Tags", "shape": "Tags", "required": true}]},
            "Name": {"type": "string", "min": 1, "max": 64},
            "Tags": {"type": "list", "member": {"shape": "Tag"}},
            "Tag": {"type": "structure", "members": [{"name": "Key", "shape": "Name"}]},
            "GoneException": {"type": "structure", "error": {"code": "Gone", "httpStatusCode": 404}}}}"#;

    /// What a declaration that says the same as the model looks like.
    fn agreeing(table: &Table) -> Declared {
        let node = |name| Node::of_table(table, Some(name)).unwrap();
        Declared { input: node("In"), output: node("Out"), errors: [table.error("GoneException")].into() }
    }

    fn member<'a>(node: &'a mut Node, step: &str) -> &'a mut Part {
        node.parts.iter_mut().find(|part| part.step == step).unwrap()
    }

    /// The differences after `change` to a declaration that agrees with the model.
    fn check(change: fn(&mut Declared), expected: &[&str]) {
        let table: Table = serde_json::from_str(MODEL).unwrap();
        let mut declared = agreeing(&table);
        change(&mut declared);
        let found = operation("iam Op", &table, table.operations.get("Op").unwrap(), &declared).unwrap();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_kind_of_difference_is_one_line() {
        check(|_| (), &[]);
        check(|op| drop(op.input.parts.remove(1)), &["- iam Op input Tags: list"]);
        check(
            |op| member(&mut op.input, ".Tags").step = ".Tag".into(),
            &["- iam Op input Tags: list", "+ iam Op input Tag: list"],
        );
        check(|op| member(&mut op.input, ".Name").required = false, &["- iam Op input Name: required"]);
        check(|op| member(&mut op.input, ".Tags").required = true, &["+ iam Op input Tags: required"]);
        check(
            |op| member(&mut op.input, ".Name").node.constraints = vec!["length 1..63".into()],
            &["- iam Op input Name: length 1..64", "+ iam Op input Name: length 1..63"],
        );
        check(
            |op| member(&mut op.input, ".Name").node.kind = "integer".into(),
            &["- iam Op input Name: string", "+ iam Op input Name: integer"],
        );
        check(
            |op| member(&mut member(&mut op.input, ".Tags").node, "[]").node.parts.clear(),
            &["- iam Op input Tags[].Key: string"],
        );
    }

    #[test]
    fn outputs_need_members_but_no_constraints() {
        check(|op| member(&mut op.output, ".Name").node.constraints.clear(), &[]);
        check(|op| member(&mut op.output, ".Name").required = true, &[]);
        check(|op| member(&mut op.output, ".Tags").required = false, &["- iam Op output Tags: required"]);
        check(|op| op.output = Node::empty(), &["- iam Op output Name: string", "- iam Op output Tags: list"]);
    }

    #[test]
    fn errors_are_compared_with_their_statuses() {
        let status = |declared: &mut Declared| {
            declared.errors = [Error { code: "Gone".into(), shape: "GoneException".into(), status: 410 }].into();
        };
        check(status, &["- iam Op error: Gone (GoneException, 404)", "+ iam Op error: Gone (GoneException, 410)"]);
        check(|op| op.errors.clear(), &["- iam Op error: Gone (GoneException, 404)"]);
    }
}
