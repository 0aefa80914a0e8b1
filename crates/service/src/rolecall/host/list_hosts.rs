//! `rolecall:ListHosts`: the hosts of the account, by id.

use rolecall_derive::{Input, Output};

use super::shapes::HostDetail;
use crate::directory::Transaction;
use crate::fault::Fault;
use crate::operation::{Access, Operation};
use crate::pipeline::{Authorized, Scene};
use crate::rolecall::shapes::{MaxResults, NextToken};
use crate::rolecall::{error, paging};
use crate::spec::Spec;

#[derive(Input)]
pub(super) struct ListHosts {
    next_token: Option<NextToken>,
    max_results: Option<MaxResults>,
}

#[derive(Output)]
pub(super) struct ListHostsOutput {
    hosts: Vec<HostDetail>,
    next_token: Option<String>,
}

impl Operation for ListHosts {
    const SPEC: Spec = Spec::rolecall("ListHosts").errors(&[
        error::ACCESS_DENIED_EXCEPTION,
        error::INVALID_INPUT,
        error::INTERNAL_SERVER,
    ]);

    type Output = ListHostsOutput;

    fn access(&self, scene: &Scene<'_>) -> Result<Vec<Access>, Fault> {
        Ok(vec![Access::new("rolecall:ListHosts", "*", scene.account())])
    }

    fn run(operation: Authorized<'_, Self>, directory: &mut Transaction) -> Result<Self::Output, Fault> {
        let scene = operation.scene();
        let after = paging::after(operation.next_token.as_ref())?.unwrap_or_default();
        let hosts = scene.state(directory)?.hosts.values();
        let mut hosts: Vec<_> = hosts.filter(|host| *host.id.as_str() > *after).collect();
        hosts.sort_by_key(|host| &host.id);
        let (page, next_token) = paging::page(hosts.into_iter(), operation.max_results, |host| host.id.as_str());
        let hosts = page.into_iter().map(|host| HostDetail::of(host, scene.now)).collect();
        Ok(ListHostsOutput { hosts, next_token })
    }
}
