//! Where the members of a request go.

use rolecall_mapping::models::Operation;

use super::input::{self, Kind, Member, Place, Service};

/// The operation as far as requests look.
pub(super) fn operation(operation: &input::Operation, service: &Service) -> Operation {
    let at = |place: Place| {
        let members = operation.members.iter().filter(move |member| member.place == place);
        members.filter(|member| member.name != operation.payload)
    };
    let names = |place: Place| at(place).map(|member| member.wire.clone()).collect::<Vec<_>>();
    let payload = operation.members.iter().find(|member| member.name == operation.payload);
    let is_structure = payload.is_some_and(|payload| payload.kind == Kind::Structure);
    let inner = payload.filter(|_| is_structure).map(own_members);
    let lists = at(Place::Query).filter(|member| matches!(member.kind, Kind::Texts | Kind::List));
    let items = at(Place::Body).filter_map(|member| Some((member.wire.clone(), named_item(member, service)?)));
    Operation {
        http: operation.http.clone(),
        body: match payload {
            Some(payload) => inner.map_or_else(|| vec![payload.wire.clone()], Iterator::collect),
            None => names(Place::Body),
        },
        query: names(Place::Query),
        lists: lists.map(|member| member.wire.clone()).collect(),
        headers: names(Place::Header).iter().map(|name| name.to_ascii_lowercase()).collect(),
        payload: payload.filter(|_| is_structure).map(|payload| payload.wire.clone()).unwrap_or_default(),
        data: payload.is_some() && !is_structure,
        root: operation.root.clone(),
        items: items.collect(),
        ..Operation::default()
    }
}

/// The members of a structure, without those of structures in it.
fn own_members(member: &Member) -> impl Iterator<Item = String> {
    member.inner.iter().filter(|(name, _, _)| !name.contains('.')).map(|(_, wire, _)| wire.clone())
}

/// What the items of a list are called, where a reader must know: in XML always, in forms where they are not called `member`.
fn named_item(member: &Member, service: &Service) -> Option<String> {
    member.item.clone().filter(|item| service.has("rest-xml") || item != "member")
}
