//! What an operation declares of itself, and the registry of all declarations.

use std::collections::HashMap;
use std::sync::LazyLock;

use rolecall_model::shape::{Kind, Shape, Sink};

use crate::fault::{Code, common};
use crate::pipeline::{Call, Execution};
use crate::server::Server;

/// The services that are implemented here, as AWS divides its interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// AWS Identity and Access Management.
    Iam,
    /// AWS Security Token Service.
    Sts,
    /// AWS Organizations.
    Organizations,
    /// Rolecall's own: workloads, the hosts that they run on, and their credentials.
    Rolecall,
}

/// How a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Form parameters in, XML out.
    Query {
        /// The namespace of the service's XML.
        namespace: &'static str,
    },
    /// JSON in and out, the operation in `X-Amz-Target`.
    Json11 {
        /// What stands before the dot in `X-Amz-Target`.
        target_prefix: &'static str,
    },
}

impl Service {
    /// All services.
    pub const ALL: [Self; 4] = [Self::Iam, Self::Sts, Self::Organizations, Self::Rolecall];

    /// The name in ARNs, actions and credential scopes: `iam`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Sts => "sts",
            Self::Organizations => "organizations",
            Self::Rolecall => "rolecall",
        }
    }

    /// The version of the interface: `2010-05-08`.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Iam => "2010-05-08",
            Self::Sts => "2011-06-15",
            Self::Organizations => "2016-11-28",
            Self::Rolecall => "2026-11-22",
        }
    }

    /// How it speaks.
    pub fn protocol(self) -> Protocol {
        match self {
            Self::Iam => Protocol::Query { namespace: "https://iam.amazonaws.com/doc/2010-05-08/" },
            Self::Sts => Protocol::Query { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
            Self::Organizations => Protocol::Json11 { target_prefix: "AWSOrganizationsV20161128" },
            Self::Rolecall => Protocol::Json11 { target_prefix: "Rolecall" },
        }
    }

    /// `iam.amazonaws.com`, as audit records name it.
    pub fn event_source(self) -> &'static str {
        match self {
            Self::Iam => "iam.amazonaws.com",
            Self::Sts => "sts.amazonaws.com",
            Self::Organizations => "organizations.amazonaws.com",
            // No service of AWS, so that no name of AWS.
            Self::Rolecall => "rolecall",
        }
    }

    /// The code with which it refuses whoever is not allowed.
    pub fn access_denied(self) -> Code {
        match self.protocol() {
            Protocol::Query { .. } => common::ACCESS_DENIED,
            Protocol::Json11 { .. } => common::ACCESS_DENIED_EXCEPTION,
        }
    }

    /// Whether AWS has it, so that a service model says what it must be like.
    pub fn is_of_aws(self) -> bool {
        self != Self::Rolecall
    }
}

/// Whether an operation changes the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads a snapshot.
    Reads,
    /// It reads a snapshot and hands out credentials, which the audit record shows without their secret.
    Issues,
    /// It changes the directory in a transaction.
    Writes,
}

/// Who can call an operation at all, whatever policies say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callers {
    /// Users, roles and root users.
    Principals,
    /// The same, and hosts as far as the operation itself lets them.
    PrincipalsAndHosts,
    /// Hosts alone.
    Hosts,
    /// Join tokens alone.
    JoinTokens,
}

/// What an operation says of itself in its own file.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// The service it belongs to.
    pub service: Service,
    /// Its name: `CreateRole`.
    pub name: &'static str,
    /// Whether it changes the directory.
    pub effect: Effect,
    /// Who can call it.
    pub callers: Callers,
    /// The errors of its own, besides those that every operation can have.
    pub errors: &'static [Code],
    /// Whether its response has a result that never holds anything, which the Query protocol writes as an empty element. Most
    /// operations without output have no result at all.
    pub empty_result: bool,
}

impl Spec {
    /// An operation of IAM that reads.
    pub const fn iam(name: &'static str) -> Self {
        Self::of(Service::Iam, name)
    }

    /// An operation of STS that reads.
    pub const fn sts(name: &'static str) -> Self {
        Self::of(Service::Sts, name)
    }

    /// An operation of Organizations that reads.
    pub const fn organizations(name: &'static str) -> Self {
        Self::of(Service::Organizations, name)
    }

    /// An operation of Rolecall's own that reads.
    pub const fn rolecall(name: &'static str) -> Self {
        Self::of(Service::Rolecall, name)
    }

    const fn of(service: Service, name: &'static str) -> Self {
        let (effect, callers) = (Effect::Reads, Callers::Principals);
        Self { service, name, effect, callers, errors: &[], empty_result: false }
    }

    /// The same, but called by others.
    #[must_use]
    pub const fn callers(self, callers: Callers) -> Self {
        Self { callers, ..self }
    }

    /// The same, but changing the directory.
    #[must_use]
    pub const fn writes(self) -> Self {
        Self { effect: Effect::Writes, ..self }
    }

    /// The same, but handing out credentials.
    #[must_use]
    pub const fn issues(self) -> Self {
        Self { effect: Effect::Issues, ..self }
    }

    /// The same, but answering an empty result instead of none.
    #[must_use]
    pub const fn with_empty_result(self) -> Self {
        Self { empty_result: true, ..self }
    }

    /// The same, failing also with these errors.
    #[must_use]
    pub const fn errors(self, errors: &'static [Code]) -> Self {
        Self { errors, ..self }
    }
}

/// One operation, as the registry holds it.
#[derive(Debug)]
pub struct Declaration {
    /// What it says of itself.
    pub spec: Spec,
    /// The shape of its request.
    pub input: &'static Shape,
    /// The shape of its response; a structure without members for operations that answer nothing.
    pub output: &'static Shape,
    /// Decodes, authorises, runs, records and answers one call.
    pub execute: for<'a> fn(&'a Server, Call<'a>, &'a mut (dyn Sink + Send)) -> Execution<'a>,
}

impl Declaration {
    /// Whether the response has a result, empty or not.
    pub fn has_result(&self) -> bool {
        self.spec.empty_result || !matches!(self.output.kind, Kind::Structure([]))
    }
}

/// Every operation, in the order of services, nouns and names.
pub fn registry() -> impl Iterator<Item = &'static Declaration> {
    let of_aws = crate::iam::OPERATIONS.iter().chain([&crate::sts::OPERATIONS]).chain(crate::organizations::OPERATIONS);
    let nouns = of_aws.chain(crate::rolecall::OPERATIONS);
    nouns.copied().flatten()
}

/// The declaration of an operation.
pub fn declaration(service: Service, name: &str) -> Option<&'static Declaration> {
    static BY_NAME: LazyLock<HashMap<(Service, &str), &Declaration>> = LazyLock::new(|| {
        registry().map(|declaration| ((declaration.spec.service, declaration.spec.name), declaration)).collect()
    });
    BY_NAME.get(&(service, name)).copied()
}

/// Declares the modules of one noun's operations and lists them for the registry: `operations! { create_role: CreateRole }`. A
/// module that declares the same operation for several nouns names each: `tag: TagRole & TagUser`.
macro_rules! operations {
    ($($module:ident: $($operation:ident)&+),* $(,)?) => {
        $(mod $module;)*

        /// The operations on this noun.
        pub(crate) const OPERATIONS: &[$crate::spec::Declaration] =
            &[$($($crate::operation::declare::<$module::$operation>()),+),*];
    };
}
pub(crate) use operations;
