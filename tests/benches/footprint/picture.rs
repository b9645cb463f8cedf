//! The figures as a picture: for each program a bar for its size, and one for its time.

use std::fmt::Write as _;

/// Where the README has it.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/footprint/footprint.svg");

/// The programs, by the names of their grounds, and what they are called.
const PROGRAMS: [(&str, &str); 6] = [
    ("no_std", "gatepost without std"),
    ("core_blocking", "gatepost on blocking, without the face"),
    ("face_blocking", "gatepost on blocking"),
    ("face_lambda", "gatepost on lambda_runtime"),
    ("lambda_runtime", "lambda_runtime alone"),
    ("lambda_http", "lambda_http, axum, CORS"),
];

/// Where the bars of each measure begin, how long the longest of them is, and how far rows are apart.
const BEGINNINGS: [usize; 2] = [270, 560];
const LONGEST: f64 = 200.0;
const ROW: usize = 26;

/// Draws what each program has: its bytes, and how many times as long as `lambda_runtime` alone it takes
/// for a warm invocation.
pub fn draw(measured: impl Fn(&str) -> (u64, f64)) -> String {
    let measures = PROGRAMS.map(|(ground, _)| {
        let (bytes, ratio) = measured(ground);
        [bytes as f64 / 1e3, ratio]
    });
    let largest = [0, 1].map(|at| measures.iter().map(|measure| measure[at]).fold(0.0, f64::max));
    let height = ROW * (PROGRAMS.len() + 1) + 14;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 830 {height}" width="830" font-family="sans-serif" font-size="13">
<title>One function on several grounds: its size, and the time of a warm invocation</title>
<rect width="830" height="{height}" fill="#ffffff"/>
"##
    );
    text(&mut svg, BEGINNINGS[0], ROW, "size in KB");
    text(&mut svg, BEGINNINGS[1], ROW, "time of a warm invocation");
    for (row, ((_, name), [kilobytes, ratio])) in PROGRAMS.iter().zip(measures).enumerate() {
        let base = ROW * (row + 2);
        let bars = [
            (kilobytes / largest[0], format!("{kilobytes:.0}")),
            (ratio / largest[1], format!("× {ratio:.2}")),
        ];
        let colour = if name.starts_with("gatepost") { "#0b6e4f" } else { "#9aa5b1" };
        text(&mut svg, 10, base, name);
        for (from, (share, label)) in BEGINNINGS.into_iter().zip(bars) {
            let (top, width) = (base - 13, (share * LONGEST).round() as usize);
            let _ = writeln!(
                svg,
                r#"<rect x="{from}" y="{top}" width="{width}" height="17" fill="{colour}"/>"#
            );
            text(&mut svg, from + width + 6, base, &label);
        }
    }
    svg + "</svg>\n"
}

fn text(svg: &mut String, x: usize, y: usize, text: &str) {
    let _ = writeln!(svg, r##"<text x="{x}" y="{y}" fill="#1f2933">{text}</text>"##);
}
