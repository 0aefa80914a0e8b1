//! Amazon CloudWatch.
//!
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html>

use super::{Service, service};

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
    ..service("monitoring", "cloudwatch")
};
