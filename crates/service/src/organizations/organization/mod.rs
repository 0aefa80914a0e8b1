//! Operations on the organization itself.

crate::spec::operations! {
    create_organization: CreateOrganization,
    describe_organization: DescribeOrganization,
}
