//! What an event says about its request beside the request itself.

use crate::{index::Index, source::Source, value::Value};

/// What an event says about its request beside the request itself: a view, read when it is asked.
///
/// What an event does not have is `None`: no source fills in for another, and nobody is anybody by
/// default. Identity is only ever what the gateway says in `requestContext`, never a header.
///
/// ```
/// use gatepost_json::{EventContext, Index, Sources};
///
/// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"requestId":"c6af9ac6","stage":"prod",
///     "authorizer":{"claims":{"sub":"7","username":"ada"}}}}"#;
/// let index = Index::read(&mut event, Sources::ALL)?;
/// let context = EventContext::of(&index);
///
/// assert_eq!((context.request_id(), context.stage()), (Some("c6af9ac6"), Some("prod")));
/// let authorizer = context.authorizer().expect("there is one");
/// assert_eq!((authorizer.claim("username"), authorizer.claim("email")), (Some("ada"), None));
/// assert_eq!(context.account_id(), None);
/// # Ok::<(), gatepost_json::EventError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct EventContext<'b> {
    index: &'b Index<'b>,
}

impl<'b> EventContext<'b> {
    /// The context of an event.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Source, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/"}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).source(), Source::Rest);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub const fn of(index: &'b Index<'b>) -> Self {
        Self { index }
    }

    /// Where the event is from.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Source, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).source(), Source::LoadBalancer);
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn source(&self) -> Source {
        self.index.source
    }

    /// The id that the gateway gave to the request; a load balancer gives none.
    #[must_use]
    pub fn request_id(&self) -> Option<&'b str> {
        self.index.request_id()
    }

    /// The stage of the API, such as `prod` or `$default`.
    #[must_use]
    pub fn stage(&self) -> Option<&'b str> {
        self.index.stage()
    }

    /// The AWS account of the API; of a Function URL without IAM it is `anonymous`.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"accountId":"123456789012"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).account_id(), Some("123456789012"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn account_id(&self) -> Option<&'b str> {
        self.text("accountId")
    }

    /// The id of the API, or of the Function URL.
    #[must_use]
    pub fn api_id(&self) -> Option<&'b str> {
        self.text("apiId")
    }

    /// The domain name that was asked for.
    #[must_use]
    pub fn domain_name(&self) -> Option<&'b str> {
        self.text("domainName")
    }

    /// When the gateway got the request, in milliseconds since 1970-01-01T00:00Z.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"requestTimeEpoch":1583798639428}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).time_ms(), Some(1_583_798_639_428));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn time_ms(&self) -> Option<u64> {
        let context = self.index.context?;
        context.get("requestTimeEpoch").or_else(|| context.get("timeEpoch"))?.as_u64()
    }

    /// The address that the request came from, as the gateway saw it. A load balancer says it in a
    /// header: the [`Request`](gatepost_core::Request) knows it of every source.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"identity":{"sourceIp":"192.0.2.1"}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).source_ip(), Some("192.0.2.1"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn source_ip(&self) -> Option<&'b str> {
        self.index.source_ip()
    }

    /// The target group of the load balancer.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"elb":{"targetGroupArn":"arn:tg"}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).target_group_arn(), Some("arn:tg"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn target_group_arn(&self) -> Option<&'b str> {
        self.index.context?.get("elb")?.get("targetGroupArn")?.as_str()
    }

    /// A variable of the stage.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","stageVariables":{"table":"orders"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).stage_variable("table"), Some("orders"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn stage_variable(&self, name: &str) -> Option<&'b str> {
        self.index.stage_variables.get(name)
    }

    /// A path parameter of the gateway's own route, as the gateway has it: of a REST API it is not
    /// decoded.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/orders/7","pathParameters":{"proxy":"orders/7"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// assert_eq!(EventContext::of(&index).path_parameter("proxy"), Some("orders/7"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> Option<&'b str> {
        self.index.path_parameters.get(name)
    }

    /// What the gateway knows of the caller: `requestContext.identity` of a REST API, with
    /// `userAgent`, `userArn`, `cognitoIdentityId` and others.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"identity":{"userAgent":"curl"}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let identity = EventContext::of(&index).identity().expect("there is one");
    /// assert_eq!(identity.get("userAgent").and_then(|agent| agent.as_str()), Some("curl"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn identity(&self) -> Option<Value<'b>> {
        self.index.context?.get("identity")
    }

    /// What the authorizer said, where one was asked.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"authorizer":{"claims":{"sub":"7"}}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let authorizer = EventContext::of(&index).authorizer();
    /// assert_eq!(authorizer.and_then(|authorizer| authorizer.claim("sub")), Some("7"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn authorizer(&self) -> Option<Authorizer<'b>> {
        let authorizer = self.index.context?.get("authorizer")?;
        // An HTTP API with format 1.0 and no authorizer sends one that is all `null`.
        let is_there = authorizer.members().any(|(_, value)| !value.is_null());
        is_there.then_some(Authorizer { value: authorizer })
    }

    /// A field of `requestContext`, as JSON.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"protocol":"HTTP/1.1"}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let protocol = EventContext::of(&index).get("protocol").expect("it is there");
    /// assert_eq!(protocol.as_str(), Some("HTTP/1.1"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value<'b>> {
        self.index.context?.get(name)
    }

    /// A field of the event itself, but for `body` and `rawQueryString`, as JSON. `cookies` are one
    /// text, and a load balancer's query is decoded.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","resource":"/{proxy+}"}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let resource = EventContext::of(&index).event_field("resource").expect("it is there");
    /// assert_eq!(resource.as_str(), Some("/{proxy+}"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn event_field(&self, name: &str) -> Option<Value<'b>> {
        self.index.field(name)
    }

    fn text(&self, name: &str) -> Option<&'b str> {
        self.index.context?.get(name)?.as_str()
    }
}

/// What an authorizer said of the caller: a JWT or Cognito authorizer claims, a Lambda authorizer what
/// its function returned, IAM who signed the request.
///
/// ```
/// use gatepost_json::{EventContext, Index, Sources};
///
/// let mut event = *br#"{"rawPath":"/","requestContext":{"http":{"method":"GET"},
///     "authorizer":{"jwt":{"claims":{"sub":"7"},"scopes":["orders:read","orders:write"]}}}}"#;
/// let index = Index::read(&mut event, Sources::ALL)?;
/// let authorizer = EventContext::of(&index).authorizer().expect("there is one");
///
/// assert_eq!(authorizer.claim("sub"), Some("7"));
/// assert_eq!(authorizer.scopes().collect::<Vec<_>>(), ["orders:read", "orders:write"]);
/// assert!(authorizer.iam().is_none() && authorizer.lambda("tenant").is_none());
/// # Ok::<(), gatepost_json::EventError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Authorizer<'b> {
    /// `requestContext.authorizer`
    value: Value<'b>,
}

impl<'b> Authorizer<'b> {
    /// A claim of the caller's token, by its name: of a Cognito or JWT authorizer. A number or a
    /// boolean is the text that it is written with; for another shape there is [`claims`](Self::claims).
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"authorizer":{"claims":{"age":36}}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let authorizer = EventContext::of(&index).authorizer().expect("there is one");
    /// assert_eq!(authorizer.claim("age"), Some("36"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&'b str> {
        self.claims()?.get(name)?.as_text()
    }

    /// All claims: an object.
    #[must_use]
    pub fn claims(&self) -> Option<Value<'b>> {
        object(self.token(), "claims")
    }

    /// The scopes of the caller's token that the route asks for: of a JWT authorizer.
    pub fn scopes(&self) -> impl Iterator<Item = &'b str> + use<'b> {
        let scopes = self.token().get("scopes");
        scopes.into_iter().flat_map(|scopes| scopes.items()).filter_map(|scope| scope.as_str())
    }

    /// A field of what the Lambda authorizer returned as its context. A REST API makes text of every
    /// number and boolean; an HTTP API keeps them.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"authorizer":{"principalId":"ada","tenant":"acme"}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let authorizer = EventContext::of(&index).authorizer().expect("there is one");
    /// assert_eq!(authorizer.lambda("tenant").and_then(|tenant| tenant.as_str()), Some("acme"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn lambda(&self, name: &str) -> Option<Value<'b>> {
        match object(self.value, "lambda") {
            Some(context) => context.get(name),
            None if self.claims().is_some() || self.iam().is_some() => None,
            None => self.value.get(name),
        }
    }

    /// Who the caller is by the Lambda authorizer of a REST API.
    ///
    /// ```
    /// use gatepost_json::{EventContext, Index, Sources};
    ///
    /// let mut event = *br#"{"httpMethod":"GET","path":"/","requestContext":{"authorizer":{"principalId":"ada"}}}"#;
    /// let index = Index::read(&mut event, Sources::ALL)?;
    /// let authorizer = EventContext::of(&index).authorizer().expect("there is one");
    /// assert_eq!(authorizer.principal_id(), Some("ada"));
    /// # Ok::<(), gatepost_json::EventError>(())
    /// ```
    #[must_use]
    pub fn principal_id(&self) -> Option<&'b str> {
        self.value.get("principalId")?.as_text()
    }

    /// Who signed the request, of an HTTP API or Function URL with IAM: `userArn`, `accountId` and
    /// others. Of a REST API that is part of the [`identity`](EventContext::identity).
    #[must_use]
    pub fn iam(&self) -> Option<Value<'b>> {
        object(self.value, "iam")
    }

    /// All of it, as JSON.
    #[must_use]
    pub fn value(&self) -> Value<'b> {
        self.value
    }

    /// What holds claims and scopes: an HTTP API says which kind of authorizer it was.
    fn token(&self) -> Value<'b> {
        object(self.value, "jwt").unwrap_or(self.value)
    }
}

/// A member that is an object. A Lambda authorizer of a REST API may call a text of its own `claims`.
fn object<'b>(value: Value<'b>, name: &str) -> Option<Value<'b>> {
    value.get(name).filter(Value::is_object)
}
