//! What is made once a build and shown on many pages: parts of templates, and authors.

use std::sync::Arc;

use tera::{Context, Value};
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128_with_seed};

use super::scope::Remembered;
use super::{View, lock};
use crate::diag::Diagnostic;
use crate::outputs::Subject;
use crate::site::names::Name;

/// How many parts may stand within one another.
const DEEPEST: u8 = 32;

/// What is said of a part in which there are more.
pub(in crate::render) const ENDLESS: &str =
    "parts stand within one another without end: one of them shows itself";

impl View {
    /// A value about an author that is the same on every route of a language.
    pub(in crate::render) fn remember_person(
        &self,
        id: Name,
        make: impl FnOnce(&Arc<View>) -> Value,
    ) -> Value {
        let key = (id, self.lang);
        let known = lock(&self.scope.people).get(&key).cloned();
        let (value, asked) = known.unwrap_or_else(|| {
            let view = Arc::new(View::new(
                self.scope.clone(),
                Subject::Language(self.lang),
                "",
            ));
            let value = make(&view);
            // What there is to say of an author's file is said on the author's own page.
            let (asked, _) = view.finish();
            let remembered: Remembered = (value, asked.into_shared());
            lock(&self.scope.people).insert(key, remembered.clone());
            remembered
        });
        lock(&self.asked).share(&asked);
        value
    }

    /// A template that is the same wherever it stands in a language, rendered once: it sees `site`, `here`
    /// and `card` alone.
    ///
    /// # Errors
    /// The template failed.
    pub(in crate::render) fn part(
        &self,
        name: &str,
        here: &str,
        card: Option<&Value>,
    ) -> Result<Value, Box<Diagnostic>> {
        self.shared_part(name, here, card, part_seed(name, here, self.lang))
    }

    /// The same for each of several cards, one after another.
    ///
    /// # Errors
    /// The template failed.
    pub(in crate::render) fn parts(
        &self,
        name: &str,
        here: &str,
        cards: &[Value],
    ) -> Result<Value, Box<Diagnostic>> {
        let seed = part_seed(name, here, self.lang);
        let parts = cards
            .iter()
            .map(|card| self.shared_part(name, here, Some(card), seed))
            .collect::<Result<Vec<Value>, _>>()?;
        let texts: Vec<&str> = parts.iter().filter_map(Value::as_str).collect();
        Ok(Value::safe_string(&texts.concat()))
    }

    fn shared_part(
        &self,
        name: &str,
        here: &str,
        card: Option<&Value>,
        seed: u64,
    ) -> Result<Value, Box<Diagnostic>> {
        // Within a build one URL is one card.
        let key = xxh3_128_with_seed(card.and_then(url_of).unwrap_or_default().as_bytes(), seed);
        if let Some((value, asked)) = self.scope.parts.get(key) {
            lock(&self.asked).share(&asked);
            return Ok(value);
        }
        if self.depth == DEEPEST {
            return Err(Box::new(Diagnostic::error("endless-part", ENDLESS)));
        }
        let view = View::new(self.scope.clone(), Subject::Language(self.lang), "");
        let view = Arc::new(View {
            depth: self.depth + 1,
            ..view
        });
        let mut context = Context::new();
        context.insert_value("here", Value::from(here));
        context.insert_value("card", card.cloned().unwrap_or_else(Value::none));
        // Templates are text, and so is what they are given.
        let value = view.rendered(name, context, |written| {
            Value::safe_string(std::str::from_utf8(written).unwrap_or_default())
        })?;
        let (asked, problems) = view.finish();
        self.report(problems);
        let asked = asked.into_shared();
        lock(&self.asked).share(&asked);
        self.scope.parts.put(key, (value.clone(), asked));
        Ok(value)
    }
}

/// What tells parts apart, but for their cards: their template and all else that they see, of which `site` is the
/// language's.
fn part_seed(name: &str, here: &str, lang: Name) -> u64 {
    // In one piece, since a hasher to feed is larger than all of it.
    xxh3_64_with_seed([name, here].join("\0").as_bytes(), lang.0.into())
}

/// The URL of a card. It is looked for from the front, where it is: the map's own way begins with hashing the key.
fn url_of(card: &Value) -> Option<&str> {
    let mut entries = card.as_map()?.iter();
    let (_, url) = entries.find(|(key, _)| key.as_str() == Some("url"))?;
    url.as_str()
}
