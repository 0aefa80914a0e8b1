//! AWS Lambda: functions are named in four ways, and code and roles come from other services.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>

use super::{Service, Then, arn, service};
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::{is_name, is_region};
use crate::wire::member::Member;
use crate::wire::wanted::Wanted;

pub(super) const SERVICE: Service = Service {
    principal: "lambda.amazonaws.com",
    // Code within the request has at most 70 MiB.
    limit: 72 << 20,
    fills: &[
        ("CapacityProviderName", &["CapacityProviderName"]),
        ("LayerName", &["LayerName"]),
        ("LayerVersion", &["VersionNumber"]),
        ("UUID", &["UUID"]),
    ],
    arns: &["Arn", "CodeSigningConfigArn", "Resource", "ResourceArn"],
    actions: &[
        ("GetLayerVersionByArn", "GetLayerVersion"),
        ("Invoke", "InvokeFunction"),
        ("InvokeWithResponseStream", "InvokeFunction"),
    ],
    keys: &[
        ("lambda:CodeSigningConfigArn", "CodeSigningConfigArn"),
        ("lambda:FunctionUrlAuthType", "AuthType"),
        ("lambda:Layer", "Layers"),
        ("lambda:SecurityGroupIds", "VpcConfig.SecurityGroupIds"),
        ("lambda:SubnetIds", "VpcConfig.SubnetIds"),
    ],
    untold,
    special,
    ..service("lambda", "lambda")
};

/// What a function, its mappings and its policies are like already, and to which VPC subnets belong
/// (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>).
fn untold(call: &Call<'_>) -> &'static [&'static str] {
    match call.operation {
        "DeleteEventSourceMapping" | "GetEventSourceMapping" | "UpdateEventSourceMapping" => &["lambda:FunctionArn"],
        "DeleteFunctionUrlConfig" | "GetFunctionUrlConfig" | "ListFunctionUrlConfigs" => {
            &["lambda:FunctionUrlAuthType"]
        }
        "UpdateFunctionUrlConfig" if call.members.get("AuthType").is_none() => &["lambda:FunctionUrlAuthType"],
        "RemovePermission" => &["lambda:FunctionUrlAuthType", "lambda:Principal"],
        "DeleteResourcePolicy" | "PutResourcePolicy" => &["lambda:Principal"],
        _ if call.members.get("VpcConfig").is_some() => &["lambda:VpcIds"],
        _ => &[],
    }
}

/// Operations in which a function is not the resource.
const NOT_THE_RESOURCE: &[&str] = &["CreateEventSourceMapping", "ListEventSourceMappings", "UpdateEventSourceMapping"];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    if let Some(target) = call.members.get("DestinationConfig") {
        target.check_case(&["OnFailure", "OnSuccess"])?;
    }
    let Some(name) = call.members.text("FunctionName")? else {
        of_code(call, wanted)?;
        return Ok(Then::ByFacts);
    };
    let function = Function::read(call, name)?;
    if NOT_THE_RESOURCE.contains(&call.operation) {
        wanted.offers.push(crate::keys::one("lambda:FunctionArn", &function.arn(call, None)));
        return Ok(Then::ByFacts);
    }
    let qualifier = match (function.qualifier, call.members.text("Qualifier")?) {
        (Some(_), Some(_)) => return Err(Unmapped::new("the function is qualified twice")),
        (own, given) => own.or(given),
    };
    if qualifier.is_some_and(|qualifier| !is_name("Alias", qualifier) && qualifier != "$LATEST") {
        return Err(Unmapped::new("the function's qualifier has characters that are not mapped"));
    }
    let resource = function.arn(call, qualifier);
    wanted.offers.push(crate::keys::one("lambda:FunctionArn", &resource));
    wanted.want_named("lambda", call.service.action(call.operation), resource.clone())?;
    if let Some(config) = call.members.text("CodeSigningConfigArn")?
        && call.operation == "PutFunctionCodeSigningConfig"
    {
        let id = config.strip_prefix(&arn(call, "lambda", "code-signing-config:"));
        if !id.is_some_and(|id| is_name("CodeSigningConfigId", id)) {
            return Err(Unmapped::new("the code signing configuration is not one of this account and region"));
        }
        wanted.want_named("lambda", call.operation, config.to_owned())?;
    }
    of_code(call, wanted)?;
    of_capacity(call, wanted)?;
    if call.operation == "CreateFunction" && call.members.get("Tags").is_some() {
        wanted.want_named("lambda", "TagResource", resource)?;
    }
    Ok(Then::Done)
}

/// Code is read from S3 or ECR, and layers are used, with the permissions of the caller.
fn of_code(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    let parts = ["Code", "Content"].map(|member| call.members.get(member));
    for code in std::iter::once(&call.members).chain(parts.into_iter().flatten()) {
        code.check_case(&["ImageUri", "S3Bucket", "S3Key", "S3ObjectVersion"])?;
        of_image(call, wanted, code)?;
        let (bucket, key) = match (code.text("S3Bucket")?, code.text("S3Key")?) {
            (None, None) => continue,
            (bucket, key) => (bucket.unwrap_or_default(), key.unwrap_or_default()),
        };
        let is_key = !key.is_empty() && !key.contains(['*', '?']) && !key.chars().any(char::is_control);
        if !is_name("BucketName", bucket) || !is_key {
            return Err(Unmapped::new("the object that holds the code has a name that is not mapped"));
        }
        let version = code.text("S3ObjectVersion")?.is_some();
        let action = if version { "GetObjectVersion" } else { "GetObject" };
        wanted.want_named("s3", action, format!("arn:aws:s3:::{bucket}/{key}"))?;
    }
    for layer in call.members.texts("Layers")? {
        let rest = layer.strip_prefix(&arn(call, "lambda", "layer:")).and_then(|rest| rest.split_once(':'));
        if !rest.is_some_and(|(name, version)| is_name("LayerName", name) && is_name("LayerVersion", version)) {
            return Err(Unmapped::new("a layer is not one of this account and region"));
        }
        wanted.want_named("lambda", "GetLayerVersion", layer.to_owned())?;
    }
    Ok(())
}

/// An image is read from a repository (<https://docs.aws.amazon.com/lambda/latest/dg/images-create.html>).
fn of_image(call: &Call<'_>, wanted: &mut Wanted, code: &Member) -> Result<(), Unmapped> {
    let Some(image) = code.text("ImageUri")? else { return Ok(()) };
    let registry = format!("{}.dkr.ecr.{}.amazonaws.com/", call.seen.account, call.seen.region);
    let rest = image.strip_prefix(&registry).unwrap_or_default();
    let (name, version) = rest.split_at_checked(rest.find([':', '@']).unwrap_or(rest.len())).unwrap_or_default();
    let is_plain = is_name("RepositoryName", name) && !name.split('/').any(str::is_empty) && !version.contains('/');
    if !is_plain {
        return Err(Unmapped::new("the image is not one of a repository of this account and region"));
    }
    let repository = arn(call, "ecr", &format!("repository/{name}"));
    ["BatchGetImage", "GetDownloadUrlForLayer"]
        .iter()
        .try_for_each(|action| wanted.want_named("ecr", action, repository.clone()))
}

/// A function that runs on a capacity provider needs that one to be passed.
fn of_capacity(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    if call.members.get("CapacityProviderConfig").is_none() {
        return Ok(());
    }
    let path = "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn";
    let start = arn(call, "lambda", "capacity-provider:");
    let provider = call
        .members
        .text(path)?
        .filter(|provider| provider.strip_prefix(&start).is_some_and(|name| is_name("CapacityProviderName", name)));
    let provider =
        provider.ok_or_else(|| Unmapped::new("the capacity provider is not one of this account and region"))?;
    wanted.want_named("lambda", "PassCapacityProvider", provider.to_owned())
}

/// A function as a request names it.
struct Function<'a> {
    name: &'a str,
    qualifier: Option<&'a str>,
}

impl<'a> Function<'a> {
    /// Reads `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME` or the ARN, the last two with or without a qualifier
    /// (<https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>).
    fn read(call: &Call<'_>, text: &'a str) -> Result<Self, Unmapped> {
        let own = arn(call, "lambda", "function:");
        let partial = format!("{}:function:", call.seen.account);
        let whole = text.strip_prefix(&own).or_else(|| text.strip_prefix(&partial));
        let rest = whole.unwrap_or(text);
        let (name, qualifier) = rest.split_once(':').map_or((rest, None), |(name, rest)| (name, Some(rest)));
        if whole.is_none() && qualifier.is_some() && is_start_of_arn(name) {
            return Err(Unmapped::new("`FunctionName` is a part of an ARN that could be a name and its qualifier"));
        }
        let is_read = |text: &str| is_name("FunctionName", text);
        if is_read(name) && qualifier.is_none_or(|qualifier| is_read(qualifier) || qualifier == "$LATEST") {
            return Ok(Self { name, qualifier });
        }
        Err(Unmapped::new("`FunctionName` is not a function of this account and region"))
    }

    fn arn(&self, call: &Call<'_>, qualifier: Option<&str>) -> String {
        let resource = arn(call, "lambda", &format!("function:{}", self.name));
        qualifier.map_or(resource.clone(), |qualifier| format!("{resource}:{qualifier}"))
    }
}

/// Whether a text can be what AWS lets an ARN begin with whose first parts are left out: a region, an account or `function`.
fn is_start_of_arn(text: &str) -> bool {
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_account || is_region(text) || text.eq_ignore_ascii_case("function")
}
