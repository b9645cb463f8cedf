//! A proxy's answers on a Cortex-M3 with 64 KB of RAM: it looks up every route of the table, answers
//! requests, and prints what that took. `.ci/proof cortex_m3` runs it in QEMU.

#![no_std]
#![no_main]

#[allow(unsafe_code)]
#[path = "../sys.rs"]
mod sys;

use core::hint::black_box;

use gatepost_core::{Buffer as _, Fixed};
use gatepost_edge::{GITHUB, ROUTES, answer, look_up};

/// All the memory that is not on the stack.
struct Memory {
    paths: [[u8; MAX_PATH]; GITHUB.len()],
    reply: [u8; 512],
    scratch: [u8; 64],
    answer: [u8; 1024],
}

const MAX_PATH: usize = 64;

impl Memory {
    const ZERO: Self = Self {
        paths: [[0; MAX_PATH]; GITHUB.len()],
        reply: [0; 512],
        scratch: [0; 64],
        answer: [0; 1024],
    };
}

/// Requests and what the responses to them begin and end with: a match, an origin that is allowed, a
/// preflight, an escape, and what has no route.
const REQUESTS: [(&str, &str, &str); 6] = [
    ("GET /users/ada/keys HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\n127 p1=ada"),
    (
        "GET /repos/ada/engine/events HTTP/1.1\r\nOrigin: https://app.example\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nAccess-Control-Allow-Origin: https://app.example\r\n",
        "\r\n\r\n4 p1=ada p2=engine",
    ),
    (
        "OPTIONS /user/keys HTTP/1.1\r\nOrigin: https://app.example\r\nAccess-Control-Request-Method: GET\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Methods: GET,OPTIONS\r\n",
        "\r\n\r\n",
    ),
    ("GET /users/a%2Fb/keys HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\r\n\r\n127 p1=a/b"),
    ("GET /nowhere HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n", r#"{"message":"Not found"}"#),
    (
        "POST /events HTTP/1.1\r\n\r\n",
        "HTTP/1.1 405 Method Not Allowed\r\n",
        r#"{"statusCode":405,"message":"Method Not Allowed"}"#,
    ),
];

/// What [`sys`] starts. Whether all answers are right.
fn main(memory: &mut Memory) -> bool {
    let Memory { paths, reply, scratch, answer: room } = memory;
    for (path, pattern) in paths.iter_mut().zip(GITHUB) {
        fill(path, pattern);
    }
    let (mut lookup_stack, mut answer_stack) = (0, 0);
    for (id, path) in paths.iter().enumerate() {
        let mut found = None;
        lookup_stack = lookup_stack.max(sys::stack_of(|| found = id_of(text(path))));
        if found != Some(id as u32) {
            sys::print(format_args!("{} does not lead to route {id}", text(path)));
            return false;
        }
    }
    let mut found = None;
    lookup_stack = lookup_stack
        .max(sys::stack_of(|| found = look_up("GET", black_box("/users/a%2Fb/keys"), scratch)));
    if found.map(|found| (found.id, found.values.text(0))) != Some((127, Ok("a/b"))) {
        sys::print(format_args!("the parameter of /users/a%2Fb/keys is another"));
        return false;
    }
    for (request, start, end) in REQUESTS {
        let mut buffer = Fixed::new(room);
        answer_stack = answer_stack
            .max(sys::stack_of(|| answer(black_box(request), reply, scratch, &mut buffer)));
        let response = core::str::from_utf8(buffer.written()).unwrap_or_default();
        if !response.starts_with(start) || !response.ends_with(end) {
            sys::print(format_args!("{request}is answered {response}"));
            return false;
        }
    }
    let empty = sys::instructions_of(|| {
        for path in paths.iter() {
            black_box(text(path));
        }
    });
    let all = sys::instructions_of(|| {
        for path in paths.iter() {
            black_box(id_of(text(path)));
        }
    });
    let instructions = all.saturating_sub(empty) / GITHUB.len() as u32;
    sys::print(format_args!("figure cortex_m3.table {}", ROUTES.size()));
    sys::print(format_args!("figure cortex_m3.worst_steps {}", ROUTES.worst_steps()));
    sys::print(format_args!("figure cortex_m3.lookup_stack {lookup_stack}"));
    sys::print(format_args!("figure cortex_m3.answer_stack {answer_stack}"));
    sys::print(format_args!("figure cortex_m3.lookup_instructions {instructions}"));
    true
}

fn id_of(path: &str) -> Option<u32> {
    look_up("GET", black_box(path), &mut []).map(|found| found.id)
}

/// A path that has that pattern, its parameters filled.
fn fill(path: &mut [u8], pattern: &str) {
    let mut is_inside = false;
    let bytes = pattern.bytes().filter_map(|byte| match byte {
        b'<' => {
            is_inside = true;
            Some(b'x')
        }
        b'>' => {
            is_inside = false;
            None
        }
        byte => (!is_inside || byte.is_ascii_digit()).then_some(byte),
    });
    path.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
}

fn text(path: &[u8]) -> &str {
    let len = path.iter().position(|byte| *byte == 0).unwrap_or(path.len());
    path.get(..len).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
}
