//! The six fields of an ARN.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

/// `arn:partition:service:region:account:resource`; the resource may hold further colons.
pub(crate) struct Arn<'t> {
    pub(crate) partition: &'t str,
    pub(crate) service: &'t str,
    pub(crate) region: &'t str,
    pub(crate) account: &'t str,
    pub(crate) resource: &'t str,
}

impl<'t> Arn<'t> {
    /// `None` for a text that is no ARN.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        match fields.as_slice() {
            ["arn", partition, service, region, account, resource] => {
                Some(Self { partition, service, region, account, resource })
            }
            _ => None,
        }
    }

    /// All six.
    pub(crate) fn fields(&self) -> [&'t str; 6] {
        ["arn", self.partition, self.service, self.region, self.account, self.resource]
    }
}

/// Whether the text is an account id.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
