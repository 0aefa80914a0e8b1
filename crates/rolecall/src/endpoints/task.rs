//! The seats of a task at its credentials endpoint, and how its containers are told of them.

use std::fmt::Write;
use std::net::SocketAddr;
use std::path::PathBuf;

use rolecall_workload::container::Seat;

/// The seats of a task.
pub(crate) struct TaskSeats {
    /// For its containers.
    pub(crate) role: Seat,
    /// For whoever starts its containers.
    pub(crate) execution: Option<Seat>,
    /// The directory with a file for each token, named after the seat's id; without one, the tokens are shown.
    pub(crate) token_files: Option<PathBuf>,
}

impl TaskSeats {
    /// What the environment of the containers must say.
    pub(super) fn variables(&self, name: &str, address: SocketAddr) -> String {
        let mut text = String::new();
        let whom = [("the containers of", Some(&self.role)), ("the starter of", self.execution.as_ref())];
        for (whom, seat) in whom.into_iter().filter_map(|(whom, seat)| Some((whom, seat?))) {
            let token = match &self.token_files {
                Some(directory) => format!("_FILE={}", directory.join(seat.id()).display()),
                None => format!("={}", seat.token().expose()),
            };
            // Writing to a string does not fail.
            let _ = write!(
                text,
                "# For {whom} the task {name}:\n#   export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://{address}{}\n#   \
                 export AWS_CONTAINER_AUTHORIZATION_TOKEN{token}\n",
                seat.path()
            );
        }
        text
    }
}
