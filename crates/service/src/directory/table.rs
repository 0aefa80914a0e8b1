//! A persistent table of named entities: cheap to copy, found by name, by unique id and in path order.

use std::sync::Arc;

use rolecall_model::{NameKey, Path, UniqueId};
use rpds::{HashTrieMapSync, RedBlackTreeMapSync};

use super::ById;

/// Something with a name, a path and a unique id.
pub trait Entity {
    /// The friendly name.
    fn name(&self) -> &str;
    /// The path.
    fn path(&self) -> &Path;
    /// The unique id.
    fn id(&self) -> &UniqueId;
}

/// Entities of one kind in one account. A clone shares everything with the original.
pub struct Table<T> {
    by_name: HashTrieMapSync<NameKey, Arc<T>>,
    by_id: ById<UniqueId, Arc<T>>,
    in_order: RedBlackTreeMapSync<(Path, NameKey), Arc<T>>,
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { by_name: self.by_name.clone(), by_id: self.by_id.clone(), in_order: self.in_order.clone() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { by_name: HashTrieMapSync::default(), by_id: ById::default(), in_order: RedBlackTreeMapSync::default() }
    }
}

impl<T: Entity> Table<T> {
    /// The entity of this name, whose case does not matter.
    pub fn get(&self, name: &str) -> Option<&Arc<T>> {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return self.by_name.get(&NameKey::of(name));
        }
        self.by_name.get(name)
    }

    /// The entity with this unique id.
    pub fn by_id(&self, id: &UniqueId) -> Option<&Arc<T>> {
        self.by_id.get(id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_name.size()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// All, by path and then by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        self.in_order.values()
    }

    /// Those after the entity with this path and name, by path and then by name.
    pub fn after(&self, path: &Path, name: &str) -> impl Iterator<Item = &Arc<T>> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.in_order.range((Excluded((path.clone(), NameKey::of(name))), Unbounded)).map(|(_, entity)| entity)
    }

    /// Adds an entity, or replaces the one with the same name.
    pub fn insert(&mut self, entity: Arc<T>) -> Option<Arc<T>> {
        let key = NameKey::of(entity.name());
        let old = self.by_name.get(&key).cloned();
        if let Some(old) = &old {
            // What keeps its place is replaced below.
            if old.id() != entity.id() {
                self.by_id.remove_mut(old.id());
            }
            if old.path() != entity.path() {
                self.in_order.remove_mut(&(old.path().clone(), key.clone()));
            }
        }
        self.by_id.insert_mut(entity.id().clone(), entity.clone());
        self.in_order.insert_mut((entity.path().clone(), key.clone()), entity.clone());
        self.by_name.insert_mut(key, entity);
        old
    }

    /// Removes the entity of this name.
    pub fn remove(&mut self, name: &str) -> Option<Arc<T>> {
        let key = NameKey::of(name);
        let old = self.by_name.get(&key)?.clone();
        self.by_name.remove_mut(&key);
        self.by_id.remove_mut(old.id());
        self.in_order.remove_mut(&(old.path().clone(), key));
        Some(old)
    }
}
