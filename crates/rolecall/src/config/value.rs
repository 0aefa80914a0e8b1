//! The text of a setting that does not come from the command line, held against the setting's declaration.

use std::error::Error;

use clap::{Arg, ArgAction, Command};

/// Whether a setting is on or off, and so takes `true` or `false`.
pub(super) fn is_switch(setting: &Arg) -> bool {
    matches!(setting.get_action(), ArgAction::SetTrue)
}

/// Whether a setting can be given several times, and so is a list in a file.
pub(super) fn is_list(setting: &Arg) -> bool {
    matches!(setting.get_action(), ArgAction::Append)
}

/// Says what is wrong with `text` as a value of `setting`.
///
/// clap can parse a value only as part of a command, so a command of this one setting is made.
pub(super) fn check(setting: &Arg, text: &str) -> Result<(), String> {
    let alone = setting.clone().long("value").env(None).action(ArgAction::Set).num_args(1).required(false);
    let command = Command::new("value").no_binary_name(true).disable_help_flag(true).arg(alone);
    let Err(error) = command.try_get_matches_from([format!("--value={text}")]) else { return Ok(()) };
    Err(match error.source() {
        _ if is_switch(setting) => format!("`{}` is `true` or `false`, not `{text}`", setting.get_id()),
        Some(reason) => format!("`{text}` is not a value for `{}`: {reason}", setting.get_id()),
        None => format!("`{text}` is not a value for `{}`", setting.get_id()),
    })
}
