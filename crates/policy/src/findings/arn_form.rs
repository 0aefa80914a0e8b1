//! The fields of an ARN pattern, held against the formats of the catalog.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rolecall_catalog::{ArnFormat, Service, services};

use super::effort::Effort;
use super::glob::Glob;
use crate::document::ast::Version;

/// The formats of the ARNs of each service, by the service in the ARN. An ARN's service is not always the one that has the
/// resource type.
static FORMATS: LazyLock<BTreeMap<String, Vec<Format>>> = LazyLock::new(|| {
    let mut formats: BTreeMap<_, Vec<Format>> =
        services().map(|service| (service.prefix().to_owned(), Vec::new())).collect();
    for resource_type in services().flat_map(Service::resource_types) {
        for [_, service, region, account, resource] in alternatives(resource_type.arn_format()) {
            let resource = Glob::format(&resource);
            formats.entry(service).or_default().push(Format { region, account, resource });
        }
    }
    formats
});

struct Format {
    region: String,
    account: String,
    resource: Glob,
}

/// The fields after `arn` of each of the ARNs that a type has. A few types have several, which the catalog lists in one text.
pub(super) fn alternatives(format: ArnFormat) -> Vec<[String; 5]> {
    let whole = format.to_string();
    let fields = |arn: &str| arn.splitn(6, ':').skip(1).map(str::to_owned).collect::<Vec<_>>().try_into().ok();
    whole.split(", ").filter_map(fields).collect()
}

/// Services that have more ARNs than the catalog's resource types tell: those of principals, and of what other services keep.
const MORE_ARNS: [&str; 3] = ["backup", "iam", "sts"];

/// The first thing that is wrong with an ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There are fewer than six fields.
    Fields,
    /// A variable stands before the resource.
    Variable,
    /// The service would be one in lower case.
    ServiceCase,
    /// The service does not exist.
    Service,
    /// The region cannot be one.
    Region,
    /// The account cannot be one.
    Account,
    /// No type of the service has such resources.
    Resource,
    /// No type with such resources has a region.
    RegionNotAllowed,
    /// No type with such resources has an account.
    AccountNotAllowed,
    /// All types with such resources have a region. The account can be missing always, where a resource is AWS's own.
    RegionMissing,
}

/// An ARN's fields.
#[derive(Debug)]
pub(super) struct Form<'t> {
    /// The whole.
    pub(super) text: &'t str,
    pub(super) service: &'t str,
    pub(super) region: &'t str,
    pub(super) account: &'t str,
    pub(super) fault: Option<Fault>,
}

impl<'t> Form<'t> {
    /// `None` for `*`.
    pub(super) fn read(text: &'t str, version: Version, effort: &Effort) -> Option<Self> {
        if !text.starts_with("arn:") {
            return None;
        }
        let mut fields = text.splitn(6, ':').skip(2);
        let mut next = || fields.next();
        let (service, region, account, resource) = (next(), next(), next(), next());
        let head = |field: Option<&'t str>| field.unwrap_or_default();
        let mut form = Self { text, service: head(service), region: head(region), account: head(account), fault: None };
        form.fault = match resource {
            None => Some(Fault::Fields),
            Some(_) if [form.service, form.region, form.account].iter().any(|field| field.contains("${")) => {
                (version == Version::V2012).then_some(Fault::Variable)
            }
            Some(resource) => form.find_fault(&Glob::resource(resource, version), effort),
        };
        Some(form)
    }

    /// The services that ARNs can name.
    pub(super) fn services() -> impl Iterator<Item = &'static str> {
        FORMATS.keys().map(String::as_str).filter(|service| !service.contains('$'))
    }

    /// The text with another field in the place of the one with a number.
    pub(super) fn with(&self, number: usize, field: &str) -> String {
        let fields = self.text.splitn(6, ':').enumerate();
        fields.map(|(at, old)| if at == number { field } else { old }).collect::<Vec<_>>().join(":")
    }

    fn find_fault(&self, resource: &Glob, effort: &Effort) -> Option<Fault> {
        let Some(formats) = FORMATS.get(self.service) else {
            let lower = self.service.to_ascii_lowercase();
            return Some(if FORMATS.contains_key(lower.as_str()) { Fault::ServiceCase } else { Fault::Service });
        };
        if !is_region(self.region) {
            return Some(Fault::Region);
        }
        if !is_account(self.account) && !formats.iter().any(|known| known.account == self.account) {
            return Some(Fault::Account);
        }
        if formats.is_empty() || MORE_ARNS.contains(&self.service) {
            return None;
        }
        let mut fitting = formats.iter().filter(|known| !known.resource.is_apart_from(resource, effort)).peekable();
        if fitting.peek().is_none() {
            return Some(Fault::Resource);
        }
        let fitting: Vec<&Format> = fitting.collect();
        let every = |test: fn(&Format) -> bool| fitting.iter().all(|format| test(format));
        // A lone `*` takes the empty field too.
        match (self.region, self.account) {
            (region, _) if !matches!(region, "" | "*") && every(|format| format.region.is_empty()) => {
                Some(Fault::RegionNotAllowed)
            }
            (_, account) if !matches!(account, "" | "*") && every(|format| format.account.is_empty()) => {
                Some(Fault::AccountNotAllowed)
            }
            ("", _) if every(|format| !matches!(format.region.as_str(), "" | "*")) => Some(Fault::RegionMissing),
            _ => None,
        }
    }
}

/// Empty, a pattern, or of the form `eu-central-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = || {
        let (words, number) = text.rsplit_once('-').unwrap_or(("", ""));
        is_number(number) && words.contains('-') && words.split('-').all(is_word)
    };
    text.is_empty() || text.contains(['*', '?']) || is_name()
}

/// Empty, a pattern, AWS itself, or twelve digits.
fn is_account(text: &str) -> bool {
    let is_number = || text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    matches!(text, "" | "aws") || text.contains(['*', '?']) || is_number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_accounts_by_their_form() {
        for region in ["", "*", "us-*", "eu-central-1", "us-gov-west-1", "ap-southeast-12", "us-isob-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for region in ["eu", "eu-central", "EU-central-1", "123456789012", "eu-central-1a", "-1", "eu--1"] {
            assert!(!is_region(region), "{region}");
        }
        for (account, is) in
            [("", true), ("123456789012", true), ("1234*", true), ("aws", true), ("12345678901", false)]
        {
            assert_eq!(is_account(account), is, "{account}");
        }
    }

    #[test]
    fn every_format_of_the_catalog_is_without_fault() {
        for resource_type in services().flat_map(Service::resource_types) {
            let format = resource_type.arn_format();
            if format.service().contains('$') {
                continue;
            }
            let field =
                |field: &str, value: &str| if field.contains('$') { value.to_owned() } else { field.to_owned() };
            let (region, account) = (field(format.region(), "eu-central-1"), field(format.account(), "123456789012"));
            let mut resource = String::new();
            let mut rest = format.resource();
            while let Some((before, after)) = rest.split_once("${") {
                resource += before;
                resource += "name";
                rest = after.split_once('}').unwrap().1;
            }
            resource += rest;
            let arn = format!("arn:aws:{}:{region}:{account}:{resource}", format.service());
            assert_eq!(Form::read(&arn, Version::V2012, &Effort::new()).unwrap().fault, None, "{arn}");
        }
    }
}
