//! The front matter of a file: finding it, and reading an article's or a page's keys.

mod fields;
pub mod keys;
mod split;
mod url_path;

use jiff::tz::TimeZone;

use crate::diag::{Diagnostic, Source};

use super::date::{self, Zones};
use super::slug::{self, slugify_name};
use super::source_path::{Role, SourcePath, language_code};
use super::yaml::{Field, Fields, Node, Reader, Text, nearest};
use super::{Article, Instant, Kind, Page};

pub(super) use fields::FieldReader;
pub use fields::focus;
pub use split::{Split, split};

const FUTURE_DATE: &str = "future-date";

/// What reading a file needs to know beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Where dates without an offset are meant.
    pub zones: &'a Zones,
    /// What the file's path says: its date, its language, its name.
    pub file: &'a SourcePath,
    /// The address at which the site is published.
    pub url: &'a str,
}

/// Reads an article's front matter. There is no article where there is no usable title or date (an
/// article that is a draft may lack the date, and then has the epoch's), or no readable YAML.
///
/// What the path says stands in for a date that is not given; the language and the section that it
/// says are left to the caller, who knows the site.
pub fn article(source: &Source<'_>, context: &Context<'_>) -> (Option<Article>, Vec<Diagnostic>) {
    let (split, mut reader) = match open(source) {
        Ok(opened) => opened,
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let article = read_article(&mut reader, &split, source, context);
    (article, reader.finish())
}

/// Reads the front matter of a page or of a section's introduction. There is no page where there is no
/// readable YAML, or no title: a section's introduction needs none, since the section has a name.
pub fn page(source: &Source<'_>, context: &Context<'_>) -> (Option<Page>, Vec<Diagnostic>) {
    if context.file.role == Role::Section
        && let Ok(Split {
            yaml: None, body, ..
        }) = split(source.text)
    {
        return (
            Some(Page {
                body_start: body,
                ..Page::default()
            }),
            Vec::new(),
        );
    }
    let (split, mut reader) = match open(source) {
        Ok(opened) => opened,
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let page = read_page(&mut reader, &split, source, context);
    (page, reader.finish())
}

/// Warns of the changes (`updated`, corrections) of an article or page that are dated later than `now`.
pub fn ahead(source: &Source<'_>, context: &Context<'_>, now: Instant) -> Vec<Diagnostic> {
    let Ok((_, mut reader)) = open(source) else {
        return Vec::new();
    };
    if let Some(root) = reader.tree() {
        say_ahead(&mut reader, &root, context, now);
    }
    // All else was said when the file was read.
    let said = reader.finish().into_iter();
    said.filter(|said| &*said.code == FUTURE_DATE).collect()
}

fn say_ahead(reader: &mut Reader<'_>, root: &Node<'_>, context: &Context<'_>, now: Instant) {
    let is_article = context.file.role == Role::Article;
    let table = if is_article {
        keys::ARTICLE
    } else {
        keys::PAGE
    };
    let Some(fields) = reader.root(root, table) else {
        return;
    };
    let lang = lang(reader, fields.get("lang"));
    let zone = context
        .zones
        .language(lang.as_deref().or(context.file.language.as_deref()));
    let updated = fields.get("updated");
    let mut changes = if is_article || !updated.is_blank() {
        vec![updated]
    } else {
        date_field(reader, &fields).into_iter().collect()
    };
    let corrections = fields.get("corrections").items();
    changes.extend(corrections.filter(|item| item.is_map()).filter_map(|item| {
        let fields = reader.fields(item, keys::CORRECTION)?;
        Some(fields.get("date"))
    }));
    let mut read = FieldReader { reader, zone };
    for change in changes {
        if read.date(change).is_some_and(|at| at > now) {
            let message = format!("`{change}` is in the future: until then it is no change");
            read.reader
                .say(change, Diagnostic::warning(FUTURE_DATE, message));
        }
    }
}

/// Finds a file's front matter; an error where there is none.
pub(super) fn open<'a>(source: &Source<'a>) -> Result<(Split, Reader<'a>), Box<Diagnostic>> {
    let split = split(source.text).map_err(|fault| Box::new(fault.diagnostic(source)))?;
    match &split.yaml {
        Some(yaml) => {
            let reader = Reader::new(Text::new(*source, yaml.clone()));
            Ok((split, reader))
        }
        None => Err(Box::new(
            Diagnostic::error("no-title", "there is no front matter, and so no title")
                .at(source.place(0..0))
                .hint("begin the file with `---`, a line `title: …`, and `---` again"),
        )),
    }
}

fn read_article(
    reader: &mut Reader<'_>,
    split: &Split,
    source: &Source<'_>,
    context: &Context<'_>,
) -> Option<Article> {
    let root = reader.tree()?;
    let fields = reader.root(&root, keys::ARTICLE)?;
    let lang = lang(reader, fields.get("lang"));
    let zone = context
        .zones
        .language(lang.as_deref().or(context.file.language.as_deref()));
    let mut read = FieldReader { reader, zone };

    let draft = is_draft(read.reader, &fields);
    let title = title(&mut read, &fields, split, source);
    let date = match date_field(read.reader, &fields) {
        Some(field) => read.date(field),
        None => undated(read.reader, draft, context.file, zone, split, source),
    };
    let updated = fields.get("updated");
    let updated = read.change(updated, date, "it was updated before it was published");
    let expires = read.date(fields.get("expires"));
    if expires
        .zip(date)
        .is_some_and(|(expires, date)| expires < date)
    {
        let message = "it expires before it is published";
        read.disorder(fields.get("expires"), message);
    }
    let (sections, section_names) = read.sections(fields.get("category"));
    let article = Article {
        title: title.clone().unwrap_or_default(),
        date: date.unwrap_or_default(),
        updated,
        summary: read.reader.line(fields.get("summary")).unwrap_or_default(),
        authors: read.authors(fields.get("authors")),
        sections,
        section_names,
        tags: read.tags(fields.get("tags")),
        key_points: read.reader.list(fields.get("key_points")),
        image: read.image(&fields),
        videos: read.videos(fields.get("videos")),
        faq: read.faq(fields.get("faq")),
        slug: slug(read.reader, fields.get("slug")),
        permalink: read.permalink(fields.get("permalink"), context.url),
        aliases: read.aliases(fields.get("aliases"), context.url),
        lang,
        translation_key: read.reader.line(fields.get("translation_key")),
        draft,
        expires,
        featured: read.reader.flag(fields.get("featured")).unwrap_or_default(),
        pinned: read.reader.flag(fields.get("pinned")).unwrap_or_default(),
        featured_until: read.date(fields.get("featured_until")),
        kind: kind(read.reader, fields.get("kind")),
        corrections: read.corrections(fields.get("corrections"), date),
        series: read.reader.line(fields.get("series")),
        location: read.reader.line(fields.get("location")),
        id: read.reader.line(fields.get("id")),
        canonical: read.absolute_url(fields.get("canonical")),
        related: read.reader.list(fields.get("related")),
        extra: read.reader.extra(fields.get("extra")),
        body_start: split.body,
    };
    (title.is_some() && date.is_some()).then_some(article)
}

fn read_page(
    reader: &mut Reader<'_>,
    split: &Split,
    source: &Source<'_>,
    context: &Context<'_>,
) -> Option<Page> {
    let root = reader.tree()?;
    let fields = reader.root(&root, keys::PAGE)?;
    let lang = lang(reader, fields.get("lang"));
    let zone = context
        .zones
        .language(lang.as_deref().or(context.file.language.as_deref()));
    let mut read = FieldReader { reader, zone };

    let draft = is_draft(read.reader, &fields);
    let title = if context.file.role == Role::Section {
        let idle = ["slug", "permalink", "faq", "translation_key"].map(|key| fields.get(key));
        for field in idle.into_iter().filter(|field| !field.is_absent()) {
            let message = format!("`{field}` says nothing in the introduction to a section");
            let hint =
                "it is for plain pages; a section's address is that of its folder or of site.yaml";
            read.reader
                .say(field, Diagnostic::warning("unused-key", message).hint(hint));
        }
        Some(read.reader.line(fields.get("title")).unwrap_or_default())
    } else {
        title(&mut read, &fields, split, source)
    };
    let date = date_field(read.reader, &fields).and_then(|field| read.date(field));
    Some(Page {
        title: title?,
        summary: read.reader.line(fields.get("summary")).unwrap_or_default(),
        slug: slug(read.reader, fields.get("slug")),
        permalink: read.permalink(fields.get("permalink"), context.url),
        aliases: read.aliases(fields.get("aliases"), context.url),
        lang,
        translation_key: read.reader.line(fields.get("translation_key")),
        draft,
        image: read.image(&fields),
        updated: read.date(fields.get("updated")).or(date),
        faq: read.faq(fields.get("faq")),
        extra: read.reader.extra(fields.get("extra")),
        body_start: split.body,
    })
}

/// Whether `draft` or `published` say that it is one.
fn is_draft(reader: &mut Reader<'_>, fields: &Fields<'_, '_>) -> bool {
    let published = fields.get("published");
    let published = if is_date(published) {
        None
    } else {
        reader.flag(published)
    };
    reader.flag(fields.get("draft")).unwrap_or_default() || published == Some(false)
}

/// Whether `published` is a date rather than a truth value.
fn is_date(published: Field<'_, '_>) -> bool {
    published
        .scalar()
        .is_some_and(|text| text.trim_start().starts_with(|c: char| c.is_ascii_digit()))
}

/// The field that gives the date: `date`, or else `published` if it is one.
fn date_field<'n, 'a>(reader: &mut Reader<'_>, fields: &Fields<'n, 'a>) -> Option<Field<'n, 'a>> {
    let date = Some(fields.get("date")).filter(|field| !field.is_blank());
    let published = Some(fields.get("published")).filter(|field| is_date(*field));
    if let (Some(date), Some(published)) = (date, published)
        && date.scalar() != published.scalar()
    {
        let message = "`published` means the same as `date`, which is used instead";
        reader.say(
            published,
            Diagnostic::warning("same-key", message).hint("keep one of the two"),
        );
    }
    date.or(published)
}

/// The date of an article whose front matter has none: the file's. A draft may wait for its date.
fn undated(
    reader: &mut Reader<'_>,
    draft: bool,
    file: &SourcePath,
    zone: &TimeZone,
    split: &Split,
    source: &Source<'_>,
) -> Option<Instant> {
    let date = file
        .date
        .and_then(|local| date::instant(local, zone))
        .or(draft.then_some(0));
    if date.is_none() {
        let hint = "add a line `date: …`, or begin the file's name with a date, as in `2026-11-20-port-talks.md`";
        let diagnostic = Diagnostic::error("no-date", "the article has no date").hint(hint);
        reader.push(diagnostic.at(source.place(split.fence.clone())));
    }
    date
}

/// The title; an error where there is none.
fn title(
    read: &mut FieldReader<'_, '_, '_>,
    fields: &Fields<'_, '_>,
    split: &Split,
    source: &Source<'_>,
) -> Option<String> {
    let field = fields.get("title");
    let title = read.reader.line(field);
    if title.is_none() && (field.is_absent() || field.scalar().is_some()) {
        let diagnostic = Diagnostic::error("no-title", "the title is missing or empty");
        let diagnostic = diagnostic.hint("add a line `title: …`");
        match field.node() {
            Some(_) => read.reader.say(field, diagnostic),
            None => {
                let empty = fields.left_empty("title");
                let empty = empty.map(|span| read.reader.place(span));
                let place = empty.unwrap_or_else(|| source.place(split.fence.clone()));
                read.reader.push(diagnostic.at(place));
            }
        }
    }
    title
}

/// The language named, in its usual spelling.
fn lang(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let written = reader.line(field)?;
    let code = language_code(&written);
    if code.is_none() {
        let message = format!("`{written}` is not a language code");
        let hint = "write a code as in `es` or `pt-BR`";
        reader.say(
            field,
            Diagnostic::warning("bad-language", message).hint(hint),
        );
    }
    code
}

/// The last part of the URL, as a slug.
fn slug(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let written = reader.line(field)?;
    if !written.chars().any(char::is_alphanumeric) {
        let message = format!("nothing of the slug `{written}` can stand in a URL");
        reader.say(
            field,
            Diagnostic::warning("bad-slug", message).hint("use letters or digits"),
        );
        return None;
    }
    let slug = slugify_name(&written);
    if slug::is_cut(&written) {
        let message = format!("this slug is too long for a file's name, and is cut to `{slug}`");
        let hint = "give a shorter one; a slug may have 200 bytes";
        reader.say(field, Diagnostic::warning("bad-slug", message).hint(hint));
    }
    if written.trim_matches('/').contains('/') {
        let message = format!("a slug is one part of a URL, so this one becomes `{slug}`");
        reader.say(
            field,
            Diagnostic::warning("bad-slug", message).hint("give a whole path with `permalink`"),
        );
    }
    Some(slug)
}

fn kind(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Kind {
    let Some(written) = reader.line(field) else {
        return Kind::default();
    };
    let word = written.to_lowercase();
    if let Some((kind, _)) = Kind::ALL.iter().find(|(_, name)| *name == word) {
        return *kind;
    }
    let names = Kind::ALL.iter().map(|(_, name)| *name);
    let hint = match nearest(&word, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known kinds are {}", names.collect::<Vec<_>>().join(", ")),
    };
    let diagnostic =
        Diagnostic::warning("unknown-kind", format!("unknown kind `{written}`")).hint(hint);
    reader.say(field, diagnostic);
    Kind::default()
}
