//! `RunInstances`: the instance, and each image, subnet, interface, group, volume, snapshot and key pair.

use super::want_used;
use crate::Unmapped;
use crate::resource::Resource;
use crate::wire::Call;
use crate::wire::arn::is_name;
use crate::wire::member::Member;
use crate::wire::services::{Then, arn};
use crate::wire::wanted::{Wanted, action};

/// Wants the launch on all that it makes and uses.
pub(super) fn want(call: &Call<'_>, wanted: &mut Wanted) -> Result<Then, Unmapped> {
    let run = action("ec2", "RunInstances")?;
    let members = &call.members;
    let image = members.text("ImageId")?.ok_or_else(|| Unmapped::new("the launch names no image"))?;
    if !is_name("ImageId", image) {
        return Err(Unmapped::new("the image has an id that is not mapped"));
    }
    // Images and snapshots have no account in their ARNs.
    wanted.want_of(run, Some("image"), format!("arn:aws:ec2:{}::image/{image}", call.seen.region));
    for kind in ["instance", "volume"] {
        wanted.want_of(run, Some(kind), arn(call, "ec2", &format!("{kind}/*")));
    }
    check_form(members)?;
    let interfaces = members.structures("NetworkInterface")?;
    let mut used = Used { call, wanted };
    used.want("key-pair", &members.texts("KeyName")?)?;
    used.want("placement-group", &members.text("Placement.GroupName")?.into_iter().collect::<Vec<_>>())?;
    let existing = in_all(&Member::Null, interfaces, "NetworkInterfaceId")?;
    let subnets = in_all(members, interfaces, "SubnetId")?;
    let mut groups = in_all(members, interfaces, "SecurityGroupId")?;
    groups.extend(in_all(&Member::Null, interfaces, "Groups")?);
    for (kind, names) in CHOSEN {
        if leaves_open(members, interfaces, names)? {
            used.want_any(kind)?;
        }
    }
    // Which group has a name only the server knows.
    if !members.texts("SecurityGroup")?.is_empty() {
        used.want_any("security-group")?;
    }
    used.want("subnet", &subnets)?;
    used.want("security-group", &groups)?;
    used.or_any("network-interface", &existing)?;
    let reservation = "CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId";
    used.want("capacity-reservation", &members.texts(reservation)?)?;
    if members.get("InstanceMarketOptions").is_some() {
        used.want("spot-instances-request", &["*"])?;
    }
    for device in members.structures("BlockDeviceMapping")? {
        device.check_case(&["Ebs"])?;
        if let Some(volume) = device.get("Ebs") {
            volume.check_case(&["SnapshotId"])?;
        }
        if let Some(snapshot) = device.text("Ebs.SnapshotId")? {
            if !is_name("SnapshotId", snapshot) {
                return Err(Unmapped::new("a snapshot has an id that is not mapped"));
            }
            used.wanted.want_of(
                run,
                Some("snapshot"),
                format!("arn:aws:ec2:{}::snapshot/{snapshot}", call.seen.region),
            );
        }
    }
    Ok(Then::Done)
}

/// Members by which a launch uses what is not asked about here.
const NOT_ASKED: &[&str] =
    &["ElasticGpuSpecification", "ElasticInferenceAccelerator", "LicenseSpecification", "SecondaryInterface"];

/// The same within other members.
const NOT_ASKED_WITHIN: &[&str] = &["CapacityReservationResourceGroupArn", "GroupId", "HostResourceGroupArn"];

/// Refuses what is used and not asked about, and names that some readers take for what is read here.
fn check_form(members: &Member) -> Result<(), Unmapped> {
    let refused = |name: &str| Err(Unmapped::new(format!("what the launch uses by `{name}` is not mapped")));
    if let Some(name) = NOT_ASKED.iter().find(|name| members.get(name).is_some()) {
        return refused(name);
    }
    for path in ["Placement", "CapacityReservationSpecification.CapacityReservationTarget"] {
        let Some(within) = members.get(path) else { continue };
        within.check_case(&["CapacityReservationId", "GroupName"])?;
        let is_within = |name: &&&str| within.entries().iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        if let Some(name) = NOT_ASKED_WITHIN.iter().find(is_within) {
            return refused(name);
        }
    }
    let interface = ["Groups", "NetworkInterfaceId", "SecurityGroupId", "SubnetId"];
    members.structures("NetworkInterface")?.iter().try_for_each(|own| own.check_case(&interface))
}

/// What the server chooses for an interface that it makes, if none of these members says which.
const CHOSEN: &[(&str, &[&str])] = &[("subnet", &["SubnetId"]), ("security-group", &["SecurityGroupId", "Groups"])];

/// Whether the server chooses for an interface that the launch makes. One that is there already has its own.
fn leaves_open(members: &Member, interfaces: &[Member], names: &[&str]) -> Result<bool, Unmapped> {
    let made = if interfaces.is_empty() { std::slice::from_ref(members) } else { interfaces };
    for interface in made {
        let mut is_told = interface.get("NetworkInterfaceId").is_some();
        for name in names {
            is_told |= !interface.texts(name)?.is_empty();
        }
        if !is_told {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A member of the request and of each interface.
fn in_all<'m>(members: &'m Member, interfaces: &'m [Member], name: &str) -> Result<Vec<&'m str>, Unmapped> {
    let mut texts = members.texts(name)?;
    for interface in interfaces {
        texts.extend(interface.texts(name)?);
    }
    Ok(texts)
}

/// What the launch uses.
struct Used<'a, 'w> {
    call: &'a Call<'a>,
    wanted: &'w mut Wanted,
}

impl Used<'_, '_> {
    fn want(&mut self, kind: &str, ids: &[&str]) -> Result<(), Unmapped> {
        let run = action("ec2", "RunInstances")?;
        for id in ids {
            if *id != "*" && !is_name("Id", id) {
                return Err(Unmapped::new(format!("a {kind} has an id that is not mapped")));
            }
            self.wanted.want_of(run, Some(kind), arn(self.call, "ec2", &format!("{kind}/{id}")));
        }
        Ok(())
    }

    /// One that the server knows.
    fn want_any(&mut self, kind: &'static str) -> Result<(), Unmapped> {
        let any = Resource::partial(arn(self.call, "ec2", &format!("{kind}/*")));
        want_used(self.wanted, action("ec2", "RunInstances")?, kind, any);
        Ok(())
    }

    /// Those of a kind that are named, or whichever the server takes.
    fn or_any(&mut self, kind: &str, ids: &[&str]) -> Result<(), Unmapped> {
        self.want(kind, if ids.is_empty() { &["*"] } else { ids })
    }
}
