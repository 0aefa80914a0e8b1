//! One declaration for the operations that all holders have.

use std::sync::Arc;

use super::{PolicyHolder, find, find_modifiable};
use crate::directory::{Snapshot, Transaction};
use crate::fault::Fault;
use crate::iam::error::IamError;
use crate::operation::{Access, Operation};
use crate::pipeline::Authorized;

/// An operation on one holder, which the request names.
pub(in crate::iam) trait OnHolder: Operation {
    /// The kind of holder.
    type Holder: PolicyHolder;

    /// The name in the request.
    fn holder_name(&self) -> &str;
}

/// The holder that the request names.
pub(super) fn named<'d, O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &'d Snapshot,
) -> Result<&'d Arc<O::Holder>, IamError> {
    find(directory, operation.scene().account(), operation.holder_name())
}

/// A copy of the holder that the request names, to be changed by a customer.
pub(super) fn modifiable<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &Snapshot,
) -> Result<O::Holder, IamError> {
    find_modifiable(directory, operation.scene().account(), operation.holder_name())
}

/// What the caller must be allowed, with what the operation adds to the access on its holder.
pub(super) fn asked(access: Access, add: impl FnOnce(Access) -> Access) -> Vec<Access> {
    vec![add(access)]
}

/// Does it; gives the closure in a declaration its types.
pub(super) fn run<O: OnHolder>(
    operation: &Authorized<'_, O>,
    directory: &mut Transaction,
    body: impl FnOnce(&Authorized<'_, O>, &mut Transaction) -> Result<O::Output, Fault>,
) -> Result<O::Output, Fault> {
    body(operation, directory)
}

/// Declares an operation once for every kind of holder.
///
/// ```ignore
/// on_holders! {
///     AttachRolePolicy { role_name: RoleName } for Role + UNMODIFIABLE_ENTITY,   // an error that only this one has
///     AttachUserPolicy { user_name: UserName } for User;
///     input: { policy_arn: ArnText },                                           // what follows the name in the request
///     output: Nothing,
///     spec: writes [INVALID_INPUT, NO_SUCH_ENTITY],                             // the errors that all have
///     access: |access| access.key("iam:PolicyARN", policy_arn.as_str()),        // may be left out
///     run: |operation, directory| attach(operation, directory, policy_arn),
/// }
/// ```
///
/// The closures see the members of `input` as references. Types are matched token by token, because the derive macro looks for
/// `Option`.
macro_rules! on_holders {
    (
        $($operation:ident { $name:ident: $Name:ty } for $holder:ident $(+ $error:ident)?),+;
        input: $input:tt,
        output: $output:ty,
        spec: $effect:ident $errors:tt,
        run: $run:expr $(,)?
    ) => {
        on_holders! {
            $($operation { $name: $Name } for $holder $(+ $error)?),+;
            input: $input,
            output: $output,
            spec: $effect $errors,
            access: |access| access,
            run: $run,
        }
    };
    (
        $($operation:ident { $name:ident: $Name:ty } for $holder:ident $(+ $error:ident)?),+;
        input: $input:tt,
        output: $output:ty,
        spec: $effect:ident $errors:tt,
        access: $access:expr,
        run: $run:expr $(,)?
    ) => {
        $(on_holders! {
            @one $operation { $name: $Name } $holder, $input, $output, $effect $errors [$($error)?], $access, $run
        })+
    };
    (
        @one $operation:ident { $name:ident: $Name:ty } $holder:ident, { $($member:ident: $Member:ident $(<$Inner:ident>)?),* $(,)? },
        $output:ty, $effect:ident [$($error:ident),* $(,)?] [$($own_error:ident)?], $access:expr, $run:expr
    ) => {
        #[derive(rolecall_derive::Input)]
        pub(super) struct $operation {
            $name: $Name,
            $($member: $Member $(<$Inner>)?,)*
        }

        impl $crate::iam::holder::OnHolder for $operation {
            type Holder = $crate::directory::$holder;

            fn holder_name(&self) -> &str {
                self.$name.as_str()
            }
        }

        impl $crate::operation::Operation for $operation {
            const SPEC: $crate::spec::Spec = on_holders!(@spec $effect $operation)
                .errors(&[$($crate::iam::error::$error,)* $($crate::iam::error::$own_error)?]);

            type Output = $output;

            fn access(
                &self,
                scene: &$crate::pipeline::Scene<'_>,
            ) -> Result<Vec<$crate::operation::Access>, $crate::fault::Fault> {
                #[allow(unused_variables, reason = "not every operation asks with what it is given")]
                let Self { $name: name, $($member),* } = self;
                let action = concat!("iam:", stringify!($operation));
                let access = $crate::iam::access::named::<$crate::directory::$holder>(scene, action, name.as_str());
                Ok($crate::iam::holder::declare::asked(access, $access))
            }

            fn run(
                operation: $crate::pipeline::Authorized<'_, Self>,
                directory: &mut $crate::directory::Transaction,
            ) -> Result<Self::Output, $crate::fault::Fault> {
                let Self { $name: _, $($member),* } = &*operation;
                $crate::iam::holder::declare::run(&operation, directory, $run)
            }
        }
    };
    (@spec reads $operation:ident) => { $crate::spec::Spec::iam(stringify!($operation)) };
    (@spec writes $operation:ident) => { $crate::spec::Spec::iam(stringify!($operation)).writes() };
}
pub(in crate::iam) use on_holders;
