//! Operations on workloads.

mod find;
mod roles;
mod shapes;
mod tags;

crate::spec::operations! {
    assign_workload: AssignWorkload,
    deregister_workload: DeregisterWorkload,
    describe_workload: DescribeWorkload,
    issue_workload_credentials: IssueWorkloadCredentials,
    list_workloads: ListWorkloads,
    register_workload: RegisterWorkload,
    swap_workload_role: SwapWorkloadRole,
}
