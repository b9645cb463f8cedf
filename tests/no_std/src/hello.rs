//! A function without the face: core and one mapping. It is the same with std and without.

use gatepost_core::{
    BodyWriter, Cors, Decision, Function, Invocation, InvocationError, Opened, Out, Policy, Route,
    Status, Table, table,
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
        let event = Event::read(event).map_err(|error| InvocationError::of(error.kind()))?;
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
            false => Err(InvocationError::of("Answer.TooLarge")),
        }
    }
}

fn universe(out: &mut Out<'_>) {
    out.set_header("Content-Type", "text/plain; charset=utf-8");
    out.set_text("hello");
}

fn you(name: &str, out: &mut Out<'_>) {
    out.set_header("Content-Type", "application/json");
    let mut body = out.start_text();
    body.write(br#"{"hello":"#);
    write_quoted(name, &mut body);
    body.write(b"}");
}

/// Writes a text as JSON has it.
fn write_quoted(text: &str, body: &mut BodyWriter<'_, '_>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or_default();
    body.write(b"\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => body.write(&[b'\\', byte]),
            0..b' ' => body.write(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]),
            _ => body.write(&[byte]),
        }
    }
    body.write(b"\"");
}
