//! An event, read.

use gatepost_json::{EventContext, EventError, Index, Source, Sources};

/// An event of a REST API, borrowed from its bytes.
///
/// The crate's front page shows one.
#[derive(Clone, Copy, Debug)]
pub struct Event<'b> {
    pub(crate) index: Index<'b>,
}

impl<'b> Event<'b> {
    /// Reads an event. `httpMethod` and `path` are enough; all else may be missing or `null`.
    ///
    /// ```
    /// use gatepost_rest::Event;
    ///
    /// let mut bytes = *br#"{"httpMethod":"GET","path":"/orders"}"#;
    /// assert_eq!(Event::read(&mut bytes)?.request().path(), "/orders");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    ///
    /// # Errors
    /// [`EventError`] where it is not JSON, not an HTTP request, or of another event source.
    pub fn read(bytes: &'b mut [u8]) -> Result<Self, EventError> {
        Index::read(bytes, Sources::fixed(Source::Rest)).map(Self::of)
    }

    /// The event that an index is of.
    ///
    /// ```
    /// use gatepost_json::{Index, Sources};
    /// use gatepost_rest::Event;
    ///
    /// let mut bytes = *br#"{"httpMethod":"GET","path":"/orders"}"#;
    /// let event = Event::of(Index::read(&mut bytes, Sources::ALL)?);
    /// assert_eq!(event.request().path(), "/orders");
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub const fn of(index: Index<'b>) -> Self {
        Self { index }
    }

    /// What the event says beside the request.
    ///
    /// ```
    /// use gatepost_rest::Event;
    ///
    /// let mut bytes = *br#"{"httpMethod":"GET","path":"/","requestContext":{"stage":"prod"}}"#;
    /// assert_eq!(Event::read(&mut bytes)?.context().stage(), Some("prod"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub const fn context(&self) -> EventContext<'_> {
        EventContext::of(&self.index)
    }
}
