//! What an attribute puts beside its function: a type of the same name, which is the route.

use proc_macro::{TokenStream, TokenTree};

use crate::{
    attribute::Attribute,
    binding::{Source, bind},
    dispatch::dispatch,
    error::Error,
    lifetime::lent_for_request,
    methods::Methods,
    place::Place,
    route::route,
    signature::Signature,
    template::{Template, ours},
    token::bare,
};

/// The function as it is, and what is put beside it.
pub(crate) fn expand(methods: Methods, attribute: TokenStream, item: TokenStream) -> TokenStream {
    let beside = match Signature::parse(item.clone()) {
        Err(error) => error.into_tokens(),
        Ok(signature) => {
            let implementation = implementation(methods, attribute, &signature)
                .unwrap_or_else(|errors| stand_in(&signature, errors));
            [structure(&signature), implementation].into_iter().collect()
        }
    };
    [item, beside].into_iter().collect()
}

fn structure(signature: &Signature) -> TokenStream {
    Template::new(STRUCTURE)
        .hole("cfgs", signature.cfgs())
        .hole("visibility", signature.visibility.clone())
        .ident("name", &signature.name)
        .fill()
}

fn implementation(
    methods: Methods,
    attribute: TokenStream,
    signature: &Signature,
) -> Result<TokenStream, Vec<Error>> {
    let attribute = Attribute::parse(methods, attribute).map_err(|error| vec![error])?;
    signature.check().map_err(|error| vec![error])?;
    let sources = bind(&attribute, signature)?;
    let implementation = Template::new(IMPLEMENTATION)
        .hole("cfgs", signature.cfgs())
        .ident("name", &signature.name)
        .hole("bounds", bounds(signature, &sources))
        .hole("route", route(&attribute, signature))
        .hole("dispatch", dispatch(signature, &sources));
    Ok(implementation.fill())
}

/// What the app's state must make possible: every extractor.
fn bounds(signature: &Signature, sources: &[Source<'_>]) -> TokenStream {
    let lifetimes = signature.lifetimes();
    let arguments = signature.arguments.iter().zip(sources);
    arguments
        .filter(|(_, source)| matches!(source, Source::Extractor))
        .map(|(argument, _)| bound(&argument.ty, &lifetimes))
        .collect()
}

fn bound(ty: &[TokenTree], lifetimes: &[String]) -> TokenStream {
    let extractor = Template::new("::gatepost::__private::FromRequest<$request, $state>")
        .hole("request", ours("'request"))
        .hole("state", ours("__S"));
    Template::new("for<'request> $ty: $extractor,")
        .hole("ty", lent_for_request(ty.iter().cloned().collect(), lifetimes))
        .hole("extractor", extractor.at(Place::of(ty)))
        .fill()
}

/// The errors, and an impl of no use, so that the app that lists the handler adds none to them.
fn stand_in(signature: &Signature, errors: Vec<Error>) -> TokenStream {
    let stand_in = Template::new(STAND_IN)
        .hole("cfgs", signature.cfgs())
        .ident("name", &signature.name)
        .text("pattern", &format!("/{}", bare(&signature.name)));
    errors.into_iter().map(Error::into_tokens).chain([stand_in.fill()]).collect()
}

const STRUCTURE: &str = "
    $cfgs
    #[doc(hidden)]
    #[allow(non_camel_case_types, unreachable_pub)]
    $visibility struct $name {}
";

const IMPLEMENTATION: &str = "
    $cfgs
    #[allow(deprecated, clippy::all, clippy::pedantic, clippy::nursery)]
    impl<__S: ?Sized> ::gatepost::__private::Routes<__S> for $name
    where
        $bounds
    {
        const NODE: ::gatepost::__private::Node = ::gatepost::__private::Node::Leaf($route);

        async fn dispatch<'request>(
            _: u32,
            __cx: &'request ::gatepost::__private::Cx<'request, __S>,
            __out: &'request mut ::gatepost::__private::Out<'_>,
        ) {
            $dispatch
        }
    }
";

/// Its pattern is its own, so it is no duplicate of another route.
const STAND_IN: &str = "
    $cfgs
    impl<__S: ?Sized> ::gatepost::__private::Routes<__S> for $name {
        const NODE: ::gatepost::__private::Node = ::gatepost::__private::Node::Leaf(
            ::gatepost::__private::Route::new(
                ::core::concat!(\"/__invalid/\", ::core::module_path!(), $pattern), &[], 0,
            ),
        );

        async fn dispatch<'request>(
            _: u32,
            _: &'request ::gatepost::__private::Cx<'request, __S>,
            _: &'request mut ::gatepost::__private::Out<'_>,
        ) {
        }
    }
";
