//! An event, read.

use gatepost_json::{EventContext, EventError, Index, Source, Sources};

use crate::headers::Headers;

/// An event of an HTTP API or a Function URL, borrowed from its bytes.
///
/// The crate's front page shows one.
#[derive(Clone, Copy, Debug)]
pub struct Event<'b> {
    pub(crate) index: Index<'b>,
    pub(crate) headers: Headers<'b>,
}

impl<'b> Event<'b> {
    /// Reads an event. `rawPath` and `requestContext.http.method` are enough; all else may be missing
    /// or `null`.
    ///
    /// ```
    /// use gatepost_http::Event;
    ///
    /// let mut bytes = *br#"{"rawPath":"/orders","requestContext":{"http":{"method":"GET"}}}"#;
    /// assert_eq!(Event::read(&mut bytes)?.request().path(), "/orders");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    ///
    /// # Errors
    /// [`EventError`] where it is not JSON, not an HTTP request, or of another event source.
    pub fn read(bytes: &'b mut [u8]) -> Result<Self, EventError> {
        let sources = Sources::ALL
            .without(Source::Rest)
            .without(Source::HttpApiV1)
            .without(Source::LoadBalancer);
        Index::read(bytes, sources).map(Self::of)
    }

    /// The event that an index is of.
    ///
    /// ```
    /// use gatepost_http::Event;
    /// use gatepost_json::{Index, Sources};
    ///
    /// let mut bytes = *br#"{"rawPath":"/orders","requestContext":{"http":{"method":"GET"}}}"#;
    /// let event = Event::of(Index::read(&mut bytes, Sources::ALL)?);
    /// assert_eq!(event.request().path(), "/orders");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn of(index: Index<'b>) -> Self {
        Self { headers: Headers::of(&index), index }
    }

    /// What the event says beside the request.
    ///
    /// ```
    /// use gatepost_http::Event;
    ///
    /// let mut bytes = *br#"{"rawPath":"/","requestContext":{"http":{"method":"GET"},"stage":"$default"}}"#;
    /// assert_eq!(Event::read(&mut bytes)?.context().stage(), Some("$default"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub const fn context(&self) -> EventContext<'_> {
        EventContext::of(&self.index)
    }
}
