//! The workloads of one account: by ARN in order, and by the host that each runs on.

use std::ops::Bound::{Excluded, Unbounded};
use std::sync::Arc;

use rolecall_model::{AccessKeyId, WorkloadArn};
use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};

use super::{ById, Workload};

/// Workloads. A clone shares everything with the original.
#[derive(Clone, Default)]
pub struct Workloads {
    by_arn: RedBlackTreeMapSync<WorkloadArn, Arc<Workload>>,
    by_host: ById<AccessKeyId, RedBlackTreeSetSync<WorkloadArn>>,
}

impl Workloads {
    /// The workload with this ARN.
    pub fn get(&self, arn: &WorkloadArn) -> Option<&Arc<Workload>> {
        self.by_arn.get(arn)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_arn.size()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_arn.is_empty()
    }

    /// All in the order of their ARNs, beginning after this one.
    pub fn after(&self, arn: Option<&WorkloadArn>) -> impl Iterator<Item = &Arc<Workload>> {
        let start = arn.map_or(Unbounded, Excluded);
        self.by_arn.range((start, Unbounded)).map(|(_, workload)| workload)
    }

    /// Those on one host in the order of their ARNs, beginning after this one.
    pub fn on_host<'a>(
        &'a self,
        host: &AccessKeyId,
        after: Option<&'a WorkloadArn>,
    ) -> impl Iterator<Item = &'a Arc<Workload>> + use<'a> {
        let start = after.map_or(Unbounded, Excluded);
        let arns = self.by_host.get(host).into_iter().flat_map(move |arns| arns.range((start, Unbounded)));
        arns.filter_map(|arn| self.by_arn.get(arn))
    }

    pub(super) fn put(&mut self, workload: Workload) {
        self.remove(&workload.arn);
        if let Some(host) = &workload.host {
            let mut arns = self.by_host.get(host).cloned().unwrap_or_default();
            arns.insert_mut(workload.arn.clone());
            self.by_host.insert_mut(host.clone(), arns);
        }
        self.by_arn.insert_mut(workload.arn.clone(), Arc::new(workload));
    }

    pub(super) fn remove(&mut self, arn: &WorkloadArn) {
        if let Some(host) = self.by_arn.get(arn).and_then(|workload| workload.host.clone())
            && let Some(mut arns) = self.by_host.get(&host).cloned()
        {
            arns.remove_mut(arn);
            if arns.is_empty() {
                self.by_host.remove_mut(&host);
            } else {
                self.by_host.insert_mut(host, arns);
            }
        }
        self.by_arn.remove_mut(arn);
    }
}
