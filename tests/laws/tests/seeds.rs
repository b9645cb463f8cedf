//! Every law holds of its seeds, `fuzz/seeds/LAW/…`, and of them spoilt.
//!
//! `GATEPOST_CASES=100000 cargo test -p gatepost-laws --release --test seeds` spoils them more often.

use std::{collections::BTreeMap, fs, path::Path};

use gatepost_laws::{ALL, cases};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{TestCaseError, TestRunner},
};

/// The seeds, by the name of their law.
fn seeds() -> BTreeMap<String, Vec<Vec<u8>>> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let files = |folder: &Path| {
        let mut paths: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let folders = files(&all).into_iter();
    let read = |folder: &Path| files(folder).iter().map(|file| fs::read(file).unwrap()).collect();
    folders.map(|folder| (name(&folder), read(&folder))).collect()
}

#[test]
fn each_law_has_seeds_and_holds_of_them() {
    let seeds = seeds();
    assert!(seeds.keys().eq(ALL.map(|(name, _)| name).iter()), "{:?}", seeds.keys());
    for (name, law) in ALL {
        assert!(!seeds[name].is_empty(), "{name}");
        for seed in &seeds[name] {
            law(seed);
        }
    }
}

#[test]
fn each_law_holds_of_spoilt_seeds() {
    let seeds = seeds();
    for (name, law) in ALL {
        let config = ProptestConfig {
            cases: cases(400),
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let changes = vec((any::<Index>(), change()), 1..6);
        let strategy = (any::<Index>(), any::<Index>(), changes);
        TestRunner::new(config)
            .run(&strategy, |(seed, other, changes)| {
                let mut input = seed.get(&seeds[name]).clone();
                let other = other.get(&seeds[name]);
                for (place, change) in &changes {
                    change.make(&mut input, place, other);
                }
                let held = std::panic::catch_unwind(|| law(&input));
                held.map_err(|_| TestCaseError::fail(String::from_utf8_lossy(&input).into_owned()))
            })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A change to a seed.
#[derive(Clone, Debug)]
enum Change {
    Put(u8),
    Insert(&'static str),
    Remove(usize),
    Repeat(usize),
    /// A piece of another seed.
    Splice(usize, Index),
    Cut,
}

impl Change {
    fn make(&self, input: &mut Vec<u8>, place: &Index, other: &[u8]) {
        let at = place.index(input.len() + 1);
        let end = |length: usize| input.len().min(at + length);
        match *self {
            Self::Put(byte) if at < input.len() => input[at] = byte,
            Self::Put(byte) => input.push(byte),
            Self::Insert(text) => drop(input.splice(at..at, text.bytes())),
            Self::Remove(length) => drop(input.drain(at..end(length))),
            Self::Repeat(length) => {
                let piece = input[at..end(length)].to_vec();
                drop(input.splice(at..at, piece));
            }
            Self::Splice(length, from) => {
                let from = from.index(other.len() + 1);
                let piece = &other[from..other.len().min(from + length)];
                drop(input.splice(at..at, piece.iter().copied()));
            }
            Self::Cut => input.truncate(at),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let bytes = b"{}[]<>\"\\/:;,.*+-=%&?# \t\n\r\0\x1f\x7f019aAfFgGqQuz\xc3\xa9\xff".to_vec();
    let pieces = [
        "null",
        "true",
        "\"a\"",
        "{}",
        "[]",
        "\\n",
        "\\u0061",
        "\\ud800",
        "\\udc00",
        "%",
        "%2F",
        "%41",
        "%C3",
        "%00",
        "é",
        "€",
        "\u{fffd}",
        "😀",
        "gzip",
        "q=0",
        "identity",
        "*",
        "..",
        "//",
        "<p>",
        "{r+}",
        "GET ",
        "OPTIONS ",
        "a=1; ",
        "__Host-",
        "\tsh",
        "===",
        "AAAA",
        "https://a.example",
        "\nOrigin: https://a.example",
        "\nAccess-Control-Request-Method: PUT",
        "\nAccess-Control-Request-Headers: x-a,,",
        "\nGET /<a>/b",
        "\nANY /{r+}",
        "\nx-a: b",
        "\n\n",
        "\"path\":\"/\",",
        "\"headers\":{},",
        "\"multiValueHeaders\":null,",
        "\"isBase64Encoded\":true,",
        "\"cookies\":[\"\\u0061=\\n\"],",
        "\"requestContext\":null,",
        "\"elb\":{},",
        "\"version\":\"1.0\",",
    ];
    prop_oneof![
        4 => select(bytes).prop_map(Change::Put),
        1 => any::<u8>().prop_map(Change::Put),
        3 => select(pieces.to_vec()).prop_map(Change::Insert),
        2 => (1..5_usize).prop_map(Change::Remove),
        2 => (1..70_usize).prop_map(Change::Repeat),
        2 => (1..70_usize, any::<Index>()).prop_map(|(length, from)| Change::Splice(length, from)),
        1 => Just(Change::Cut),
    ]
}
