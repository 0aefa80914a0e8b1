//! Members that name resources otherwise than by the variables of their ARNs.

use rolecall_catalog::{AccessLevel, Action, ActionResource, ResourceType, service};

use super::want_used;
use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::{self, is_name};
use crate::wire::member::Member;
use crate::wire::wanted::Wanted;

/// Members that name a resource of a type by what its ARN does not have. Servers take some of them before the one that is in the ARN.
const OTHERWISE: &[(&str, &str)] = &[
    ("GroupId", "placement-group"),
    ("GroupName", "security-group"),
    ("KeyPairId", "key-pair"),
    ("LaunchTemplateName", "launch-template"),
    ("PublicIp", "elastic-ip"),
];

/// Operations in which such a member is the name of what is made.
const NAMED_AS_MADE: &[&str] = &["CreateLaunchTemplate", "CreateSecurityGroup"];

/// Refuses members that name a resource so that only the server knows which it is.
pub(super) fn check(call: &Call<'_>, action: Action) -> Result<(), Unmapped> {
    if NAMED_AS_MADE.contains(&call.operation) {
        return Ok(());
    }
    let is_about = |kind: &str| action.resources().any(|resource| resource.resource_type().name() == kind);
    match OTHERWISE.iter().find(|(member, kind)| call.members.get(member).is_some() && is_about(kind)) {
        Some((member, kind)) => Err(Unmapped::new(format!("only the server knows which {kind} `{member}` names"))),
        None => Ok(()),
    }
}

/// What ids begin with, and the types of their resources
/// (<https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html>).
const IDS: &[(&str, &str)] = &[
    ("acl", "network-acl"),
    ("ami", "image"),
    ("dopt", "dhcp-options"),
    ("eipalloc", "elastic-ip"),
    ("eni", "network-interface"),
    ("i", "instance"),
    ("igw", "internet-gateway"),
    ("lt", "launch-template"),
    ("nat", "natgateway"),
    ("pcx", "vpc-peering-connection"),
    ("rtb", "route-table"),
    ("sg", "security-group"),
    ("snap", "snapshot"),
    ("subnet", "subnet"),
    ("tgw", "transit-gateway"),
    ("tgw-attach", "transit-gateway-attachment"),
    ("vgw", "vpn-gateway"),
    ("vol", "volume"),
    ("vpc", "vpc"),
    ("vpce", "vpc-endpoint"),
    ("vpce-svc", "vpc-endpoint-service"),
];

/// The type of the resource with an id.
pub(super) fn kind_of(id: &str) -> Option<ResourceType> {
    let (start, _) = id.rsplit_once('-')?;
    let (_, kind) = IDS.iter().find(|(own, _)| *own == start)?;
    service("ec2")?.resource_type(kind)
}

/// Members with the ids of resources that are used or changed besides, and the types of those.
const USED: &[(&str, &str)] = &[
    ("AddMiddleboxAttachmentId", "transit-gateway-attachment"),
    ("AddRouteTableId", "route-table"),
    ("AddSecurityGroupId", "security-group"),
    ("AddSubnetId", "subnet"),
    ("AddSubnetIds", "subnet"),
    ("AssociatedSubnetId", "subnet"),
    ("AssociationDefaultRouteTableId", "transit-gateway-route-table"),
    ("DestinationTransitGatewayAttachmentId", "transit-gateway-attachment"),
    ("GatewayLoadBalancerEndpointId", "vpc-endpoint"),
    ("HostId", "dedicated-host"),
    ("Ipv4IpamPoolId", "ipam-pool"),
    ("Ipv6IpamPoolId", "ipam-pool"),
    ("Ipv6Pool", "ipv6pool-ec2"),
    ("MiddleboxAttachmentId", "transit-gateway-attachment"),
    ("PropagationDefaultRouteTableId", "transit-gateway-route-table"),
    ("PublicIpv4Pool", "ipv4pool-ec2"),
    ("QuoteId", "capacity-reservation-cancellation-quote"),
    ("RemoveMiddleboxAttachmentId", "transit-gateway-attachment"),
    ("RemoveRouteTableId", "route-table"),
    ("RemoveSecurityGroupId", "security-group"),
    ("RemoveSubnetId", "subnet"),
    ("RemoveSubnetIds", "subnet"),
    ("SecondaryAllocationId", "elastic-ip"),
    ("ServiceId", "vpc-endpoint-service"),
    ("SourceFpgaImageId", "fpga-image"),
    ("SourceImageId", "image"),
    ("SourceIpamPoolId", "ipam-pool"),
    ("SourceSnapshotId", "snapshot"),
    ("SourceTransitGatewayAttachmentId", "transit-gateway-attachment"),
    ("TargetRouteTableId", "transit-gateway-route-table"),
    ("TargetVpcSubnetId", "subnet"),
    ("TransportTransitGatewayAttachmentId", "transit-gateway-attachment"),
];

/// Operations, and their members with ids of resources of several types.
const USED_OF_ANY_TYPE: &[(&str, &str)] = &[
    ("AssociateRouteTable", "GatewayId"),
    ("CreateFlowLogs", "ResourceId"),
    ("CreateNetworkInsightsPath", "Destination"),
    ("CreateNetworkInsightsPath", "Source"),
];

/// A member, the type of the resource that it names, and the resource's id.
type Used<'c> = (&'c str, ResourceType, &'c str);

/// Wants the action on what the request uses besides.
pub(super) fn want(call: &Call<'_>, wanted: &mut Wanted, action: Action) -> Result<(), Unmapped> {
    for member in ["SourceRegion", "DestinationRegion"] {
        if call.members.text(member)?.is_some_and(|region| region != call.seen.region) {
            return Err(Unmapped::new(format!("`{member}` names another region than the upstream's")));
        }
    }
    let mut used = used(call, action)?;
    used.extend(used_within(call, action)?);
    for kind in untold(call, action, &used)? {
        want_used(wanted, action, kind.name(), Resource::partial(arn::open(call, kind)));
    }
    for (_, kind, id) in used {
        want_used(wanted, action, kind.name(), arn_of(call, kind, id)?);
    }
    Ok(())
}

fn used<'c>(call: &'c Call<'_>, action: Action) -> Result<Vec<Used<'c>>, Unmapped> {
    let kinds = || action.resources().map(ActionResource::resource_type);
    let mut used = Vec::new();
    for (member, kind) in USED {
        if let Some(kind) = kinds().find(|own| own.name() == *kind) {
            used.extend(call.members.texts(member)?.into_iter().map(|id| (*member, kind, id)));
        }
    }
    for (_, member) in USED_OF_ANY_TYPE.iter().filter(|(operation, _)| *operation == call.operation) {
        for id in call.members.texts(member)? {
            let kind = kind_of(id).filter(|kind| kinds().any(|own| own.name() == kind.name()));
            let kind = kind.ok_or_else(|| Unmapped::new(format!("`{member}` is of a type that is not mapped")))?;
            used.push((*member, kind, id));
        }
    }
    Ok(used)
}

/// What structures in the request name of the types that are not required, if it is not named at the top.
fn used_within<'c>(call: &'c Call<'_>, action: Action) -> Result<Vec<Used<'c>>, Unmapped> {
    let mut used = Vec::new();
    for resource in action.resources().filter(|resource| !resource.is_required()) {
        let kind = resource.resource_type();
        let is_other = |name: &str| USED.iter().any(|(own, of)| own.eq_ignore_ascii_case(name) && *of == kind.name());
        let mut found = Vec::new();
        let mut see = |name: &'c str, id: &'c str| found.push((name, kind, id));
        let mut look = |_: &'c str, map: &'c Member| {
            let named = map.entries().iter().filter(|(name, _)| is_other(name) || arn::is_filled_by(call, kind, name));
            named.for_each(|(name, member)| member.each_text(name, &mut see));
        };
        call.members.entries().iter().for_each(|(name, member)| member.each_map(name, &mut look));
        let told = arn::fill(call, kind)?;
        for (name, kind, id) in found {
            let arn = arn_of(call, kind, id)?;
            if !told.iter().any(|resource| resource.arn == arn) {
                used.push((name, kind, id));
            }
        }
    }
    Ok(used)
}

/// How the names of members end that name something.
const ENDS: &[&str] = &["Arn", "Arns", "Id", "Ids", "Ip", "Ips"];

/// Members that are called so, and name nothing that an action of EC2 is asked about.
const NO_RESOURCES: &[&str] = &[
    "AvailabilityZoneId",
    "CidrIp",
    "ConnectionNotificationArn",
    "DeliverLogsPermissionArn",
    "DestinationIp",
    "DomainCertificateArn",
    "KmsKeyId",
    "NetworkLoadBalancerArn",
    "OutpostArn",
    "PreserveClientIp",
    "ResourceConfigurationArn",
    "ServerCertificateArn",
    "ServiceNetworkArn",
    "SourceIp",
    "SourceSecurityGroupOwnerId",
    "VirtualNetworkId",
];

/// All types of a change that is not asked about one of them, while a member could name a resource of any: an id of an association does not tell
/// what is associated, nor with what.
fn untold(call: &Call<'_>, action: Action, used: &[Used<'_>]) -> Result<Vec<ResourceType>, Unmapped> {
    let kinds = || action.resources().map(ActionResource::resource_type);
    let mut is_open = false;
    for resource in action.resources().filter(|resource| !resource.is_required()) {
        let kind = resource.resource_type();
        let is_used = used.iter().any(|(_, own, _)| own.name() == kind.name());
        is_open |= !is_used && arn::fill(call, kind)?.is_empty();
    }
    let is_told = |member: &str| {
        used.iter().any(|(own, ..)| *own == member) || kinds().any(|kind| arn::is_filled_by(call, kind, member))
    };
    let could_name = |member: &str| ENDS.iter().any(|end| member.ends_with(end)) && !NO_RESOURCES.contains(&member);
    let is_change = !matches!(action.access_level(), AccessLevel::List | AccessLevel::Read);
    let is_doubtful = call.members.entries().iter().any(|(member, _)| could_name(member) && !is_told(member));
    Ok(if is_open && is_change && is_doubtful { kinds().collect() } else { Vec::new() })
}

/// The ARN of a resource of a type by its id.
pub(super) fn arn_of(call: &Call<'_>, kind: ResourceType, id: &str) -> Result<String, Unmapped> {
    if !is_name("Id", id) {
        return Err(Unmapped::new(format!("the id of a {} has characters that are not mapped", kind.name())));
    }
    let any = arn::open(call, kind);
    Ok(format!("{}{id}", any.strip_suffix('*').unwrap_or(&any)))
}
