//! The integration tests, in one binary: what they share is compiled once.

#![allow(
    clippy::disallowed_methods,
    reason = "tests are a machine of their own"
)]
#![allow(clippy::format_collect, reason = "fixtures need not be made fast")]

// As in the program: what the tests wait for is in good part the making of small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod architecture;
mod archive;
mod calendar;
mod cli;
mod commands_build;
mod commonmark;
mod config;
mod content_dates;
mod content_faq;
mod content_front_matter;
mod content_html;
mod content_markdown;
mod content_slug;
mod content_source_path;
mod content_yaml;
mod corpora;
mod deploy;
mod desk;
mod docs;
mod editorial;
mod edits;
mod engine_budgets;
mod engine_faults;
mod engine_interrupted;
mod engine_property;
mod errors;
mod feed_readers;
mod feeds;
mod frail_disk;
mod front;
mod kill;
mod languages;
mod modified;
mod night;
mod outlet;
mod outputs;
mod ownership;
mod pages;
mod photo;
mod photos;
mod process;
mod serve;
mod sharing;
mod site_fixture;
mod spelling;
mod structured_data;
mod suites;
mod watch;
mod well_formed;
