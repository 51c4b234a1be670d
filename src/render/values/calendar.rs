//! A month's calendar, and its articles by days.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use tera::Value;

use super::{map, or_none, text};
use crate::render::cldr;
use crate::render::view::View;
use crate::site::listing::{ListingKey, ListingKind};
use crate::site::question::Question;
use crate::site::row::ArticleId;
use crate::site::urls;

/// The first day of the month that a listing is named by: `2026/11`.
pub(super) fn first_day(name: &str) -> Option<Date> {
    let (year, month) = name.split_once('/')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// The calendar of a month: the weekdays as the language begins the week, and the weeks, whose days lead to the page of
/// the listing that has them. `head` is the listing's URL path.
pub(super) fn calendar(view: &View, key: ListingKey, head: &str) -> Value {
    let Some(first) = first_day(&view.text(key.name)) else {
        return Value::none();
    };
    view.ask(Question::Days(key));
    let days = view.site().days(key);
    let lang = view.lang_code();
    let base = view.base_of_site();
    let begins = cldr::first_weekday(lang);
    let cell = |date: Date| {
        let found = days.iter().find(|day| day.of_month == date.day());
        let url = found.map(|day| {
            let page = match day.page {
                0 => head.to_owned(),
                page => urls::listing_page(head, page),
            };
            format!("{}#{}", base.href(&page), anchor(date))
        });
        map(&[
            ("day", Value::from(date.day())),
            ("date", or_none(noon(view, date), |at| text(&at))),
            ("url", or_none(url.as_deref(), text)),
            ("count", Value::from(found.map_or(0, |day| day.count))),
        ])
    };
    let before = first.weekday().since(begins).unsigned_abs();
    let mut cells: Vec<Value> = (0..before).map(|_| Value::none()).collect();
    cells.extend(
        first
            .series(jiff::ToSpan::days(1))
            .take(first.days_in_month().unsigned_abs().into())
            .map(cell),
    );
    cells.resize_with(cells.len().next_multiple_of(7), Value::none);
    let weeks: Vec<Value> = cells
        .chunks(7)
        .map(|week| Value::from(week.to_vec()))
        .collect();
    map(&[
        ("weekdays", Value::from(weekdays(lang, begins))),
        ("weeks", Value::from(weeks)),
    ])
}

fn weekdays(lang: &str, begins: Weekday) -> Vec<Value> {
    let (names, short) = (cldr::weekdays(lang), cldr::short_weekdays(lang));
    let named = |day: Weekday| {
        let at = usize::from(day.to_monday_zero_offset().unsigned_abs());
        let of = |names: &[String]| text(names.get(at).map_or("", String::as_str));
        map(&[("name", of(&names)), ("short", of(&short))])
    };
    begins.cycle_forward().take(7).map(named).collect()
}

/// Articles of a month's listing by days, as they come; of other listings none.
pub(super) fn days(view: &Arc<View>, key: ListingKey, ids: &[ArticleId]) -> Vec<Value> {
    if key.kind != ListingKind::Month {
        return Vec::new();
    }
    let of = |id: &ArticleId| {
        // The date is part of what the card's question answers.
        view.ask(Question::Card(*id));
        let row = view.site().public_row(*id)?;
        Some(view.zoned(row.date).date())
    };
    let days = ids.chunk_by(|a, b| of(a) == of(b));
    days.filter_map(|ids| {
        let date = of(ids.first()?)?;
        Some(map(&[
            ("id", text(&anchor(date))),
            ("date", or_none(noon(view, date), |at| text(&at))),
            ("items", Value::from(view.cards(ids.iter().copied()))),
        ]))
    })
    .collect()
}

/// What a day is called in the address of a page that has it.
fn anchor(date: Date) -> String {
    format!("day-{}", date.day())
}

/// The middle of a day, as templates have instants.
fn noon(view: &View, date: Date) -> Option<String> {
    let zone = view.site().calendar().zone(view.lang_code()).clone();
    let noon = date.at(12, 0, 0, 0).to_zoned(zone).ok()?;
    Some(view.rfc3339(noon.timestamp().as_second()))
}
