//! Persistent maps by ids that are made here. Nobody can choose many that fall together, so that their hash needs no secret; a
//! call looks up several.

use rpds::HashTrieMapSync;
use rustc_hash::FxBuildHasher;

/// A map by account ids, unique ids or access key ids. A clone shares everything with the original.
pub type ById<K, V> = HashTrieMapSync<K, V, FxBuildHasher>;
