//! What a process that stays looks up instead of searching: which questions are about what, and which routes
//! ask them. A process that builds once has no use for it.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::questions::Questions;
use super::routes::{RouteId, Routes};
use crate::site::Touched;
use crate::site::listing::ListingKey;
use crate::site::names::Name;
use crate::site::question::Question;

/// A question that more routes than this ask changes so much that searching for them costs nothing beside it.
const MANY: usize = 512;

/// Questions by what they are about, and routes by what they ask.
pub struct Index {
    by_listing: FxHashMap<ListingKey, OfListing>,
    by_photo: FxHashMap<Name, Vec<u32>>,
    // Those that nearly any edit, or the clock, may touch.
    general: Vec<u32>,
    // What sections and the like have now; not tags and authors, which are many.
    newest: Vec<u32>,
    // How many questions are in here.
    known: usize,
    // By question; `None` if they are too many to be kept.
    askers: Vec<Option<Vec<RouteId>>>,
}

/// The questions about a listing. An archive has very many pages that a new article leaves alone.
#[derive(Default)]
struct OfListing {
    any: Vec<u32>,
    // Those about articles from some on, with the position after the last of them.
    spans: BTreeSet<(usize, u32)>,
    // Those about a numbered page, with its number, which stays whatever `page_size` becomes.
    pages: BTreeSet<(u32, u32)>,
}

impl OfListing {
    /// Those that a change from a position on may touch, and others.
    fn from(&self, position: usize, page_size: usize) -> impl Iterator<Item = u32> + '_ {
        let spans = self.spans.range((position.saturating_add(1), 0)..);
        // A page is there if the one after it is begun, and so depends on what is a page further on.
        let page = (position / page_size.max(1)).saturating_sub(1);
        let pages = self
            .pages
            .range((u32::try_from(page).unwrap_or(u32::MAX), 0)..);
        let any = self.any.iter().copied();
        any.chain(spans.map(|&(_, number)| number))
            .chain(pages.map(|&(_, number)| number))
    }
}

impl Index {
    /// Of all that is known.
    pub fn new(routes: &Routes, questions: &Questions) -> Index {
        let mut index = Index {
            by_listing: FxHashMap::default(),
            by_photo: FxHashMap::default(),
            general: Vec::new(),
            newest: Vec::new(),
            known: 0,
            askers: Vec::new(),
        };
        index.learn(questions);
        for (id, route) in routes.iter() {
            index.ask(id, &route.asked);
        }
        index
    }

    /// Takes in the questions that are new.
    pub fn learn(&mut self, questions: &Questions) {
        let new = questions.all().get(self.known..).unwrap_or_default();
        let first = u32::try_from(self.known).unwrap_or(u32::MAX);
        for (question, number) in new.iter().zip(first..) {
            if question.is_of_what_is_newest() {
                self.newest.push(number);
            }
            match question {
                Question::Span(key, start, count) | Question::Modified(key, start, count) => {
                    let end = (*start as usize).saturating_add(*count as usize);
                    self.of(*key).spans.insert((end, number));
                }
                Question::Page(key, page) | Question::HasPage(key, page) => {
                    self.of(*key).pages.insert((*page, number));
                }
                Question::Label(key)
                | Question::Count(key)
                | Question::Days(key)
                | Question::Head(key)
                | Question::Latest(key, _)
                | Question::Before(key, ..)
                | Question::After(key, ..) => self.of(*key).any.push(number),
                Question::Print(file, _) => {
                    self.by_photo.entry(*file).or_default().push(number);
                }
                Question::Output(_)
                | Question::Pages(_)
                | Question::Site(_)
                | Question::Markdown
                | Question::Settings
                | Question::Listings(..)
                | Question::News(_)
                | Question::Pinned(_)
                | Question::Featured(_)
                | Question::Corrected(_)
                | Question::Redirects
                | Question::Passed(_)
                | Question::Clock(..) => self.general.push(number),
                // These are found by their names, or touched only by what touches half the site.
                Question::Article(_)
                | Question::Card(_)
                | Question::Translations(_)
                | Question::Identity(_)
                | Question::Document(_)
                | Question::Source(_)
                | Question::Slug(_)
                | Question::File(_)
                | Question::Person(..)
                | Question::Introduction(_)
                | Question::Template(_)
                | Question::Words(_)
                | Question::Asset(_) => {}
            }
        }
        self.known = questions.len();
        self.askers.resize_with(self.known, || Some(Vec::new()));
    }

    fn of(&mut self, key: ListingKey) -> &mut OfListing {
        self.by_listing.entry(key).or_default()
    }

    /// Notes that a route asks these.
    pub fn ask(&mut self, id: RouteId, asked: &[u32]) {
        for &number in asked {
            let Some(slot) = self.askers.get_mut(number as usize) else {
                continue;
            };
            if let Some(askers) = slot {
                askers.push(id);
                if askers.len() > MANY {
                    *slot = None;
                }
            }
        }
    }

    /// Notes that a route no longer asks these.
    pub fn unask(&mut self, id: RouteId, asked: &[u32]) {
        for &number in asked {
            if let Some(Some(askers)) = self.askers.get_mut(number as usize) {
                askers.retain(|&other| other != id);
            }
        }
    }

    /// The routes that ask a question; `None` if they have to be searched for.
    pub fn askers(&self, number: u32) -> Option<&[RouteId]> {
        self.askers.get(number as usize)?.as_deref()
    }

    /// Every question about the site as a whole: its clocks, and what is newest in its sections.
    pub fn of_the_site(&self) -> impl Iterator<Item = u32> + '_ {
        self.general.iter().chain(&self.newest).copied()
    }

    /// Every question that these edits may touch, and others; `None` if all have to be looked at. `page_size` is how
    /// many articles a page of a listing has.
    pub fn touched(
        &self,
        touched: &Touched,
        questions: &Questions,
        page_size: usize,
    ) -> Option<Vec<u32>> {
        let is_wide = touched.all
            || touched.sections
            || touched.statics
            || touched.theme
            || !touched.people.is_empty();
        if is_wide {
            return None;
        }
        let articles = touched
            .articles
            .iter()
            .flat_map(|&id| [Question::Article(id), Question::Card(id)]);
        let groups = touched
            .groups
            .iter()
            .flat_map(|&group| [Question::Translations(group), Question::Identity(group)]);
        let paths = touched.paths.iter().flat_map(|&path| {
            [
                Question::Document(path),
                Question::Source(path),
                Question::File(path),
            ]
        });
        let slugs = touched.slugs.iter().map(|&slug| Question::Slug(slug));
        let named = articles.chain(groups).chain(paths).chain(slugs);
        let mut found: Vec<u32> = named
            .filter_map(|question| questions.find(&question))
            .collect();
        for (key, &position) in &touched.listings {
            let asked = self.by_listing.get(key).into_iter();
            found.extend(asked.flat_map(|asked| asked.from(position, page_size)));
        }
        for path in &touched.paths {
            found.extend(self.by_photo.get(path).into_iter().flatten());
        }
        found.extend(&self.general);
        Some(found)
    }
}
