//! Amazon ECR.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html>

use super::{Service, Then, arn, service};
use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::is_name;
use crate::wire::wanted::Wanted;

pub(super) const SERVICE: Service = Service {
    principal: "ecr.amazonaws.com",
    // <https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private.html>
    principals: &[
        ("CreatePullThroughCacheRule", "pullthroughcache.ecr.amazonaws.com"),
        ("UpdatePullThroughCacheRule", "pullthroughcache.ecr.amazonaws.com"),
    ],
    // The largest part of a layer has 20 MiB, as base64.
    limit: 32 << 20,
    fills: &[("RepositoryName", &["repositoryName", "repositoryNames"])],
    arns: &["resourceArn"],
    open: &[("DescribeRepositories", "repository")],
    keys: &[("ecr:AccountSetting", "name")],
    data: &["PutImage", "UploadLayerPart"],
    special,
    ..service("ecr", "ecr")
};

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    if call.operation == "CreateRepository"
        && call.members.get("tags").is_some()
        && let Some(name) = call.members.text("repositoryName")?
        && is_name("RepositoryName", name)
    {
        wanted.want_named("ecr", "TagResource", arn(call, "ecr", &format!("repository/{name}")))?;
    }
    if call.operation.ends_with("RepositoryCreationTemplate") && !call.operation.starts_with("De") {
        made_by_template(call, wanted)?;
    }
    Ok(Then::ByFacts)
}

/// Repositories are made after a template with what the template gives them, whatever they are called.
fn made_by_template(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    let any = Resource::partial(arn(call, "ecr", "repository/**"));
    wanted.want_named("ecr", "CreateRepository", any.clone())?;
    for (member, action) in [("lifecyclePolicy", "PutLifecyclePolicy"), ("repositoryPolicy", "SetRepositoryPolicy")] {
        if call.members.get(member).is_some() {
            wanted.want_named("ecr", action, any.clone())?;
        }
    }
    Ok(())
}
