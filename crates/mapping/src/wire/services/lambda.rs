//! AWS Lambda: functions are named in four ways, and code and roles come from other services.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>

use super::{Service, Then, arn, service};
use crate::Unmapped;
use crate::wire::Call;
use crate::wire::arn::is_name;
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
    special,
    ..service("lambda", "lambda")
};

/// Operations in which a function is not the resource.
const NOT_THE_RESOURCE: &[&str] = &["CreateEventSourceMapping", "ListEventSourceMappings", "UpdateEventSourceMapping"];

fn special(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    if let Some(target) = call.members.get("DestinationConfig") {
        target.check_case(&["OnFailure", "OnSuccess"])?;
    }
    let Some(name) = call.members.text("FunctionName")? else {
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
    if call.operation == "CreateFunction" && call.members.get("Tags").is_some() {
        wanted.want_named("lambda", "TagResource", resource)?;
    }
    Ok(Then::Done)
}

/// Code is read from S3, and layers are used, with the permissions of the caller.
fn of_code(call: &Call<'_>, wanted: &mut Wanted) -> Result<(), Unmapped> {
    for code in [Some(&call.members), call.members.get("Code")].into_iter().flatten() {
        code.check_case(&["S3Bucket", "S3Key", "S3ObjectVersion"])?;
        if let (Some(bucket), Some(key)) = (code.text("S3Bucket")?, code.text("S3Key")?) {
            if !is_name("BucketName", bucket) || key.contains(['*', '?']) || key.chars().any(char::is_control) {
                return Err(Unmapped::new("the object that holds the code has a name that is not mapped"));
            }
            let version = code.text("S3ObjectVersion")?.is_some();
            let action = if version { "GetObjectVersion" } else { "GetObject" };
            wanted.want_named("s3", action, format!("arn:aws:s3:::{bucket}/{key}"))?;
        }
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
        let rest = text.strip_prefix(&own).or_else(|| text.strip_prefix(&partial)).unwrap_or(text);
        let (name, qualifier) = rest.split_once(':').map_or((rest, None), |(name, rest)| (name, Some(rest)));
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
