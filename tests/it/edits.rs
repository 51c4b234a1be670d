//! The edits of a newsroom, and random sequences of them.
//!
//! Edits speak of stories by number and carry small values, so that a failing sequence, once it is
//! shrunk, reads like a newsroom's log.

use std::mem::discriminant;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::desk::FILES;

/// One thing that somebody does between two builds.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Files a story, new or in the place of another.
    Publish(u8, Story),
    Delete(u8),
    Retitle(u8, u8),
    Rewrite(u8, Body),
    /// Hours from the clock's start.
    Redate(u8, i16),
    /// Into another section's folder.
    Move(u8, u8),
    /// Gives its file the other of its two names.
    Rename(u8),
    /// Makes it a bundle with so many photos, or a plain file.
    Bundle(u8, u8),
    /// Adds or removes its English translation.
    Translate(u8),
    Retag(u8, u8),
    Sign(u8, u8),
    Mark(u8, Mark),
    Unmark(u8),
    /// Saves its file without a change.
    Touch(u8),
    /// Any other source file: with this text, or gone.
    File(&'static str, Option<&'static str>),
    Set(Setting),
    /// The clock, in hours from its start; it may go back.
    Clock(i16),
    Preview(bool, bool, bool),
}

/// An article.
#[derive(Clone, Debug)]
pub struct Story {
    pub section: u8,
    pub title: u8,
    pub body: Body,
    pub hours: i16,
    /// Bits: which of [`TAGS`].
    pub tags: u8,
    /// Bits: which of [`AUTHORS`].
    pub authors: u8,
    pub is_renamed: bool,
    pub photos: Option<u8>,
    pub is_translated: bool,
    pub marks: Vec<Mark>,
}

/// What an article's text holds.
#[derive(Clone, Debug)]
pub enum Body {
    Text(u8),
    LinkTo(u8),
    LinkToPage,
    LinkToTag(u8),
    LinkToStatic,
    Photo,
    StaticPhoto,
    RawPhotos,
    Faq(u8),
    Updates(u8),
}

/// A key of front matter that not every article has.
#[derive(Clone, Debug)]
pub enum Mark {
    Draft,
    Expires(i16),
    Updated(i16),
    Alias(u8),
    Related(u8),
    RelatedUrl(u8),
    Series(u8),
    Faq,
    Featured,
    Kind(&'static str),
    Image(&'static str),
    Slug(u8),
    Permalink(u8),
    Pair(u8),
    Id(u8),
    Summary(u8),
    Correction(i16),
    Pinned,
    FeaturedUntil(i16),
    Copy,
    Section(&'static str),
    Typo,
    // What follows keeps a site from being built.
    BrokenYaml,
    NoTitle,
    BadDate,
}

/// A value of `site.yaml`.
#[derive(Clone, Debug)]
pub enum Setting {
    Title(u8),
    Url(u8),
    Zone(u8),
    PageSize(u8),
    Sections(u8),
    Permalink(u8),
    Languages(u8),
    Feed(u8),
    Theme(&'static str),
    Notice(u8),
    Html(u8),
    Policies(u8),
    Hosts(u8),
    Photos(u8),
    /// What makes `site.yaml` unusable, if it is not 0.
    Broken(u8),
}

/// Stories have numbers below this.
const STORIES: u8 = 7;

/// Sequences of so many edits at most.
pub fn sequence(length: usize) -> impl Strategy<Value = Vec<Edit>> {
    vec(edit(), 1..=length)
}

fn edit() -> impl Strategy<Value = Edit> {
    let number = || 0..STORIES;
    prop_oneof![
        6 => (number(), story()).prop_map(|(number, story)| Edit::Publish(number, story)),
        2 => number().prop_map(Edit::Delete),
        2 => (number(), 0..5u8).prop_map(|(number, title)| Edit::Retitle(number, title)),
        3 => (number(), body()).prop_map(|(number, body)| Edit::Rewrite(number, body)),
        3 => (number(), hours()).prop_map(|(number, hours)| Edit::Redate(number, hours)),
        2 => (number(), 0..4u8).prop_map(|(number, section)| Edit::Move(number, section)),
        2 => number().prop_map(Edit::Rename),
        2 => (number(), 0..4u8).prop_map(|(number, photos)| Edit::Bundle(number, photos)),
        2 => number().prop_map(Edit::Translate),
        2 => (number(), 0..32u8).prop_map(|(number, tags)| Edit::Retag(number, tags)),
        2 => (number(), 0..16u8).prop_map(|(number, authors)| Edit::Sign(number, authors)),
        7 => (number(), mark()).prop_map(|(number, mark)| Edit::Mark(number, mark)),
        4 => number().prop_map(Edit::Unmark),
        1 => number().prop_map(Edit::Touch),
        9 => file(),
        5 => setting().prop_map(Edit::Set),
        4 => hours().prop_map(Edit::Clock),
        1 => any::<(bool, bool, bool)>()
            .prop_map(|(drafts, future, expired)| Edit::Preview(drafts, future, expired)),
    ]
}

/// Around the clock's start, where articles appear and expire, or far from it.
fn hours() -> impl Strategy<Value = i16> {
    prop_oneof![4 => -4..5i16, 3 => -120..120i16, 1 => -10_000..3000i16]
}

fn story() -> impl Strategy<Value = Story> {
    let looks = (0..4u8, 0..5u8, body(), hours(), 0..32u8, 0..16u8);
    let files = (
        any::<bool>(),
        proptest::option::weighted(0.3, 0..3u8),
        proptest::bool::weighted(0.2),
    );
    (looks, files, vec(mark(), 0..3)).prop_map(|(looks, files, marks)| {
        let (section, title, body, hours, tags, authors) = looks;
        let (is_renamed, photos, is_translated) = files;
        let mut once: Vec<Mark> = Vec::new();
        for mark in marks {
            if once
                .iter()
                .all(|other| discriminant(other) != discriminant(&mark))
            {
                once.push(mark);
            }
        }
        Story {
            section,
            title,
            body,
            hours,
            tags,
            authors,
            is_renamed,
            photos,
            is_translated,
            marks: once,
        }
    })
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        3 => (0..9u8).prop_map(Body::Text),
        3 => (0..STORIES).prop_map(Body::LinkTo),
        1 => Just(Body::LinkToPage),
        1 => (0..4u8).prop_map(Body::LinkToTag),
        1 => Just(Body::LinkToStatic),
        2 => Just(Body::Photo),
        1 => Just(Body::StaticPhoto),
        1 => Just(Body::RawPhotos),
        1 => (0..3u8).prop_map(Body::Faq),
        1 => (0..4u8).prop_map(Body::Updates),
    ]
}

fn mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        2 => Just(Mark::Draft),
        2 => hours().prop_map(Mark::Expires),
        1 => hours().prop_map(Mark::Updated),
        2 => (0..3u8).prop_map(Mark::Alias),
        1 => (0..STORIES).prop_map(Mark::Related),
        1 => (0..3u8).prop_map(Mark::RelatedUrl),
        2 => (0..3u8).prop_map(Mark::Series),
        1 => Just(Mark::Faq),
        1 => Just(Mark::Featured),
        2 => select(vec!["opinion", "live", "sponsored"]).prop_map(Mark::Kind),
        2 => select(vec!["photo.jpg", "/img/port.svg", "/img/quay.jpg", "quay.jpg", "missing.jpg", "https://cdn.example/a.jpg"]).prop_map(Mark::Image),
        1 => (0..3u8).prop_map(Mark::Slug),
        1 => (0..3u8).prop_map(Mark::Permalink),
        1 => (0..2u8).prop_map(Mark::Pair),
        2 => (0..2u8).prop_map(Mark::Id),
        1 => (0..3u8).prop_map(Mark::Summary),
        2 => hours().prop_map(Mark::Correction),
        1 => Just(Mark::Pinned),
        2 => hours().prop_map(Mark::FeaturedUntil),
        1 => Just(Mark::Copy),
        1 => select(vec!["world/asia", "[port, world]", "asia"]).prop_map(Mark::Section),
        1 => Just(Mark::Typo),
        1 => Just(Mark::BrokenYaml),
        1 => Just(Mark::NoTitle),
        1 => Just(Mark::BadDate),
    ]
}

fn file() -> impl Strategy<Value = Edit> {
    let texts = FILES
        .iter()
        .flat_map(|(path, texts)| texts.iter().map(|text| (*path, Some(*text))));
    // Gone as often as there.
    let all: Vec<_> = texts
        .flat_map(|(path, text)| [(path, text), (path, None)])
        .collect();
    select(all).prop_map(|(path, text)| Edit::File(path, text))
}

fn setting() -> impl Strategy<Value = Setting> {
    let small = || 0..4u8;
    prop_oneof![
        1 => small().prop_map(Setting::Title),
        1 => small().prop_map(Setting::Url),
        1 => small().prop_map(Setting::Zone),
        2 => small().prop_map(Setting::PageSize),
        2 => small().prop_map(Setting::Sections),
        2 => small().prop_map(Setting::Permalink),
        2 => small().prop_map(Setting::Languages),
        1 => small().prop_map(Setting::Feed),
        2 => select(vec!["tiny", "default", "missing"]).prop_map(Setting::Theme),
        1 => small().prop_map(Setting::Notice),
        1 => small().prop_map(Setting::Html),
        1 => small().prop_map(Setting::Policies),
        1 => small().prop_map(Setting::Hosts),
        2 => small().prop_map(Setting::Photos),
        2 => small().prop_map(Setting::Broken),
    ]
}
