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

/// Words of conditions. An attribute that is called like one must stand there as `#name`, for these words are reserved.
const OPERATORS: &[&str] = &["AND", "BETWEEN", "IN", "NOT", "OR"];

/// Words that the clauses of an update begin with. Not all of them are reserved.
const CLAUSES: &[&str] = &["ADD", "DELETE", "REMOVE", "SET"];

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
    for path in request.texts("AttributesToGet")? {
        // DynamoDB has no paths here; a server that has some takes `a.b[0]` for a part of `a`.
        names.push(path.to_owned());
        names.extend(path.split(['.', '[']).next().map(str::to_owned));
    }
    for expression in EXPRESSIONS {
        if let Some(text) = request.text(expression)? {
            names.extend(in_expression(expression, text, request)?);
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

impl Token<'_> {
    fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own.eq_ignore_ascii_case(word))
    }
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

fn in_expression(expression: &str, text: &str, request: &Member) -> Result<Vec<String>, Unmapped> {
    let tokens = tokens(text);
    let mut names = Vec::new();
    let mut was_own = false;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        let is_own = is_own(expression, token, before, was_own);
        was_own = is_own;
        let Token::Word(word) = token else { continue };
        let after = tokens.get(index.saturating_add(1));
        let is_nested = matches!(before, Some(Token::Mark('.' | '[')));
        let is_function = matches!(after, Some(Token::Mark('('))) && !word.starts_with('#');
        if !is_nested && !is_function && !is_own && !word.starts_with(':') {
            names.push(resolve(word, request)?);
        }
    }
    Ok(names)
}

/// Whether a token is a word of an expression itself. `was_own` says whether the one before is.
fn is_own(expression: &str, token: &Token<'_>, before: Option<&Token<'_>>, was_own: bool) -> bool {
    match expression {
        "ProjectionExpression" => false,
        // A clause begins where another one can end.
        "UpdateExpression" => {
            let can_begin = matches!(before, None | Some(Token::Word(_) | Token::Mark(')' | ']')));
            can_begin && !was_own && CLAUSES.iter().any(|word| token.is_word(word))
        }
        _ => OPERATORS.iter().any(|word| token.is_word(word)),
    }
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

/// An attribute, and the value that it is compared with.
type Equality = (String, Member);

/// The attributes that a query's key condition sets equal to a value, with the values; none where a condition is not understood, because
/// it could be the one that matters. `None` if there is no key condition.
pub(super) fn equalities(request: &Member) -> Result<Option<Vec<Equality>>, Unmapped> {
    let equal = if let Some(conditions) = request.get("KeyConditions") {
        in_conditions(conditions)?
    } else if let Some(text) = request.text("KeyConditionExpression")? {
        in_key_condition(&tokens(text), request)?
    } else {
        return Ok(None);
    };
    Ok(Some(equal.unwrap_or_default()))
}

/// What the structure has that was there before expressions; `None` if some of it is not understood.
fn in_conditions(conditions: &Member) -> Result<Option<Vec<Equality>>, Unmapped> {
    let mut equal = Vec::new();
    for (name, condition) in conditions.entries() {
        match condition.text("ComparisonOperator")? {
            Some("EQ") => {
                let Some([value]) = condition.get("AttributeValueList").map(Member::items) else { return Ok(None) };
                equal.push((name.clone(), value.clone()));
            }
            Some("BEGINS_WITH" | "BETWEEN" | "GE" | "GT" | "LE" | "LT") => {}
            // Servers differ in what they take for equality: some know `=` too.
            _ => return Ok(None),
        }
    }
    Ok(Some(equal))
}

/// The equalities of an expression; `None` if there is one that is not of a plain attribute and a value that the request defines.
fn in_key_condition(tokens: &[Token<'_>], request: &Member) -> Result<Option<Vec<Equality>>, Unmapped> {
    // DynamoDB takes neither there; where a server does, what is equal says nothing about the items.
    if tokens.iter().any(|token| token.is_word("NOT") || token.is_word("OR")) {
        return Ok(None);
    }
    let values = request.get("ExpressionAttributeValues").map(Member::entries).unwrap_or_default();
    let mut equal = Vec::new();
    for (index, _) in tokens.iter().enumerate().filter(|(_, token)| **token == Token::Mark('=')) {
        let (before, after) = tokens.split_at(index);
        if let [.., Token::Mark('<' | '>')] = before {
            continue;
        }
        let ([start @ .., Token::Word(left)], [_, Token::Word(right), end @ ..]) = (before, after) else {
            return Ok(None);
        };
        // Either side can be the value.
        let (name, value) = if left.starts_with(':') { (right, left) } else { (left, right) };
        // What is not defined is a text of its own for some servers.
        let value = values.iter().find(|(own, _)| own == value).map(|(_, value)| value);
        let Some(value) = value.filter(|_| begins(start) && ends(end) && !name.starts_with(':')) else {
            return Ok(None);
        };
        equal.push((resolve(name, request)?, value.clone()));
    }
    Ok(Some(equal))
}

/// Whether a condition can begin behind these tokens.
fn begins(before: &[Token<'_>]) -> bool {
    match before {
        [] => true,
        [before @ .., Token::Mark('(')] => begins(before),
        [.., last] => last.is_word("AND"),
    }
}

/// Whether a condition can end before these tokens.
fn ends(after: &[Token<'_>]) -> bool {
    after.first().is_none_or(|next| *next == Token::Mark(')') || next.is_word("AND"))
}
