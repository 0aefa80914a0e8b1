//! Ranges of IP addresses.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip>

use ipnet::IpNet;

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::edit::{replace, shown};
use super::super::family::Family;
use super::super::part::{ConditionView, ValueView};
use crate::document::ast::Comparison;

pub(super) const CHECKS: &[Check] = &[
    Check::suggestion(
        "IMPROVE_IP_RANGE",
        Look::Value(host_bits),
        "an IP range has bits after its mask, which mean nothing",
    ),
    Check::error(
        "PRIVATE_IP_ADDRESS",
        Look::Condition(|view, hits| private(Comparison::IpAddress, true, view, hits)),
        "`aws:SourceIp` is compared with private addresses only, which it never has",
    ),
    Check::suggestion(
        "PRIVATE_IP_ADDRESS_SUBSET",
        Look::Condition(|view, hits| private(Comparison::IpAddress, false, view, hits)),
        "`aws:SourceIp` is compared with private addresses too, which it never has",
    ),
    Check::error(
        "PRIVATE_NOT_IP_ADDRESS",
        Look::Condition(|view, hits| private(Comparison::NotIpAddress, true, view, hits)),
        "`aws:SourceIp` is to be none of private addresses only, which it never has",
    ),
    Check::suggestion(
        "PRIVATE_NOT_IP_ADDRESS_SUBSET",
        Look::Condition(|view, hits| private(Comparison::NotIpAddress, false, view, hits)),
        "`aws:SourceIp` is to be none of some private addresses, which it never has",
    ),
];

fn host_bits(view: &ValueView<'_>, hits: &mut Hits) {
    if Family::of(view.of.element.operator.value.comparison) != Family::Ip {
        return;
    }
    let Ok(range) = view.value.value.parse::<IpNet>() else { return };
    if range.addr() != range.network() {
        let right = range.trunc().to_string();
        let message =
            format!("the bits of {} after its mask mean nothing: it is {}", shown(&view.value.value), shown(&right));
        hits.push(Hit::new(view.value.span, message).with(replace(view.value, &right)));
    }
}

/// `all` asks for conditions with private ranges only, else for those with some.
fn private(comparison: Comparison, all: bool, view: &ConditionView<'_>, hits: &mut Hits) {
    let element = view.element;
    let is_asked = element.operator.value.comparison == comparison;
    if !is_asked || !element.key.value.eq_ignore_ascii_case("aws:SourceIp") {
        return;
    }
    let mut found = element.values.iter().filter(|value| is_private(&value.value)).peekable();
    let Some(first) = found.peek().map(|value| value.span) else { return };
    if (found.count() == element.values.len()) == all {
        let message = "requests come from public addresses: `aws:SourceIp` is never private; within a VPC there is `aws:VpcSourceIp`";
        hits.push(Hit::new(first, message));
    }
}

/// The ranges of RFC 1918 and RFC 4193.
fn is_private(text: &str) -> bool {
    let Ok(range) = text.parse::<IpNet>().or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from)) else {
        return false;
    };
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
    private.iter().any(|known| known.parse::<IpNet>().is_ok_and(|known| known.contains(&range)))
}
