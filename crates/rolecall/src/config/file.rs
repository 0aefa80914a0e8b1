//! The configuration file: TOML whose keys are the settings, the table `[quotas]` and the tables `[[upstream]]`.

use std::fs;
use std::ops::Range;
use std::path::Path;

use clap::{Arg, Command};
use rolecall_service::Quotas;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::fields::fields_of;
use super::nearest::unknown;
use super::upstream_file::UpstreamTable;
use super::upstreams::ConfiguredUpstream;
use super::value::{check, is_list, is_switch};
use crate::failure::Failure;

/// The one key that is not a setting of the command line.
const QUOTAS: &str = "quotas";
/// The setting that can be tables, too.
const UPSTREAM: &str = "upstream";
/// The one setting that a file cannot hold.
const CONFIG: &str = "config";

/// What a configuration file says.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Settings by their names, as the text that the command line would take.
    pub(super) settings: Vec<(String, String)>,
    /// The quotas, the default ones if the file says nothing.
    pub(super) quotas: Quotas,
    /// What the tables `[[upstream]]` say.
    pub(super) upstreams: Vec<ConfiguredUpstream>,
}

/// Something in the file that is wrong, and the bytes where it stands.
struct Wrong {
    span: Range<usize>,
    message: String,
}

impl From<toml::de::Error> for Wrong {
    fn from(error: toml::de::Error) -> Self {
        Self { span: error.span().unwrap_or_default(), message: error.message().trim_end().replace('\n', "; ") }
    }
}

/// Reads a file; its keys are the settings of `command`.
pub(super) fn read(path: &Path, command: &Command) -> Result<File, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            "the configuration file cannot be read",
            format!("{}: {error}", path.display()),
            "name a TOML file that this user can read by --config, or leave it out",
        )
    })?;
    parse(&text, command).map_err(|wrong| {
        let (line, column) = position(&text, wrong.span.start);
        Failure::usage(
            "the configuration file is wrong",
            format!("{}:{line}:{column}: {}", path.display(), wrong.message),
            "correct this line; `rolecall serve --help` names all settings",
        )
    })
}

fn parse(text: &str, command: &Command) -> Result<File, Wrong> {
    let mut file = File::default();
    for (key, value) in DeTable::parse(text)?.into_inner() {
        let name = key.get_ref().as_ref();
        if name == QUOTAS {
            file.quotas = quotas(value)?;
            continue;
        }
        if name == UPSTREAM && value.get_ref().is_array() {
            file.upstreams = upstreams(value)?;
            continue;
        }
        let mut settings = command.get_arguments().filter(|setting| setting.get_id() != CONFIG);
        let Some(setting) = settings.find(|setting| setting.get_id() == name) else {
            return Err(Wrong { span: key.span(), message: unknown_key(name, command) });
        };
        let text = text_for(setting, value.get_ref()).and_then(|text| check(setting, &text).map(|()| text));
        let text = text.map_err(|message| Wrong { span: value.span(), message })?;
        file.settings.push((name.to_owned(), text));
    }
    Ok(file)
}

fn unknown_key(name: &str, command: &Command) -> String {
    let settings = command.get_arguments().filter(|setting| !setting.is_hide_set() && setting.get_id() != CONFIG);
    unknown("key", "", name, settings.map(|setting| setting.get_id().as_str()).chain([QUOTAS]))
}

/// The value as the command line would take it.
fn text_for(setting: &Arg, value: &DeValue<'_>) -> Result<String, String> {
    match (is_switch(setting), value) {
        (true, DeValue::Boolean(on)) => Ok(on.to_string()),
        (true, other) => Err(format!("`{}` is `true` or `false`, not {}", setting.get_id(), a(other))),
        (false, DeValue::String(text)) => Ok(text.clone().into_owned()),
        (false, DeValue::Integer(number)) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        (false, DeValue::Array(items)) if is_list(setting) => {
            let texts = items.iter().map(|item| item.get_ref().as_str());
            let texts: Option<Vec<&str>> = texts.collect();
            let texts = texts.ok_or_else(|| format!("`{}` is a list of texts in quotation marks", setting.get_id()))?;
            Ok(texts.join(","))
        }
        (false, other) => Err(format!("`{}` is a text in quotation marks, not {}", setting.get_id(), a(other))),
    }
}

fn a(value: &DeValue<'_>) -> String {
    let name = value.type_str();
    let article = if name.starts_with(['a', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {name}")
}

fn quotas(value: Spanned<DeValue<'_>>) -> Result<Quotas, Wrong> {
    let names = fields_of::<Quotas>();
    let table = value.get_ref().as_table();
    if let Some(key) = table.and_then(|table| table.keys().find(|key| !names.contains(&key.get_ref().as_ref()))) {
        let message = unknown("quota", "", key.get_ref(), names.iter().copied());
        return Err(Wrong { span: key.span(), message });
    }
    Ok(Quotas::deserialize(ValueDeserializer::from(value))?)
}

fn upstreams(value: Spanned<DeValue<'_>>) -> Result<Vec<ConfiguredUpstream>, Wrong> {
    let DeValue::Array(tables) = value.into_inner() else { return Ok(Vec::new()) };
    tables
        .into_iter()
        .map(|table| {
            let span = table.span();
            UpstreamTable::deserialize(ValueDeserializer::from(table))?
                .read()
                .map_err(|message| Wrong { span, message })
        })
        .collect()
}

/// Line and column, counted in characters from 1, of a byte in the text.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use clap::Args;

    use super::*;
    use crate::config::Settings;

    fn read(text: &str) -> Result<File, String> {
        parse(text, &Settings::augment_args(Command::new("serve"))).map_err(|wrong| {
            let (line, column) = position(text, wrong.span.start);
            format!("{line}:{column}: {}", wrong.message)
        })
    }

    #[test]
    fn settings_and_quotas() {
        let file = read(
            "# ours\nlisten = \"0.0.0.0:1\"\naccount = 111122223333\nstrict_scopes = true\nclock_offset = -3\n\
             instance = [\"a=127.0.0.1:1\", \"b=127.0.0.1:2\"]\n\n[quotas]\nroles = 7\n",
        )
        .unwrap();
        let expected = [
            ("account", "111122223333"),
            ("clock_offset", "-3"),
            ("instance", "a=127.0.0.1:1,b=127.0.0.1:2"),
            ("listen", "0.0.0.0:1"),
            ("strict_scopes", "true"),
        ];
        let mut settings = file.settings;
        settings.sort();
        assert_eq!(settings, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        assert_eq!((file.quotas.roles, file.quotas.users), (7, Quotas::default().users));
        assert!(read("").unwrap().settings.is_empty());
    }

    #[test]
    fn upstreams() {
        let file = read(
            "[[upstream]]\nservice = \"s3\"\nurl = \"http://h:1\"\naccount = \"111122223333\"\naccess_key_id = \"AKIA\"\nsecret_access_key = \"hidden\"\naddressing = \"virtual-host\"\nregion = \"r\"\n\n[[upstream]]\nservice = \"sqs\"\nurl = \"https://h\"\nunmapped = \"allow\"\n",
        )
        .unwrap();
        let [s3, sqs] = &*file.upstreams else { panic!("two upstreams") };
        let key = s3.upstream.credentials.as_ref().unwrap();
        assert_eq!((key.access_key_id.as_str(), key.secret.expose()), ("AKIA", "hidden"));
        assert_eq!((s3.upstream.region.as_str(), s3.account), ("r", "111122223333".parse().ok()));
        assert!(sqs.upstream.credentials.is_none() && sqs.account.is_none());
        assert!(sqs.allows_unmapped && !s3.allows_unmapped);
        assert!(!format!("{file:?}").contains("hidden"));
        assert_eq!(read("upstream = \"s3=http://h:1\"").unwrap().settings.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (text, expected) in [
            ("\n  lisen = \"127.0.0.1:1\"", "2:3: unknown key `lisen`, did you mean `listen`?"),
            ("\"ü\" = 1; x", "1:7: "),
            ("tls-cert = \"c\"", "1:1: unknown key `tls-cert`, did you mean `tls_cert`?"),
            ("config = \"c\"", "1:1: unknown key `config`; there are `data`, "),
            ("listen = \"ü\"", "1:10: `ü` is not a value for `listen`: expected an IP address and a port"),
            ("account = \"12\"", "1:11: `12` is not a value for `account`: expected twelve digits"),
            ("account = 0x1", "1:11: `account` is a text in quotation marks, not an integer"),
            ("data = [\"a\"]", "1:8: `data` is a text in quotation marks, not an array"),
            ("task = [1]", "1:8: `task` is a list of texts in quotation marks"),
            ("task = [\"a\"]", "1:8: `a` is not a value for `task`: expected a name, `=`, an IP address and a port"),
            ("ephemeral = \"yes\"", "1:13: `ephemeral` is `true` or `false`, not a string"),
            ("ephemeral = true\nephemeral = true", "2:1: duplicate key"),
            ("[quotas]\nrols = 5", "2:1: unknown quota `rols`, did you mean `roles`?"),
            ("[quotas]\nroles = -5", "2:9: invalid value: integer `-5`"),
            ("[quotas]\nroles = \"5\"", "2:9: invalid type: string"),
            ("quotas = 5", "1:10: invalid type: integer"),
            ("[[upstream]]\nservice = \"s3\"", "1:1: missing field `url`"),
            ("[[upstream]]\nservice = \"s3\"\nurl = \"h:1\"", "1:1: `url`: expected a URL of scheme, host and port"),
            ("[[upstream]]\nservice = \"s3\"\nurl = \"http://h\"\nuser = 1", "4:1: unknown field `user`"),
            (
                "[[upstream]]\nservice = \"kinesys\"\nurl = \"http://h\"",
                "1:1: `service`: unknown service `kinesys`, did you mean `kinesis`?",
            ),
            (
                "[[upstream]]\nservice = \"kms\"\nurl = \"http://h\"\nunmapped = \"yes\"",
                "1:1: `unmapped` is `deny` or `allow`",
            ),
            (
                "[[upstream]]\nservice = \"s3\"\nurl = \"http://h\"\nunmapped = \"allow\"",
                "1:1: `unmapped`: what is not understood of S3",
            ),
            ("[[upstream]]\nservice = \"sts\"\nurl = \"http://h\"", "1:1: `service`: `sts` is answered by this server"),
            (
                "[[upstream]]\nservice = \"s3\"\nurl = \"http://h\"\nsecret_access_key = \"hidden\"",
                "1:1: an access key id and a secret access key go together",
            ),
            ("[quota]\nroles = 5", "1:2: unknown key `quota`, did you mean `quotas`?"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}\n{error}");
        }
    }
}
