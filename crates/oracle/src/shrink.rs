//! Makes a case smaller while it still shows what it showed.

use serde_json::Value;

use crate::case::Case;

/// The smallest case that is left when members and elements of `case` are taken away one after the other, as long as
/// `shows` says that the case still shows what it should. A case that `shows` denies at once comes back as it is.
pub fn shrink(case: &Case, shows: impl Fn(&Case) -> bool) -> Case {
    let mut smallest = case.clone();
    while let Some(smaller) = first_smaller(&smallest, &shows) {
        smallest = smaller;
    }
    smallest
}

fn first_smaller(case: &Case, shows: impl Fn(&Case) -> bool) -> Option<Case> {
    let whole = serde_json::to_value(case).ok()?;
    let mut paths = Vec::new();
    collect_paths(&whole, &mut Vec::new(), &mut paths);
    paths.into_iter().find_map(|path| {
        let mut candidate = whole.clone();
        remove(&mut candidate, &path)?;
        let smaller: Case = serde_json::from_value(candidate).ok()?;
        (smaller != *case && shows(&smaller)).then_some(smaller)
    })
}

/// One step from a JSON value into it.
#[derive(Clone)]
enum Step {
    Member(String),
    Element(usize),
}

/// The places of all members and elements, outer ones first, so that much goes before little.
fn collect_paths(value: &Value, here: &mut Vec<Step>, paths: &mut Vec<Vec<Step>>) {
    let steps: Vec<(Step, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (Step::Member(name.clone()), value)).collect(),
        Value::Array(elements) => elements.iter().enumerate().map(|(at, value)| (Step::Element(at), value)).collect(),
        _ => return,
    };
    for (step, _) in &steps {
        paths.push(here.iter().chain([step]).cloned().collect());
    }
    for (step, value) in steps {
        here.push(step);
        collect_paths(value, here, paths);
        here.pop();
    }
}

fn remove(value: &mut Value, path: &[Step]) -> Option<()> {
    let (last, way) = path.split_last()?;
    let mut parent = value;
    for step in way {
        parent = match step {
            Step::Member(name) => parent.get_mut(name)?,
            Step::Element(at) => parent.get_mut(at)?,
        };
    }
    match (last, parent) {
        (Step::Member(name), Value::Object(members)) => members.remove(name).map(drop),
        (Step::Element(at), Value::Array(elements)) if *at < elements.len() => {
            elements.remove(*at);
            Some(())
        }
        _ => None,
    }
}
