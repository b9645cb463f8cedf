//! What the macro has to know about the function.

use proc_macro::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};

use crate::{
    argument::Argument,
    error::Error,
    methods::ATTRIBUTES,
    place::Place,
    reader::Reader,
    token::{flatten, is_ident, is_punct},
};

/// A function's head, taken apart.
pub(crate) struct Signature {
    attributes: Vec<Group>,
    pub(crate) visibility: TokenStream,
    /// `const`, `async`, `unsafe`, `extern "C"`.
    qualifiers: Vec<TokenTree>,
    pub(crate) name: Ident,
    generics: Vec<Vec<TokenTree>>,
    pub(crate) arguments: Vec<Argument>,
    /// Where its return type stands; its name where it has none.
    pub(crate) output: Place,
}

impl Signature {
    /// Takes the head of a free function apart.
    ///
    /// # Errors
    /// Nothing may be put beside the item: it has no name to use, or no room.
    pub(crate) fn parse(item: TokenStream) -> Result<Self, Error> {
        let tokens = flatten(item);
        let mut reader = Reader::new(&tokens);
        let attributes = reader.attributes();
        let visibility = reader.visibility().iter().cloned().collect();
        let qualifiers = reader.qualifiers().to_vec();
        let name = reader.name()?;
        let generics = reader.generics();
        let arguments = reader.arguments()?.into_iter().map(Argument::parse).collect();
        let output = match reader.output() {
            [] => name.span().into(),
            output => Place::of(output),
        };
        let signature =
            Self { attributes, visibility, qualifiers, name, generics, arguments, output };
        signature.check_receiver()?;
        signature.check_routes()?;
        Ok(signature)
    }

    pub(crate) fn is_async(&self) -> bool {
        self.qualifiers.iter().any(|token| is_ident(token, "async"))
    }

    /// The names of its lifetime parameters.
    pub(crate) fn lifetimes(&self) -> Vec<String> {
        let name = |parameter: &Vec<TokenTree>| match parameter.as_slice() {
            [quote, name, ..] if is_punct(quote, '\'') => Some(name.to_string()),
            _ => None,
        };
        self.generics.iter().filter_map(name).collect()
    }

    /// Its `#[cfg(…)]`, which what stands beside it needs too.
    pub(crate) fn cfgs(&self) -> TokenStream {
        let is_cfg = |group: &&Group| {
            group.stream().into_iter().next().is_some_and(|token| is_ident(&token, "cfg"))
        };
        let hash = || TokenTree::from(Punct::new('#', Spacing::Alone));
        self.attributes.iter().filter(is_cfg).flat_map(|g| [hash(), g.clone().into()]).collect()
    }

    /// Whether a handler may look like this.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.check_qualifiers()?;
        self.check_generics()?;
        self.arguments.iter().try_for_each(Argument::check)
    }

    fn check_qualifiers(&self) -> Result<(), Error> {
        let is_allowed = |token: &&TokenTree| is_ident(token, "const") || is_ident(token, "async");
        match self.qualifiers.iter().find(|token| !is_allowed(token)) {
            None => Ok(()),
            Some(token) => {
                let message =
                    format!("a handler is a safe function of Rust: `{}` is `{token}`", self.name);
                Err(Error::new(message, token.span()))
            }
        }
    }

    fn check_generics(&self) -> Result<(), Error> {
        let is_lifetime = |parameter: &&Vec<TokenTree>| {
            parameter.first().is_some_and(|token| is_punct(token, '\''))
        };
        match self.generics.iter().find(|parameter| !is_lifetime(parameter)) {
            None => Ok(()),
            Some(parameter) => {
                let message =
                    "a handler cannot be generic over a type or a constant: its route has one type";
                Err(Error::about(message, parameter))
            }
        }
    }

    /// A method leaves no room for a type beside it.
    fn check_receiver(&self) -> Result<(), Error> {
        match self.arguments.iter().find_map(Argument::receiver) {
            None => Ok(()),
            Some(receiver) => {
                let message = "a handler is a free function: it takes no `self`";
                Err(Error::new(message, receiver))
            }
        }
    }

    /// A second route would need a second type of the same name.
    fn check_routes(&self) -> Result<(), Error> {
        let is_path =
            |token: &TokenTree| matches!(token, TokenTree::Ident(_)) || is_punct(token, ':');
        for attribute in &self.attributes {
            let path: Vec<_> = attribute.stream().into_iter().take_while(is_path).collect();
            if path.last().is_some_and(|last| ATTRIBUTES.iter().any(|ours| is_ident(last, ours))) {
                let message = format!(
                    "`{}` has a second route: write a function for each, \
                     or one `#[route]` with all its methods",
                    self.name
                );
                return Err(Error::about(message, &path));
            }
        }
        Ok(())
    }
}
