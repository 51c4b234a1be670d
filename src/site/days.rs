//! On which days of a month there are articles, and where each day is found: what a calendar shows.

use super::Site;
use super::listing::ListingKey;
use super::question::ClockUnit;
use super::row::ArticleId;

/// A day of a month that has articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Day {
    /// Which day of the month, from 1.
    pub of_month: i8,
    /// How many articles it has.
    pub count: u32,
    /// The numbered page on which its newest article stands; 0 for the head.
    pub page: u32,
}

impl Site {
    /// The days of a month's listing that have articles, earliest first.
    pub fn days(&self, month: ListingKey) -> Vec<Day> {
        let size = (self.config.page_size as usize).max(1);
        let listing = self.listing(month);
        let pages = listing.pages(size);
        let lang = self.names.text(month.lang);
        let mut days: Vec<Day> = Vec::new();
        let mut ids = listing.ids.as_slice();
        while let Some(row) = ids.first().and_then(|&id| self.row(id)) {
            let day = self.calendar.zoned(row.date, &lang).day();
            let next = self.calendar.next(row.date, ClockUnit::Day, &lang);
            let is_before = |id: &ArticleId| {
                let date = self.row(*id).map(|row| row.date);
                date.is_none_or(|date| next.is_none_or(|next| date < next))
            };
            let count = ids.partition_point(is_before).max(1);
            ids = &ids[count..];
            let newest = listing.ids.len() - ids.len() - 1;
            let page = Some(newest / size + 1).filter(|page| *page <= pages);
            days.push(Day {
                of_month: day,
                count: u32::try_from(count).unwrap_or(u32::MAX),
                page: page.map_or(0, |page| u32::try_from(page).unwrap_or(u32::MAX)),
            });
        }
        days
    }
}
