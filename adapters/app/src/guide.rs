//! The user guide, a page for each question. It is documentation alone: there is nothing here to use.

#[doc = include_str!("guide/start.md")]
pub mod start {}

#[doc = include_str!("guide/sources.md")]
pub mod sources {}

#[doc = include_str!("guide/deploying.md")]
pub mod deploying {}

#[doc = include_str!("guide/runtimes.md")]
pub mod runtimes {}

#[doc = include_str!("guide/limits.md")]
pub mod limits {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/powertools.md")]
pub mod from_powertools {}

#[doc = include_str!("guide/axum.md")]
pub mod from_axum {}
