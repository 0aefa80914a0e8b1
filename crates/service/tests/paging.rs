//! Pages of lists: nothing is left out or shown twice, whatever happens between two pages.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{World, text, trust};

fn make(world: &World, names: &[&str], path: &str) {
    for name in names {
        let parameters = json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust()});
        world.ok("CreateRole", parameters);
    }
}

fn page(world: &World, marker: Option<&Value>) -> (Vec<String>, Option<Value>) {
    let mut parameters = json!({"MaxItems": 2});
    if let Some(marker) = marker {
        parameters["Marker"] = marker.clone();
    }
    let answer = world.ok("ListRoles", parameters);
    let names = answer["Roles"].as_array().unwrap().iter().map(|role| role["RoleName"].as_str().unwrap().to_owned());
    let marker = answer.get("Marker").cloned();
    assert_eq!(answer["IsTruncated"], marker.is_some());
    (names.collect(), marker)
}

#[test]
fn a_page_begins_where_the_last_one_ended_even_if_that_is_gone() {
    let world = World::new();
    make(&world, &["a", "b", "c", "d"], "/");
    let (first, marker) = page(&world, None);
    assert_eq!(first, ["a", "b"]);
    world.ok("DeleteRole", json!({"RoleName": "b"}));
    make(&world, &["bb", "aa"], "/");
    let (second, marker) = page(&world, marker.as_ref());
    assert_eq!(second, ["bb", "c"]);
    assert_eq!(page(&world, marker.as_ref()).0, ["d"]);
}

/// A marker has room for 320 characters, a path and a name for 640.
#[test]
fn the_longest_paths_have_markers_too() {
    let world = World::new();
    let path = format!("/{}/", "p".repeat(510));
    make(&world, &["a", "b", "c", "d", "e"], &path);
    let (mut seen, mut marker) = page(&world, None);
    while let Some(next) = marker {
        assert!(next.as_str().unwrap().len() <= 320);
        let (names, after) = page(&world, Some(&next));
        seen.extend(names);
        marker = after;
    }
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
}

#[test]
fn a_marker_that_nobody_gave_is_refused() {
    let world = World::new();
    make(&world, &["a", "b", "c"], "/");
    for marker in ["!", "~nothing", "AAAA", "____"] {
        assert_eq!(
            text(world.iam("ListRoles", json!({"Marker": marker}))),
            "ValidationError: Invalid Marker.",
            "{marker}"
        );
    }
}
