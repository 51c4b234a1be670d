//! From the tree of `site.yaml` to the configuration.

use ammonia::Url;

use super::publisher::publisher;
use super::publishing::publishing;
use super::{
    Config, Feed, FeedContent, FeedFormat, Language, Markdown, Permalink, Photos, ShareImage,
    StructuredData, deploy, keys, sections,
};
use crate::content::date;
use crate::content::html::HtmlPolicy;
use crate::content::source_path::language_code;
use crate::content::yaml::{Field, Fields, Node, Reader, nearest};
use crate::diag::{Diagnostic, Source};
use crate::photo::{Format, Recipe};

/// The configuration, if title, URL and time zone are there.
pub(super) fn config(
    reader: &mut Reader<'_>,
    root: &Node<'_>,
    source: &Source<'_>,
) -> Option<Config> {
    let fields = reader.root(root, keys::SITE)?;
    let title = required(
        reader,
        &fields,
        "title",
        "title: The Harbour Courier",
        source,
    );
    let url = required(
        reader,
        &fields,
        "url",
        "url: https://courier.example/",
        source,
    )
    .and_then(|written| url(reader, fields.get("url"), &written));
    let timezone = required(
        reader,
        &fields,
        "timezone",
        "timezone: America/Havana",
        source,
    )
    .and_then(|name| zone(reader, fields.get("timezone"), name));
    let language = language(reader, fields.get("language")).unwrap_or_else(|| "en".to_owned());
    let description = reader.line(fields.get("description")).unwrap_or_default();

    let name = title.clone().unwrap_or_default();
    let zone = timezone.clone().unwrap_or_default();
    let first = Language {
        code: language.clone(),
        title: name.clone(),
        description: description.clone(),
        timezone: zone,
        fallback: Vec::new(),
        feed: feed(reader, fields.get("feed"), &Feed::default()),
    };
    let config = Config {
        url: url.clone().unwrap_or_default(),
        timezone: timezone.clone().unwrap_or_default(),
        language,
        languages: languages(reader, fields.get("languages"), &first),
        description,
        publisher: publisher(reader, fields.get("publisher"), &name),
        photos: photos(reader, fields.get("photos")),
        image: image(reader, fields.get("image")),
        sections: sections::sections(reader, fields.get("sections")),
        permalink: permalink(reader, fields.get("permalink")),
        page_size: count(reader, fields.get("page_size"), ITEMS, 20),
        feed: first.feed,
        theme: theme(reader, fields.get("theme")),
        options: reader.extra(fields.get("options")),
        markdown: markdown(reader, fields.get("markdown")),
        structured_data: structured_data(reader, fields.get("structured_data")),
        publishing: publishing(reader, &fields),
        deploy: deploy::targets(reader, fields.get("deploy")),
        extra: reader.extra(fields.get("extra")),
        title: name,
    };
    (title.is_some() && url.is_some() && timezone.is_some()).then_some(config)
}

fn required(
    reader: &mut Reader<'_>,
    fields: &Fields<'_, '_>,
    name: &'static str,
    example: &str,
    source: &Source<'_>,
) -> Option<String> {
    let field = fields.get(name);
    let value = reader.line(field);
    if value.is_none() && (field.is_absent() || field.scalar().is_some()) {
        let diagnostic = Diagnostic::error("missing-key", format!("the site has no `{name}`"));
        let diagnostic = diagnostic.hint(format!("add a line, as in `{example}`"));
        match field.node() {
            Some(_) => reader.say(field, diagnostic),
            None => {
                let empty = fields.left_empty(name).map(|span| reader.place(span));
                reader.push(diagnostic.at(empty.unwrap_or_else(|| source.whole())));
            }
        }
    }
    value
}

/// An address that begins with `http://` or `https://`, with `/` at its end.
fn url(reader: &mut Reader<'_>, field: Field<'_, '_>, written: &str) -> Option<String> {
    let fault = |why: &str| Err(format!("`{written}` {why}"));
    let checked = (|| {
        let Some((scheme, rest)) = written.split_once("://") else {
            return fault("is not an address");
        };
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return fault("is not an address of the web");
        }
        if rest.contains(['?', '#']) {
            return fault("has a query or a fragment");
        }
        if rest
            .contains(|c: char| c.is_whitespace() || c.is_control() || r#"\<>"{}|^`"#.contains(c))
        {
            return fault("has a character in it that no address has");
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host.contains('@') {
            return fault("has a user's name in it");
        }
        let (name, port) = match host
            .rsplit_once(':')
            .filter(|(_, port)| !port.contains(']'))
        {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        };
        if name.is_empty()
            || name.starts_with('.')
            || port.is_some_and(|port| port.parse::<u16>().is_err())
        {
            return fault("has no usable host");
        }
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        if parts.iter().any(|part| matches!(*part, "." | "..")) {
            return fault("has dots in its path");
        }
        let mut url = format!("{scheme}://{}/", host.to_lowercase());
        for part in parts {
            url.push_str(part);
            url.push('/');
        }
        if url.is_ascii() {
            return Ok(url);
        }
        // One spelling everywhere: names in other alphabets as the domain system has them, paths encoded.
        match Url::parse(&url) {
            Ok(url) => Ok(url.into()),
            Err(_) => fault("has no usable host"),
        }
    })();
    checked
        .map_err(|message| {
            let hint = "give the front page's whole address, as in `https://courier.example/`";
            reader.say(field, Diagnostic::error("bad-url", message).hint(hint));
        })
        .ok()
}

/// A time zone's name in its usual spelling.
fn zone(reader: &mut Reader<'_>, field: Field<'_, '_>, written: String) -> Option<String> {
    if let Some(zone) = date::zone(&written) {
        return Some(zone.iana_name().map_or(written, str::to_owned));
    }
    let known: Vec<String> = date::database()
        .available()
        .map(|name| name.as_str().to_owned())
        .collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let written_city = city(&written.replace(' ', "_"));
    let near = nearest(&written, known.iter().map(String::as_str)).or_else(|| {
        known
            .iter()
            .map(String::as_str)
            .find(|name| city(name) == written_city)
    });
    let hint = match near {
        Some(name) => format!("did you mean `{name}`?"),
        None => "give an IANA name: continent and city, as in `America/Havana`".to_owned(),
    };
    reader.say(
        field,
        Diagnostic::error("bad-timezone", format!("`{written}` is not a time zone")).hint(hint),
    );
    None
}

fn language(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<String> {
    let written = reader.line(field)?;
    let code = language_code(&written);
    if code.is_none() {
        let message = format!("`{written}` is not a language code");
        let hint = "write a code as in `es` or `pt-BR`";
        reader.say(field, Diagnostic::error("bad-language", message).hint(hint));
    }
    code
}

/// The languages, `first` being the default one; the list may name it too, to say more of it.
fn languages(reader: &mut Reader<'_>, field: Field<'_, '_>, first: &Language) -> Vec<Language> {
    let mut languages = vec![first.clone()];
    let mut listed: Vec<String> = Vec::new();
    for item in field.items() {
        let Some(language) = listed_language(reader, item, &first.feed) else {
            continue;
        };
        let Listed {
            code,
            title,
            description,
            timezone,
            fallback,
            feed,
        } = language;
        if listed.contains(&code) {
            let message = format!("the language `{code}` is listed twice");
            reader.say(item, Diagnostic::warning("repeated-language", message));
            continue;
        }
        listed.push(code.clone());
        let language = Language {
            title: title.unwrap_or_else(|| first.title.clone()),
            description: description.unwrap_or_else(|| first.description.clone()),
            timezone: timezone.unwrap_or_else(|| first.timezone.clone()),
            fallback,
            feed,
            code,
        };
        match languages.first_mut() {
            Some(default) if default.code == language.code => *default = language,
            _ => languages.push(language),
        }
    }
    languages
}

/// A language as it is listed.
#[derive(Default)]
struct Listed {
    code: String,
    title: Option<String>,
    description: Option<String>,
    timezone: Option<String>,
    fallback: Vec<String>,
    feed: Feed,
}

fn listed_language(
    reader: &mut Reader<'_>,
    item: Field<'_, '_>,
    feed_of_site: &Feed,
) -> Option<Listed> {
    if !item.is_map() {
        return Some(Listed {
            code: language(reader, item)?,
            feed: feed_of_site.clone(),
            ..Listed::default()
        });
    }
    let fields = reader.fields(item, keys::LANGUAGE)?;
    if fields.get("code").is_absent() {
        reader.say(
            item,
            Diagnostic::error("missing-key", "this language has no `code`"),
        );
    }
    let title = reader.line(fields.get("title"));
    let description = reader.line(fields.get("description"));
    let timezone = reader
        .line(fields.get("timezone"))
        .and_then(|name| zone(reader, fields.get("timezone"), name));
    let fallback = fields.get("fallback").items();
    let fallback = fallback.filter_map(|item| language(reader, item)).collect();
    Some(Listed {
        code: language(reader, fields.get("code"))?,
        title,
        description,
        timezone,
        fallback,
        feed: feed(reader, fields.get("feed"), feed_of_site),
    })
}

fn photos(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Photos {
    let default = Photos::default();
    let Some(fields) = reader.fields(field, keys::PHOTOS) else {
        return default;
    };
    let formats = fields.get("formats");
    let listed = formats.node().is_some().then(|| {
        let choices = [("webp", Some(Format::Webp)), ("avif", Some(Format::Avif))];
        let mut listed = Vec::new();
        for item in formats.items() {
            let format = choice(reader, item, &choices, None);
            if format.is_some_and(|format| !format.is_built_in()) {
                let error = Diagnostic::error("no-avif", "this presstime can't write AVIF");
                let hint = "take `avif` out, or build presstime with `--features avif`";
                reader.say(item, error.hint(hint));
                continue;
            }
            listed.extend(format.filter(|format| !listed.contains(format)));
        }
        listed
    });
    let mut quality = |name, usual: u8| {
        let given = count(reader, fields.get(name), 100, usual.into());
        u8::try_from(given).unwrap_or(usual)
    };
    let recipe = Recipe {
        jpeg: quality("jpeg", default.recipe.jpeg),
        webp: quality("webp", default.recipe.webp),
        avif: quality("avif", default.recipe.avif),
        ..default.recipe
    };
    Photos {
        formats: listed.unwrap_or(default.formats),
        recipe,
        originals: reader.flag(fields.get("originals")).unwrap_or_default(),
        cache: count(reader, fields.get("cache"), u32::MAX, default.cache),
    }
}

fn image(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<ShareImage> {
    if field.scalar().is_some() {
        let src = reader.line(field)?;
        return Some(ShareImage {
            src,
            alt: String::new(),
        });
    }
    let fields = reader.fields(field, keys::IMAGE)?;
    Some(ShareImage {
        src: reader.line(fields.get("src"))?,
        alt: reader.line(fields.get("alt")).unwrap_or_default(),
    })
}

fn permalink(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Permalink {
    let Some(pattern) = reader.line(field) else {
        return Permalink::default();
    };
    Permalink::parse(&pattern).unwrap_or_else(|(message, hint)| {
        reader.advise(field, Diagnostic::error("bad-permalink", message), hint);
        Permalink::default()
    })
}

/// So many articles a list holds at most.
const ITEMS: u32 = 1000;

/// A number from 1 to `most`.
pub(super) fn count(reader: &mut Reader<'_>, field: Field<'_, '_>, most: u32, default: u32) -> u32 {
    let Some(number) = reader.integer(field) else {
        return default;
    };
    match u32::try_from(number) {
        Ok(count) if (1..=most).contains(&count) => count,
        _ => {
            let message = format!("`{field}` is a number from 1 to {most}, not {number}");
            reader.say(field, Diagnostic::error("out-of-range", message));
            default
        }
    }
}

/// One of a few words.
pub(super) fn choice<T: Copy>(
    reader: &mut Reader<'_>,
    field: Field<'_, '_>,
    choices: &[(&'static str, T)],
    default: T,
) -> T {
    let Some(written) = reader.line(field) else {
        return default;
    };
    if let Some((_, choice)) = choices
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&written))
    {
        return *choice;
    }
    let names = choices.iter().map(|(name, _)| *name);
    let hint = match nearest(&written, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("it is one of {}", names.collect::<Vec<_>>().join(", ")),
    };
    reader.say(
        field,
        Diagnostic::error("unknown-value", format!("`{field}` cannot be `{written}`")).hint(hint),
    );
    default
}

/// The settings of feeds; what is not said is as in `default`.
fn feed(reader: &mut Reader<'_>, field: Field<'_, '_>, default: &Feed) -> Feed {
    let Some(fields) = reader.fields(field, keys::FEED) else {
        return default.clone();
    };
    let choices = [
        ("full", FeedContent::Full),
        ("summary", FeedContent::Summary),
        ("none", FeedContent::None),
    ];
    let content = choice(reader, fields.get("content"), &choices, default.content);
    let of_sections = if fields.get("content").is_absent() {
        default.sections
    } else {
        content
    };
    let formats = formats(reader, fields.get("formats"));
    let hub = reader.line(fields.get("hub"));
    let hub = hub.and_then(|written| address(reader, fields.get("hub"), written));
    let mut of = |kind, default| choice(reader, fields.get(kind), &choices, default);
    Feed {
        formats: formats.unwrap_or_else(|| default.formats.clone()),
        hub: hub.or_else(|| default.hub.clone()),
        content,
        sections: of("sections", of_sections),
        tags: of("tags", default.tags),
        authors: of("authors", default.authors),
        items: count(reader, fields.get("items"), ITEMS, default.items),
    }
}

/// Formats of feeds, each once; `None` where nothing is said of them.
fn formats(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Option<Vec<FeedFormat>> {
    field.node()?;
    let mut formats = Vec::new();
    for item in field.items() {
        let choices = FeedFormat::ALL.map(|(name, format)| (name, Some(format)));
        let format = choice(reader, item, &choices, None);
        formats.extend(format.filter(|format| !formats.contains(format)));
    }
    Some(formats)
}

/// An absolute address of the web.
pub(super) fn address(
    reader: &mut Reader<'_>,
    field: Field<'_, '_>,
    written: String,
) -> Option<String> {
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| written.len() > scheme.len() && written.starts_with(scheme));
    if !is_web || written.contains(char::is_whitespace) {
        let message = format!("`{written}` is not an address of the web");
        let hint = "give the whole address, as in `https://hub.example/`";
        reader.say(field, Diagnostic::error("bad-url", message).hint(hint));
        return None;
    }
    Some(written)
}

/// The name of a folder below `themes/`.
fn theme(reader: &mut Reader<'_>, field: Field<'_, '_>) -> String {
    let Some(name) = reader.line(field) else {
        return "default".to_owned();
    };
    if name.starts_with('.') || name.contains(|c: char| c.is_control() || r"/\:".contains(c)) {
        let hint = "give the name of a folder below `themes/`";
        reader.say(
            field,
            Diagnostic::error("bad-path", format!("`{name}` is not a theme's name")).hint(hint),
        );
        return "default".to_owned();
    }
    name
}

fn markdown(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Markdown {
    let default = Markdown {
        html: HtmlPolicy::Sanitize,
        smart: true,
        external_links: "noopener".to_owned(),
        embeds: Vec::new(),
    };
    let Some(fields) = reader.fields(field, keys::MARKDOWN) else {
        return default;
    };
    let policies = [
        ("allow", HtmlPolicy::Allow),
        ("sanitize", HtmlPolicy::Sanitize),
        ("escape", HtmlPolicy::Escape),
    ];
    let rel = fields.get("external_links");
    Markdown {
        html: choice(reader, fields.get("html"), &policies, default.html),
        smart: reader.flag(fields.get("smart")).unwrap_or(default.smart),
        // Written but empty means none.
        external_links: if rel.scalar().is_some() {
            reader.line(rel).unwrap_or_default()
        } else {
            default.external_links
        },
        embeds: embeds(reader, fields.get("embeds")),
    }
}

fn structured_data(reader: &mut Reader<'_>, field: Field<'_, '_>) -> StructuredData {
    let fields = reader.fields(field, keys::STRUCTURED_DATA);
    let faq = fields.and_then(|fields| reader.flag(fields.get("faq")));
    StructuredData {
        faq: faq.unwrap_or(true),
    }
}

fn embeds(reader: &mut Reader<'_>, field: Field<'_, '_>) -> Vec<String> {
    let mut hosts = Vec::new();
    for item in field.items() {
        let Some(host) = reader.line(item) else {
            continue;
        };
        if host.contains(|c: char| !c.is_alphanumeric() && c != '.' && c != '-') {
            let hint = "give the host alone, as in `player.example.org`";
            reader.say(
                item,
                Diagnostic::error("bad-url", format!("`{host}` is not a host")).hint(hint),
            );
            continue;
        }
        hosts.push(host.to_lowercase());
    }
    hosts
}
