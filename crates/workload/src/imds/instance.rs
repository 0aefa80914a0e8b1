//! What an instance is told about itself.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use rolecall_model::{AccountId, Arn, Time};

/// What an instance is told about itself.
#[derive(Debug, Clone)]
pub struct Instance {
    /// `i-…`
    pub id: String,
    /// The account that it belongs to.
    pub account: AccountId,
    /// Its region.
    pub region: String,
    /// The address that it is reached by.
    pub private_ip: IpAddr,
    /// When it began.
    pub pending_time: Time,
    /// Its tags. Those whose keys cannot stand in a path are not shown, as on EC2.
    pub tags: Vec<(String, String)>,
}

impl Instance {
    /// The instance of this ARN, `arn:aws:ec2:REGION:ACCOUNT:instance/i-…`, without tags; `None` if it is not one.
    pub fn of(arn: &Arn, private_ip: IpAddr, pending_time: Time) -> Option<Self> {
        let id = arn.of("ec2", "instance/").filter(|id| !id.is_empty() && !id.contains('/'))?.to_owned();
        let region = Some(arn.region()).filter(|region| !region.is_empty())?.to_owned();
        Some(Self { id, account: arn.account_id()?, region, private_ip, pending_time, tags: Vec::new() })
    }

    /// The first zone of its region: clients find the region by leaving off the last letter.
    pub(super) fn availability_zone(&self) -> String {
        format!("{}a", self.region)
    }

    /// A locally administered address (IEEE 802) that is the instance's own.
    pub(super) fn mac(&self) -> String {
        let hash = digest(&SHA256, format!("{}/{}", self.account, self.id).as_bytes());
        let parts = hash.as_ref().iter().take(5).map(|byte| HEXLOWER.encode(&[*byte]));
        std::iter::once("02".to_owned()).chain(parts).collect::<Vec<_>>().join(":")
    }

    /// `x86_64` or `arm64`, as EC2 calls them.
    pub(super) fn architecture() -> &'static str {
        match std::env::consts::ARCH {
            "aarch64" => "arm64",
            other => other,
        }
    }
}
