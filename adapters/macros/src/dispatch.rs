//! The call of the function, from the request to its reply.

use proc_macro::{Ident, Literal, Span, TokenStream};

use crate::{
    argument::Argument,
    binding::Source,
    place::Place,
    signature::Signature,
    template::{Template, ours},
};

/// The body of `dispatch`.
pub(crate) fn dispatch(signature: &Signature, sources: &[Source<'_>]) -> TokenStream {
    let mut takes = TokenStream::new();
    let mut variables = TokenStream::new();
    for (place, (argument, source)) in signature.arguments.iter().zip(sources).enumerate() {
        let variable = Ident::new(&format!("__a{place}"), Span::mixed_site());
        takes.extend(take(&variable, argument, source));
        variables.extend(Template::new("$variable,").ident("variable", &variable).fill());
    }
    Template::new("$takes let __v = $name($variables) $await; $reply")
        .hole("takes", takes)
        .ident("name", &signature.name)
        .hole("variables", variables)
        .hole("await", if signature.is_async() { ours(".await") } else { TokenStream::new() })
        .hole("reply", reply(signature.output))
        .fill()
}

fn take(variable: &Ident, argument: &Argument, source: &Source<'_>) -> TokenStream {
    Template::new(TAKE)
        .ident("variable", variable)
        .hole("value", value(source).hole("cx", ours("__cx")).at(Place::of(&argument.ty)))
        .fill()
}

fn value<'t>(source: &Source<'_>) -> Template<'t> {
    match source {
        Source::Extractor => Template::new("::gatepost::__private::extract($cx)"),
        Source::Parameter { place_from_end, name } => {
            Template::new("::gatepost::__private::param($cx, $place, $name)")
                .literal("place", Literal::usize_unsuffixed(*place_from_end))
                .text("name", name)
        }
    }
}

/// The reply, written at the function's return type: there rustc says what is no reply.
fn reply(output: Place) -> TokenStream {
    // rustc blames the argument, and a variable, being one token, cannot cover the whole type.
    let value = Template::new("::core::convert::identity($v)").hole("v", ours("__v"));
    Template::new("::gatepost::__private::reply($value, $out)")
        .hole("value", value.at(output))
        .hole("out", ours("__out"))
        .at(output)
}

const TAKE: &str = "
    let $variable = match $value {
        ::core::result::Result::Ok(__v) => __v,
        ::core::result::Result::Err(__e) => return ::gatepost::__private::reply(__e, __out),
    };
";
