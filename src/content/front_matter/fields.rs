//! Reading the fields that are more than a string.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use super::keys;
use super::url_path::{url_path, within_site};
use crate::content::html::url::{Destination, encoded};
use crate::content::slug::slugify;
use crate::content::yaml::{Field, Fields, Reader};
use crate::content::{Correction, Faq, FaqItem, Image, Instant, Video, date};
use crate::diag::Diagnostic;

/// How an FAQ is written.
const QUESTIONS: &str = "write each as `- question: …` and, in the line below, `  answer: …`";

/// Reads front matter's fields; dates without an offset are meant in `zone`.
pub(in crate::content) struct FieldReader<'r, 'a, 'z> {
    pub(in crate::content) reader: &'r mut Reader<'a>,
    pub(in crate::content) zone: &'z TimeZone,
}

impl FieldReader<'_, '_, '_> {
    pub(super) fn date(&mut self, field: Field<'_, '_>) -> Option<Instant> {
        if field.is_blank() {
            return None;
        }
        // What is left of it without control characters may be nothing, which is no date either.
        let text = self
            .reader
            .line(field)
            .or_else(|| field.scalar().map(|_| String::new()))?;
        match date::parse(&text, self.zone) {
            Ok(instant) => Some(instant),
            Err(error) => {
                let diagnostic = Diagnostic::error("bad-date", format!("`{field}`: {error}"));
                self.reader.advise(field, diagnostic, error.hint);
                None
            }
        }
    }

    /// When an article's substance changed; `wrong` is what it says if that was before the article was
    /// published. A day alone that is the day of publication is the second after.
    pub(super) fn change(
        &mut self,
        field: Field<'_, '_>,
        published: Option<Instant>,
        wrong: &str,
    ) -> Option<Instant> {
        let at = self.date(field)?;
        let Some(published) = published.filter(|&published| at < published) else {
            return Some(at);
        };
        let is_day = |text| date::is_day_of(text, published, self.zone);
        if field.scalar().is_some_and(is_day) {
            return Some(published + 1);
        }
        self.disorder(field, wrong);
        Some(at)
    }

    /// Says that something came before the article did.
    pub(super) fn disorder(&mut self, field: Field<'_, '_>, message: &str) {
        self.reader
            .say(field, Diagnostic::warning("date-order", message));
    }

    /// Authors: strings, or maps with a name.
    pub(super) fn authors(&mut self, field: Field<'_, '_>) -> Vec<String> {
        distinct(field.items().filter_map(|item| {
            let name = if item.is_map() {
                self.reader.fields(item, keys::BYLINE)?.get("name")
            } else {
                item
            };
            self.reader.line(name)
        }))
    }

    /// Section paths, each part a slug, and the same as written.
    pub(super) fn sections(&mut self, field: Field<'_, '_>) -> (Vec<String>, Vec<String>) {
        let mut seen = HashSet::new();
        let paths = self.reader.list(field).into_iter().map(|written| {
            let parts = written.split('/').map(str::trim);
            let parts = parts.filter(|part| part.chars().any(char::is_alphanumeric));
            let (slugs, parts): (Vec<_>, Vec<_>) = parts.map(|part| (slugify(part), part)).unzip();
            (slugs.join("/"), parts.join("/"))
        });
        paths
            .filter(|(path, _)| !path.is_empty() && seen.insert(path.clone()))
            .unzip()
    }

    /// Tags from a list or from one string with commas, in whatever script, each slug once.
    pub(super) fn tags(&mut self, field: Field<'_, '_>) -> Vec<String> {
        let mut written = self.reader.list(field);
        if field.scalar().is_some() {
            written = written
                .iter()
                .flat_map(|text| text.split([',', '،', '，', '、']))
                .map(|tag| tag.trim().to_owned())
                .collect();
        }
        let mut slugs = HashSet::with_capacity(written.len());
        written.retain(|tag| !tag.is_empty() && slugs.insert(slugify(tag)));
        written
    }

    /// What must stay in sight of a photo: words or percentages, first from the left and then from the top, as in
    /// `left`, `top`, `30% 60%`.
    fn focus(&mut self, field: Field<'_, '_>) -> Option<(u8, u8)> {
        let written = self.reader.line(field)?;
        let focus = focus(&written);
        if focus.is_none() {
            let message = format!("`{written}` is no place in a photo");
            let hint =
                "write how far from the left and from the top, as in `30% 60%`, or `top left`";
            self.reader
                .say(field, Diagnostic::warning("bad-focus", message).hint(hint));
        }
        focus
    }

    /// The lead photo: a path with what the flat keys say of it, or a map.
    pub(super) fn image(&mut self, fields: &Fields<'_, '_>) -> Option<Image> {
        let field = fields.get("image");
        let mut image = Image::default();
        let src = if field.is_map() {
            let inner = self.reader.fields(field, keys::IMAGE_KEYS)?;
            image.alt = self.reader.line(inner.get("alt")).unwrap_or_default();
            image.caption = self.reader.line(inner.get("caption")).unwrap_or_default();
            image.credit = self.reader.line(inner.get("credit")).unwrap_or_default();
            image.focus = self.focus(inner.get("focus"));
            inner.get("src")
        } else {
            field
        };
        for (text, key) in [
            (&mut image.alt, "image_alt"),
            (&mut image.caption, "image_caption"),
            (&mut image.credit, "image_credit"),
        ] {
            if let Some(flat) = self
                .reader
                .line(fields.get(key))
                .filter(|_| text.is_empty())
            {
                *text = flat;
            }
        }
        image.src = self.url(src)?;
        Some(image)
    }

    /// Videos: maps, or URLs alone.
    pub(super) fn videos(&mut self, field: Field<'_, '_>) -> Vec<Video> {
        field.items().filter_map(|item| self.video(item)).collect()
    }

    fn video(&mut self, item: Field<'_, '_>) -> Option<Video> {
        if !item.is_map() {
            return Some(Video {
                url: self.url(item)?,
                ..Video::default()
            });
        }
        let fields = self.reader.fields(item, keys::VIDEO)?;
        let url = fields.get("url");
        if url.is_absent() {
            self.reader.say(
                item,
                Diagnostic::warning("no-url", "this video has no `url`, and is left out"),
            );
        }
        Some(Video {
            url: self.url(url)?,
            title: self.reader.line(fields.get("title")).unwrap_or_default(),
            thumbnail: self.url(fields.get("thumbnail")),
            duration: self.duration(fields.get("duration")),
        })
    }

    fn duration(&mut self, field: Field<'_, '_>) -> Option<u32> {
        let text = self.reader.line(field)?;
        let seconds = seconds(&text);
        if seconds.is_none() {
            let message = format!("`{text}` is not a duration");
            let hint = "write seconds, `3:20`, `1:03:20` or `PT3M20S`";
            self.reader.say(
                field,
                Diagnostic::warning("bad-duration", message).hint(hint),
            );
        }
        seconds
    }

    /// An FAQ: a list of questions, or a map with a title and one.
    pub(super) fn faq(&mut self, field: Field<'_, '_>) -> Option<Faq> {
        let is_titled = field.entries().is_some_and(|mut entries| {
            entries.any(|(key, _)| keys::FAQ_KEYS.iter().any(|known| known.is(key)))
        });
        if field.scalar().is_some() && !field.is_blank() {
            self.reader
                .wrong_type_for(field, "a list of questions", QUESTIONS);
            return None;
        }
        let (title, items) = if is_titled {
            let fields = self.reader.fields(field, keys::FAQ_KEYS)?;
            (self.reader.line(fields.get("title")), fields.get("items"))
        } else {
            (None, field)
        };
        let items: Vec<FaqItem> = items
            .items()
            .filter_map(|item| self.question(item))
            .collect();
        (!items.is_empty()).then_some(Faq { title, items })
    }

    fn question(&mut self, item: Field<'_, '_>) -> Option<FaqItem> {
        if item.scalar().is_some() {
            self.reader
                .wrong_type_for(item, "a question with its answer", QUESTIONS);
            return None;
        }
        let fields = self.reader.fields(item, keys::FAQ_ITEM)?;
        let (question, answer) = (fields.get("question"), fields.get("answer"));
        let is_text = |field: Field<'_, '_>| field.is_absent() || field.scalar().is_some();
        let texts_only = is_text(question) && is_text(answer);
        match (self.reader.line(question), self.reader.lines(answer)) {
            (Some(question), Some(answer)) => Some(FaqItem { question, answer }),
            (question, _) => {
                if texts_only {
                    let lacks = if question.is_none() {
                        "question"
                    } else {
                        "answer"
                    };
                    let message = format!("this entry of the FAQ has no {lacks}, and is left out");
                    self.reader
                        .say(item, Diagnostic::warning("empty-faq", message));
                }
                None
            }
        }
    }

    /// Corrections: maps, or texts alone; oldest first where all have a date.
    pub(super) fn corrections(
        &mut self,
        field: Field<'_, '_>,
        published: Option<Instant>,
    ) -> Vec<Correction> {
        let mut corrections: Vec<Correction> = field
            .items()
            .filter_map(|item| self.correction(item, published))
            .collect();
        if corrections
            .iter()
            .all(|correction| correction.date.is_some())
        {
            corrections.sort_by_key(|correction| correction.date);
        }
        corrections
    }

    fn correction(
        &mut self,
        item: Field<'_, '_>,
        published: Option<Instant>,
    ) -> Option<Correction> {
        if !item.is_map() {
            let text = self.reader.lines(item)?;
            self.undated(item);
            return Some(Correction { date: None, text });
        }
        let fields = self.reader.fields(item, keys::CORRECTION)?;
        let wrong = "it was corrected before it was published";
        let date = self.change(fields.get("date"), published, wrong);
        // What is published at midnight, on a day alone, is corrected later on that day.
        let date = date.map(|at| at + i64::from(Some(at) == published));
        let text = self.reader.lines(fields.get("text"));
        if text.is_none()
            && (fields.get("text").is_absent() || fields.get("text").scalar().is_some())
        {
            self.reader.say(
                item,
                Diagnostic::warning(
                    "empty-correction",
                    "this correction has no `text`, and is left out",
                ),
            );
        }
        let text = text?;
        if fields.get("date").is_blank() {
            self.undated(item);
        }
        Some(Correction { date, text })
    }

    fn undated(&mut self, correction: Field<'_, '_>) {
        let message = "this correction has no date, and so the article counts as unchanged";
        let hint = "write `{date: 2026-11-24, text: …}`";
        let warning = Diagnostic::warning("undated-correction", message);
        self.reader.say(correction, warning.hint(hint));
    }

    /// Former addresses, each as a path of the site, or as it is in the bar of a browser: with the site's host, or
    /// with the sub-path that it is published under.
    pub(super) fn aliases(&mut self, field: Field<'_, '_>, site: &str) -> Vec<String> {
        distinct(field.items().filter_map(|item| {
            let written = self.reader.line(item)?;
            self.url_path(item, within_site(&written, site))
        }))
    }

    /// A URL path of this site, or a whole URL of it.
    pub(super) fn permalink(&mut self, field: Field<'_, '_>, site: &str) -> Option<String> {
        let written = self.reader.line(field)?;
        let path = if written.contains("://") {
            within_site(&written, site)
        } else {
            &written
        };
        self.url_path(field, path)
    }

    fn url_path(&mut self, field: Field<'_, '_>, written: &str) -> Option<String> {
        let (message, hint) = match url_path(written) {
            Ok(path) => return Some(path),
            Err(fault) => fault,
        };
        self.reader
            .advise(field, Diagnostic::error("bad-path", message), hint);
        None
    }

    /// A path, or a URL of the web. Anything else (`javascript:`) could run in a page.
    pub(in crate::content) fn url(&mut self, field: Field<'_, '_>) -> Option<String> {
        let url = self.reader.line(field)?;
        if !matches!(
            Destination::of(&url),
            Destination::Web | Destination::Internal
        ) {
            self.bad_url(
                field,
                &url,
                "give a path, or a URL that begins with `https://`",
            );
            return None;
        }
        Some(encoded(url))
    }

    /// A URL of the web with its host.
    pub(in crate::content) fn absolute_url(&mut self, field: Field<'_, '_>) -> Option<String> {
        let url = self.reader.line(field)?;
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        if Destination::of(&url) != Destination::Web || host.is_empty() || host.starts_with('/') {
            self.bad_url(
                field,
                &url,
                "give a whole URL, which begins with `https://`",
            );
            return None;
        }
        Some(encoded(url))
    }

    fn bad_url(&mut self, field: Field<'_, '_>, url: &str, hint: &str) {
        let message = format!("`{field}`: `{url}` cannot be linked to, and is left out");
        self.reader
            .say(field, Diagnostic::warning("bad-url", message).hint(hint));
    }
}

/// The texts without repetitions.
fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

/// A duration in seconds: `200`, `3:20`, `1:03:20`, `PT3M20S`.
fn seconds(text: &str) -> Option<u32> {
    if text.starts_with(['P', 'p']) {
        let span: jiff::SignedDuration = text.parse().ok()?;
        return u32::try_from(span.as_secs()).ok();
    }
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3
        || parts
            .iter()
            .any(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    parts
        .iter()
        .enumerate()
        .try_fold(0_u32, |total, (place, part)| {
            let number: u32 = part.parse().ok()?;
            if place > 0 && number > 59 {
                return None;
            }
            total.checked_mul(60)?.checked_add(number)
        })
}

/// A place in a photo, in percent from the left and from the top, as `30% 60%` or `top left` say it; the middle
/// where nothing is said of a direction.
pub fn focus(written: &str) -> Option<(u8, u8)> {
    let (mut left, mut top) = (None, None);
    for word in written.split([' ', ',']).filter(|word| !word.is_empty()) {
        let (slot, place) = match word.to_ascii_lowercase().as_str() {
            "left" => (&mut left, 0),
            "right" => (&mut left, 100),
            "top" => (&mut top, 0),
            "bottom" => (&mut top, 100),
            "center" | "centre" => continue,
            number => {
                let percent = number.strip_suffix('%').unwrap_or(number);
                // A share of one, as in `0.3`, would be less than a percent.
                let is_share = percent == number && number.contains('.');
                let percent: f32 = percent.parse().ok().filter(|_| !is_share)?;
                let slot = if left.is_none() { &mut left } else { &mut top };
                let whole = format!("{percent:.0}");
                (slot, whole.parse().ok().filter(|percent| *percent <= 100)?)
            }
        };
        if slot.replace(place).is_some() {
            return None;
        }
    }
    Some((left.unwrap_or(50), top.unwrap_or(50)))
}
