//! The blocks of a text that take more than a pair of tags: headings, paragraphs, code, HTML, sections.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, TagEnd};

use super::super::faq::{self, Mark, Section};
use super::super::html::{push_text, push_url};
use super::super::slug::slugify;
use super::Heading;
use super::plain::one_line;
use super::writer::{Part, Writer, Written};

/// Attributes that a heading may be given, besides id and classes and those that begin with `data-`.
const HEADING_ATTRIBUTES: &[&str] = &["lang", "dir", "title"];

/// A heading that is being written.
pub(super) struct OpenHeading<'a> {
    /// Its level in the text.
    level: u8,
    /// Its level in print.
    printed: u8,
    /// The id that its author gives it.
    id: Option<CowStr<'a>>,
    /// Its other attributes, as HTML.
    attributes: String,
    /// Where its words begin in the HTML.
    start: usize,
}

/// A paragraph that is being written.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Where it begins in the HTML.
    pub(super) start: usize,
    /// How many pictures it has.
    pub(super) pictures: usize,
    /// The title of the first picture, and where in the HTML it would stand as an attribute.
    pub(super) title: Option<(String, usize)>,
    /// Whether there is anything but pictures in it.
    pub(super) prose: bool,
    /// How many bold runs are open.
    pub(super) strong: usize,
    /// Whether some of its words are bold.
    pub(super) bold: bool,
    /// Whether some are not.
    pub(super) light: bool,
}

impl<'a> Writer<'a> {
    /// Whether the text is a body, to which all that concerns a whole page applies.
    fn is_page(&self) -> bool {
        self.options.extensions && matches!(self.part, Part::Document { .. })
    }

    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'a>>,
        classes: &[CowStr],
        attributes: &[(CowStr, Option<CowStr>)],
        range: Range<usize>,
    ) {
        self.words.end_word();
        let level = level as u8;
        if self.is_page() {
            if level == 1 && !self.demote {
                self.demotion_due = self.heading_seen;
                self.demote = true;
            }
            let ends_section = |section: &Section| self.depth == 0 && level <= section.level;
            if self.section.as_ref().is_some_and(ends_section) {
                self.end_section();
            }
        }
        self.heading_seen = true;
        if attributes
            .iter()
            .any(|(name, _)| name.starts_with(['%', '{']))
        {
            let written = self.text.get(range.clone()).unwrap_or_default();
            self.leftovers.scan(written, range);
        }
        self.fresh_line();
        self.plain = Some(String::new());
        self.heading = Some(OpenHeading {
            level,
            printed: (level + u8::from(self.demote)).min(6),
            id,
            attributes: heading_attributes(classes, attributes),
            start: self.out.len(),
        });
    }

    pub(super) fn end_heading(&mut self, range: Range<usize>) {
        self.words.end_word();
        let Some(heading) = self.heading.take() else {
            return;
        };
        let text = one_line(&self.plain.take().unwrap_or_default());
        let (start, level) = (heading.start, heading.printed);
        let mut tag = format!("<h{level}");
        let mut claimed = None;
        if self.is_page() {
            let slug = slugify(&text);
            let id = self.ids.claim(heading.id.as_deref(), &slug);
            tag.push_str(" id=\"");
            push_text(&mut tag, &id);
            tag.push('"');
            claimed = Some((slug, id));
        }
        tag.push_str(&heading.attributes);
        tag.push('>');
        self.out.insert_str(start, &tag);
        self.out.push_str("</h");
        self.out.push(char::from(b'0' + level));
        self.out.push_str(">\n");
        let Some((slug, id)) = claimed.filter(|_| self.depth == 0) else {
            return;
        };
        let end = self.out.len();
        if let Some(section) = &mut self.section {
            if !text.is_empty() {
                section.marks.push(Mark {
                    level: Some(heading.level),
                    question: text.clone(),
                    own_id: heading.id.as_deref() == Some(id.as_str()),
                    id: Some(id.clone()),
                    range,
                    start,
                    end,
                });
            }
        } else if faq::is_title(&slug) {
            let title = text.clone();
            let (id, marks) = (id.clone(), Vec::new());
            self.section = Some(Section {
                level: heading.level,
                title,
                id,
                range,
                start,
                end,
                marks,
            });
        }
        self.headings.push(Heading { level, id, text });
    }

    pub(super) fn start_paragraph(&mut self) {
        self.fresh_line();
        self.paragraph = Some(Paragraph {
            start: self.out.len(),
            ..Paragraph::default()
        });
        if self.section.is_some() && self.depth == 0 {
            self.plain = Some(String::new());
        }
        if self.part != Part::Line {
            self.out.push_str("<p>");
        }
    }

    pub(super) fn end_paragraph(&mut self, range: Range<usize>) {
        self.words.end_word();
        let plain = self.plain.take();
        let Some(paragraph) = self.paragraph.take().filter(|_| self.part != Part::Line) else {
            return;
        };
        let Paragraph {
            start,
            pictures,
            title,
            prose,
            bold,
            light,
            ..
        } = paragraph;
        if self.options.extensions {
            if self.out.len() == start + "<p>".len() {
                self.out.truncate(start);
                return;
            }
            if pictures == 1 && !prose {
                self.out
                    .replace_range(start..start + "<p>".len(), "<figure>");
                if let Some((title, _)) = title {
                    self.out.push_str("<figcaption>");
                    push_text(&mut self.out, &title);
                    self.out.push_str("</figcaption>");
                }
                self.out.push_str("</figure>\n");
                return;
            }
        }
        if let Some((title, at)) = title {
            let mut attribute = " title=\"".to_owned();
            push_text(&mut attribute, &title);
            attribute.push('"');
            self.out.insert_str(at, &attribute);
        }
        self.out.push_str("</p>\n");
        if let (Some(plain), Some(section)) = (plain, &mut self.section)
            && bold
            && !light
            && pictures == 0
        {
            section.marks.push(Mark {
                level: None,
                question: one_line(&plain),
                id: None,
                own_id: false,
                range,
                start,
                end: self.out.len(),
            });
        }
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind) {
        self.code = true;
        self.fresh_line();
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split(' ').next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            self.out.push_str("<pre><code>");
        } else {
            self.out.push_str("<pre><code class=\"language-");
            push_text(&mut self.out, language);
            self.out.push_str("\">");
        }
    }

    /// Takes a whole block of raw HTML, which comes line by line.
    pub(super) fn html_block(&mut self, block: Range<usize>) {
        self.words.end_word();
        let mut html = String::new();
        let mut range = block.start..block.start;
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(TagEnd::HtmlBlock) => break,
                Event::Html(line) | Event::Text(line) => {
                    if html.is_empty() {
                        range.start = place.start;
                    }
                    range.end = place.end;
                    html.push_str(&line);
                }
                _ => {}
            }
        }
        self.fresh_line();
        self.raw_html(&html, range, true);
    }

    /// Takes the open FAQ section out of the body, if it has questions.
    fn end_section(&mut self) {
        let Some(section) = self.section.take() else {
            return;
        };
        let extracted = section.extract(&mut self.out);
        for (warning, range) in extracted.warnings {
            self.report.add(warning, range);
        }
        self.moved.extend(extracted.moved);
        self.faq = faq::joined(self.faq.take(), extracted.block);
    }

    /// Ends the text: the last section, the footnotes, and what can be said only now.
    pub(super) fn finish(mut self) -> Written<'a> {
        self.end_section();
        self.finish_footnotes();
        self.finish_moved();
        for (id, range) in self.ids.dead_links() {
            let message = format!("there is no heading `#{id}` on this page");
            self.report.warn("dead-fragment", range, message);
        }
        if let Some((count, range, first)) = self.leftovers.found() {
            let message = match count {
                1 => format!("`{first}` looks like another generator's template code"),
                _ => format!(
                    "`{first}` and {} more look like another generator's template code",
                    count - 1
                ),
            };
            let hint = "it is printed as text; write it as Markdown or HTML, or take it out";
            self.report
                .warn_with_hint("leftover-template", range, message, hint);
        }
        Written {
            html: self.out,
            faq: self.faq,
            words: self.words.count(),
            headings: self.headings,
            raw: self.raw,
            demotion_due: self.demotion_due,
            report: self.report,
        }
    }

    fn finish_footnotes(&mut self) {
        let footnotes = std::mem::take(&mut self.footnotes);
        let mut section = String::new();
        // A mention within an FAQ question went with its markup.
        let faq = self.faq.as_ref();
        footnotes.finish(&mut section, |id| {
            let attribute = format!("id=\"{id}\"");
            faq.is_none_or(|faq| {
                self.out.contains(&attribute)
                    || faq.intro.contains(&attribute)
                    || faq
                        .items
                        .iter()
                        .any(|item| item.answer.contains(&attribute))
            })
        });
        self.out.push_str(&section);
    }

    /// Forgets the headings that went into the FAQ, and leads links to them to where they are now.
    fn finish_moved(&mut self) {
        let moved = std::mem::take(&mut self.moved);
        if moved.is_empty() {
            return;
        }
        let gone: HashSet<&str> = moved.iter().map(|(id, _)| id.as_str()).collect();
        self.headings
            .retain(|heading| !gone.contains(heading.id.as_str()));
        for (id, new) in moved
            .iter()
            .filter(|(id, new)| id != new && self.ids.is_linked(id))
        {
            let (old, new) = (fragment_link(id), fragment_link(new));
            self.out = self.out.replace(&old, &new);
            self.faq = self
                .faq
                .take()
                .map(|faq| faq.map_html(|html| html.replace(&old, &new)));
        }
    }
}

fn fragment_link(id: &str) -> String {
    let mut link = "href=\"#".to_owned();
    push_url(&mut link, id);
    link.push('"');
    link
}

/// Classes and harmless attributes of a heading, as HTML with a space before each.
fn heading_attributes(classes: &[CowStr], attributes: &[(CowStr, Option<CowStr>)]) -> String {
    let mut html = String::new();
    for (index, class) in classes.iter().enumerate() {
        html.push_str(if index == 0 { " class=\"" } else { " " });
        push_text(&mut html, class);
    }
    if !classes.is_empty() {
        html.push('"');
    }
    for (name, value) in attributes {
        let well_formed = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let data = name
            .strip_prefix("data-")
            .is_some_and(|rest| !rest.is_empty());
        let repeated = html.contains(&format!(" {name}=\""));
        if well_formed && (data || HEADING_ATTRIBUTES.contains(&&**name)) && !repeated {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            push_text(&mut html, value.as_deref().unwrap_or_default());
            html.push('"');
        }
    }
    html
}
