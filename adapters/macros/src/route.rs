//! The value that the table of routes is built of.

use proc_macro::TokenStream;

use crate::{
    attribute::{Attribute, Setting},
    signature::Signature,
    template::Template,
    token::bare,
};

/// The handler's `Route`, a constant expression.
pub(crate) fn route(attribute: &Attribute, signature: &Signature) -> TokenStream {
    Template::new(ROUTE)
        .literal("pattern", attribute.pattern.clone())
        .hole("methods", attribute.methods.clone())
        .text("name", &format!("::{}", bare(&signature.name)))
        .hole("rules", rules(&attribute.settings))
        .fill()
}

fn rules(settings: &[Setting]) -> TokenStream {
    if settings.is_empty() {
        return TokenStream::new();
    }
    Template::new(".with_rules(::gatepost::__private::Rules::NEW $settings)")
        .hole("settings", settings.iter().map(setting).collect())
        .fill()
}

/// A call that the user seems to have written, so rustc itself names the settings there are.
fn setting(setting: &Setting) -> TokenStream {
    Template::new(".$key($value)")
        .ident("key", &setting.key)
        .hole("value", setting.value.clone())
        .at(setting.key.span().into())
}

const ROUTE: &str = "
    ::gatepost::__private::Route::new($pattern, &[$methods], 0)
        .with_name(::core::concat!(::core::module_path!(), $name))
        $rules
";
