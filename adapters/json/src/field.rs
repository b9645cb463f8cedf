//! The fields of an event that are read, as a table.

use core::ops::Range;

use crate::{
    error::{Expected, ReadError, Words},
    reader::{Failed, Reader},
};

/// What the value of a field is, if it is not `null`.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// An array of strings.
    Texts,
    /// An object of texts, or of arrays of texts.
    Map,
    Boolean,
    /// An object with fields that are read.
    Object(Within),
    /// The same where it is an object; another value is as good as none.
    Optional(Within),
    /// Anything: all that counts is that it is there.
    Mark,
}

/// Which fields the members of an object are.
type Within = fn(&[u8]) -> Option<Field>;

/// Each object: the function that knows its members, and what their names begin with. Each member: its
/// key, its name here, and the kind of its value.
macro_rules! fields {
    ($($within:ident $prefix:literal { $($key:literal $name:ident $kind:expr,)* })*) => {
        /// A field of an event.
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Field {
            $($($name,)*)*
        }

        impl Field {
            const COUNT: usize = [$($(Self::$name,)*)*].len();

            /// Where it stands, such as `requestContext.stage`.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $($(Self::$name => concat!($prefix, $key),)*)*
                }
            }

            const fn kind(self) -> Kind {
                match self {
                    $($(Self::$name => $kind,)*)*
                }
            }
        }

        $(fn $within(key: &[u8]) -> Option<Field> {
            $(if key == $key.as_bytes() {
                return Some(Field::$name);
            })*
            None
        })*
    };
}

fields! {
    root "" {
        "httpMethod" HttpMethod Kind::Text,
        "path" Path Kind::Text,
        "rawPath" RawPath Kind::Text,
        "rawQueryString" RawQueryString Kind::Text,
        "cookies" Cookies Kind::Texts,
        "headers" Headers Kind::Map,
        "multiValueHeaders" MultiValueHeaders Kind::Map,
        "queryStringParameters" Query Kind::Map,
        "multiValueQueryStringParameters" MultiValueQuery Kind::Map,
        "pathParameters" PathParameters Kind::Map,
        "stageVariables" StageVariables Kind::Map,
        "body" Body Kind::Text,
        "isBase64Encoded" IsBase64Encoded Kind::Boolean,
        "version" Version Kind::Text,
        "requestContext" Context Kind::Object(context),
        "methodArn" MethodArn Kind::Mark,
        "routeArn" RouteArn Kind::Mark,
        "identitySource" IdentitySource Kind::Mark,
        "method" Method Kind::Mark,
        "raw_path" LatticePath Kind::Mark,
    }
    context "requestContext." {
        "requestId" RequestId Kind::Text,
        "domainName" DomainName Kind::Text,
        "stage" Stage Kind::Text,
        "http" Http Kind::Optional(http),
        "identity" Identity Kind::Optional(identity),
        "elb" Elb Kind::Optional(nothing),
        "serviceNetworkArn" NetworkArn Kind::Mark,
        "serviceArn" ServiceArn Kind::Mark,
        "connectionId" ConnectionId Kind::Mark,
        "eventType" EventType Kind::Mark,
        "messageDirection" MessageDirection Kind::Mark,
    }
    http "requestContext.http." {
        "method" ContextMethod Kind::Text,
        "sourceIp" HttpSourceIp Kind::Text,
    }
    identity "requestContext.identity." {
        "sourceIp" SourceIp Kind::Text,
    }
}

fn nothing(_: &[u8]) -> Option<Field> {
    None
}

/// Where the fields of an event stand. A field comes once; `null` counts as there, and has no value.
pub(crate) struct Found {
    spans: [(u32, u32); Field::COUNT],
    /// A bit for each field that has come.
    come: u64,
    /// A bit for each that has a value.
    valued: u64,
}

impl Found {
    pub(crate) const NOTHING: Self = Self { spans: [(0, 0); Field::COUNT], come: 0, valued: 0 };

    /// Reads an event.
    pub(crate) fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Failed> {
        self.members(reader, root)?;
        reader.end()
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.valued & 1 << field as u32 != 0
    }

    /// Where the value stands: of a string the text in it.
    pub(crate) fn span(&self, field: Field) -> Option<Range<usize>> {
        let (start, end) = *self.spans.get(field as usize)?;
        self.has(field).then_some(start as usize..end as usize)
    }

    pub(crate) fn bytes<'b>(&self, field: Field, event: &'b [u8]) -> Option<&'b [u8]> {
        event.get(self.span(field)?)
    }

    /// Says that a value has come to stand elsewhere.
    pub(crate) fn set(&mut self, field: Field, span: Range<usize>) {
        if let Some(place) = self.spans.get_mut(field as usize) {
            // The reader takes no event that is longer.
            *place = (span.start as u32, span.end as u32);
        }
    }

    /// Takes a field as one that is not there.
    pub(crate) fn leave_out(&mut self, field: Field) {
        self.valued &= !(1 << field as u32);
    }

    fn members(&mut self, reader: &mut Reader<'_>, within: Within) -> Result<(), Failed> {
        reader.object(within, |reader, field| match field {
            Some(field) => self.field(reader, field),
            None => reader.skip(),
        })
    }

    fn field(&mut self, reader: &mut Reader<'_>, field: Field) -> Result<(), Failed> {
        let bit = 1 << field as u32;
        if self.come & bit != 0 {
            return Err(reader.fail(ReadError::Twice { field: Words::field(field) }));
        }
        self.come |= bit;
        let first = reader.peek();
        if first == Some(b'n') && reader.null() {
            return Ok(());
        }
        if let Some(span) = self.value(reader, field, first.unwrap_or_default())? {
            self.valued |= bit;
            self.set(field, span);
        }
        Ok(())
    }

    /// Reads a value that is not `null` and begins with `first`; where it is as good as none there is no
    /// place.
    fn value(
        &mut self,
        reader: &mut Reader<'_>,
        field: Field,
        first: u8,
    ) -> Result<Option<Range<usize>>, Failed> {
        let start = reader.at();
        let wanted = match (field.kind(), first) {
            (Kind::Text, b'"') => return reader.string(Expected::String).map(Some),
            (Kind::Texts, b'[') => return reader.strings().map(Some),
            (Kind::Map, b'{') => return reader.fields().map(Some),
            (Kind::Boolean, b't' | b'f') => match reader.boolean() {
                Some(value) => return Ok(value.then_some(0..0)),
                None => Expected::Boolean,
            },
            (Kind::Object(within) | Kind::Optional(within), b'{') => {
                self.members(reader, within)?;
                return Ok(Some(start..reader.at()));
            }
            (Kind::Optional(_), _) => return reader.skip().map(|()| None),
            (Kind::Mark, _) => return reader.skip().map(|()| Some(0..0)),
            (Kind::Text, _) => Expected::String,
            (Kind::Texts, _) => Expected::Strings,
            (Kind::Map, _) => Expected::Fields,
            (Kind::Boolean, _) => Expected::Boolean,
            (Kind::Object(_), _) => Expected::Object,
        };
        let (field, wanted) = (Words::field(field), Words::expected(wanted));
        Err(reader.fail(ReadError::Type { field, wanted }))
    }
}
