//! A function without the face: core and one mapping. It is the same with std and without.

use core::fmt::{self, Write as _};

use gatepost_core::{
    Cors, Decision, Function, Invocation, InvocationError, Opened, Out, Policy, Route, Status,
    Table, table,
};
use gatepost_rest::Event;

const UNIVERSE: u32 = 0;
const YOU: u32 = 1;

static ROUTES: Table<'static> =
    table![Route::get("/hello", UNIVERSE), Route::get("/hello/<name>", YOU)];

static CORS: Cors<'static> = Cors::fixed("https://www.example.com");

static POLICY: Policy<'static> = Policy::new(ROUTES).cors(&CORS);

/// Greets.
pub(crate) struct Hello;

impl Function for Hello {
    async fn call(&self, invocation: Invocation<'_>) -> Result<(), InvocationError> {
        let Invocation { event, reply, answer, .. } = invocation;
        let event =
            Event::read(event).map_err(|error| InvocationError::new(error.kind(), error))?;
        let request = event.request();
        let mut out = Out::new(reply);
        let scratch = answer.scratch(request.path().len());
        let Opened { decision, closing } = POLICY.open(&request, scratch);
        match decision {
            Decision::Call(call) if call.id == UNIVERSE => universe(&mut out),
            // By its place: by its name, the pattern would be read for it.
            Decision::Call(call) => match call.params.text_at(0) {
                Ok(name) => you(name, &mut out),
                Err(_) => out.set_answer(Status::BAD_REQUEST),
            },
            Decision::Miss(miss) => miss.write(&mut out),
        }
        let frame = closing.close(&mut out);
        answer.clear();
        event.write(&frame, answer);
        match answer.fits() {
            true => Ok(()),
            false => Err(InvocationError::new("Answer.TooLarge", "the answer needs more room")),
        }
    }
}

fn universe(out: &mut Out<'_>) {
    out.set_header("Content-Type", "text/plain; charset=utf-8");
    out.set_text("hello");
}

fn you(name: &str, out: &mut Out<'_>) {
    out.set_header("Content-Type", "application/json");
    // Writing to a buffer never fails.
    let _ = write!(out.start_text(), r#"{{"hello":{}}}"#, Quoted(name));
}

/// A text as JSON has it.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                '\0'..='\x1f' => write!(f, "\\u00{:02x}", u32::from(character))?,
                _ => f.write_char(character)?,
            }
        }
        f.write_char('"')
    }
}
