//! An event, seen as a request.

use gatepost_core::Request;

use crate::event::Event;

impl Event<'_> {
    /// The request that the event is of.
    ///
    /// With multi-value headers switched off for its target group, a load balancer sends only the last
    /// value of a header or a query parameter.
    ///
    /// ```
    /// use gatepost_alb::Event;
    ///
    /// let mut bytes = *br#"{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","headers":{"x-forwarded-for":"10.0.0.1, 203.0.113.9"}}"#;
    /// let event = Event::read(&mut bytes)?;
    /// assert_eq!(event.request().client_address(), Some("203.0.113.9"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let index = &self.index;
        let headers = index.multi_value_headers.as_ref().unwrap_or(&index.headers);
        let query = match index.multi_value_query.is_empty() {
            true => &index.query,
            false => &index.multi_value_query,
        };
        let request =
            Request::new(index.method.unwrap_or_default(), index.path.unwrap_or_default())
                .with_headers(headers)
                .with_query(query)
                .with_forwarded_client();
        index.add_body(request)
    }
}
