//! From a value to a wire.

use crate::Time;

/// A type that a response (or an audit record) can carry.
pub trait Encode {
    /// Plays the value into the sink.
    fn encode(&self, sink: &mut dyn Sink);
}

/// A wire being written. Every `begin_…` is followed by its `end_…`.
pub trait Sink {
    /// A structure begins.
    fn begin_structure(&mut self);
    /// The structure ends.
    fn end_structure(&mut self);
    /// A member begins; one value follows.
    fn begin_member(&mut self, name: &str);
    /// The member ends.
    fn end_member(&mut self, name: &str);
    /// A list begins.
    fn begin_list(&mut self);
    /// The list ends.
    fn end_list(&mut self);
    /// An item of a list begins; one value follows.
    fn begin_item(&mut self);
    /// The item ends.
    fn end_item(&mut self);
    /// A map entry begins; one value follows.
    fn begin_entry(&mut self, key: &str);
    /// The entry ends.
    fn end_entry(&mut self);
    /// Text.
    fn text(&mut self, text: &str);
    /// A policy document in a response; IAM's responses carry it percent-encoded, requests and other wires as it is.
    fn document(&mut self, text: &str);
    /// Text that only the caller may see: it never enters an audit record.
    fn secret(&mut self, text: &str);
    /// Text about people, which audit records blank and everything else shows.
    fn sensitive(&mut self, text: &str) {
        self.text(text);
    }
    /// A whole number.
    fn integer(&mut self, number: i64);
    /// True or false.
    fn boolean(&mut self, value: bool);
    /// A point in time.
    fn time(&mut self, time: Time);
    /// Bytes.
    fn blob(&mut self, bytes: &[u8]);
}
