//! What must be allowed for an S3 operation: the action of its name, and those of what it does besides.

use std::sync::LazyLock;

use rolecall_catalog::{Action, Service, service};

use super::body::Told;
use super::keys::offered;
use super::operations::Effects;
use super::{Call, batch, copy};
use crate::keys::{self, Offer, Taken};
use crate::resource::Resource;
use crate::{Needed, Unmapped};

/// Collects what is needed; actions stand once for each resource.
pub(super) struct Wanted<'a> {
    call: &'a Call<'a>,
    offers: Vec<Offer>,
    needed: Vec<Needed>,
}

/// Everything that must be allowed.
pub(super) fn needed(call: &Call<'_>, told: &Told) -> Result<Vec<Needed>, Unmapped> {
    let mut offers = offered(call, &told.keys)?;
    if let Some(source) = &call.source {
        let named = format!("{}/{}", source.bucket, source.key);
        offers.push(keys::one("s3:x-amz-copy-source", &named));
    }
    let mut wanted = Wanted { call, offers, needed: Vec::new() };
    if call.parameters.value("versionId") == Some("") {
        return Err(Unmapped::new("the version is empty, which servers read differently"));
    }
    if let Some(objects) = &told.deleted {
        batch::want(&mut wanted, objects)?;
        return Ok(wanted.needed);
    }
    let versioned = call.version_id().is_some();
    let resource = resource(call);
    for action in if versioned { call.operation.versioned } else { call.operation.actions } {
        wanted.want(action, &resource)?;
    }
    wanted.want_effects(&resource)?;
    if let Some(source) = &call.source {
        wanted.want_source(source)?;
    }
    wanted.needed.extend(told.passed.iter().cloned());
    told.targets.iter().try_for_each(|(name, bucket)| wanted.want_any_in(name, bucket))?;
    if told.tags_bucket {
        wanted.want("TagResource", &resource)?;
    }
    Ok(wanted.needed)
}

/// What must be allowed besides to copy an object that has tags: to read them, and to set them, whatever they are.
pub(super) fn copied_tags(call: &Call<'_>, told: &Told) -> Result<Option<Box<[Needed]>>, Unmapped> {
    let is_copied = call.operation.name == "CopyObject" && call.headers.get(TAGGING_DIRECTIVE) != Some("REPLACE");
    let Some(source) = call.source.as_ref().filter(|_| is_copied) else { return Ok(None) };
    let mut wanted = Wanted { call, offers: offered(call, &told.keys)?, needed: Vec::new() };
    wanted.want("PutObjectTagging", &resource(call))?;
    wanted.needed.iter_mut().for_each(|set| set.unknown.extend(["s3:RequestObjectTag/", "s3:RequestObjectTagKeys"]));
    let set = std::mem::take(&mut wanted.needed);
    wanted.offers.extend(source.version_id.as_deref().map(|id| keys::one("s3:versionid", id)));
    let read = if source.version_id.is_some() { "GetObjectVersionTagging" } else { "GetObjectTagging" };
    wanted.want(read, &object(&source.bucket, &source.key))?;
    wanted.needed.extend(set);
    Ok(Some(wanted.needed.into()))
}

/// The ARN of the bucket or object that the request addresses, or of all buckets.
fn resource(call: &Call<'_>) -> String {
    match (&call.address.bucket, &call.address.key) {
        (Some(bucket), Some(key)) => object(bucket, key),
        (Some(bucket), None) => format!("arn:aws:s3:::{bucket}"),
        // As AWS asks it, so that `"Resource": "arn:aws:s3:::*"` allows it as `"*"` does.
        (None, _) => "arn:aws:s3:::*".to_owned(),
    }
}

fn object(bucket: &str, key: &str) -> String {
    format!("arn:aws:s3:::{bucket}/{key}")
}

impl Wanted<'_> {
    fn want(&mut self, name: &str, resource: &str) -> Result<(), Unmapped> {
        let taken = keys::taken(action(name)?, &self.offers);
        self.push(&taken, resource.to_owned());
        Ok(())
    }

    /// Wants an action on whatever object of a bucket.
    fn want_any_in(&mut self, name: &str, bucket: &str) -> Result<(), Unmapped> {
        let taken = keys::taken(action(name)?, &self.offers);
        self.needed.push(taken.needed(Resource::partial(object(bucket, "**"))));
        Ok(())
    }

    /// An action on a resource; on an object whose key ends in a slash also on that without it, as servers whose keys are paths take the one for
    /// the other.
    fn push(&mut self, taken: &Taken, resource: String) {
        let without = resource.strip_suffix('/').filter(|_| !self.call.seen.s3.literal_keys).map(str::to_owned);
        self.needed.extend([Some(resource), without].into_iter().flatten().map(|resource| taken.needed(resource)));
    }

    /// What headers make of the operation.
    fn want_effects(&mut self, resource: &str) -> Result<(), Unmapped> {
        let headers = &self.call.headers;
        let mut also: Vec<&str> = Vec::new();
        let has_acl = headers.get("x-amz-acl").is_some() || headers.any("x-amz-grant-");
        match self.call.operation.effects {
            Effects::Object => {
                also.extend(has_acl.then_some("PutObjectAcl"));
                also.extend(headers.get("x-amz-tagging").map(|_| "PutObjectTagging"));
                also.extend(headers.get("x-amz-object-lock-legal-hold").map(|_| "PutObjectLegalHold"));
                let retains = ["x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date"];
                let retained = retains.iter().any(|name| headers.get(name).is_some());
                also.extend((retained || headers.any("x-amz-object-lock-event-hold")).then_some("PutObjectRetention"));
                also.extend(headers.get(ANNOTATIONS).map(|_| "PutObjectAnnotation"));
            }
            Effects::Bucket => {
                also.extend(has_acl.then_some("PutBucketAcl"));
                if headers.get("x-amz-bucket-object-lock-enabled").is_some() {
                    also.extend(["PutBucketObjectLockConfiguration", "PutBucketVersioning"]);
                }
                also.extend(headers.get("x-amz-object-ownership").map(|_| "PutBucketOwnershipControls"));
            }
            Effects::None => {}
        }
        also.extend(self.bypass());
        also.iter().try_for_each(|name| self.want(name, resource))
    }

    fn bypass(&self) -> Option<&'static str> {
        let bypass = self.call.headers.get("x-amz-bypass-governance-retention")?;
        (!bypass.eq_ignore_ascii_case("false")).then_some("BypassGovernanceRetention")
    }

    /// The source of a copy must be readable.
    fn want_source(&mut self, source: &copy::Source) -> Result<(), Unmapped> {
        let (read, annotations) = match &source.version_id {
            None => ("GetObject", "GetObjectAnnotation"),
            Some(id) => {
                self.offers.push(keys::one("s3:versionid", id));
                ("GetObjectVersion", "GetObjectVersionAnnotation")
            }
        };
        let resource = object(&source.bucket, &source.key);
        self.want(read, &resource)?;
        if self.call.headers.get(ANNOTATIONS).is_some() { self.want(annotations, &resource) } else { Ok(()) }
    }

    /// One object of a batch, with the action of one that is deleted alone.
    pub(super) fn want_deleted(&mut self, object: &batch::Deleted, shared: &batch::Shared) -> Result<(), Unmapped> {
        let bucket = self.call.address.bucket.as_deref().unwrap_or_default();
        let arn = self::object(bucket, &object.key);
        crate::s3::names::check_key(&object.key, self.call.seen.s3)?;
        match &object.version_id {
            None => self.push(&shared.taken, arn.clone()),
            Some(id) => {
                let mut offers = self.offers.clone();
                offers.push(keys::one("s3:versionid", id));
                self.push(&keys::taken(shared.versioned, &offers), arn.clone());
            }
        }
        if self.bypass().is_some() {
            self.push(&shared.bypass_taken, arn);
        }
        Ok(())
    }

    /// What all objects of a batch have in common.
    pub(super) fn shared(&self) -> Result<batch::Shared, Unmapped> {
        let (plain, bypass) = (action("DeleteObject")?, action("BypassGovernanceRetention")?);
        Ok(batch::Shared {
            versioned: action("DeleteObjectVersion")?,
            taken: keys::taken(plain, &self.offers),
            bypass_taken: keys::taken(bypass, &self.offers),
        })
    }
}

const ANNOTATIONS: &str = "x-amz-object-annotation-directive";

/// Says whether a copy has the tags of its source, as it has unless told otherwise.
const TAGGING_DIRECTIVE: &str = "x-amz-tagging-directive";

/// The action of S3 with a name; facts without it allow nothing.
fn action(name: &str) -> Result<Action, Unmapped> {
    static S3: LazyLock<Option<Service>> = LazyLock::new(|| service("s3"));
    let action = S3.and_then(|service| service.action(name));
    action.ok_or_else(|| Unmapped::new(format!("the authorization facts have no action `s3:{name}`")))
}
