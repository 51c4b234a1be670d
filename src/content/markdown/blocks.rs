//! The blocks of a text that take more than a pair of tags: headings, paragraphs, code, HTML, sections.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, TagEnd};

use super::super::faq::{self, FaqBlock, Mark, Section};
use super::super::html::{push_text, push_url};
use super::super::slug::slugify;
use super::Heading;
use super::footnotes;
use super::links::shown;
use super::plain::one_line;
use super::writer::{Demotion, LINE_GUARD, Part, Writer, Written};
use crate::diag::Diagnostic;

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
    /// The captions of its pictures, HTML, of those that have several sizes and something to say.
    pub(super) captions: Vec<String>,
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
        self.options.extensions && matches!(self.part, Part::Document(_))
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
            self.demotion = self.demotion.after(level);
            let ends_section = |section: &Section| self.depth == 0 && level <= section.level;
            if self.section.as_ref().is_some_and(ends_section) {
                self.end_section();
            }
        }
        if attributes
            .iter()
            .any(|(name, _)| name.starts_with(['%', '{']))
        {
            let written = self.text.get(range.clone()).unwrap_or_default();
            self.leftovers.scan(written, range.start, self.text);
        }
        self.fresh_line();
        self.plain = Some(String::new());
        self.heading = Some(OpenHeading {
            level,
            printed: (level + u8::from(self.demotion == Demotion::Applied)).min(6),
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
        } else if faq::is_title(&text, &slug) {
            let title = text.clone();
            let (id, marks) = (id.clone(), Vec::new());
            self.section = Some(Section {
                level: heading.level,
                title,
                id,
                headings_before: self.headings.len(),
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
            captions,
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
            if pictures >= 1 && !prose {
                // Several beside each other are leafed through, by keys as well.
                let open = match pictures {
                    1 => "<figure>",
                    _ => "<figure class=\"gallery\" tabindex=\"0\">",
                };
                self.out.replace_range(start..start + "<p>".len(), open);
                let mut caption = captions.join(" ");
                if let (true, 1, Some((title, _))) = (caption.is_empty(), pictures, title) {
                    push_text(&mut caption, &title);
                }
                if !caption.is_empty() {
                    self.out.push_str("<figcaption>");
                    self.out.push_str(&caption);
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
                question: one_line(&plain).trim_end_matches([':', ' ']).to_owned(),
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
        for (event, place) in self.events.by_ref() {
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
        for (code, warning, range) in extracted.warnings {
            self.report.add(code, warning, range);
        }
        self.moved.extend(extracted.moved);
        self.headings
            .truncate(extracted.headings.unwrap_or(usize::MAX));
        self.faqs.extend(extracted.block);
    }

    /// Ends the text: the last section, the footnotes, and what can be said only now.
    pub(super) fn finish(mut self) -> (Written, Vec<Diagnostic>) {
        self.end_section();
        let faqs = std::mem::take(&mut self.faqs);
        let faq = faq::merged(faqs);
        self.finish_footnotes(faq.as_ref());
        let faq = self.relinked(faq);
        for (id, range) in self.ids.dead_links() {
            let message = format!("there is no heading `#{}` on this page", shown(id));
            self.report.warn("dead-fragment", range, message);
        }
        self.leftovers.report(&mut self.report);
        self.undefined.report(&mut self.report);
        self.loose_notes.report(&mut self.report);
        if self.part == Part::Line && self.out.starts_with(LINE_GUARD) {
            self.out.remove(0);
        }
        let written = Written {
            html: self.out,
            faq,
            words: self.words.count(),
            headings: self.headings,
            raw: self.raw.used,
            deepest: self.deepest + self.raw.deepest,
            demotion: self.demotion,
        };
        (written, self.report.into_diagnostics())
    }

    fn finish_footnotes(&mut self, faq: Option<&FaqBlock>) {
        let footnotes = std::mem::take(&mut self.footnotes);
        for (label, range) in footnotes.unused() {
            self.loose_notes.unused(label, range);
        }
        if footnotes.is_empty() {
            return;
        }
        let mut section = String::new();
        match faq {
            None => footnotes.finish(&mut section, |_| true),
            // A mention within a question of the FAQ went with the question's markup.
            Some(faq) => {
                let answers = faq.items.iter().map(|item| &item.answer);
                let printed: HashSet<&str> = [&self.out, &faq.intro]
                    .into_iter()
                    .chain(answers)
                    .flat_map(|html| footnotes::mentions(html))
                    .collect();
                footnotes.finish(&mut section, |id| printed.contains(id));
            }
        }
        self.out.push_str(&section);
    }

    /// Leads links to headings that went into the FAQ to where they are now.
    fn relinked(&mut self, faq: Option<FaqBlock>) -> Option<FaqBlock> {
        let mut moved: HashMap<String, String> =
            std::mem::take(&mut self.moved).into_iter().collect();
        let linked = self.ids.linked();
        moved.retain(|id, new| id != new && linked.contains(id.as_str()));
        if moved.is_empty() {
            return faq;
        }
        let moved: HashMap<String, String> = moved
            .iter()
            .map(|(id, new)| (url_of(id), url_of(new)))
            .collect();
        self.out = with_fragments(&self.out, &moved);
        faq.map(|faq| faq.map_html(|html| with_fragments(&html, &moved)))
    }
}

fn url_of(id: &str) -> String {
    let mut url = String::new();
    push_url(&mut url, id);
    url
}

/// `html` with the links to fragments that are keys of `moved` leading to their values.
fn with_fragments(html: &str, moved: &HashMap<String, String>) -> String {
    const LINK: &str = "href=\"#";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(LINK) {
        let (before, after) = rest.split_at(at + LINK.len());
        out.push_str(before);
        let (fragment, tail) = after.split_at(after.find('"').unwrap_or(after.len()));
        out.push_str(moved.get(fragment).map_or(fragment, String::as_str));
        rest = tail;
    }
    out.push_str(rest);
    out
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
