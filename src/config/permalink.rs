//! The pattern that articles' URLs follow.

use serde::{Deserialize, Serialize};

use crate::content::yaml::nearest;

/// A pattern such as `/:category/:year/:month/:slug/`, in pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permalink {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Piece {
    Text(String),
    Part(Part),
}

/// What a pattern can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The primary section's whole path, as in `world/asia`.
    Category,
    /// The first part of it, as in `world`.
    Section,
    /// The year of publication, four digits.
    Year,
    /// Its month, two digits.
    Month,
    /// Its day, two digits.
    Day,
    /// The article's slug.
    Slug,
}

impl Part {
    /// Every part with its name in a pattern.
    pub const ALL: [(Part, &str); 6] = [
        (Part::Category, "category"),
        (Part::Section, "section"),
        (Part::Year, "year"),
        (Part::Month, "month"),
        (Part::Day, "day"),
        (Part::Slug, "slug"),
    ];
}

impl Default for Permalink {
    fn default() -> Permalink {
        let slash = || Piece::Text("/".to_owned());
        let parts = [Part::Category, Part::Year, Part::Month, Part::Slug];
        let mut pieces: Vec<Piece> = parts
            .into_iter()
            .flat_map(|part| [slash(), Piece::Part(part)])
            .collect();
        pieces.push(slash());
        Permalink { pieces }
    }
}

impl Permalink {
    /// Reads a pattern. A `/` at its ends is added where it is missing.
    ///
    /// # Errors
    /// A message and a hint: an unknown part, no `:slug`, or something that no URL path has.
    pub fn parse(pattern: &str) -> Result<Permalink, (String, Option<String>)> {
        let mut pieces = Vec::new();
        let mut text = String::from(if pattern.starts_with('/') { "" } else { "/" });
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                ':' => {
                    let end = rest
                        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                        .unwrap_or(rest.len());
                    let (name, after) = rest.split_at(end);
                    rest = after;
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text)));
                    }
                    pieces.push(Piece::Part(part(name)?));
                }
                _ if c.is_control() || r#"\<>"|*?#%"#.contains(c) => {
                    return Err((
                        format!("a permalink cannot have `{}` in it", c.escape_default()),
                        None,
                    ));
                }
                _ => text.push(c),
            }
        }
        if !pieces.contains(&Piece::Part(Part::Slug)) {
            let hint = "as in `/:category/:year/:month/:slug/`".to_owned();
            return Err((
                "a permalink needs `:slug`, which tells articles apart".to_owned(),
                Some(hint),
            ));
        }
        if !text.ends_with('/') && !is_html(&text) {
            text.push('/');
        }
        pieces.push(Piece::Text(text));
        let climbs = |piece: &Piece| matches!(piece, Piece::Text(text) if text.split('/').any(|part| matches!(part, "." | "..")));
        if pieces.iter().any(climbs) {
            return Err(("a permalink cannot climb out of the site".to_owned(), None));
        }
        Ok(Permalink { pieces })
    }

    /// The path it makes: `fill` writes what each part is for the article. Parts that stay empty leave
    /// no `//` behind.
    pub fn path(&self, mut fill: impl FnMut(Part, &mut String)) -> String {
        let mut path = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Part(part) => fill(*part, &mut path),
                Piece::Text(text) if path.ends_with('/') => {
                    path.push_str(text.trim_start_matches('/'));
                }
                Piece::Text(text) => path.push_str(text),
            }
        }
        path
    }

    /// Whether it has the part.
    pub fn has(&self, part: Part) -> bool {
        self.pieces.contains(&Piece::Part(part))
    }
}

fn part(name: &str) -> Result<Part, (String, Option<String>)> {
    if let Some((part, _)) = Part::ALL.iter().find(|(_, known)| *known == name) {
        return Ok(*part);
    }
    let names = Part::ALL.iter().map(|(_, name)| *name);
    let hint = match nearest(name, names.clone()) {
        Some(name) => format!("did you mean `:{name}`?"),
        None => format!(
            "there are {}",
            names
                .map(|name| format!("`:{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    Err((
        format!("unknown part `:{name}` in the permalink"),
        Some(hint),
    ))
}

/// Whether a pattern that ends so names a file.
fn is_html(text: &str) -> bool {
    [".html", ".htm"]
        .iter()
        .any(|ending| text.ends_with(ending))
}
