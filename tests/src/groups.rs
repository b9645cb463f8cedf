//! Groups of routes, in a line each.

/// Declares groups: name, prefix, settings, routes.
#[macro_export]
macro_rules! groups {
    ($($name:ident $prefix:literal $rules:expr, $routes:ty;)*) => {$(
        struct $name;

        impl gatepost::Group for $name {
            type Routes = $routes;
            const PREFIX: &'static str = $prefix;
            const RULES: gatepost::Rules<'static> = $rules;
        }
    )*};
}
