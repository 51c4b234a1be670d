//! From the parser's events to HTML.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, OffsetIter, Parser, Tag, TagEnd};

use crate::diag::Diagnostic;

use super::super::faq::{FaqBlock, Section};
use super::super::html::push_text;
use super::super::html::sanitize::sanitize;
use super::blocks::{OpenHeading, Paragraph};
use super::footnotes::Footnotes;
use super::headings::Ids;
use super::leftovers::Leftovers;
use super::links::Resolver;
use super::loose_ends::{LooseNotes, Undefined};
use super::raw::RawHtml;
use super::report::Report;
use super::words::Words;
use super::{Heading, Links, Options};

/// What kind of text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A whole body.
    Document(Demotion),
    /// Some paragraphs within a page.
    Fragment,
    /// One line, which begins with [`LINE_GUARD`].
    Line,
}

/// Whether the headings of a body move down a level, because the page itself has one of the first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Demotion {
    /// No heading came yet.
    Undecided,
    /// There are headings, none of the first level.
    None,
    /// They move.
    Applied,
    /// They ought to, but some were written in place: the text is to be written again.
    Due,
}

impl Demotion {
    /// What is known after a heading of this level.
    pub(super) fn after(self, level: u8) -> Demotion {
        match (self, level) {
            (Demotion::Undecided, 1) => Demotion::Applied,
            (Demotion::None, 1) => Demotion::Due,
            (Demotion::Undecided, _) => Demotion::None,
            (decided, _) => decided,
        }
    }
}

/// White space that Markdown does not take for indentation: it keeps a line from being read as a heading, a
/// list or any other block. It is not printed.
pub(super) const LINE_GUARD: char = '\u{a0}';

/// What came of it.
pub(super) struct Written {
    pub(super) html: String,
    pub(super) faq: Option<FaqBlock>,
    pub(super) words: u32,
    pub(super) headings: Vec<Heading>,
    /// Whether raw HTML went in that is still to be sanitized.
    pub(super) raw: bool,
    /// How deep its elements are nested at most, roughly.
    pub(super) deepest: usize,
    pub(super) demotion: Demotion,
}

impl Written {
    /// Passes all of its HTML through the sanitizer; `None` if that fails.
    pub(super) fn sanitize(&mut self, embeds: &[String]) -> Option<()> {
        self.html = sanitize(&self.html, embeds)?;
        if let Some(faq) = &mut self.faq {
            faq.intro = sanitize(&faq.intro, embeds)?;
            for item in &mut faq.items {
                item.answer = sanitize(&item.answer, embeds)?;
            }
            faq.items.retain(|item| !item.answer.trim().is_empty());
        }
        self.faq = self.faq.take().filter(|faq| !faq.items.is_empty());
        Some(())
    }
}

/// Writes `text`. Offsets in the report count from its beginning.
pub(super) fn write<'a>(
    text: &'a str,
    part: Part,
    options: &'a Options,
    links: &'a dyn Links,
    report: Report<'a>,
) -> (Written, Vec<Diagnostic>) {
    let syntax = options.syntax(matches!(part, Part::Document(_)));
    let undefined = Undefined::default();
    let broken = Some(undefined.clone());
    let events = Parser::new_with_broken_link_callback(text, syntax, broken);
    let mut writer = Writer {
        text,
        events: events.into_offset_iter(),
        options,
        resolver: Resolver { options, links },
        report,
        part,
        out: String::with_capacity(text.len() + text.len() / 4),
        set_aside: Vec::new(),
        depth: 0,
        deepest: 0,
        code: false,
        links: Vec::new(),
        table: Table::default(),
        heading: None,
        paragraph: None,
        plain: None,
        words: Words::default(),
        ids: Ids::default(),
        headings: Vec::new(),
        demotion: match part {
            Part::Document(demotion) => demotion,
            Part::Fragment | Part::Line => Demotion::None,
        },
        footnotes: Footnotes::default(),
        section: None,
        faqs: Vec::new(),
        moved: Vec::new(),
        leftovers: Leftovers::default(),
        undefined,
        loose_notes: LooseNotes::default(),
        raw: RawHtml::default(),
    };
    writer.run();
    writer.finish()
}

/// The state of writing one text.
pub(super) struct Writer<'a> {
    pub(super) text: &'a str,
    pub(super) events: OffsetIter<'a, Undefined>,
    pub(super) options: &'a Options,
    pub(super) resolver: Resolver<'a>,
    pub(super) report: Report<'a>,
    pub(super) part: Part,
    pub(super) out: String,
    /// What `out` held before the footnotes that are being written, with their labels.
    pub(super) set_aside: Vec<(CowStr<'a>, String)>,
    /// How many lists, quotations and the like are open.
    pub(super) depth: usize,
    /// How many there were at most.
    pub(super) deepest: usize,
    /// Whether a code block is open.
    pub(super) code: bool,
    /// For each open link whether its `<a>` was written.
    pub(super) links: Vec<bool>,
    pub(super) table: Table,
    pub(super) heading: Option<OpenHeading<'a>>,
    pub(super) paragraph: Option<Paragraph>,
    /// The words of the open heading, or of a paragraph that may be a question.
    pub(super) plain: Option<String>,
    pub(super) words: Words,
    pub(super) ids: Ids,
    pub(super) headings: Vec<Heading>,
    pub(super) demotion: Demotion,
    pub(super) footnotes: Footnotes,
    /// The open FAQ section.
    pub(super) section: Option<Section>,
    /// The FAQ sections that were taken out of the body.
    pub(super) faqs: Vec<FaqBlock>,
    /// Ids of headings that went into the FAQ, with their new ones.
    pub(super) moved: Vec<(String, String)>,
    pub(super) leftovers: Leftovers,
    pub(super) undefined: Undefined,
    pub(super) loose_notes: LooseNotes,
    pub(super) raw: RawHtml,
}

/// Where in a table the writer is.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    head: bool,
}

impl<'a> Writer<'a> {
    fn run(&mut self) {
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag, range),
                Event::Text(text) => self.text(&text, range),
                Event::Code(code) => {
                    self.prose();
                    self.words.add(&code);
                    if let Some(plain) = &mut self.plain {
                        plain.push_str(&code);
                    }
                    self.out.push_str("<code>");
                    push_text(&mut self.out, &code);
                    self.out.push_str("</code>");
                }
                Event::Html(html) => self.raw_html(&html, range, true),
                Event::InlineHtml(html) => {
                    self.prose();
                    self.raw_html(&html, range, false);
                }
                Event::SoftBreak => self.line_break("\n"),
                Event::HardBreak => self.line_break("<br />\n"),
                Event::Rule => {
                    self.fresh_line();
                    self.out.push_str("<hr />\n");
                }
                Event::FootnoteReference(label) => {
                    self.prose();
                    let in_link = self.links.contains(&true);
                    self.footnotes.mention(&label, in_link, &mut self.out);
                }
                Event::TaskListMarker(true) => {
                    self.out
                        .push_str("<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n");
                }
                Event::TaskListMarker(false) => {
                    self.out
                        .push_str("<input disabled=\"\" type=\"checkbox\"/>\n");
                }
                // Math is not enabled; were it, its source would be the best to print.
                Event::InlineMath(math) | Event::DisplayMath(math) => {
                    push_text(&mut self.out, &math);
                }
            }
            if self.demotion == Demotion::Due {
                return;
            }
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.code {
            push_text(&mut self.out, text);
            return;
        }
        self.words.add(text);
        if text.contains('{') {
            self.leftovers.scan(text, range.start, self.text);
        }
        self.loose_notes.scan(text, range.start, self.text);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.prose |= !text.trim_ascii().is_empty();
            paragraph.bold |= paragraph.strong > 0;
            // Signs alone are no words: `**Why?**:` is all bold.
            let has_words = || text.chars().any(char::is_alphanumeric);
            paragraph.light |= paragraph.strong == 0 && has_words();
        }
        if let Some(plain) = &mut self.plain {
            // Plain text is as written: typographic quotes are for print.
            let straight = |written: &&str| {
                written
                    .bytes()
                    .all(|byte| matches!(byte, b'\'' | b'"' | b'-' | b'.'))
            };
            plain.push_str(self.text.get(range).filter(straight).unwrap_or(text));
        }
        push_text(&mut self.out, text);
    }

    fn line_break(&mut self, html: &str) {
        self.words.end_word();
        if let Some(plain) = &mut self.plain {
            plain.push(' ');
        }
        self.out.push_str(html);
    }

    /// Takes note that the open paragraph has something in it that is neither text nor picture.
    fn prose(&mut self) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.prose = true;
            paragraph.light |= paragraph.strong == 0;
        }
    }

    /// Begins a new line unless one has just begun.
    pub(super) fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading {
                level,
                id,
                attrs,
                classes,
            } => self.start_heading(level, id, &classes, &attrs, range),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.strong += 1;
                }
                self.out.push_str("<strong>");
            }
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image {
                dest_url, title, ..
            } => self.image(&dest_url, &title, range),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.html_block(range),
            Tag::MetadataBlock(_) => {}
            container => {
                self.words.end_word();
                self.start_container(container);
            }
        }
    }

    fn start_container(&mut self, tag: Tag<'a>) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        match tag {
            Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            Tag::FootnoteDefinition(label) => {
                let before = std::mem::take(&mut self.out);
                self.set_aside.push((label, before));
                return;
            }
            _ => self.fresh_line(),
        }
        match tag {
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                self.out.push_str("<aside class=\"alert ");
                self.out.push_str(alert_class(kind));
                self.out.push_str("\" role=\"note\">\n");
                if let Some(label) = self.resolver.links.alert(alert_class(kind)) {
                    self.out.push_str("<p class=\"label\">");
                    push_text(&mut self.out, &label);
                    self.out.push_str("</p>\n");
                }
            }
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => {
                self.out.push_str("<ol start=\"");
                self.out.push_str(&start.to_string());
                self.out.push_str("\">\n");
            }
            Tag::Item => self.out.push_str("<li>"),
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => {
                self.table.alignments = alignments;
                self.fresh_line();
                // One that is wider than the screen is scrolled, by keys as well.
                self.out.push_str("<table tabindex=\"0\">");
            }
            Tag::TableHead => {
                self.table.head = true;
                self.table.cell = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                self.out
                    .push_str(if self.table.head { "<th" } else { "<td" });
                self.out
                    .push_str(match self.table.alignments.get(self.table.cell) {
                        Some(Alignment::Left) => " style=\"text-align: left\">",
                        Some(Alignment::Center) => " style=\"text-align: center\">",
                        Some(Alignment::Right) => " style=\"text-align: right\">",
                        Some(Alignment::None) | None => ">",
                    });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => return self.end_paragraph(range),
            TagEnd::Heading(_) => return self.end_heading(range),
            TagEnd::Emphasis => return self.out.push_str("</em>"),
            TagEnd::Strong => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.strong = paragraph.strong.saturating_sub(1);
                }
                return self.out.push_str("</strong>");
            }
            TagEnd::Strikethrough => return self.out.push_str("</del>"),
            TagEnd::Superscript => return self.out.push_str("</sup>"),
            TagEnd::Subscript => return self.out.push_str("</sub>"),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
                return;
            }
            TagEnd::CodeBlock => {
                self.code = false;
                return self.out.push_str("</code></pre>\n");
            }
            TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => return,
            _ => {}
        }
        self.words.end_word();
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str(match tag {
            TagEnd::BlockQuote(None) => "</blockquote>\n",
            TagEnd::BlockQuote(Some(_)) => "</aside>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::Table => "</tbody></table>\n",
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableHead => {
                self.table.head = false;
                "</tr></thead><tbody>\n"
            }
            TagEnd::TableCell => {
                self.table.cell += 1;
                if self.table.head { "</th>" } else { "</td>" }
            }
            _ => "",
        });
        if tag == TagEnd::FootnoteDefinition
            && let Some((label, before)) = self.set_aside.pop()
        {
            let html = std::mem::replace(&mut self.out, before);
            self.footnotes.define(&label, html, range);
        }
    }
}

fn alert_class(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
