//! Bodies of JSON without a heap.

use serde::Serialize;

use crate::{
    header::JSON,
    out::{Out, OutError},
};

impl Out<'_> {
    /// Makes `value` the body, as compact JSON of at most `N` bytes, with the content type
    /// `application/json`. A longer one is remembered as what must not be sent.
    ///
    /// With the feature `serde-json-core`, whose rules it follows: it writes no byte strings, and no
    /// maps whose keys are not text.
    ///
    /// ```
    /// use gatepost_core::{Body, Fixed, Out};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Reading<'a> {
    ///     sensor: &'a str,
    ///     celsius: f32,
    /// }
    ///
    /// let mut room = [0; 128];
    /// let mut buffer = Fixed::new(&mut room);
    /// let mut out = Out::new(&mut buffer);
    /// out.set_json::<64>(&Reading { sensor: "attic", celsius: 21.5 });
    /// assert_eq!(out.body(), Body::Text(r#"{"sensor":"attic","celsius":21.5}"#));
    /// assert_eq!(out.header("Content-Type"), Some("application/json"));
    ///
    /// out.set_json::<8>(&Reading { sensor: "attic", celsius: 21.5 });
    /// assert_eq!(out.failure().expect("it is too long").to_string(), "the reply's JSON is over 8 bytes long");
    /// ```
    pub fn set_json<const N: usize>(&mut self, value: &(impl Serialize + ?Sized)) {
        let mut room = [0; N];
        let len = serde_json_core::to_slice(value, &mut room).unwrap_or(usize::MAX);
        let Some(json) = room.get(..len) else {
            return self.refuse(OutError::JsonTooLong { room: N });
        };
        self.put_header(&JSON);
        self.start_text().write(json);
    }
}
