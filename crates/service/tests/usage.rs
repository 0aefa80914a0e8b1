//! When access keys and roles were last used: noted at once, stored when asked, and kept through changes and restarts.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use rolecall_service::Service;
use serde_json::{Value, json};
use support::{Keys, Shared, World, allow};

fn whoami(world: &World, keys: &Keys) {
    world.call(keys, Service::Sts, "GetCallerIdentity", json!({})).unwrap();
}

fn key_used(world: &World, keys: &Keys) -> Value {
    world.ok("GetAccessKeyLastUsed", json!({"AccessKeyId": keys.id}))["AccessKeyLastUsed"].clone()
}

fn role_used(world: &World, role: &str) -> Value {
    world.ok("GetRole", json!({"RoleName": role}))["Role"]["RoleLastUsed"].clone()
}

#[test]
fn uses_are_noted_at_once_and_by_service() {
    let world = World::new();
    let anna = world.user("anna", &[]);
    assert_eq!(key_used(&world, &anna), json!({"ServiceName": "N/A", "Region": "N/A"}));
    whoami(&world, &anna);
    let first = json!({"LastUsedDate": "2027-01-15T08:00:00Z", "ServiceName": "sts", "Region": "us-east-1"});
    assert_eq!(key_used(&world, &anna), first);
    world.clock.advance(60);
    // Even a call that is denied is a use.
    world.call(&anna, Service::Iam, "ListPolicies", json!({})).unwrap_err();
    let second = json!({"LastUsedDate": "2027-01-15T08:01:00Z", "ServiceName": "iam", "Region": "us-east-1"});
    assert_eq!(key_used(&world, &anna), second);
}

#[test]
fn a_wrong_signature_is_no_use() {
    let world = World::new();
    let anna = world.user("anna", &[]);
    let forged = Keys { secret: world.root.secret.clone(), ..anna.clone() };
    world.call(&forged, Service::Sts, "GetCallerIdentity", json!({})).unwrap_err();
    assert_eq!(key_used(&world, &anna), json!({"ServiceName": "N/A", "Region": "N/A"}));
}

#[test]
fn a_role_is_used_by_its_sessions() {
    let world = World::new();
    let session = world.session("worker", &[]);
    assert_eq!(role_used(&world, "worker"), json!({}), "being assumed is no use");
    whoami(&world, &session);
    assert_eq!(role_used(&world, "worker"), json!({"LastUsedDate": "2027-01-15T08:00:00Z", "Region": "us-east-1"}));
}

#[test]
fn a_change_of_the_owner_keeps_its_note() {
    let world = World::new();
    let (anna, session) = (world.user("anna", &[]), world.session("worker", &[]));
    whoami(&world, &anna);
    whoami(&world, &session);
    let before = (key_used(&world, &anna), role_used(&world, "worker"));
    let inactive = json!({"UserName": "anna", "AccessKeyId": anna.id, "Status": "Inactive"});
    world.ok("UpdateAccessKey", inactive);
    world.ok("UpdateRole", json!({"RoleName": "worker", "Description": "changed"}));
    assert_eq!((key_used(&world, &anna), role_used(&world, "worker")), before);
    world.clock.advance(1);
    whoami(&world, &session);
    assert_ne!(role_used(&world, "worker"), before.1, "the note of the changed role is the one that callers leave");
}

#[test]
fn uses_survive_a_restart_once_they_were_flushed_and_only_changes_are_written() {
    let store = Shared::default();
    let world = store.world();
    let (anna, session) = (world.user("anna", &[allow("*", "*")]), world.session("worker", &[]));
    world.server.flush_usage().unwrap();
    let before = store.commits();
    whoami(&world, &anna);
    whoami(&world, &session);
    assert_eq!(store.commits(), before, "a call that reads writes nothing");
    let used = (key_used(&world, &anna), role_used(&world, "worker"));
    world.server.flush_usage().unwrap();
    assert_eq!(store.commits(), before + 1, "all uses go in one commit");
    world.server.flush_usage().unwrap();
    // The root user asked for the notes between the flushes above, but within the same second.
    assert_eq!(store.commits(), before + 1, "what did not change is not written");
    world.clock.advance(5);
    whoami(&world, &anna);
    drop(world);

    let world = store.world();
    assert_eq!((key_used(&world, &anna), role_used(&world, "worker")), used);
}

#[test]
fn what_was_deleted_between_its_use_and_the_flush_stays_deleted() {
    let store = Shared::default();
    let world = store.world();
    let (anna, session) = (world.user("anna", &[]), world.session("worker", &[]));
    whoami(&world, &anna);
    whoami(&world, &session);
    world.ok("DeleteAccessKey", json!({"UserName": "anna", "AccessKeyId": anna.id}));
    world.ok("DeleteRole", json!({"RoleName": "worker"}));
    world.server.flush_usage().unwrap();
    drop(world);
    let world = store.world();
    assert!(world.iam("GetRole", json!({"RoleName": "worker"})).is_err());
    assert!(world.call(&anna, Service::Sts, "GetCallerIdentity", json!({})).is_err());
}
