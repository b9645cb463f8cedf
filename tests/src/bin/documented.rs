//! What the documentation of the published crates has: `cargo run -p gatepost-tests --bin documented`.
//!
//! A line a crate: its public items, and those with a text; its public functions and methods, and those with
//! an example that is compiled. Exit code 1 where an item has no text, or too few functions have an example.
//! `--list` names the functions that have none.
//!
//! rustdoc's own `--show-coverage` leaves out methods; so this reads its JSON, which is not stable yet, and
//! has `RUSTC_BOOTSTRAP` for that reason.

use std::{collections::HashSet, env, error::Error, fs, path::Path, process::Command};

use serde_json::Value;

/// How many functions of a hundred have an example at least.
const LEAST_EXAMPLES: usize = 70;

fn main() -> Result<(), Box<dyn Error>> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version=1"])?;
    let metadata: Value = serde_json::from_slice(&metadata)?;
    let target = Path::new(metadata["target_directory"].as_str().ok_or("no target")?);
    // A target of its own: the variable makes some build scripts run again.
    let target = target.join("documented");

    let mut sum = Counts::default();
    println!(
        "{:<18} {:>6} {:>10} {:>10} {:>8}",
        "crate", "items", "with text", "functions", "examples"
    );
    for package in published(&metadata) {
        let target_dir = format!("--target-dir={}", target.display());
        let rustdoc = ["-Zunstable-options", "--output-format=json"];
        cargo(
            &[
                &["rustdoc", "-q", "--all-features", "--lib", &target_dir, "-p", package, "--"],
                &rustdoc[..],
            ]
            .concat(),
        )?;
        let json = fs::read(target.join(format!("doc/{}.json", package.replace('-', "_"))))?;
        let counts = Crate(serde_json::from_slice(&json)?).counts();
        counts.print(package);
        sum = sum.plus(counts);
    }
    sum.print("all");
    if env::args().any(|arg| arg == "--list") {
        sum.without_example.iter().for_each(|name| println!("{name}"));
    }
    let is_enough = sum.examples * 100 >= sum.functions * LEAST_EXAMPLES;
    match sum.without_text.as_slice() {
        [] if is_enough => Ok(()),
        [] => Err(format!("fewer than {LEAST_EXAMPLES} % of the functions have an example").into()),
        items => Err(format!("without a text: {}", items.join(", ")).into()),
    }
}

/// What cargo prints; what it complains of goes to stderr.
fn cargo(arguments: &[&str]) -> Result<Vec<u8>, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).env("RUSTC_BOOTSTRAP", "1").stderr(std::process::Stdio::inherit());
    let output = command.output()?;
    if output.status.success() { Ok(output.stdout) } else { Err("cargo failed".into()) }
}

/// The packages that are not kept from a registry.
fn published(metadata: &Value) -> impl Iterator<Item = &str> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages
        .filter(|package| package["publish"].is_null())
        .filter_map(|package| package["name"].as_str())
}

#[derive(Default)]
struct Counts {
    items: usize,
    without_text: Vec<String>,
    functions: usize,
    examples: usize,
    without_example: Vec<String>,
}

impl Counts {
    fn print(&self, name: &str) {
        let Self { items, without_text, functions, examples, .. } = self;
        let (texts, percent) = (items - without_text.len(), 100 * examples / functions.max(&1));
        println!("{name:<18} {items:>6} {texts:>10} {functions:>10} {examples:>8} {percent:>3} %");
    }

    fn plus(self, other: Self) -> Self {
        Self {
            items: self.items + other.items,
            without_text: [self.without_text, other.without_text].concat(),
            functions: self.functions + other.functions,
            examples: self.examples + other.examples,
            without_example: [self.without_example, other.without_example].concat(),
        }
    }
}

/// A crate, as rustdoc has it in JSON.
struct Crate(Value);

impl Crate {
    fn counts(&self) -> Counts {
        let (mut seen, mut counts) = (HashSet::new(), Counts::default());
        self.visit(&self.0["root"], "", &mut seen, &mut counts);
        counts
    }

    /// Counts an item of the crate and what is in it: what can be reached from its root, each once.
    fn visit(&self, id: &Value, path: &str, seen: &mut HashSet<String>, counts: &mut Counts) {
        if !seen.insert(id.to_string()) {
            return; // The prelude has it too, say.
        }
        let item = &self.0["index"][id.to_string()];
        let Some((kind, inner)) = item["inner"].as_object().and_then(|inner| inner.iter().next())
        else {
            return; // Of another crate.
        };
        if kind == "use" {
            return self.visit(&inner["id"], path, seen, counts);
        }
        if kind == "impl" {
            // What a trait asks for is documented there.
            let own = if inner["trait"].is_null() { inner["items"].as_array() } else { None };
            own.into_iter().flatten().for_each(|id| self.visit(id, path, seen, counts));
            return;
        }
        let name = item["name"].as_str().unwrap_or_default();
        if name.parse::<usize>().is_ok() {
            return; // A field of a tuple: the type says what it is.
        }
        let path = format!("{path}::{name}");
        let text = item["docs"].as_str().unwrap_or_default();
        counts.items += 1;
        if text.is_empty() {
            counts.without_text.push(path.clone());
        }
        if kind == "function" || kind == "proc_macro" {
            counts.functions += 1;
            if has_example(text) {
                counts.examples += 1;
            } else {
                counts.without_example.push(path.clone());
            }
        }
        children(inner).for_each(|id| self.visit(id, &path, seen, counts));
    }
}

/// The items of a module or trait, the variants of an enum, the fields of a struct or variant, and the
/// `impl`s of a type.
fn children(inner: &Value) -> impl Iterator<Item = &Value> {
    let kind = &inner["kind"];
    let lists = ["items", "variants", "impls"].map(|key| &inner[key]);
    let fields = ["plain", "struct"].map(|key| &kind[key]["fields"]);
    lists.into_iter().chain(fields).filter_map(Value::as_array).flatten()
}

/// Whether there is a block of Rust that is compiled.
fn has_example(text: &str) -> bool {
    let fences = text.lines().filter_map(|line| line.trim_start().strip_prefix("```"));
    // Each second one ends a block.
    fences.step_by(2).any(|tags| {
        tags.split(',').all(|tag| {
            matches!(tag.trim(), "" | "rust" | "no_run" | "compile_fail" | "should_panic")
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_example_is_compiled() {
        let cases = [
            ("A text.", false),
            ("```\nf();\n```", true),
            ("```no_run\nf();\n```", true),
            ("```text\nf\n```", false),
            ("```ignore\nf();\n```", false),
            ("```rust,ignore\nf();\n```", false),
            ("```json\n{}\n```\nand\n```\nf();\n```", true),
            ("```json\n{}\n```\nf();", false),
        ];
        for (text, expected) in cases {
            assert_eq!(has_example(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_can_be_reached_is_counted() {
        let item = |name: &str, docs: &str, inner: Value| json!({"name": name, "docs": docs, "inner": inner});
        let root = json!({"root": 0, "index": {
            "0": item("a", "A crate.", json!({"module": {"items": [1, 2, 3, 9]}})),
            "1": item("", "", json!({"use": {"id": 3}})),
            "2": item("f", "", json!({"function": {}})),
            "3": item("S", "A struct.", json!({"struct": {"kind": {"plain": {"fields": [4]}}, "impls": [5, 6]}})),
            "4": item("x", "A field.", json!({"struct_field": {}})),
            "5": item("", "", json!({"impl": {"trait": null, "items": [7]}})),
            "6": item("", "", json!({"impl": {"trait": {"path": "Clone"}, "items": [8]}})),
            "7": item("new", "A method.\n```\nS::new();\n```", json!({"function": {}})),
            "8": item("clone", "", json!({"function": {}})),
            "10": item("hidden", "", json!({"function": {}})),
        }});
        let Counts { items, without_text, functions, examples, without_example } =
            Crate(root).counts();
        assert_eq!((items, functions, examples), (5, 2, 1));
        assert_eq!(
            (without_text, without_example),
            (vec!["::a::f".to_owned()], vec!["::a::f".to_owned()])
        );
    }
}
