//! The programs, built.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// What the function runs on.
pub struct Ground {
    pub name: &'static str,
    /// Of `tests/footprint`, or its own workspace.
    feature: Option<&'static str>,
}

const fn ground(name: &'static str, feature: &'static str) -> Ground {
    Ground { name, feature: Some(feature) }
}

pub const GROUNDS: [Ground; 8] = [
    ground("lambda_runtime", "lambda_runtime"),
    ground("lambda_http", "lambda_http"),
    ground("face_lambda", "face_lambda"),
    ground("face_blocking", "face_blocking"),
    ground("face_json", "face_blocking"),
    ground("face_gzip", "face_gzip"),
    ground("core_blocking", "core_blocking"),
    Ground { name: "no_std", feature: None },
];

/// A program, and what can be said of it without running it.
pub struct Built {
    pub ground: &'static Ground,
    pub path: PathBuf,
    pub bytes: u64,
    /// How many crates but ours and proc macros are linked.
    pub crates: usize,
}

/// How large a program is that does nothing.
pub fn empty() -> Result<u64, String> {
    let path = executable(root(), &["-p", "gatepost-footprint", "--bin", "empty"], "minimal")?;
    Ok(size(&path))
}

pub fn build(ground: &'static Ground) -> Result<Built, String> {
    let (folder, mut what, profile) = match ground.feature {
        Some(_) => (root(), vec!["-p", "gatepost-footprint"], "minimal"),
        None => (root().join("tests/no_std"), vec![], "release"),
    };
    what.extend(ground.feature.iter().flat_map(|feature| ["--features", feature]));
    let crates = crates(&folder, &what)?;
    what.extend(ground.feature.iter().flat_map(|_| ["--bin", ground.name]));
    let built = executable(folder, &what, profile)?;
    // The next of its kind would take its place.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("footprint");
    let path = folder.join(ground.name);
    let copied = fs::create_dir_all(folder).and_then(|()| fs::copy(built, &path));
    copied.map_err(|error| error.to_string())?;
    Ok(Built { ground, bytes: size(&path), path, crates })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).unwrap().len()
}

fn executable(folder: PathBuf, what: &[&str], profile: &str) -> Result<PathBuf, String> {
    let mut build = cargo(&folder, "build", what);
    build.args(["--profile", profile, "--message-format", "json"]);
    if profile == "release" {
        // Not in the folder of the workspace above, whose profile of that name is another.
        build.args(["--target-dir", concat!(env!("CARGO_TARGET_TMPDIR"), "/no_std")]);
    }
    let messages = output(build)?;
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut paths =
        messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    paths.next_back().ok_or(format!("{what:?} is no program"))
}

fn crates(folder: &Path, what: &[&str]) -> Result<usize, String> {
    let mut tree = cargo(folder, "tree", what);
    tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    let tree = output(tree)?;
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && !name.starts_with("gatepost"));
    Ok(names.collect::<BTreeSet<_>>().len())
}

fn cargo(folder: &Path, command: &str, what: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).arg(command).arg("--locked").args(what).stderr(Stdio::inherit());
    cargo
}

fn output(mut command: Command) -> Result<String, String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(text).ok_or(format!("{command:?}: {}", output.status))
}
