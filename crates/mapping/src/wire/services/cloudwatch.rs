//! Amazon CloudWatch.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>

use super::{Service, service};
use crate::wire::Call;

pub(super) const SERVICE: Service = Service {
    prefix: "cloudwatch",
    principals: &[("PutMetricStream", "streams.metrics.cloudwatch.amazonaws.com")],
    fills: &[
        ("AlarmName", &["AlarmName", "AlarmNames"]),
        ("AlarmMuteRuleName", &["AlarmMuteRuleName", "Name"]),
        ("DashboardName", &["DashboardName", "DashboardNames"]),
        ("InsightRuleName", &["RuleName", "RuleNames"]),
        ("MetricStreamName", &["Name", "Names"]),
    ],
    arns: &["ResourceARN"],
    open: &[
        ("DescribeAlarmHistory", "alarm"),
        ("DescribeAlarms", "alarm"),
        ("ListAlarmMuteRules", "alarm-mute-rule"),
        ("PutMetricData", "*"),
    ],
    data: &["PutMetricData"],
    untold,
    ..service("monitoring", "cloudwatch")
};

/// What stands in the definition of a rule, and whether a grant of the service's own is there. Of the actions of an alarm it is not
/// certain whether only those for one state count.
fn untold(call: &Call<'_>) -> &'static [&'static str] {
    let has = |member: &str| call.members.get(member).is_some();
    match call.operation {
        "PutInsightRule" => &["cloudwatch:requestInsightRuleLogGroups"],
        "ListManagedInsightRules" | "PutManagedInsightRules" => &["cloudwatch:requestManagedResourceARNs"],
        _ if has("OKActions") || has("InsufficientDataActions") => &["cloudwatch:AlarmActions"],
        _ => &["cloudwatch:HasAccessGrant"],
    }
}
