//! What stands around a result or an error on each wire.

use rolecall_model::json::push_string;
use rolecall_model::shape::Sink;

use super::json_sink::JsonSink;
use super::xml_sink::{XmlSink, close_into, element_into, open_into};

/// The namespace of errors that are found before a service is asked.
pub const FAULT_NAMESPACE: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";

/// How a response is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// The Query wire's XML in this namespace.
    Xml {
        /// The namespace of the service, or [`FAULT_NAMESPACE`].
        namespace: &'static str,
    },
    /// The Query wire's JSON, for clients that accept `application/json`.
    QueryJson,
    /// JSON 1.1.
    Json11,
}

impl Wire {
    /// The media type of results and errors.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml { .. } => "text/xml",
            Self::QueryJson => "application/json",
            Self::Json11 => "application/x-amz-json-1.1",
        }
    }
}

/// The frame of one successful response.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// How it is written.
    pub wire: Wire,
    /// The operation, as its declaration names it.
    pub operation: &'static str,
    /// Whether the operation answers more than success.
    pub has_result: bool,
    /// The request id.
    pub request_id: &'a str,
}

/// A response being written.
#[derive(Debug)]
pub enum Body {
    /// As XML.
    Xml(XmlSink),
    /// As JSON.
    Json(JsonSink),
}

impl Body {
    /// Where the result goes.
    pub fn sink(&mut self) -> &mut (dyn Sink + Send) {
        match self {
            Self::Xml(sink) => sink,
            Self::Json(sink) => sink,
        }
    }
}

impl Envelope<'_> {
    /// Writes what stands before the result.
    pub fn open(&self) -> Body {
        // Most answers fit, those of STS with their long tokens too.
        let mut out = String::with_capacity(2048);
        match self.wire {
            Wire::Xml { namespace } => {
                out.extend(["<", self.operation, "Response xmlns=\"", namespace, "\">"]);
                if self.has_result {
                    out.extend(["<", self.operation, "Result>"]);
                }
                Body::Xml(XmlSink::after(out))
            }
            Wire::QueryJson => {
                out.extend(["{\"", self.operation, "Response\":{"]);
                if self.has_result {
                    out.extend(["\"", self.operation, "Result\":"]);
                }
                Body::Json(JsonSink::after(out))
            }
            Wire::Json11 => Body::Json(JsonSink::after(out)),
        }
    }

    /// Writes what stands after the result.
    pub fn close(&self, body: Body) -> String {
        match (self.wire, body) {
            (_, Body::Xml(sink)) => {
                let mut out = sink.into_string();
                if self.has_result {
                    out.extend(["</", self.operation, "Result>"]);
                }
                out.push_str("<ResponseMetadata>");
                element_into(&mut out, "RequestId", self.request_id);
                out.push_str("</ResponseMetadata>");
                out.extend(["</", self.operation, "Response>"]);
                out
            }
            (Wire::QueryJson, Body::Json(sink)) => {
                let mut out = sink.into_string();
                if self.has_result {
                    out.push(',');
                } else {
                    // The braces of an empty result have no name to stand after.
                    out.clear();
                    out.extend(["{\"", self.operation, "Response\":{"]);
                }
                out.push_str("\"ResponseMetadata\":{\"RequestId\":");
                push_string(&mut out, self.request_id);
                out.push_str("}}}");
                out
            }
            (_, Body::Json(sink)) => sink.into_string(),
        }
    }
}

/// An error to be written.
#[derive(Debug, Clone, Copy)]
pub struct ErrorBody<'a> {
    /// The code on the wire.
    pub code: &'a str,
    /// AWS's words; the element is left out if there are none.
    pub message: &'a str,
    /// The HTTP status: below 500 the sender is to blame.
    pub status: u16,
    /// The request id.
    pub request_id: &'a str,
}

impl ErrorBody<'_> {
    /// The error on this wire.
    pub fn write(&self, wire: Wire) -> String {
        match wire {
            Wire::Xml { namespace } => self.xml(namespace),
            Wire::QueryJson => self.query_json(),
            Wire::Json11 => self.json(),
        }
    }

    fn fault_side(&self) -> &'static str {
        if self.status < 500 { "Sender" } else { "Receiver" }
    }

    fn xml(&self, namespace: &str) -> String {
        let mut out = String::with_capacity(512);
        out.extend(["<ErrorResponse xmlns=\"", namespace, "\">"]);
        open_into(&mut out, "Error");
        element_into(&mut out, "Type", self.fault_side());
        element_into(&mut out, "Code", self.code);
        if !self.message.is_empty() {
            element_into(&mut out, "Message", self.message);
        }
        close_into(&mut out, "Error");
        element_into(&mut out, "RequestId", self.request_id);
        close_into(&mut out, "ErrorResponse");
        out
    }

    fn query_json(&self) -> String {
        let mut sink = JsonSink::default();
        sink.begin_structure();
        sink.begin_member("Error");
        sink.begin_structure();
        self.code_and_message(&mut sink, "Code");
        member(&mut sink, "Type", self.fault_side());
        sink.end_structure();
        member(&mut sink, "RequestId", self.request_id);
        sink.end_structure();
        sink.into_string()
    }

    /// Organizations writes `Message` with a capital; the SDKs read both.
    fn json(&self) -> String {
        let mut sink = JsonSink::default();
        sink.begin_structure();
        self.code_and_message(&mut sink, "__type");
        sink.end_structure();
        sink.into_string()
    }

    fn code_and_message(&self, sink: &mut JsonSink, code: &str) {
        member(sink, code, self.code);
        if !self.message.is_empty() {
            member(sink, "Message", self.message);
        }
    }
}

fn member(sink: &mut JsonSink, name: &str, text: &str) {
    sink.begin_member(name);
    sink.text(text);
    sink.end_member(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: Wire = Wire::Xml { namespace: "https://sts.amazonaws.com/doc/2011-06-15/" };

    fn written(wire: Wire, has_result: bool) -> String {
        let envelope = Envelope { wire, operation: "Get", has_result, request_id: "r-1" };
        let mut body = envelope.open();
        let sink = body.sink();
        sink.begin_structure();
        if has_result {
            sink.begin_member("Arn");
            sink.text("a");
            sink.end_member("Arn");
        }
        sink.end_structure();
        envelope.close(body)
    }

    #[test]
    fn results() {
        for (wire, has_result, expected) in [
            (
                XML,
                true,
                "<GetResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetResult><Arn>a</Arn></GetResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetResponse>",
            ),
            (
                XML,
                false,
                "<GetResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetResponse>",
            ),
            (
                Wire::QueryJson,
                true,
                r#"{"GetResponse":{"GetResult":{"Arn":"a"},"ResponseMetadata":{"RequestId":"r-1"}}}"#,
            ),
            (Wire::QueryJson, false, r#"{"GetResponse":{"ResponseMetadata":{"RequestId":"r-1"}}}"#),
            (Wire::Json11, true, r#"{"Arn":"a"}"#),
            (Wire::Json11, false, "{}"),
        ] {
            assert_eq!(written(wire, has_result), expected);
        }
    }

    #[test]
    fn errors() {
        for (wire, status, message, expected) in [
            (
                XML,
                403,
                "<no>",
                "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>C</Code><Message>&lt;no&gt;</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
            ),
            (
                XML,
                500,
                "",
                "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Receiver</Type><Code>C</Code></Error><RequestId>r-1</RequestId></ErrorResponse>",
            ),
            (
                Wire::QueryJson,
                400,
                "\"m\"",
                r#"{"Error":{"Code":"C","Message":"\"m\"","Type":"Sender"},"RequestId":"r-1"}"#,
            ),
            (Wire::Json11, 400, "m", r#"{"__type":"C","Message":"m"}"#),
            (Wire::Json11, 400, "", r#"{"__type":"C"}"#),
        ] {
            assert_eq!(ErrorBody { code: "C", message, status, request_id: "r-1" }.write(wire), expected);
        }
    }
}
