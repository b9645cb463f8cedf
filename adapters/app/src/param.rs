//! Path parameters as typed arguments.

use std::{fmt::Display, str::FromStr};

use crate::{error::HttpError, extract::Cx};

/// A type that a path parameter can become: `&str`, every type that is [`FromStr`], and, by an impl
/// of this trait, types that borrow from the request.
///
/// ```
/// use gatepost::{FromParam, prelude::*};
///
/// struct Sku<'r>(&'r str);
///
/// impl<'r> FromParam<'r> for Sku<'r> {
///     fn from_param(text: &'r str) -> Result<Self, String> {
///         text.strip_prefix("sku-").map(Sku).ok_or("a SKU begins with sku-".to_owned())
///     }
/// }
///
/// #[get("/stock/<sku>/<count>")]
/// fn stock(sku: Sku<'_>, count: u32) -> String {
///     format!("{count} of {}", sku.0)
/// }
///
/// static APP: App<(stock,)> = App::new();
/// let answer = |path: &str| {
///     let event = format!(r#"{{"httpMethod":"GET","path":"{path}"}}"#);
///     gatepost::block_on(APP.call(event, &())).unwrap()
/// };
/// assert!(answer("/stock/sku-7/3").contains(r#""body":"3 of 7""#));
/// assert!(answer("/stock/7/3").contains("parameter `sku`: a SKU begins with sku-"));
/// assert!(answer("/stock/sku-7/x").contains("parameter `count`: invalid digit found in string"));
/// ```
#[diagnostic::on_unimplemented(
    message = "a path parameter cannot become `{Self}`",
    label = "neither `FromStr` nor `FromParam`",
    note = "take the parameter as `&str`, or implement `FromStr` for `{Self}`"
)]
pub trait FromParam<'r, How = Own>: Sized {
    /// Makes the argument of the parameter's decoded text.
    ///
    /// # Errors
    /// Why it is none: the client gets it with a 400.
    fn from_param(text: &'r str) -> Result<Self, String>;
}

/// How a type becomes a path parameter: by an impl of [`FromParam`] of its own.
pub enum Own {}

/// How a type becomes a path parameter: by its [`FromStr`].
pub enum Parsed {}

impl<'r> FromParam<'r> for &'r str {
    fn from_param(text: &'r str) -> Result<Self, String> {
        Ok(text)
    }
}

impl<'r, T: FromStr<Err: Display>> FromParam<'r, Parsed> for T {
    fn from_param(text: &'r str) -> Result<Self, String> {
        text.parse().map_err(|error: T::Err| error.to_string())
    }
}

/// The path parameter at that place from the right, for the attributes: its type comes from the
/// handler's signature.
pub fn param<'r, S: ?Sized, T: FromParam<'r, How>, How>(
    cx: &'r Cx<'r, S>,
    place_from_end: usize,
    name: &'static str,
) -> Result<T, HttpError> {
    let bad = |why: String| HttpError::bad_request(format!("parameter `{name}`: {why}"));
    let text = cx.params.text_from_end(place_from_end).map_err(|error| bad(error.to_string()))?;
    T::from_param(text).map_err(bad)
}
