//! Paths that begin with the stage of their API.

/// A path without the stage that stands before it, which is there once or not at all: not where the
/// stage is `$default`, nor behind a custom domain name.
///
/// ```
/// use gatepost_json::without_stage;
///
/// assert_eq!(without_stage("/v1/orders", Some("v1")), "/orders");
/// assert_eq!(without_stage("/v1", Some("v1")), "/");
/// assert_eq!(without_stage("/v10/orders", Some("v1")), "/v10/orders");
/// assert_eq!(without_stage("/orders", Some("$default")), "/orders");
/// ```
#[must_use]
pub fn without_stage<'b>(path: &'b str, stage: Option<&str>) -> &'b str {
    let Some(stage) = stage.filter(|stage| !stage.is_empty() && *stage != "$default") else {
        return path;
    };
    match path.strip_prefix('/').and_then(|path| path.strip_prefix(stage)) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => path,
    }
}
