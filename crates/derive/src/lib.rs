//! Derive macros that turn an operation's input and output structs into shapes.
//!
//! A struct with named fields becomes a structure whose members are the fields in their order, named in AWS's way:
//! `role_name` is `RoleName`. A field of type `Option<…>` is a member that may be missing. `#[shape(name = "…")]` on a field
//! gives a name that does not follow the rule.

mod fields;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use fields::Field;

/// Derives `Shaped`, `Decode` and `Encode`: what a request carries, and what its audit record shows of it.
#[proc_macro_derive(Input, attributes(shape))]
pub fn input(tokens: TokenStream) -> TokenStream {
    let item = parse_macro_input!(tokens as DeriveInput);
    expand(&item, |fields| {
        let shaped = shaped(&item, fields);
        let decode = decode(&item, fields);
        let encode = encode(&item, fields);
        quote! { #shaped #decode #encode }
    })
}

/// Derives `Shaped` and `Encode`: what a response carries.
#[proc_macro_derive(Output, attributes(shape))]
pub fn output(tokens: TokenStream) -> TokenStream {
    let item = parse_macro_input!(tokens as DeriveInput);
    expand(&item, |fields| {
        let shaped = shaped(&item, fields);
        let encode = encode(&item, fields);
        quote! { #shaped #encode }
    })
}

fn expand(item: &DeriveInput, body: impl FnOnce(&[Field]) -> Tokens) -> TokenStream {
    match Field::all(item) {
        Ok(fields) => body(&fields).into(),
        Err(error) => error.to_compile_error().into(),
    }
}

fn shaped(item: &DeriveInput, fields: &[Field]) -> Tokens {
    let name = &item.ident;
    let members = fields.iter().map(|Field { wire_name, required, inner, .. }| {
        quote! {
            ::rolecall_model::shape::Member {
                name: #wire_name,
                required: #required,
                shape: &<#inner as ::rolecall_model::shape::Shaped>::SHAPE,
            }
        }
    });
    quote! {
        impl ::rolecall_model::shape::Shaped for #name {
            const SHAPE: ::rolecall_model::shape::Shape =
                ::rolecall_model::shape::Shape::of(::rolecall_model::shape::Kind::Structure(&[#(#members),*]));
        }
    }
}

fn decode(item: &DeriveInput, fields: &[Field]) -> Tokens {
    let name = &item.ident;
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let reads = fields.iter().map(|Field { ident, wire_name, required, .. }| {
        let how = if *required { quote!(required) } else { quote!(optional) };
        quote! { let #ident = decoder.#how(value, #wire_name); }
    });
    quote! {
        impl ::rolecall_model::shape::Decode for #name {
            fn decode(
                value: &::rolecall_model::shape::Value<'_>,
                decoder: &mut ::rolecall_model::shape::Decoder,
            ) -> ::core::option::Option<Self> {
                // Every member is read before the first failure returns, so that all problems are reported at once.
                let _ = &decoder;
                if !::core::matches!(value, ::rolecall_model::shape::Value::Structure(_)) {
                    return decoder.malformed("a structure");
                }
                #(#reads)*
                ::core::option::Option::Some(Self { #(#idents: #idents?),* })
            }
        }
    }
}

fn encode(item: &DeriveInput, fields: &[Field]) -> Tokens {
    let name = &item.ident;
    let writes = fields.iter().map(|Field { ident, wire_name, required, .. }| {
        let write = quote! {
            sink.begin_member(#wire_name);
            ::rolecall_model::shape::Encode::encode(value, sink);
            sink.end_member(#wire_name);
        };
        if *required {
            quote! { { let value = &self.#ident; #write } }
        } else {
            quote! { if let ::core::option::Option::Some(value) = &self.#ident { #write } }
        }
    });
    quote! {
        impl ::rolecall_model::shape::Encode for #name {
            fn encode(&self, sink: &mut dyn ::rolecall_model::shape::Sink) {
                sink.begin_structure();
                #(#writes)*
                sink.end_structure();
            }
        }
    }
}
