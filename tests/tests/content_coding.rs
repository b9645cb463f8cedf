//! Which coding an `Accept-Encoding` asks for, and what gzip does to an answer.

use gatepost_core::Coding::{self, Gzip, Identity};
use proptest::prelude::*;

#[test]
fn the_coding_that_a_header_prefers() {
    let cases: [(&[&str], Coding); 38] = [
        (&[], Identity),
        (&[""], Identity),
        (&["gzip"], Gzip),
        (&["GZip"], Gzip),
        (&["x-gzip"], Gzip),
        (&["gzip, deflate, br"], Gzip),
        (&["deflate,gzip"], Gzip),
        (&["deflate", "gzip"], Gzip),
        (&[" \tgzip\t ; q=1 "], Gzip),
        (&["gzip;q=1.000"], Gzip),
        (&["gzip;q=0.001"], Gzip),
        (&["gzip;Q=0.5"], Gzip),
        (&["gzip;q=0"], Identity),
        (&["gzip;q=0."], Identity),
        (&["gzip;q=0.000"], Identity),
        (&["gzip;q=0, deflate"], Identity),
        (&["*"], Gzip),
        (&["*;q=0.1"], Gzip),
        (&["*;q=0"], Identity),
        (&["gzip;q=0, *"], Identity),
        (&["*, gzip;q=0"], Identity),
        (&["*;q=0, gzip"], Gzip),
        (&["identity"], Identity),
        (&["identity;q=0"], Identity),
        (&["identity;q=0, gzip"], Gzip),
        (&["identity, gzip"], Gzip),
        (&["identity, gzip;q=0.9"], Identity),
        (&["identity;q=0.5, gzip;q=0.9"], Gzip),
        (&["br, deflate"], Identity),
        (&["gzipped"], Identity),
        (&["notgzip"], Identity),
        // Not of the grammar: passed over.
        (&["gzip;q=1.5"], Identity),
        (&["gzip;q=1.001"], Identity),
        (&["gzip;q=0.1234"], Identity),
        (&["gzip;q=-1"], Identity),
        (&["gzip;q="], Identity),
        (&["gzip;level=9"], Identity),
        (&["gzip;q=x, gzip;q=0.2"], Gzip),
    ];
    for (values, expected) in cases {
        assert_eq!(Coding::preferred(values.iter().copied()), expected, "{values:?}");
    }
}

proptest! {
    /// What a client with weights asks for, beside a plain reading of the same weights.
    #[test]
    fn weights_are_read_as_they_are_meant(
        gzip in prop::option::of(0_u16..=1000),
        identity in prop::option::of(0_u16..=1000),
        any in prop::option::of(0_u16..=1000),
        turn in 0_usize..3,
    ) {
        let mut elements: Vec<String> = [("gzip", gzip), ("identity", identity), ("*", any)]
            .into_iter()
            .filter_map(|(coding, weight)| Some((coding, weight?)))
            .map(|(coding, weight)| format!("{coding};q={}.{:03}", weight / 1000, weight % 1000))
            .collect();
        let turn = turn % elements.len().max(1);
        elements.rotate_left(turn);
        let meant = gzip.or(any).unwrap_or(0);
        let expected = if meant > 0 && meant >= identity.unwrap_or(0) { Gzip } else { Identity };
        prop_assert_eq!(Coding::preferred([elements.join(", ").as_str()]), expected);
    }

    #[test]
    fn no_header_makes_it_panic(value in "\\PC{0,40}") {
        let _ = Coding::preferred([value.as_str(), "gzip;q=é"]);
    }
}
