//! The instance identity document.
//!
//! What an instance outside EC2 does not have, an image and a type, is null.
//!
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html>

use super::Instance;
use crate::json::spaced;

/// The document's text, which is the same as long as the instance lives.
pub(super) fn document(instance: &Instance) -> String {
    let (zone, address) = (instance.availability_zone(), instance.private_ip.to_canonical().to_string());
    let pending = instance.pending_time.iso8601();
    spaced(&[
        ("accountId", Some(instance.account.as_str())),
        ("architecture", Some(Instance::architecture())),
        ("availabilityZone", Some(&zone)),
        ("billingProducts", None),
        ("devpayProductCodes", None),
        ("marketplaceProductCodes", None),
        ("imageId", None),
        ("instanceId", Some(&instance.id)),
        ("instanceType", None),
        ("kernelId", None),
        ("pendingTime", Some(&pending)),
        ("privateIp", Some(&address)),
        ("ramdiskId", None),
        ("region", Some(&instance.region)),
        ("version", Some("2017-09-30")),
    ])
}
