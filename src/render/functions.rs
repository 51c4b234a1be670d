//! The functions that templates call. Each asks the view that its worker's slot holds.

use std::sync::{Arc, PoisonError};

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::body::is_elsewhere;
use super::picture::{self, Shape, Shown};
use super::templates::Slot;
use super::view::{ENDLESS, View};
use super::{cldr, dates, values};
use crate::content::html;
use crate::content::picture::Picture;
use crate::diag::Diagnostic;
use crate::outputs::Subject;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::question::ClockUnit;
use crate::site::theme::Word;
use crate::site::{Target, urls};

/// A template function and what it is for: the table that `docs/themes.md` is held to.
pub struct Documented {
    /// Its name with its arguments; those with `?` may be left out.
    pub signature: &'static str,
    /// What it gives.
    pub gives: &'static str,
}

/// Every function that templates can call beyond Tera's own.
pub const TABLE: &[Documented] = &[
    Documented {
        signature: "t(key, n?, name?)",
        gives: "a text of the user interface",
    },
    Documented {
        signature: "date(at, format?)",
        gives: "an instant in the words of the language",
    },
    Documented {
        signature: "now(unit?)",
        gives: "the current year, month, day or hour",
    },
    Documented {
        signature: "asset(name)",
        gives: "the URL of an asset of the theme",
    },
    Documented {
        signature: "url(path)",
        gives: "the URL of a content file or of a path of the site",
    },
    Documented {
        signature: "article(path)",
        gives: "the card of an article, by its file",
    },
    Documented {
        signature: "latest(section?, tag?, author?, n?)",
        gives: "the newest articles",
    },
    Documented {
        signature: "earlier(n?)",
        gives: "the articles before this one in its section",
    },
    Documented {
        signature: "related(n?)",
        gives: "earlier articles that share a tag with this one",
    },
    Documented {
        signature: "part(name, here?, card?, cards?)",
        gives: "a template rendered once wherever it stands in a language: it sees `site`, `here` and `card` alone; with `cards`, for each of them in turn",
    },
    Documented {
        signature: "photo(image?, src?, as?, widths?, sizes?, crop?, focus?)",
        gives: "a picture in several sizes, below: of an image as pages and cards have it, or of a path; shaped as the theme's option `photos.…` of the name `as` says, or as the other arguments say",
    },
    Documented {
        signature: "years()",
        gives: "the years that have articles, newest first",
    },
];

type Called = fn(&Arc<View>, &Kwargs) -> TeraResult<Value>;

/// A function that is a filter too, for its first argument: `{{ "newer" | t }}`.
type Filtered = fn(&Arc<View>, &str, &Kwargs) -> TeraResult<Value>;

/// The functions of [`TABLE`] that are filters too, for what is their first argument otherwise.
pub const FILTERS: [&str; 2] = ["t", "date"];

/// Registers every function of [`TABLE`] with a worker's Tera.
pub fn register(tera: &mut Tera, slot: &Slot) {
    let all: [(&'static str, Called); 12] = [
        ("t", text),
        ("date", date),
        ("now", now),
        ("asset", asset),
        ("url", url),
        ("article", article),
        ("latest", latest),
        ("earlier", earlier),
        ("related", related),
        ("part", part),
        ("photo", photo),
        ("years", years),
    ];
    for (name, function) in all {
        let slot = slot.clone();
        tera.register_function(name, move |kwargs: Kwargs, _: &State| {
            function(&view_in(&slot)?, &kwargs)
        });
    }
    let filters: [Filtered; 2] = [text_of, date_of];
    for (name, filter) in FILTERS.into_iter().zip(filters) {
        let slot = slot.clone();
        tera.register_filter(name, move |input: &str, kwargs: Kwargs, _: &State| {
            filter(&view_in(&slot)?, input, &kwargs)
        });
    }
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| {
        urlencoded(text)
    });
}

fn view_in(slot: &Slot) -> TeraResult<Arc<View>> {
    let view = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
    view.ok_or_else(|| Error::message("no page is being rendered"))
}

fn text(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    text_of(view, kwargs.must_get("key")?, kwargs)
}

fn text_of(view: &Arc<View>, key: &str, kwargs: &Kwargs) -> TeraResult<Value> {
    let count: Option<i64> = kwargs.get("n")?;
    let Some((lang, word)) = view.word(key) else {
        return Err(Error::message(format!(
            "no language has a text for the key `{key}`"
        )));
    };
    let text = match word {
        Word::One(text) => text.as_str(),
        Word::Plural(forms) => {
            let category = cldr::plural_form(lang, count.unwrap_or_default());
            forms
                .get(category)
                .or_else(|| forms.get("other"))
                .map_or("", String::as_str)
        }
        Word::List(_) => return Err(Error::message(format!("`{key}` is a list of texts"))),
    };
    if !text.contains('{') {
        return Ok(Value::from(text));
    }
    let mut text = text.to_owned();
    if let Some(count) = count {
        text = text.replace("{n}", &count.to_string());
    }
    if let Some(name) = kwargs.get::<String>("name")? {
        text = text.replace("{name}", &name);
    }
    Ok(Value::from(text))
}

fn date(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    date_of(view, kwargs.must_get("at")?, kwargs)
}

fn date_of(view: &Arc<View>, at: &str, kwargs: &Kwargs) -> TeraResult<Value> {
    let format: &str = kwargs.get("format")?.unwrap_or("date");
    let instant = dates::parse(at)
        .ok_or_else(|| Error::message(format!("`{at}` is no date as `page.date` has it")))?;
    let date = view
        .date(instant, format)
        .ok_or_else(|| Error::message(format!("there is no date format `{format}`")))?;
    Ok(Value::from(date))
}

fn now(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let unit: &str = kwargs.get("unit")?.unwrap_or("day");
    let unit = match unit {
        "year" => ClockUnit::Year,
        "month" => ClockUnit::Month,
        "day" => ClockUnit::Day,
        "hour" => ClockUnit::Hour,
        other => {
            let message = format!("`{other}` is no unit of time: use year, month, day or hour");
            return Err(Error::message(message));
        }
    };
    let [year, month, day, hour] = view.clock(unit);
    Ok(match unit {
        ClockUnit::Year => Value::from(year),
        ClockUnit::Month => Value::from(format!("{year:04}-{month:02}")),
        ClockUnit::Day => Value::from(format!("{year:04}-{month:02}-{day:02}")),
        ClockUnit::Hour => Value::from(format!("{year:04}-{month:02}-{day:02}T{hour:02}")),
    })
}

fn asset(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("name")?;
    match view.asset(name) {
        Some(url) => Ok(Value::from(view.base_of_site().href(&url))),
        None => Err(Error::message(format!(
            "the theme has no asset `{name}` in its `static` folder"
        ))),
    }
}

fn url(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    if !path.starts_with("content/") {
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        };
        return Ok(Value::from(view.base_of_site().href(&path)));
    }
    match view.target(path) {
        Some(Target::Public(url)) => Ok(Value::from(view.base_of_site().href(&url))),
        Some(Target::Hidden) => Ok(Value::none()),
        None => Err(Error::message(format!("there is no file `{path}`"))),
    }
}

fn article(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    Ok(view
        .article_at(path)
        .and_then(|id| view.card(id))
        .unwrap_or_else(Value::none))
}

fn latest(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let named = |kind, name: &str| ListingKey {
        kind,
        lang: view.lang(),
        name: view.name(name),
    };
    let key = if let Some(section) = kwargs.get::<&str>("section")? {
        named(ListingKind::Section, section)
    } else if let Some(tag) = kwargs.get::<&str>("tag")? {
        named(ListingKind::Tag, &crate::content::slug::slugify(tag))
    } else if let Some(author) = kwargs.get::<&str>("author")? {
        named(ListingKind::Author, &crate::content::slug::slugify(author))
    } else {
        named(ListingKind::All, view.lang_code())
    };
    let ids = view.latest(key, count(kwargs, 10)?);
    Ok(Value::from(view.cards(ids)))
}

fn earlier(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let Subject::Article(id) = view.subject() else {
        return Ok(Value::from(Vec::<Value>::new()));
    };
    let count = count(kwargs, 5)?;
    let section = view.row(id).and_then(|row| row.sections.first().copied());
    let key = match section {
        Some(name) => ListingKey {
            kind: ListingKind::Section,
            lang: view.lang(),
            name,
        },
        None => ListingKey::all(view.lang()),
    };
    let ids = view.before(key, id, count);
    Ok(Value::from(view.cards(ids)))
}

fn related(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let Subject::Article(id) = view.subject() else {
        return Ok(Value::from(Vec::<Value>::new()));
    };
    let count = count(kwargs, 5)?;
    let tags = view.row(id).map(|row| row.tags.clone()).unwrap_or_default();
    let mut ids = Vec::new();
    for (slug, _) in tags {
        let key = ListingKey {
            kind: ListingKind::Tag,
            lang: view.lang(),
            name: slug,
        };
        for other in view.before(key, id, count) {
            if !ids.contains(&other) {
                ids.push(other);
            }
        }
    }
    ids.truncate(count);
    Ok(Value::from(view.cards(ids)))
}

fn part(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("name")?;
    // Text as a rule, or a number: a year.
    let here: Option<Value> = kwargs.get("here")?;
    let here = here.map_or_else(String::new, |here| here.to_string());
    let cards: Option<&[Value]> = kwargs.get("cards")?;
    let made = match cards {
        None => {
            let card: Option<Value> = kwargs.get("card")?;
            view.part(name, &here, card.as_ref())
        }
        Some(cards) => view.parts(name, &here, cards),
    };
    made.map_err(|failed| {
        // Each of the parts that this one stands in says so too: once is enough.
        if failed.message.contains(ENDLESS) {
            return Error::message(ENDLESS);
        }
        let place = failed
            .place
            .map(|place| format!(" ({place})"))
            .unwrap_or_default();
        Error::message(format!(
            "the part `{name}` failed: {}{place}",
            failed.message
        ))
    })
}

fn photo(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Value> {
    let shape = shape(view, kwargs)?;
    let image: Option<Value> = kwargs.get("image")?;
    let of = |key| {
        image
            .as_ref()
            .and_then(|image| image.get_from_path(key)?.as_str())
    };
    let src = match kwargs.get::<&str>("src")? {
        Some(src) => src,
        None => of("src").ok_or_else(|| Error::message("`photo` needs an `image` or a `src`"))?,
    };
    let focus = kwargs.get::<&str>("focus")?.or(of("focus"));
    let shape = Shape {
        focus: focus
            .and_then(crate::content::front_matter::focus)
            .unwrap_or(shape.focus),
        ..shape
    };
    let shown = match of("file") {
        Some(file) => view.picture(view.name(file), src, &shape),
        None if is_elsewhere(src) => Shown::Picture(Picture {
            src: src.to_owned(),
            ..Picture::default()
        }),
        // A file of `static/` has the URL that its path says; any other is named with its own.
        None => {
            let path = src.trim_start_matches('/');
            let file = format!("static/{path}");
            if view.file_facts(&file).is_none() && view.occupant(path).is_none() {
                let message =
                    format!("a template shows the photo `{src}`, but there is no `{file}`");
                let hint = "mend its path, in the template or among the `options` of site.yaml";
                view.report([Diagnostic::warning("missing-image", message).hint(hint)]);
                return Ok(Value::none());
            }
            let href = view.base_of_site().href(&format!("/{path}"));
            view.picture(view.name(&file), &href, &shape)
        }
    };
    match shown {
        Shown::Picture(shown) => Ok(picture::value(&shown)),
        // That is told where the photo is named.
        Shown::Faulty(_) => Ok(Value::none()),
    }
}

/// The shape that a call of `photo` asks for.
fn shape(view: &Arc<View>, kwargs: &Kwargs) -> TeraResult<Shape> {
    let named = |name: &str| picture::named(&view.summary().options, name).map_err(Error::message);
    let mut shape = match kwargs.get::<&str>("as")? {
        Some(name) => named(name)?,
        None => Shape::plain(),
    };
    if let Some(widths) = kwargs.get::<&[Value]>("widths")? {
        let widths = widths
            .iter()
            .filter_map(|width| u16::try_from(width.as_i64()?).ok());
        shape.widths = widths.filter(|&width| width > 0).collect();
    }
    if let Some(sizes) = kwargs.get::<String>("sizes")? {
        shape.sizes = sizes;
    }
    if let Some(crop) = kwargs.get::<&str>("crop")? {
        shape.ratio = Some(picture::ratio(crop).map_err(Error::message)?);
    }
    if shape.widths.is_empty() {
        return Err(Error::message("`widths` is no list of pixels"));
    }
    Ok(shape)
}

#[allow(clippy::unnecessary_wraps, reason = "functions are called alike")]
fn years(view: &Arc<View>, _: &Kwargs) -> TeraResult<Value> {
    let mut years: Vec<(String, Value)> = view
        .listings(ListingKind::Year)
        .into_iter()
        .map(|key| {
            let label = view.label(key);
            let link = values::map(&[
                ("name", Value::from(label.name.as_str())),
                ("url", Value::from(view.base_of_site().href(&label.url))),
                ("count", Value::from(view.count(key))),
            ]);
            (urls::listing(&view.site().names, key, ""), link)
        })
        .collect();
    years.sort_by(|a, b| b.0.cmp(&a.0));
    Ok(Value::from(
        years.into_iter().map(|(_, link)| link).collect::<Vec<_>>(),
    ))
}

fn count(kwargs: &Kwargs, default: usize) -> TeraResult<usize> {
    Ok(kwargs
        .get::<u32>("n")?
        .map_or(default, |count| count as usize))
}

/// A text within the query of an address (RFC 3986, §2.1).
pub(super) fn urlencoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(byte.into());
        } else {
            html::push_percent(&mut out, byte);
        }
    }
    out
}
