use std::{collections::HashMap, sync::LazyLock};

use gatepost_core::Coding;

/// Every line is an `Accept-Encoding` header: the coding that they prefer is the one that a list of
/// every weight there is says.
pub fn accept_encoding(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    // Thousandths; of a coding that comes several times the most.
    let weight_of = |wanted: &[&str]| -> Option<usize> {
        let elements = text.lines().flat_map(|line| line.split(','));
        elements.filter_map(|element| read(element, wanted)).max()
    };
    let identity = weight_of(&["identity"]).unwrap_or(0);
    let gzip = weight_of(&["gzip", "x-gzip"]).or_else(|| weight_of(&["*"])).unwrap_or(0);
    let expected = if gzip > 0 && gzip >= identity { Coding::Gzip } else { Coding::Identity };
    assert_eq!(Coding::preferred(text.lines()), expected, "{text:?}");
}

/// The weight of an element that is of one of the `wanted` codings and of the grammar (RFC 9110,
/// section 12.5.3).
fn read(element: &str, wanted: &[&str]) -> Option<usize> {
    let (coding, parameter) = match element.find(';') {
        Some(at) => (&element[..at], Some(trim(&element[at + 1..]))),
        None => (element, None),
    };
    let coding = trim(coding).to_ascii_lowercase();
    if !wanted.contains(&coding.as_str()) {
        return None;
    }
    let Some(parameter) = parameter else { return Some(1000) };
    let weight = parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q="))?;
    WEIGHTS.get(weight).copied()
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Every way to write a weight, and how many thousandths it is (RFC 9110, section 12.4.2).
static WEIGHTS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let whole = ["0", "0.", "1", "1."].map(str::to_owned).into_iter().zip([0, 0, 1000, 1000]);
    let with_digits = (1..=3).flat_map(|digits| {
        let parts = 10_usize.pow(digits);
        (0..=parts).map(move |part| {
            let fraction = format!("{:0width$}", part % parts, width = digits as usize);
            (format!("{}.{fraction}", part / parts), part * 1000 / parts)
        })
    });
    whole.chain(with_digits).collect()
});
