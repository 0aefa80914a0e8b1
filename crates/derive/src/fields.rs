//! What the derives read of a struct: its fields, their wire names, and which may be missing.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, Error, Fields, GenericArgument, LitStr, PathArguments, Result, Type};

/// One field of a derived struct.
pub(crate) struct Field {
    /// The Rust name.
    pub(crate) ident: Ident,
    /// The name on the wires.
    pub(crate) wire_name: String,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// The type, inside its `Option` if it has one.
    pub(crate) inner: Type,
}

impl Field {
    /// The fields of the struct; an error for anything but a struct with named fields (or none at all).
    pub(crate) fn all(item: &DeriveInput) -> Result<Vec<Self>> {
        let Data::Struct(data) = &item.data else {
            return Err(Error::new_spanned(&item.ident, "only a struct has a shape"));
        };
        match &data.fields {
            Fields::Named(fields) => fields.named.iter().map(Self::read).collect(),
            Fields::Unit => Ok(Vec::new()),
            Fields::Unnamed(_) => Err(Error::new_spanned(&item.ident, "the members of a shape have names")),
        }
    }

    fn read(field: &syn::Field) -> Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(Error::new_spanned(field, "the members of a shape have names"));
        };
        let optional = optional(&field.ty);
        Ok(Self {
            wire_name: wire_name(field, &ident)?,
            required: optional.is_none(),
            inner: optional.unwrap_or(&field.ty).clone(),
            ident,
        })
    }
}

fn wire_name(field: &syn::Field, ident: &Ident) -> Result<String> {
    let mut name = None;
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("shape")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("name") {
                return Err(meta.error("expected `name = \"…\"`"));
            }
            name = Some(meta.value()?.parse::<LitStr>()?.value());
            Ok(())
        })?;
    }
    Ok(name.unwrap_or_else(|| upper_camel(&ident.to_string())))
}

/// `role_name` → `RoleName`
fn upper_camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    for word in snake.trim_start_matches("r#").split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn optional(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != "Option" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
