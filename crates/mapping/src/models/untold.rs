//! Variables of ARNs whose values no request tells.

use super::{Binding, Model};

/// What the names of variables end in whose values services choose: they have no `/` and no `:`.
const CHOSEN: &[&str] = &["creationtime", "id", "identifier", "number", "revision", "timestamp", "uuid", "version"];

/// Whether a variable of a type that is named by others is an id or a number that no operation of the service has a member for: then
/// a request tells only a part of the ARN.
pub(crate) fn is_untold(model: &Model, binding: &Binding, variable: &str) -> bool {
    let has =
        |binding: &Binding| binding.fills.contains_key(variable) || binding.made.iter().any(|made| made == variable);
    let bindings = || model.operations.values().flat_map(|operation| &operation.resources);
    let is_told = || bindings().any(|other| other.kind == binding.kind && other.fills.contains_key(variable));
    let is_chosen = || CHOSEN.iter().any(|end| plain(variable).ends_with(end));
    !binding.fills.is_empty() && !has(binding) && is_chosen() && !is_told()
}

/// Letters and digits in lower case.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}
