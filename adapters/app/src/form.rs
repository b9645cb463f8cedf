//! The fields of an HTML form, as any type that serde can read.

use serde::Deserialize;

use crate::{
    error::HttpError,
    extract::{Cx, FromRequest},
    media_type::{body_is, is_form},
    pairs::{MAX_PAIRS, from_pairs},
};

/// The body of a request, as an HTML form sends it: `application/x-www-form-urlencoded`. (Feature `form`, on by
/// default.)
///
/// Fields are read as [`Query`](crate::Query) reads parameters; text that may be encoded, as any that
/// a person types may be, is a `String` or, borrowed where it can be, a `Cow<str>` with
/// `#[serde(borrow)]`. A body of another content type is answered 415 (one without any counts as a form),
/// one of more than 1,000 fields 413, one that does not fit `T` 422.
///
/// ```
/// use gatepost::{Form, prelude::*, testing::Event};
///
/// #[derive(serde::Deserialize)]
/// struct SignUp {
///     name: String,
///     age: Option<u8>,
/// }
///
/// #[post("/sign-up")]
/// fn sign_up(Form(form): Form<SignUp>) -> String {
///     format!("{}, {:?}", form.name, form.age)
/// }
///
/// static APP: App<(sign_up,)> = App::new();
///
/// let sent = |form: &'static str| {
///     Event::post("/sign-up").content_type("application/x-www-form-urlencoded").body(form).call(&APP, &())
/// };
/// assert_eq!(sent("name=Ada+L%C3%A9on&age=")?.text(), "Ada Léon, None");
/// let refused = sent("name=Ada&age=300")?;
/// let message = r#"{"statusCode":422,"message":"form field `age`: number too large to fit in target type"}"#;
/// assert_eq!((refused.status(), &*refused.text()), (422, message));
/// # Ok::<(), gatepost::InvocationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Form<T>(pub T);

impl<'r, S: ?Sized, T: Deserialize<'r>> FromRequest<'r, S> for Form<T> {
    fn from_request(cx: &'r Cx<'r, S>) -> Result<Self, HttpError> {
        if !body_is(&cx.request, is_form) {
            let message = "the body must be application/x-www-form-urlencoded";
            return Err(HttpError::unsupported_media_type(message));
        }
        let pairs = form_urlencoded::parse(cx.request.body()).take(MAX_PAIRS + 1);
        let pairs: Vec<_> = pairs.collect();
        if pairs.len() > MAX_PAIRS {
            return Err(HttpError::payload_too_large(format!(
                "the form has over {MAX_PAIRS} fields"
            )));
        }
        from_pairs(pairs)
            .map(Form)
            .map_err(|error| HttpError::unprocessable(error.message("form field", "the form")))
    }
}
