//! What a request for one operation looks like, and which resources its members name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// An operation. Members are called as on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Operation {
    /// Method and URI template, such as `GET /2015-03-31/functions/{FunctionName}`.
    #[serde(rename = "h")]
    pub http: String,
    /// Members at the top of the body.
    #[serde(rename = "b", skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<String>,
    /// Members in the query string.
    #[serde(rename = "q", skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<String>,
    /// Those of `query` that are lists, and so may come more than once.
    #[serde(rename = "l", skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
    /// Members in headers, by the headers' names in lower case.
    #[serde(rename = "d", skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// The member that is the body: what the body has, the member has.
    #[serde(rename = "p", skip_serializing_if = "String::is_empty")]
    pub payload: String,
    /// Whether the body is data, which decides nothing and is not read.
    #[serde(rename = "s", skip_serializing_if = "std::ops::Not::not")]
    pub data: bool,
    /// The root element of an XML body.
    #[serde(rename = "x", skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// What the items of lists at the top of the body are called, where they have a name.
    #[serde(rename = "i", skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<String, String>,
    /// The actions that it needs; none if they are not known.
    #[serde(rename = "a", skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// How resource types of those actions are named.
    #[serde(rename = "r", skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Binding>,
    /// Members of which it is not certain whether they name one of the resources.
    #[serde(rename = "u", skip_serializing_if = "Vec::is_empty")]
    pub doubtful: Vec<String>,
    /// Whether no member could name any of the resources.
    #[serde(rename = "n", skip_serializing_if = "std::ops::Not::not")]
    pub nameless: bool,
}

/// How one resource type is named by members. Paths of members have dots; where one leads through a list, all of its items count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Binding {
    /// The resource type.
    #[serde(rename = "t")]
    pub kind: String,
    /// The variables of its ARN format, and the members that fill them with a name or with the whole ARN.
    #[serde(rename = "v", skip_serializing_if = "BTreeMap::is_empty")]
    pub fills: BTreeMap<String, Vec<String>>,
    /// Members that hold its whole ARN, if they hold an ARN.
    #[serde(rename = "a", skip_serializing_if = "Vec::is_empty")]
    pub arns: Vec<String>,
    /// Variables that the service chooses for what it makes: nothing has that name yet, and `*` stands for it.
    #[serde(rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<String>,
    /// Whether the operation lists all resources of the type if it names none.
    #[serde(rename = "l", skip_serializing_if = "std::ops::Not::not")]
    pub lists: bool,
}
