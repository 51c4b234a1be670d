//! On which days of a month there are articles, and where each day is found: what a calendar shows.

use super::Site;
use super::listing::ListingKey;

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
        for (position, id) in listing.ids.iter().enumerate() {
            let Some(row) = self.row(*id) else { continue };
            let day = self.calendar.zoned(row.date, &lang).day();
            let page = Some(position / size + 1).filter(|page| *page <= pages);
            let page = page.map_or(0, |page| u32::try_from(page).unwrap_or(u32::MAX));
            match days.last_mut() {
                Some(last) if last.of_month == day => {
                    last.count += 1;
                    last.page = page;
                }
                _ => days.push(Day {
                    of_month: day,
                    count: 1,
                    page,
                }),
            }
        }
        days
    }
}
