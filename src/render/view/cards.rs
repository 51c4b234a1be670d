//! Articles as lists show them, and the photos that stand for them.

use std::sync::Arc;

use tera::Value;

use super::{View, lock};
use crate::photo::Cut;
use crate::render::values;
use crate::site::CardImage;
use crate::site::names::Name;
use crate::site::question::Question;
use crate::site::row::{ArticleId, Row};

impl View {
    /// An article as lists show it; `None` where there is none now.
    pub fn card(&self, id: ArticleId) -> Option<Value> {
        self.ask(Question::Card(id));
        // What is kept is the card of an article that readers may see.
        let (card, print) = match self.scope.cards.get(id) {
            Some(known) => known,
            None => self.make_card(id)?,
        };
        // Whoever shows the card shows the photo, however often it was made before.
        if let Some(print) = print {
            self.ask_print(print);
        }
        Some(card)
    }

    fn make_card(&self, id: ArticleId) -> Option<(Value, Option<StandIn>)> {
        let row = self.scope.site.public_row(id)?;
        let image = self.scope.site.card_image(row);
        let print = image.as_ref().and_then(print_of);
        let image = image.filter(|_| print.is_none_or(|print| self.ask_print(print)));
        let card = (values::card(&self.scope, row, image), print);
        // One whose photo nobody has looked at may be another in a moment.
        if print.is_none_or(|(_, photo, _)| self.scope.darkroom.tone(photo).is_some()) {
            self.scope.cards.put(id, card.clone());
        }
        Some(card)
    }

    /// Cards of articles, without those that are gone.
    pub fn cards(&self, ids: impl IntoIterator<Item = ArticleId>) -> Vec<Value> {
        ids.into_iter().filter_map(|id| self.card(id)).collect()
    }

    /// The colour that stands for a photo, or why it can't be used. Where nobody knows yet, the route waits.
    pub(in crate::render) fn tone(&self, photo: u64) -> Option<Result<String, Arc<str>>> {
        let known = self.scope.darkroom.tone(photo);
        if known.is_none() {
            lock(&self.asked).wait();
        }
        known
    }

    /// How many bytes a lead photo has, if it is the site's own. Where nobody knows yet, the route waits.
    pub fn image_bytes(&self, image: &CardImage) -> Option<u64> {
        let (_, facts) = image.file.as_ref()?;
        let Some(cut) = image.cut else {
            return Some(facts.bytes);
        };
        let known = self.scope.darkroom.bytes(facts.hash, cut);
        if known.is_none() {
            lock(&self.asked).wait();
        }
        known
    }

    /// The lead photo of an article, if its file is there. Its card's question covers it.
    pub fn card_image(&self, row: &Row) -> Option<CardImage> {
        let image = self.scope.site.card_image(row)?;
        let is_usable = print_of(&image).is_none_or(|print| self.ask_print(print));
        is_usable.then_some(image)
    }

    /// Asks for the print that stands for a photo; says whether the photo can be used.
    fn ask_print(&self, (file, photo, cut): StandIn) -> bool {
        let is_usable = !matches!(self.tone(photo), Some(Err(_)));
        if is_usable {
            self.ask(Question::Print(file, cut));
        }
        is_usable
    }
}

/// The print that stands for a photo: the photo's file, its hash, and the cut.
pub(super) type StandIn = (Name, u64, Cut);

fn print_of(image: &CardImage) -> Option<StandIn> {
    let (file, facts) = image.file.as_ref()?;
    Some((*file, facts.hash, image.cut?))
}
