//! The value that the table of routes is built of.

use proc_macro::TokenStream;

use crate::{
    attribute::{Attribute, Setting},
    signature::Signature,
    template::{Template, ours},
    token::{bare, flatten, is_ident},
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
    match bare(&setting.key).as_str() {
        "cors" => cors(setting),
        "compress" if setting.value.is_empty() => {
            Template::new(".$key(true)").ident("key", &setting.key).at(setting.key.span().into())
        }
        _ => Template::new(".$key($value)")
            .ident("key", &setting.key)
            .hole("value", setting.value.clone())
            .at(setting.key.span().into()),
    }
}

/// A value is a policy, or says whether the app's is the route's.
fn cors(setting: &Setting) -> TokenStream {
    let place = setting.key.span().into();
    match flatten(setting.value.clone()).as_slice() {
        [] => Template::new(".app_cors()").at(place),
        [value] if is_ident(value, "true") => Template::new(".app_cors()").at(place),
        [value] if is_ident(value, "false") => Template::new(".no_cors()").at(place),
        // A constant of its own lives as long as the table does.
        value => Template::new(".cors({ const __CORS: $cors = $value; &__CORS })")
            .hole("cors", ours("::gatepost::__private::Cors<'static>"))
            .hole("value", value.iter().cloned().collect())
            .at(place),
    }
}

const ROUTE: &str = "
    ::gatepost::__private::Route::new($pattern, &[$methods], 0)
        .with_name(::core::concat!(::core::module_path!(), $name))
        $rules
";
