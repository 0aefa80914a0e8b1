//! A shape as a tree, made either from a table of `spec/` or from a declaration, so that the two can be compared.

use rolecall_model::shape::{Constraint, Constraints, Kind, Shape};

use crate::spec::{Table, Type};

/// What a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// The name of the kind, as the service models write it.
    pub(crate) kind: String,
    /// One line per constraint, sorted.
    pub(crate) constraints: Vec<String>,
    pub(crate) parts: Vec<Part>,
}

/// A member, the items, or the values of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// What the path to the part adds: `.Name`, `[]` or `{}`.
    pub(crate) step: String,
    pub(crate) required: bool,
    pub(crate) node: Node,
}

impl Part {
    fn items(step: &str, node: Node) -> Self {
        Self { step: step.to_owned(), required: false, node }
    }
}

impl Node {
    /// The input or output of an operation that has none.
    pub(crate) fn empty() -> Self {
        Self { kind: "structure".to_owned(), constraints: Vec::new(), parts: Vec::new() }
    }

    /// The tree of a shape of the service model; of no shape, that of an empty structure.
    pub(crate) fn of_table(table: &Table, shape: Option<&str>) -> Result<Self, String> {
        shape.map_or_else(|| Ok(Self::empty()), |name| table_node(table, name, &mut Vec::new()))
    }

    /// The tree of a declared shape.
    pub(crate) fn of_declaration(shape: &Shape) -> Self {
        let (kind, parts) = match shape.kind {
            Kind::Structure(members) => {
                let part = |member: &rolecall_model::shape::Member| Part {
                    step: format!(".{}", member.name),
                    required: member.required,
                    node: Self::of_declaration(member.shape),
                };
                ("structure", members.iter().map(part).collect())
            }
            Kind::List(item) => ("list", vec![Part::items("[]", Self::of_declaration(item))]),
            Kind::Map(value) => ("map", vec![Part::items("{}", Self::of_declaration(value))]),
            Kind::Text => ("string", Vec::new()),
            Kind::Integer => ("integer", Vec::new()),
            Kind::Boolean => ("boolean", Vec::new()),
            Kind::Time => ("timestamp", Vec::new()),
            Kind::Blob => ("blob", Vec::new()),
        };
        Self { kind: kind.to_owned(), constraints: declared_constraints(shape.constraints), parts }
    }
}

/// `open` holds the shapes that this one stands in: a shape within itself is not followed again.
fn table_node<'a>(table: &'a Table, name: &'a str, open: &mut Vec<&'a str>) -> Result<Node, String> {
    let shape = table.shapes.get(name).ok_or_else(|| format!("the table has no shape `{name}`"))?;
    let mut parts = Vec::new();
    if !open.contains(&name) {
        open.push(name);
        for member in &shape.members {
            let node = table_node(table, &member.shape, open)?;
            parts.push(Part { step: format!(".{}", member.wire_name()), required: member.required, node });
        }
        for (step, reference) in [("[]", &shape.member), ("{}", &shape.value)] {
            if let Some(reference) = reference {
                parts.push(Part::items(step, table_node(table, &reference.shape, open)?));
            }
        }
        open.pop();
    }
    let kind = if shape.kind == "long" { "integer" } else { &shape.kind };
    Ok(Node { kind: kind.to_owned(), constraints: table_constraints(shape), parts })
}

fn table_constraints(shape: &Type) -> Vec<String> {
    let pattern = shape.pattern.as_deref();
    let choices = shape.choices.as_ref().map(|choices| choices.iter().map(String::as_str).collect());
    constraint_lines(shape.kind == "integer" || shape.kind == "long", shape.min, shape.max, pattern, choices)
}

fn declared_constraints(constraints: Constraints) -> Vec<String> {
    let (mut is_number, mut least, mut most, mut pattern, mut choices) = (false, None, None, None, None);
    for constraint in constraints.0 {
        match constraint {
            Constraint::MinLength(bound) => least = i64::try_from(*bound).ok(),
            Constraint::MaxLength(bound) => most = i64::try_from(*bound).ok(),
            Constraint::Min(bound) => (is_number, least) = (true, Some(*bound)),
            Constraint::Max(bound) => (is_number, most) = (true, Some(*bound)),
            Constraint::Pattern(declared) => pattern = Some(declared.text),
            Constraint::OneOf(declared) => choices = Some(declared.to_vec()),
        }
    }
    constraint_lines(is_number, least, most, pattern, choices)
}

fn constraint_lines(
    is_number: bool,
    least: Option<i64>,
    most: Option<i64>,
    pattern: Option<&str>,
    choices: Option<Vec<&str>>,
) -> Vec<String> {
    let mut lines = Vec::new();
    if least.is_some() || most.is_some() {
        let bound = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let what = if is_number { "range" } else { "length" };
        lines.push(format!("{what} {}..{}", bound(least), bound(most)));
    }
    lines.extend(pattern.map(|pattern| format!("pattern {pattern}")));
    if let Some(mut choices) = choices {
        choices.sort_unstable();
        lines.push(format!("enum {}", choices.join(", ")));
    }
    lines.sort_unstable();
    lines
}

#[cfg(test)]
mod tests {
    use super::Node;

    fn node(shapes: &str) -> Node {
        let table =
            serde_json::from_str(&format!(r#"{{"metadata": {{}}, "operations": {{}}, "shapes": {{{shapes}}}}}"#))
                .unwrap();
        Node::of_table(&table, Some("Top")).unwrap()
    }

    #[test]
    fn tables_and_declarations_make_the_same_tree() {
        use rolecall_model::shape::{Constraint, Constraints, Kind, Member, Shape, patterns};
        const NAME: Shape = Shape {
            kind: Kind::Text,
            constraints: Constraints(&[
                Constraint::Pattern(&patterns::WORD),
                Constraint::MaxLength(64),
                Constraint::MinLength(1),
            ]),
        };
        const COUNT: Shape = Shape { kind: Kind::Integer, constraints: Constraints(&[Constraint::Max(9)]) };
        const CHOICE: Shape = Shape { kind: Kind::Text, constraints: Constraints(&[Constraint::OneOf(&["b", "a"])]) };
        const NAMES: Shape = Shape { kind: Kind::List(&NAME), constraints: Constraints(&[Constraint::MaxLength(3)]) };
        const TOP: Shape = Shape::of(Kind::Structure(&[
            Member { name: "Names", required: true, shape: &NAMES },
            Member { name: "Count", required: false, shape: &COUNT },
            Member { name: "ByName", required: false, shape: &Shape::of(Kind::Map(&CHOICE)) },
        ]));
        let table = node(
            r#""Top": {"type": "structure", "members": [{"name": "Names", "shape": "Names", "required": true},
                 {"name": "count", "locationName": "Count", "shape": "Count"}, {"name": "ByName", "shape": "ByName"}]},
               "Names": {"type": "list", "member": {"shape": "Name"}, "max": 3},
               "Name": {"type": "string", "min": 1, "max": 64, "pattern": "[\\w]+"},
               "Count": {"type": "long", "max": 9},
               "ByName": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Choice"}},
               "Choice": {"type": "string", "enum": ["a", "b"]}"#,
        );
        assert_eq!(table, Node::of_declaration(&TOP));
    }

    #[test]
    fn a_shape_within_itself_is_not_followed() {
        let top = node(
            r#""Top": {"type": "structure", "members": [{"name": "Tops", "shape": "Tops"}]},
                          "Tops": {"type": "list", "member": {"shape": "Top"}}"#,
        );
        let inner = top.parts.first().unwrap().node.parts.first().unwrap();
        assert_eq!((inner.step.as_str(), &inner.node), ("[]", &Node::empty()));
    }
}
