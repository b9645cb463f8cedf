//! Where each argument comes from: the path, or an extractor.

use proc_macro::Ident;

use crate::{
    argument::Argument, attribute::Attribute, error::Error, nearness::nearest,
    signature::Signature, token::bare,
};

/// Where an argument's value comes from.
pub(crate) enum Source<'a> {
    /// The pattern's parameter of that name, at that place, right to left from 0: a group's prefix
    /// has its parameters to the left.
    Parameter { place_from_end: usize, name: &'a str },
    /// The request, by the argument's type.
    Extractor,
}

/// Gives every argument its source.
///
/// # Errors
/// The arguments that are probably meant to be parameters. Only where there is none, the parameters
/// that no argument takes: a slip makes both, and the argument is the place to mend it.
pub(crate) fn bind<'a>(
    attribute: &'a Attribute,
    signature: &Signature,
) -> Result<Vec<Source<'a>>, Vec<Error>> {
    let parameters = &attribute.parameters;
    let sources: Vec<_> = signature.arguments.iter().map(|a| source(a, parameters)).collect();
    let free: Vec<&str> =
        parameters.iter().map(String::as_str).filter(|name| is_free(name, &sources)).collect();
    let mut errors: Vec<_> = signature
        .arguments
        .iter()
        .zip(&sources)
        .filter(|(_, source)| matches!(source, Source::Extractor))
        .filter_map(|(argument, _)| stray(argument, &free, attribute))
        .collect();
    if errors.is_empty() {
        errors.extend(free.into_iter().map(|name| untaken(name, attribute, &signature.name)));
    }
    if errors.is_empty() { Ok(sources) } else { Err(errors) }
}

fn source<'a>(argument: &Argument, parameters: &'a [String]) -> Source<'a> {
    let Some(written) = argument.name().map(bare) else {
        return Source::Extractor;
    };
    let without_underscore = |name: &str| name.strip_prefix('_').unwrap_or(name).to_owned();
    parameters
        .iter()
        .rev()
        .enumerate()
        .filter(|(_, name)| without_underscore(name) == without_underscore(&written))
        .max_by_key(|(_, name)| **name == written) // Both `<id>` and `<_id>` may be there.
        .map_or(Source::Extractor, |(place_from_end, name)| Source::Parameter {
            place_from_end,
            name,
        })
}

fn is_free(parameter: &str, sources: &[Source<'_>]) -> bool {
    !sources.iter().any(|s| matches!(s, Source::Parameter { name, .. } if *name == parameter))
}

/// The mistake of an argument that no parameter is called like, if it looks like one.
fn stray(argument: &Argument, free: &[&str], attribute: &Attribute) -> Option<Error> {
    let name = argument.name()?;
    let meant = nearest(&bare(name), free.iter().copied());
    if meant.is_none() && !argument.is_scalar() {
        return None;
    }
    let hint = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    let message = format!("`{name}` is not a parameter of {}{hint}", attribute.pattern);
    Some(Error::new(message, name.span()))
}

fn untaken(parameter: &str, attribute: &Attribute, function: &Ident) -> Error {
    let message = format!(
        "no argument of `{function}` takes the parameter <{parameter}>: \
         add `{parameter}: &str` (or `_{parameter}` to ignore it)"
    );
    Error::new(message, attribute.pattern.span())
}
