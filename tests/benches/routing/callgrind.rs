//! Instructions: a run of this program with many lookups less one with few.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    common::callgrind::count,
    peers::{Gatepost, Matchit, MatchitByName, PathTree, Router, Wayfind},
    routes::{Asked, Case},
    timing::{lines, look_up_all},
};

/// How many passes over all requests the two runs make.
const PASSES: [usize; 2] = [1, 4];

/// Instructions per lookup, of `program`, which is this one, perhaps built with other settings.
pub fn instructions(program: &Path, router: &str, case: &Case) -> Result<f64, String> {
    let [few, many] =
        PASSES.map(|passes| count(program, &["--lookups", router, case.name, &passes.to_string()]));
    Ok((many? - few?) / ((PASSES[1] - PASSES[0]) * case.asked.len()) as f64)
}

/// What the counted run does: `passes` times over all requests.
pub fn look_up(router: &str, case: &str, passes: &str) -> Result<(), String> {
    let case = Case::named(case).ok_or("no such table")?;
    let passes = passes.parse().map_err(|_| "not a number of passes")?;
    match router {
        "gatepost" => repeat(Gatepost::of(&case), &case.asked, passes),
        "matchit" => repeat(Matchit::of(&case), &case.asked, passes),
        "matchit-by-name" => repeat(MatchitByName(Matchit::of(&case)), &case.asked, passes),
        "path-tree" => repeat(PathTree::of(&case), &case.asked, passes),
        "wayfind" => repeat(Wayfind::of(&case), &case.asked, passes),
        _ => return Err("no such router".to_owned()),
    }
    Ok(())
}

fn repeat(mut router: impl Router, asked: &[Asked], passes: usize) {
    let order: Vec<&Asked> = asked.iter().collect();
    let mut text = String::new();
    let lines = lines(&order, &mut text);
    for _ in 0..passes {
        look_up_all(&mut router, &lines);
    }
}

/// Builds this program for size, and says where it is.
pub fn build_for_size() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let ran = Command::new(cargo)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["bench", "--profile", "bench-z", "--bench", "routing", "--no-run"])
        .arg("--message-format=json")
        .output()
        .map_err(|error| error.to_string())?;
    let built = String::from_utf8_lossy(&ran.stdout);
    let messages = built.lines().filter_map(|line| serde_json::from_str(line).ok());
    let program = messages.into_iter().find_map(|message: serde_json::Value| {
        let is_bench = message["target"]["kind"][0] == "bench";
        message["executable"].as_str().filter(|_| is_bench).map(PathBuf::from)
    });
    program.ok_or_else(|| String::from_utf8_lossy(&ran.stderr).into_owned())
}
