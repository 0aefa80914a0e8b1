//! `RunInstances`: the instance, and each image, subnet, interface, group, volume, snapshot and key pair.

use crate::Unmapped;
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
    let interfaces = members.get("NetworkInterface").map(Member::items).unwrap_or_default();
    let mut used = Used { call, wanted };
    used.want("key-pair", &members.texts("KeyName")?)?;
    used.want("placement-group", &members.text("Placement.GroupName")?.into_iter().collect::<Vec<_>>())?;
    let existing = in_all(&Member::Null, interfaces, "NetworkInterfaceId")?;
    let subnets = in_all(members, interfaces, "SubnetId")?;
    let mut groups = in_all(members, interfaces, "SecurityGroupId")?;
    groups.extend(in_all(&Member::Null, interfaces, "Groups")?);
    // Which those are that the server would choose, or that have a name, only the server knows: a Deny on one of them could not be
    // told. An interface that is there already has its own.
    if !members.texts("SecurityGroup")?.is_empty() {
        return Err(Unmapped::new("the launch gives security groups by name; name them by SecurityGroupId"));
    }
    if existing.is_empty() && (subnets.is_empty() || groups.is_empty()) {
        let message = "the launch leaves its subnet or its security groups to the server; name them by SubnetId and SecurityGroupId";
        return Err(Unmapped::new(message));
    }
    used.want("subnet", &subnets)?;
    used.want("security-group", &groups)?;
    used.or_any("network-interface", &existing)?;
    for device in members.get("BlockDeviceMapping").map(Member::items).unwrap_or_default() {
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

    /// Those of a kind that are named, or whichever the server takes.
    fn or_any(&mut self, kind: &str, ids: &[&str]) -> Result<(), Unmapped> {
        self.want(kind, if ids.is_empty() { &["*"] } else { ids })
    }
}
