//! The sanitizer: what stays of raw HTML, by allow-lists, and the embeds that newsrooms use.
//!
//! It runs over a finished piece of a page, because an unclosed tag in the middle reaches to its end;
//! so its lists also hold everything that our own Markdown output is made of.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, Url};

use super::srcset::candidates;
use super::tags::{Attribute, Tag, tags};
use super::url::{Destination, schemes};
use super::{push_text, without_forbidden};

/// Every allowed element with the attributes it may have beyond [`GENERIC`].
const ELEMENTS: &[(&str, &[&str])] = &[
    (
        "a",
        &[
            "href", "hreflang", "rel", "target", "type", "download", "name",
        ],
    ),
    ("abbr", &[]),
    ("address", &[]),
    ("article", &[]),
    ("aside", &[]),
    ("audio", &["src", "controls", "loop", "muted", "preload"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("big", &[]),
    ("blockquote", &["cite"]),
    ("br", &["clear"]),
    ("caption", &["align"]),
    ("center", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["span", "width", "align"]),
    ("colgroup", &["span", "width", "align"]),
    ("data", &["value"]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["open", "name"]),
    ("dfn", &[]),
    ("div", &["align"]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("font", &["color"]),
    ("footer", &[]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("header", &[]),
    ("hgroup", &[]),
    ("hr", &["width", "size", "align"]),
    ("i", &[]),
    (
        "iframe",
        &[
            "src",
            "width",
            "height",
            "name",
            "allow",
            "allowfullscreen",
            "allowtransparency",
            "frameborder",
            "scrolling",
            "loading",
            "referrerpolicy",
            "sandbox",
            "marginwidth",
            "marginheight",
            "align",
        ],
    ),
    (
        "img",
        &[
            "src",
            "srcset",
            "sizes",
            "alt",
            "width",
            "height",
            "loading",
            "decoding",
            "fetchpriority",
            "align",
            "border",
            "hspace",
            "vspace",
            "referrerpolicy",
        ],
    ),
    ("input", &["type", "checked", "disabled"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("meter", &["value", "min", "max", "low", "high", "optimum"]),
    ("nav", &[]),
    ("ol", &["start", "reversed", "type"]),
    ("p", &["align"]),
    ("picture", &[]),
    ("pre", &[]),
    ("progress", &["value", "max"]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    (
        "source",
        &["src", "srcset", "sizes", "type", "media", "width", "height"],
    ),
    ("span", &[]),
    ("strike", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    (
        "table",
        &[
            "align",
            "border",
            "cellpadding",
            "cellspacing",
            "summary",
            "width",
        ],
    ),
    ("tbody", &["align", "valign"]),
    (
        "td",
        &[
            "align", "valign", "colspan", "rowspan", "headers", "width", "height", "abbr",
        ],
    ),
    ("tfoot", &["align", "valign"]),
    (
        "th",
        &[
            "align", "valign", "colspan", "rowspan", "headers", "width", "height", "scope", "abbr",
        ],
    ),
    ("thead", &["align", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["align", "valign"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
    ("tt", &[]),
    ("u", &[]),
    ("ul", &["type"]),
    ("var", &[]),
    (
        "video",
        &[
            "src",
            "poster",
            "controls",
            "loop",
            "muted",
            "preload",
            "playsinline",
            "autoplay",
            "width",
            "height",
        ],
    ),
    ("wbr", &[]),
];

/// Attributes that every allowed element may have.
const GENERIC: &[&str] = &[
    "id",
    "class",
    "lang",
    "dir",
    "title",
    "role",
    "translate",
    "style",
    "hidden",
];

/// Beginnings of further attributes that every allowed element may have.
const GENERIC_PREFIXES: &[&str] = &["aria-", "data-"];

/// Elements that go with all they hold.
pub const DROPPED_WITH_CONTENT: &[&str] = &[
    "script", "style", "noscript", "template", "title", "object", "applet", "textarea", "select",
];

/// CSS properties that a `style` attribute may set.
const STYLES: &[&str] = &[
    "text-align",
    "vertical-align",
    "width",
    "max-width",
    "min-width",
    "height",
    "max-height",
    "min-height",
    "aspect-ratio",
    "font-style",
    "font-weight",
    "text-decoration",
    "white-space",
    "list-style-type",
    "color",
    "background-color",
];

/// Hosts, with their subdomains, whose pages may stand in an `iframe`; some only below a path.
const EMBEDS: &[&str] = &[
    // video
    "youtube.com/embed",
    "youtube-nocookie.com/embed",
    "player.vimeo.com",
    "dailymotion.com",
    "player.twitch.tv",
    "clips.twitch.tv",
    "embed.ted.com",
    "streamable.com",
    "players.brightcove.net",
    "cdn.jwplayer.com",
    "archive.org/embed",
    "c-span.org",
    "bbc.co.uk",
    "bbc.com",
    "ardmediathek.de",
    "zdf.de",
    "arte.tv",
    "dw.com",
    "rtve.es",
    "npr.org",
    // sound
    "open.spotify.com/embed",
    "podcasters.spotify.com",
    "anchor.fm",
    "w.soundcloud.com",
    "bandcamp.com",
    "mixcloud.com",
    "embed.podcasts.apple.com",
    "embed.music.apple.com",
    "embed.acast.com",
    "playlist.megaphone.fm",
    "player.megaphone.fm",
    "widget.deezer.com",
    "ivoox.com",
    "player.simplecast.com",
    "html5-player.libsyn.com",
    // charts and maps
    "datawrapper.dwcdn.net",
    "datawrapper.de",
    "flo.uri.sh",
    "flourish.studio",
    "infogram.com",
    "public.tableau.com",
    "everviz.com",
    "ourworldindata.org",
    "cdn.knightlab.com",
    "google.com/maps",
    "maps.google.com",
    "openstreetmap.org",
    "umap.openstreetmap.fr",
    "umap.openstreetmap.de",
    "arcgis.com",
    "mapbox.com",
    // documents
    "documentcloud.org",
    "scribd.com",
    "issuu.com",
    "docs.google.com",
    // social
    "platform.twitter.com",
    "instagram.com",
    "tiktok.com",
    "facebook.com/plugins",
    "embed.bsky.app",
    "linkedin.com/embed",
    "redditmedia.com",
    "embed.reddit.com",
    "telegram.org",
    "t.me",
    "assets.pinterest.com",
    "giphy.com/embed",
];

/// The part of `html` that may be published, as balanced HTML that every parser reads alike; `None` if there
/// is no such reading, which takes some malice.
///
/// `embeds` names further hosts (`video.example` or `video.example/embed`) for `iframe`s. An `iframe`
/// from elsewhere goes; one that stays loads lazily and has a title, its host where it had none.
pub fn sanitize(html: &str, embeds: &[String]) -> Option<String> {
    // Where an element goes and its content stays, or a table throws something out, the result may be read
    // another way than it was meant: then it is that reading which has to be clean.
    const MOST_READINGS: usize = 6;
    let builder = builder(embeds);
    let mut read = Cow::Borrowed(html);
    for _ in 0..MOST_READINGS {
        let cleaned = builder.clean(&read).to_string();
        if have_same_tags(&read, &cleaned) {
            let cleaned = without_forbidden(cleaned);
            let embedding = cleaned.contains("<iframe");
            return Some(if embedding {
                with_iframes_finished(&cleaned)
            } else {
                cleaned
            });
        }
        read = Cow::Owned(cleaned);
    }
    None
}

/// Whether two pieces of HTML have the same tags in the same order, so that they are read alike.
fn have_same_tags(one: &str, other: &str) -> bool {
    let shape = |tag: Tag| (tag.name.into_owned(), tag.closing);
    tags(one).map(shape).eq(tags(other).map(shape))
}

/// Whether [`sanitize`] keeps elements of this name.
pub(super) fn is_allowed(element: &str) -> bool {
    ELEMENTS.iter().any(|(allowed, _)| *allowed == element)
}

/// Whether [`sanitize`] keeps this attribute of an element that it keeps.
pub(super) fn keeps(element: &str, attribute: &Attribute, embeds: &[String]) -> bool {
    let own = ELEMENTS.iter().find(|(allowed, _)| *allowed == element);
    let known = GENERIC.contains(&&*attribute.name)
        || own.is_some_and(|(_, own)| own.contains(&&*attribute.name))
        || GENERIC_PREFIXES
            .iter()
            .any(|prefix| attribute.name.starts_with(prefix));
    known && filter_attribute(element, &attribute.name, &attribute.decoded(), embeds).is_some()
}

fn builder(embeds: &[String]) -> Builder<'static> {
    let mut builder = Builder::empty();
    let attributes: HashMap<_, HashSet<_>> = ELEMENTS
        .iter()
        .map(|(name, attributes)| (*name, attributes.iter().copied().collect()))
        .collect();
    let embeds = embeds.to_vec();
    builder
        .tags(ELEMENTS.iter().map(|(name, _)| *name).collect())
        .tag_attributes(attributes)
        .generic_attributes(GENERIC.iter().copied().collect())
        .generic_attribute_prefixes(GENERIC_PREFIXES.iter().copied().collect())
        .clean_content_tags(DROPPED_WITH_CONTENT.iter().copied().collect())
        .url_schemes(schemes().collect())
        .link_rel(None)
        // One value an element at most: ammonia adds several in an order that chance decides, and the
        // bytes of a page with it.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("iframe", "loading", "lazy")
        .attribute_filter(move |element: &str, attribute: &str, value: &str| {
            filter_attribute(element, attribute, value, &embeds)
                .map(Cow::into_owned)
                .map(Cow::Owned)
        });
    builder
}

/// The value that an allowed attribute keeps; `None` where the attribute goes.
fn filter_attribute<'v>(
    element: &str,
    attribute: &str,
    value: &'v str,
    embeds: &[String],
) -> Option<Cow<'v, str>> {
    let keep = match (element, attribute) {
        ("iframe", "src") => is_embed(value, embeds),
        (_, "href" | "cite") => Destination::of(value).is_safe_link(),
        (_, "src" | "poster") => Destination::of(value).is_safe_media(),
        (_, "srcset") => candidates(value)
            .iter()
            .all(|candidate| Destination::of(candidate.url).is_safe_media()),
        (_, "style") => {
            let kept = kept_styles(value);
            return (!kept.is_empty()).then_some(Cow::Owned(kept));
        }
        _ => is_plain(attribute),
    };
    keep.then_some(Cow::Borrowed(value))
}

/// Whether an attribute's name is one that a person writes. After `data-` the parser takes nearly any
/// character, control characters too.
fn is_plain(attribute: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    attribute.bytes().all(is_plain)
}

/// The declarations of a `style` attribute that are allowed and plainly harmless.
fn kept_styles(style: &str) -> String {
    let kept = style.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let property = property.trim().to_ascii_lowercase();
        let value = value.trim();
        let plain = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b" .%-/#".contains(&byte));
        (plain && !value.is_empty() && STYLES.contains(&property.as_str()))
            .then(|| format!("{property}: {value}"))
    });
    kept.collect::<Vec<_>>().join("; ")
}

/// Whether `src` is on one of the known hosts.
pub(super) fn is_embed(src: &str, more: &[String]) -> bool {
    let Some(url) = web_url(src) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    EMBEDS
        .iter()
        .copied()
        .chain(more.iter().map(String::as_str))
        .any(|entry| {
            let (domain, path) = entry.split_once('/').unwrap_or((entry, ""));
            let on_domain = host
                .strip_suffix(domain)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'));
            let below = url
                .path()
                .trim_start_matches('/')
                .strip_prefix(path.trim_end_matches('/'));
            on_domain
                && below.is_some_and(|rest| {
                    path.is_empty() || rest.is_empty() || rest.starts_with(['/', '.'])
                })
        })
}

pub(super) fn host_of(src: &str) -> Option<String> {
    web_url(src).and_then(|url| url.host_str().map(str::to_owned))
}

fn web_url(src: &str) -> Option<Url> {
    let url = match src.strip_prefix("//") {
        Some(rest) => Url::parse(&format!("https://{rest}")),
        None => Url::parse(src),
    };
    url.ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// Takes out the `iframe`s that lost their source, empties the others and gives them titles. `html` is the
/// sanitizer's output, in which nothing but a tag looks like one.
fn with_iframes_finished(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    let mut inside = false;
    for tag in tags(html).filter(|tag| tag.name == "iframe") {
        if tag.closing {
            copied = if inside {
                tag.range.start
            } else {
                tag.range.end
            };
            inside = false;
            continue;
        }
        out.push_str(html.get(copied..tag.range.start).unwrap_or_default());
        copied = tag.range.end;
        let Some(host) = tag.get("src").and_then(|src| host_of(&src)) else {
            continue;
        };
        inside = true;
        let start_tag = html.get(tag.range.clone()).unwrap_or_default();
        out.push_str(start_tag.trim_end_matches('>'));
        if tag.get("title").is_none() {
            out.push_str(" title=\"");
            push_text(&mut out, &host);
            out.push('"');
        }
        out.push('>');
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    out
}
