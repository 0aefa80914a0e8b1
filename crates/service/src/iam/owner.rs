//! Whom a request means that may leave the user name out.

use std::sync::Arc;

use rolecall_model::{UniqueId, iam};

use super::error::IamError;
use super::shapes::ExistingUserName;
use super::{access, holder};
use crate::caller::Who;
use crate::directory::{Snapshot, User};
use crate::fault::{Fault, common};
use crate::operation::Access;
use crate::pipeline::Scene;

/// The user or root user that a request is about.
pub(super) enum Owner<'a> {
    /// The root user of the caller's account, who calls.
    Root,
    /// The user who calls; by unique id, so that nobody else of the same name is meant.
    Caller(&'a UniqueId),
    /// The user of this name.
    Named(&'a str),
}

impl<'a> Owner<'a> {
    /// The user that is named, or else the caller, who must be a user or the root user then.
    pub(super) fn of(scene: &Scene<'a>, name: Option<&'a ExistingUserName>) -> Result<Self, IamError> {
        match (name, &scene.caller.who) {
            (Some(name), _) => Ok(Self::Named(name.as_str())),
            (None, Who::Root) => Ok(Self::Root),
            (None, Who::User(user)) => Ok(Self::Caller(&user.id)),
            (None, Who::Role(_) | Who::Host(_) | Who::JoinToken(_) | Who::Service(_)) => Err(IamError::UserNameNeeded),
        }
    }

    /// On the owner.
    pub(super) fn access(&self, scene: &Scene<'_>, action: &'static str) -> Result<Access, Fault> {
        match self {
            Self::Root => Ok(Access::new(action, iam::root(scene.account()).as_str(), scene.account())),
            Self::Caller(id) => Ok(access::existing(scene, action, &**caller(scene, scene.snapshot, id)?)),
            Self::Named(name) => Ok(access::named::<User>(scene, action, name)),
        }
    }

    /// The user; `None` for the root user.
    pub(super) fn user<'d>(&self, scene: &Scene<'_>, directory: &'d Snapshot) -> Result<Option<&'d Arc<User>>, Fault> {
        match self {
            Self::Root => Ok(None),
            Self::Caller(id) => caller(scene, directory, id).map(Some),
            Self::Named(name) => Ok(Some(holder::find(directory, scene.account(), name)?)),
        }
    }
}

/// The credentials of a user who was deleted since the signature was verified are no longer valid.
fn caller<'d>(scene: &Scene<'_>, directory: &'d Snapshot, id: &UniqueId) -> Result<&'d Arc<User>, Fault> {
    let gone = || Fault::new(common::INVALID_CLIENT_TOKEN_ID, "The security token included in the request is invalid.");
    scene.state(directory)?.users.by_id(id).ok_or_else(gone)
}
