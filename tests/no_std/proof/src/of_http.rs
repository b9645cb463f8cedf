//! Probes of `gatepost-http`.

use gatepost_core::Fixed;
use gatepost_http::Event;
use gatepost_json::{Index, Sources};

use crate::inputs::{any, see, with_frame};

crate::probes! {
    event_read: see(Event::read(any(&mut { EVENT })));
    event_of: see(Index::read(any(&mut { EVENT }), any(Sources::ALL)).map(|index| see(Event::of(index))));
    event_context: with_event(|event| see(Event::context(event)));
    event_request: with_event(|event| see(Event::request(event)));
    event_write: with_event(|event| with_frame(|frame| {
        Event::write(event, frame, any(&mut Fixed::new(any(&mut [0; 128]))));
    }));
}

const EVENT: [u8; 58] = *br#"{"rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#;

fn with_event(work: impl FnOnce(&Event<'_>)) {
    if let Ok(event) = Event::read(any(&mut { EVENT })) {
        work(any(&event));
    }
}
