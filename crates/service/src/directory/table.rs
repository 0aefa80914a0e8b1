//! A persistent table of named entities: cheap to copy, found by name, by unique id and in path order.

use std::sync::Arc;

use imbl::{HashMap, OrdMap};
use rolecall_model::{NameKey, Path, UniqueId};

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
    by_name: HashMap<NameKey, Arc<T>>,
    by_id: HashMap<UniqueId, Arc<T>>,
    in_order: OrdMap<(Path, NameKey), Arc<T>>,
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { by_name: self.by_name.clone(), by_id: self.by_id.clone(), in_order: self.in_order.clone() }
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { by_name: HashMap::new(), by_id: HashMap::new(), in_order: OrdMap::new() }
    }
}

impl<T: Entity> Table<T> {
    /// The entity of this name, whose case does not matter.
    pub fn get(&self, name: &str) -> Option<&Arc<T>> {
        self.by_name.get(&NameKey::of(name))
    }

    /// The entity with this unique id.
    pub fn by_id(&self, id: &UniqueId) -> Option<&Arc<T>> {
        self.by_id.get(id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_name.len()
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
        let old = self.remove(entity.name());
        self.by_id.insert(entity.id().clone(), entity.clone());
        self.in_order.insert((entity.path().clone(), key.clone()), entity.clone());
        self.by_name.insert(key, entity);
        old
    }

    /// Removes the entity of this name.
    pub fn remove(&mut self, name: &str) -> Option<Arc<T>> {
        let key = NameKey::of(name);
        let old = self.by_name.remove(&key)?;
        self.by_id.remove(old.id());
        self.in_order.remove(&(old.path().clone(), key));
        Some(old)
    }
}
