//! macros

mod argument;
mod attribute;
mod binding;
mod dispatch;
mod error;
mod expand;
mod lifetime;
mod methods;
mod nearness;
mod place;
mod reader;
mod route;
mod signature;
mod template;
mod token;

use proc_macro::TokenStream;

use crate::{expand::expand, methods::Methods};

/// Makes a function the handler of `GET` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn get(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("GET"), attribute, item)
}

/// Makes a function the handler of `POST` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn post(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("POST"), attribute, item)
}

/// Makes a function the handler of `PUT` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn put(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("PUT"), attribute, item)
}

/// Makes a function the handler of `DELETE` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn delete(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("DELETE"), attribute, item)
}

/// Makes a function the handler of `PATCH` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn patch(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("PATCH"), attribute, item)
}

/// Makes a function the handler of `HEAD` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn head(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("HEAD"), attribute, item)
}

/// Makes a function the handler of `OPTIONS` requests: [`macro@get`] with another method.
#[proc_macro_attribute]
pub fn options(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::One("OPTIONS"), attribute, item)
}

/// any
#[proc_macro_attribute]
pub fn any(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::Every, attribute, item)
}

/// route
#[proc_macro_attribute]
pub fn route(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand(Methods::Listed, attribute, item)
}
