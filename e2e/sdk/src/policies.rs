//! Policy documents in as few words as possible.

/// A document with one statement, given without its outer braces.
fn document(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{{{statement}}}]}}"#)
}

/// Allows an action on everything.
pub fn allow(action: &str) -> String {
    document(&format!(r#""Effect":"Allow","Action":"{action}","Resource":"*""#))
}

/// A trust policy for a principal of AWS: an account or an ARN.
pub fn trust(principal: &str) -> String {
    trust_if(principal, "{}")
}

/// The same under a condition, given as JSON.
pub fn trust_if(principal: &str, condition: &str) -> String {
    document(&format!(
        r#""Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole","Condition":{condition}"#
    ))
}

/// A trust policy that admits a principal and denies it.
pub fn trust_denied(principal: &str) -> String {
    let statement =
        |effect: &str| format!(r#""Effect":"{effect}","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole""#);
    document(&[statement("Allow"), statement("Deny")].join("},{"))
}

/// A trust policy for a service.
pub fn trust_service(service: &str) -> String {
    document(&format!(r#""Effect":"Allow","Principal":{{"Service":"{service}"}},"Action":"sts:AssumeRole""#))
}
