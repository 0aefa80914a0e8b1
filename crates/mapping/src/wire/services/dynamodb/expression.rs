//! The attributes that a request names, in expressions and in the older structures.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html>

use crate::Unmapped;
use crate::wire::member::Member;

const EXPRESSIONS: &[&str] =
    &["ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression", "UpdateExpression"];

/// Members whose entries are called like attributes.
const STRUCTURES: &[&str] =
    &["AttributeUpdates", "Expected", "Item", "Key", "KeyConditions", "QueryFilter", "ScanFilter"];

/// Words of expressions. An attribute that is called like one must stand there as `#name`, for these words are reserved.
const WORDS: &[&str] = &["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"];

/// The names of all top-level attributes in a request, each once.
pub(super) fn attributes(request: &Member) -> Result<Vec<String>, Unmapped> {
    let mut names: Vec<String> = Vec::new();
    for structure in STRUCTURES {
        names.extend(
            request.get(structure).map(Member::entries).unwrap_or_default().iter().map(|(name, _)| name.clone()),
        );
    }
    let keys = request.get("Keys").map(Member::items).unwrap_or_default().iter();
    let writes =
        request.items().iter().flat_map(|write| [write.get("PutRequest.Item"), write.get("DeleteRequest.Key")]);
    for entry in keys.chain(writes.flatten()).flat_map(Member::entries) {
        names.push(entry.0.clone());
    }
    // A path such as `a.b[0]` names the attribute `a`.
    let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    names.extend(request.texts("AttributesToGet")?.into_iter().map(first));
    for expression in EXPRESSIONS {
        if let Some(text) = request.text(expression)? {
            names.extend(in_expression(text, request)?);
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A piece of an expression.
#[derive(Debug, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let in_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '#' | ':');
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if in_word(character) {
            let end = rest.find(|character| !in_word(character)).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            tokens.push(Token::Word(word));
            rest = after;
        } else {
            if !character.is_whitespace() {
                tokens.push(Token::Mark(character));
            }
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }
    tokens
}

fn in_expression(text: &str, request: &Member) -> Result<Vec<String>, Unmapped> {
    let tokens = tokens(text);
    let mut names = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        let after = tokens.get(index.saturating_add(1));
        let is_nested = matches!(before, Some(Token::Mark('.' | '[')));
        let is_function = matches!(after, Some(Token::Mark('('))) && !word.starts_with('#');
        let is_word = WORDS.iter().any(|own| own.eq_ignore_ascii_case(word));
        if !is_nested && !is_function && !is_word && !word.starts_with(':') {
            names.push(resolve(word, request)?);
        }
    }
    Ok(names)
}

/// The attribute behind `#name`.
fn resolve(word: &str, request: &Member) -> Result<String, Unmapped> {
    if !word.starts_with('#') {
        return Ok(word.to_owned());
    }
    let names = request.get("ExpressionAttributeNames").map(Member::entries).unwrap_or_default();
    match names.iter().find(|(own, _)| own == word) {
        Some((_, Member::Text(name))) => Ok(name.clone()),
        _ => Err(Unmapped::new("an expression uses a name that the request does not define")),
    }
}

/// The attributes that a query's key condition sets equal to a value, with the values; `None` if there is no key condition.
pub(super) fn equalities(request: &Member) -> Result<Option<Vec<(String, Member)>>, Unmapped> {
    let mut equal = Vec::new();
    if let Some(conditions) = request.get("KeyConditions") {
        for (name, condition) in conditions.entries() {
            if condition.text("ComparisonOperator")? == Some("EQ")
                && let Some([value]) = condition.get("AttributeValueList").map(Member::items)
            {
                equal.push((name.clone(), value.clone()));
            }
        }
        return Ok(Some(equal));
    }
    let Some(text) = request.text("KeyConditionExpression")? else { return Ok(None) };
    let tokens = tokens(text);
    // DynamoDB takes neither there; where a server does, what is equal says nothing about the items.
    let is_other = |token: &Token<'_>| matches!(token, Token::Word(word) if ["NOT", "OR"].iter().any(|own| own.eq_ignore_ascii_case(word)));
    if tokens.iter().any(is_other) {
        return Ok(Some(Vec::new()));
    }
    for window in tokens.windows(3) {
        let [Token::Word(left), Token::Mark('='), Token::Word(right)] = window else { continue };
        // Either side can be the value.
        let (name, value) = if left.starts_with(':') { (right, left) } else { (left, right) };
        let values = request.get("ExpressionAttributeValues").map(Member::entries).unwrap_or_default();
        if let Some((_, value)) = values.iter().find(|(own, _)| own == value) {
            equal.push((resolve(name, request)?, value.clone()));
        }
    }
    Ok(Some(equal))
}
