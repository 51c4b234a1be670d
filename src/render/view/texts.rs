//! What feeds carry of articles, kept from one build of a process to the next: most of the twenty articles that a
//! feed has were in it before.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::asked::Shared;
use crate::site::question::Question;
use crate::site::row::ArticleId;

/// So many bytes are kept at the most. More than half of them, and those go that the last build did not use which
/// used any.
const MOST: usize = 24 << 20;

/// The texts of articles for feeds, each with what was asked to make it.
#[derive(Default)]
pub struct Texts {
    kept: FxHashMap<ArticleId, Text>,
    bytes: usize,
}

struct Text {
    html: Arc<str>,
    asked: Arc<Shared>,
    is_used: bool,
}

impl Texts {
    /// The text of an article, and what it asked.
    pub(super) fn get(&mut self, id: ArticleId) -> Option<(Arc<str>, Arc<Shared>)> {
        let text = self.kept.get_mut(&id)?;
        text.is_used = true;
        Some((text.html.clone(), text.asked.clone()))
    }

    /// Keeps one, unless it waits for photos: it will be another then.
    pub(super) fn put(&mut self, id: ArticleId, html: &Arc<str>, asked: &Arc<Shared>) {
        if asked.waits() || self.bytes + html.len() > MOST || self.kept.contains_key(&id) {
            return;
        }
        self.bytes += html.len();
        let text = Text {
            html: html.clone(),
            asked: asked.clone(),
            is_used: true,
        };
        self.kept.insert(id, text);
    }

    /// Makes those ready that the next build may use, after one that went well: `find` gives the number of a question
    /// that some route asked.
    pub fn settle(&mut self, find: impl Fn(&Question) -> Option<u32>) {
        let is_full = self.bytes > MOST / 2 && self.kept.values().any(|text| text.is_used);
        self.keep(|text| text.asked.find_numbers(&find) && (text.is_used || !is_full));
        for text in self.kept.values_mut() {
            text.is_used = false;
        }
    }

    /// Forgets those that asked any question, by its number, whose answer does not hold.
    pub fn forget(&mut self, holds: impl Fn(u32) -> bool) {
        self.keep(|text| {
            let mut numbers = text.asked.numbers().unwrap_or_default().iter();
            numbers.all(|&number| holds(number))
        });
    }

    fn keep(&mut self, is_kept: impl Fn(&Text) -> bool) {
        let bytes = &mut self.bytes;
        self.kept.retain(|_, text| {
            let stays = is_kept(text);
            *bytes -= if stays { 0 } else { text.html.len() };
            stays
        });
    }
}
