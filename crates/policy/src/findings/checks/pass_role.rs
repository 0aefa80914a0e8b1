//! `iam:PassRole` and `iam:CreateServiceLinkedRole` for any role: what is passed a role can do what the role may.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>

use super::super::declaration::{Check, Hit, Hits, Look};
use super::super::glob::Glob;
use super::super::view::StatementView;
use crate::document::PolicyKind;
use crate::document::ast::Span;

pub(super) const CHECKS: &[Check] = &[
    Check::security(
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::Name, Of::Star)),
        "any role may be passed",
    ),
    Check::security(
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::Wildcard, Of::Star)),
        "any role may be passed, by a wildcard in `Action`",
    ),
    Check::security(
        "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        Look::Statement(|view, hits| PASS.look(view, hits, By::NotAction, Of::Star)),
        "any role may be passed, as `NotAction` does not except it",
    ),
    Check::security(
        "PASS_ROLE_WITH_NOT_RESOURCE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::Name, Of::NotResource)),
        "all roles but some may be passed",
    ),
    Check::security(
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::Wildcard, Of::NotResource)),
        "all roles but some may be passed, by a wildcard in `Action`",
    ),
    Check::security(
        "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::NotAction, Of::NotResource)),
        "all roles but some may be passed, as `NotAction` does not except it",
    ),
    Check::suggestion(
        "PASS_ROLE_WITHOUT_PASSED_TO_SERVICE",
        Look::Statement(|view, hits| PASS.look(view, hits, By::Name, Of::Some)),
        "roles may be passed to any service",
    )
    .ours(),
    Check::warning(
        "CREATE_SLR_WITH_STAR_IN_RESOURCE",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::Name, Of::Star)),
        "service-linked roles may be created for any service",
    ),
    Check::warning(
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::Wildcard, Of::Star)),
        "service-linked roles may be created for any service, by a wildcard in `Action`",
    ),
    Check::warning(
        "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::NotAction, Of::Star)),
        "service-linked roles may be created for any service, as `NotAction` does not except it",
    ),
    Check::warning(
        "CREATE_SLR_WITH_NOT_RESOURCE",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::Name, Of::NotResource)),
        "all service-linked roles but some may be created",
    ),
    Check::warning(
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::Wildcard, Of::NotResource)),
        "all service-linked roles but some may be created, by a wildcard in `Action`",
    ),
    Check::warning(
        "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
        Look::Statement(|view, hits| CREATE.look(view, hits, By::NotAction, Of::NotResource)),
        "all service-linked roles but some may be created, as `NotAction` does not except it",
    ),
];

/// How a statement comes to allow the action.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Wildcard,
    NotAction,
}

/// For which resources.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Star,
    NotResource,
    Some,
}

/// An action that gives away the permissions of roles.
struct Guarded {
    /// The action, in lower case.
    action: &'static str,
    /// The condition key that limits it to services, in lower case and as AWS writes it.
    key: (&'static str, &'static str),
    does: &'static str,
    role: &'static str,
}

const PASS: Guarded = Guarded {
    action: "iam:passrole",
    key: ("iam:passedtoservice", "iam:PassedToService"),
    does: "passing",
    role: "role",
};

const CREATE: Guarded = Guarded {
    action: "iam:createservicelinkedrole",
    key: ("iam:awsservicename", "iam:AWSServiceName"),
    does: "creating",
    role: "service-linked role",
};

impl Guarded {
    fn look(&self, view: &StatementView<'_>, hits: &mut Hits, by: By, of: Of) {
        // Boundaries and the like give no permission; trust policies are about no other action.
        if !view.is_allow() || view.of.kind != PolicyKind::Identity || view.depends_on(&[self.key.0]) {
            return;
        }
        if resources(view) != of {
            return;
        }
        let Some((span, found)) = self.found(view) else { return };
        if found == by {
            let roles = match of {
                Of::Star => format!("any {}", self.role),
                Of::NotResource => format!("any {} but those of `NotResource`", self.role),
                Of::Some => format!("each {} to any service", self.role),
            };
            let message = format!("this allows {} {roles}; limit it by ARNs and `{}`", self.does, self.key.1);
            hits.push(Hit::new(span, message));
        }
    }

    /// How the action is allowed, and where that is said; by its name, if that is among other ways.
    fn found(&self, view: &StatementView<'_>) -> Option<(Span, By)> {
        let element = view.statement.action.as_ref()?;
        let wanted = Glob::action(self.action);
        let covers = |text: &str| Glob::action(text).covers(&wanted, &view.of.effort);
        if element.negated {
            let excepted = element.values.iter().any(|value| covers(&value.value));
            return (!excepted).then_some((element.span, By::NotAction));
        }
        let by_name = element.values.iter().find(|value| value.value.eq_ignore_ascii_case(self.action));
        let by_name = by_name.map(|value| (value.span, By::Name));
        by_name.or_else(|| {
            let value = element.values.iter().find(|value| covers(&value.value))?;
            Some((value.span, By::Wildcard))
        })
    }
}

fn resources(view: &StatementView<'_>) -> Of {
    match () {
        () if view.has_not_resource() => Of::NotResource,
        () if view.names_every_resource() || any_role(view) => Of::Star,
        () => Of::Some,
    }
}

/// `arn:aws:iam::…:role/*`, or all of IAM.
fn any_role(view: &StatementView<'_>) -> bool {
    let is_any = |text: &str| {
        let resource = text.splitn(6, ':').nth(5).unwrap_or_default();
        text.split(':').nth(2).is_some_and(|service| matches!(service, "iam" | "*"))
            && matches!(resource, "*" | "role/*")
    };
    view.statement.resource.as_ref().is_some_and(|element| element.values.iter().any(|value| is_any(&value.value)))
}
