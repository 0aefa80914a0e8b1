//! `Condition`: operators, keys and the wanted values.

use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::Ranged;

use super::element;
use crate::document::ast::{ConditionElement, Operator, Spanned};
use crate::document::error::{SyntaxError, SyntaxErrorKind};
use crate::document::json;

pub(super) fn read(value: Value<'_>) -> Result<Vec<ConditionElement>, SyntaxError> {
    let object = element::object(value, "an object of operators")?;
    json::unique_keys(&object, json::without_case)?;
    let mut conditions = Vec::with_capacity(object.properties.len());
    for member in object.properties {
        let name = json::span(member.name.range());
        let operator = member.name.as_str().parse::<Operator>();
        let block = element::object(member.value, "an object of condition keys")?;
        match operator {
            Ok(value) => read_block(&Spanned { value, span: name }, block, &mut conditions)?,
            // IAM takes an unknown operator that is applied to nothing: it restricts as little as no operator.
            Err(_) if block.properties.is_empty() => {}
            Err(_) => return Err(SyntaxError::new(SyntaxErrorKind::UnknownOperator, name)),
        }
    }
    Ok(conditions)
}

fn read_block(
    operator: &Spanned<Operator>,
    block: Object<'_>,
    conditions: &mut Vec<ConditionElement>,
) -> Result<(), SyntaxError> {
    json::unique_keys(&block, json::without_case)?;
    for member in block.properties {
        let span = json::span(member.name.range());
        let value = match member.name {
            ObjectPropName::String(text) => text.value.into(),
            ObjectPropName::Word(word) => word.value.into(),
        };
        let values = element::one_or_many(member.value, scalar)?;
        conditions.push(ConditionElement { operator: operator.clone(), key: Spanned { value, span }, values });
    }
    Ok(())
}

fn scalar(value: Value<'_>) -> Result<Spanned<Box<str>>, SyntaxError> {
    let span = json::span_of(&value);
    let text = match value {
        Value::StringLit(text) => return Ok(element::owned(text)),
        Value::NumberLit(number) => number.value,
        Value::BooleanLit(boolean) if boolean.value => "true",
        Value::BooleanLit(_) => "false",
        other => return Err(element::expected("a string, a number or a boolean", &other)),
    };
    Ok(Spanned { value: text.into(), span })
}
