//! `robots.txt` (RFC 9309), with the way to the sitemap.

use std::fmt::Write;
use std::sync::Arc;

use super::{Body, NONE, Output, Planned, Subject, only, sitemap};
use crate::changes::CONFIG;
use crate::config::{self, AiCrawlers};
use crate::diag::{Diagnostic, Place};
use crate::render::View;
use crate::site::Site;

/// Crawlers that gather texts to train models with.
const TRAINING: &[&str] = &[
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-training-data-crawler",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "ImagesiftBot",
    "img2dataset",
    "meta-externalagent",
    "omgili",
    "PanguBot",
    "Timpibot",
    "Webzio-Extended",
];

/// Crawlers that search, or fetch a page that a reader asked about.
const SEARCHING: &[&str] = &[
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "cohere-ai",
    "DuckAssistBot",
    "meta-externalfetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "Perplexity-User",
    "PerplexityBot",
    "YouBot",
];

pub struct Robots;

impl Output for Robots {
    fn name(&self) -> &'static str {
        "robots.txt"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        if subject == Subject::Site && !super::is_brought(site, "robots.txt") {
            only("/robots.txt")
        } else {
            NONE
        }
    }

    fn render(&self, view: &Arc<View>, _: Subject, _: u32) -> Result<Body, Box<Diagnostic>> {
        let robots = &view.settings().publishing.robots;
        let unwelcome: &[&[&str]] = match robots.ai {
            AiCrawlers::Allow => &[],
            AiCrawlers::Search => &[TRAINING],
            AiCrawlers::Deny => &[TRAINING, SEARCHING],
        };
        // A site in a folder of somebody else's host can do nothing about that, and is told if it tried.
        if !view.base().path().is_empty() && *robots != config::Robots::default() {
            let message = format!(
                "crawlers look for robots.txt at {}/robots.txt only, and so not at this site's",
                view.base().root()
            );
            view.report([Diagnostic::warning("unread-robots", message)
                .at(Place::file(CONFIG))
                .hint("have what this site's says put into that one, its sitemap above all")]);
        }
        let mut out = String::new();
        for crawler in unwelcome.iter().copied().flatten() {
            let _ = writeln!(out, "User-agent: {crawler}");
        }
        if !out.is_empty() {
            out.push_str("Disallow: /\n\n");
        }
        out.push_str("User-agent: *\n");
        for path in &robots.disallow {
            let path = view
                .base()
                .absolute(path)
                .replacen(view.base().root(), "", 1);
            let _ = writeln!(out, "Disallow: {path}");
        }
        let _ = write!(
            out,
            "Allow: /\n\nSitemap: {}\n",
            view.base().absolute(sitemap::INDEX)
        );
        Ok(Body::Bytes(out.into_bytes()))
    }
}
