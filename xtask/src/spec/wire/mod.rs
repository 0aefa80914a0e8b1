//! How requests to AWS's services look, and which resources they name: from the models, the authorization facts and the data about
//! what SDK calls need, into one table.

mod actions;
mod bind;
mod calls;
mod input;
mod names;
mod place;
mod prefix;

use std::path::Path;

use rolecall_mapping::models::{Model, write};

use self::calls::Calls;
use self::input::Service;
use super::package;
use crate::{process, workspace};

const MODELS: &str = include_str!("models.py");
const TABLE: &str = "spec/wire/models.bin";

/// Writes the table, or only compares it. `python` is a Python that has the models.
pub(super) fn run(python: &Path, check: bool) -> Result<(), String> {
    let text = process::output(process::command(python).args(["-c", MODELS]))?;
    let calls = Calls::read(&package::access_undenied(python)?)?;
    let models: Vec<(Model, String)> =
        text.lines().map(|line| Ok(model(&Service::read(line)?, &calls))).collect::<Result<_, String>>()?;
    let bytes = write(&models)?;
    let operations: usize = models.iter().map(|(model, _)| model.operations.len()).sum();
    println!("{} services, {operations} operations, {} bytes", models.len(), bytes.len());
    workspace::generate(TABLE, bytes, check)
}

/// The model of a service, and the beginning of its endpoint.
fn model(service: &Service, calls: &Calls) -> (Model, String) {
    let prefix = prefix::of(service, calls);
    let chosen = bind::Chosen::of(service);
    let operation = |(name, operation): (&String, &input::Operation)| {
        let mut placed = place::operation(operation, service);
        let needed = actions::of(service, name, prefix, calls);
        placed.actions = needed.iter().map(|needed| needed.action.to_string()).collect();
        bind::resources(&mut placed, name, operation, &needed, &chosen);
        (name.clone(), placed)
    };
    let model = Model {
        name: service.name.clone(),
        signing: service.signing_name.clone(),
        prefix: prefix.unwrap_or_default().to_owned(),
        api_version: service.api_version.clone(),
        json_version: service.json_version.clone(),
        target_prefix: service.target_prefix.clone(),
        protocols: service.protocols.clone(),
        operations: service.operations.iter().map(operation).collect(),
    };
    (model, service.endpoint_prefix.clone())
}
