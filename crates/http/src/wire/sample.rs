//! One value of every kind, for the tests of the sinks.

use rolecall_model::Time;
use rolecall_model::shape::Sink;

fn member(sink: &mut dyn Sink, name: &str, value: impl FnOnce(&mut dyn Sink)) {
    sink.begin_member(name);
    value(sink);
    sink.end_member(name);
}

/// Plays the sample into a sink.
pub(super) fn play(sink: &mut dyn Sink) {
    sink.begin_structure();
    member(sink, "Text", |sink| sink.text("a<b>&\"c\"\r\n\u{1}\\"));
    member(sink, "Document", |sink| sink.document("{\"a\": 1}"));
    member(sink, "Secret", |sink| sink.secret("s"));
    member(sink, "Number", |sink| sink.integer(-7));
    member(sink, "Yes", |sink| sink.boolean(true));
    member(sink, "When", |sink| sink.time(Time::parse_iso8601("2026-07-01T12:00:00Z").unwrap()));
    member(sink, "Bytes", |sink| sink.blob(&[1, 2, 255]));
    member(sink, "None", |sink| {
        sink.begin_list();
        sink.end_list();
    });
    member(sink, "List", |sink| {
        sink.begin_list();
        sink.begin_item();
        sink.text("x");
        sink.end_item();
        sink.begin_item();
        sink.begin_structure();
        member(sink, "Key", |sink| sink.text("k"));
        sink.end_structure();
        sink.end_item();
        sink.end_list();
    });
    member(sink, "Map", |sink| {
        sink.begin_structure();
        for (key, number) in [("a", 1), ("b", 2)] {
            sink.begin_entry(key);
            sink.integer(number);
            sink.end_entry();
        }
        sink.end_structure();
    });
    sink.end_structure();
}
