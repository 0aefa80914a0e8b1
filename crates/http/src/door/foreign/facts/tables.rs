//! The partition keys of tables and their indexes, as `DescribeTable` tells them.
//!
//! Of a query on an index `dynamodb:LeadingKeys` holds values of the index's own partition key.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html>

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use hyper::body::Body;
use rolecall_gateway::Content;
use rolecall_mapping::{Mapped, Tables};
use rolecall_model::{AccountId, Arn};
use serde::Deserialize;
use serde_json::json;

use super::question::{JSON_1_0, Question};
use crate::door::answer::Answer;
use crate::door::foreign::ForeignDoor;
use crate::door::foreign::passage::Crossing;
use crate::door::foreign::refusal::Refusal;

const SERVICE: &str = "dynamodb";

/// Operations after which a table of the same name can have other keys, or other indexes.
const CHANGES: [&str; 6] =
    ["CreateTable", "DeleteTable", "ImportTable", "RestoreTableFromBackup", "RestoreTableToPointInTime", "UpdateTable"];

/// Which table: of which route, by its ARN. Two routes of one account lead to different services.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct At {
    route: Option<AccountId>,
    arn: String,
}

impl At {
    /// The table that a resource is, or is a part of.
    pub(super) fn of(crossing: &Crossing<'_>, resource: &str) -> Option<Self> {
        let arn: Arn = resource.parse().ok().filter(|_| crossing.passage.service == SERVICE)?;
        let name = arn.of(SERVICE, "table/")?.split('/').next()?;
        let arn = format!("arn:{}:{SERVICE}:{}:{}:table/{name}", arn.partition(), arn.region(), arn.account());
        Some(Self { route: crossing.route.account, arn })
    }

    fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}

/// The partition keys of a table and of its indexes; those with several attributes are left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    own: Option<String>,
    indexes: HashMap<String, String>,
}

/// The tables of one request, by their names.
#[derive(Debug, Default)]
pub(super) struct KnownTables(HashMap<String, Arc<Table>>);

impl KnownTables {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn knows(&self, at: &At) -> bool {
        self.0.contains_key(at.name())
    }

    pub(super) fn add(&mut self, at: &At, table: Arc<Table>) {
        self.0.insert(at.name().to_owned(), table);
    }
}

impl Tables for KnownTables {
    fn partition_key(&self, table: &str, index: Option<&str>) -> Option<&str> {
        let table = self.0.get(table)?;
        index.map_or(table.own.as_deref(), |index| table.indexes.get(index).map(String::as_str))
    }
}

impl ForeignDoor {
    /// A table as it is, or as it was some seconds ago; `None` if the service does not tell.
    pub(super) async fn table(&self, crossing: &Crossing<'_>, at: &At) -> Option<Arc<Table>> {
        let find = async {
            let input = json!({"TableName": at.name()});
            let question = Question::json(JSON_1_0, "DynamoDB_20120810.DescribeTable", &input);
            read(self.ask(crossing.route, question).await?.body()?, at.name())
        };
        self.facts.tables.get(at, || self.server.now(), find).await
    }

    /// Sends a request on, and forgets the tables that it changes: before it is sent, so that nothing from before the change is
    /// believed after it, and when it is answered.
    pub(in crate::door::foreign) async fn forward_and_forget<B>(
        &self,
        crossing: &Crossing<'_>,
        mapped: &Mapped,
        content: Content<B>,
    ) -> Result<Answer, Refusal>
    where
        B: Body<Data = Bytes> + Send + 'static,
    {
        let changed = changed(crossing, mapped);
        let forget = || match &changed {
            Changed::Nothing => {}
            Changed::These(tables) => self.facts.tables.forget(|at| tables.contains(at)),
            Changed::Any => self.facts.tables.forget(|at| at.route == crossing.route.account),
        };
        forget();
        let answer = self.forward(crossing, mapped, content).await;
        forget();
        answer
    }
}

/// The tables that a request may change.
enum Changed {
    Nothing,
    These(Vec<At>),
    Any,
}

fn changed(crossing: &Crossing<'_>, mapped: &Mapped) -> Changed {
    if crossing.passage.service != SERVICE {
        return Changed::Nothing;
    }
    // What is not understood could be anything.
    if mapped.accesses.is_empty() {
        return Changed::Any;
    }
    if !CHANGES.contains(&&*mapped.operation) {
        return Changed::Nothing;
    }
    Changed::These(mapped.accesses.iter().filter_map(|needed| At::of(crossing, &needed.resource)).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answered {
    table: Description,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    table_name: String,
    table_status: String,
    key_schema: Vec<KeyElement>,
    #[serde(default)]
    global_secondary_indexes: Option<Vec<Index>>,
    #[serde(default)]
    local_secondary_indexes: Option<Vec<Index>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Index {
    index_name: String,
    key_schema: Vec<KeyElement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyElement {
    attribute_name: String,
    key_type: String,
}

/// The table of this name in an answer; `None` if it is another one, or one that is on its way to be something else.
fn read(body: &[u8], name: &str) -> Option<Table> {
    let Answered { table } = serde_json::from_slice(body).ok()?;
    let is_there = matches!(table.table_status.as_str(), "ACTIVE" | "UPDATING");
    if table.table_name != name || !is_there {
        return None;
    }
    let indexes = [table.global_secondary_indexes, table.local_secondary_indexes];
    let indexes = indexes.into_iter().flatten().flatten();
    let one = |index: Index| Some((index.index_name, partition_key(index.key_schema)?));
    Some(Table { own: partition_key(table.key_schema), indexes: indexes.filter_map(one).collect() })
}

/// The partition key, if it is one attribute; an index can have more.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html>
fn partition_key(schema: Vec<KeyElement>) -> Option<String> {
    let mut hash = schema.into_iter().filter(|element| element.key_type == "HASH");
    hash.next().filter(|_| hash.next().is_none()).map(|element| element.attribute_name)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn schema(keys: &[(&str, &str)]) -> Value {
        keys.iter().map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect()
    }

    #[test]
    fn descriptions_of_tables() {
        let index = |name: &str, keys: &[(&str, &str)]| json!({"IndexName": name, "KeySchema": schema(keys)});
        let table = json!({
            "TableName": "t",
            "TableStatus": "ACTIVE",
            "KeySchema": schema(&[("sk", "RANGE"), ("pk", "HASH")]),
            "GlobalSecondaryIndexes": [index("g", &[("a", "HASH")]), index("m", &[("a", "HASH"), ("b", "HASH")])],
            "LocalSecondaryIndexes": [index("l", &[("pk", "HASH"), ("c", "RANGE")])],
        });
        let read = |table: &Value, name: &str| read(json!({"Table": table}).to_string().as_bytes(), name);
        let mut known = KnownTables::default();
        known.0.insert("t".to_owned(), Arc::new(read(&table, "t").unwrap()));
        for (table, index, expected) in [
            ("t", None, Some("pk")),
            ("t", Some("g"), Some("a")),
            ("t", Some("l"), Some("pk")),
            ("t", Some("m"), None),
            ("t", Some("none"), None),
            ("u", None, None),
        ] {
            assert_eq!(known.partition_key(table, index), expected, "{table} {index:?}");
        }
        assert_eq!(read(&table, "u"), None);
        for status in ["CREATING", "DELETING", "ARCHIVED", ""] {
            let mut table = table.clone();
            table["TableStatus"] = json!(status);
            assert_eq!(read(&table, "t"), None, "{status}");
        }
        let mut without = table.clone();
        without["KeySchema"] = json!([]);
        assert_eq!(read(&without, "t").unwrap().own, None);
        assert_eq!(super::read(b"{}", "t"), None);
    }
}
