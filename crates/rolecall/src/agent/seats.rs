//! The seats of tasks, kept so that a container's environment is right after a restart of the agent.

use std::collections::BTreeMap;

use rolecall_model::{Arn, SecretKey};
use rolecall_workload::container::Seat;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::state::State;
use crate::ambient::OsEntropy;
use crate::endpoints::TaskSeats;
use crate::failure::Failure;

const FILE: &str = "tasks.json";

/// The kept seats of each task, by its ARN.
type Kept = BTreeMap<String, Pair>;

#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pair {
    role: Place,
    execution: Place,
}

#[derive(Clone, Zeroize, ZeroizeOnDrop, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    id: String,
    token: String,
}

/// The seats of this task. Each token lies in a file of its own too, for `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`.
pub(super) fn of(state: &State, task: &Arn) -> Result<TaskSeats, Failure> {
    let mut kept = state.read::<Kept>(FILE)?.unwrap_or_default();
    let pair = kept.entry(task.to_string()).or_insert_with(|| Pair { role: fresh(), execution: fresh() }).clone();
    state.write(FILE, &kept)?;
    for place in [&pair.role, &pair.execution] {
        state.write_bytes(&place.id, place.token.as_bytes())?;
    }
    let seat = |place: &Place| {
        Seat::new(place.id.clone(), SecretKey::new(place.token.clone())).map_err(|error| {
            Failure::new("the agent's state cannot be read", format!("{FILE}: {error}"), "remove this file")
        })
    };
    Ok(TaskSeats {
        role: seat(&pair.role)?,
        execution: Some(seat(&pair.execution)?),
        token_files: Some(state.directory().to_owned()),
    })
}

fn fresh() -> Place {
    let seat = Seat::generate(&OsEntropy);
    Place { id: seat.id().to_owned(), token: seat.token().expose().to_owned() }
}
