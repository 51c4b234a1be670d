//! The integration tests, in one binary: what they share is compiled once.

#![allow(
    clippy::disallowed_methods,
    reason = "tests are a machine of their own"
)]

mod architecture;
mod commands_build;
mod commonmark;
mod content_faq;
mod content_html;
mod content_markdown;
mod content_slug;
mod docs;
mod edits;
mod engine_budgets;
mod engine_faults;
mod engine_interrupted;
mod engine_property;
mod kill;
mod process;
mod site_fixture;
mod well_formed;
