//! What stands on the front page below its top, as the theme's option `front` says.

use serde_json::Value;

use crate::content::Kind;

/// The front page's composition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipe {
    /// How many stories stand beside the one that leads.
    pub secondary: usize,
    /// How many are among the latest.
    pub latest: usize,
    /// What comes below, from top to bottom.
    pub blocks: Vec<Block>,
}

/// A block of stories under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Which stories.
    pub of: Of,
    /// How many at most.
    pub items: usize,
    /// How the theme sets them, by the theme's own word; empty where it is left to the theme.
    pub layout: String,
    /// Its heading; empty for that of its section, tag or kind.
    pub title: String,
}

/// Which stories a block has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Those of a section, by its slug.
    Section(String),
    /// Those of every section that has no block of its own: a block each, in the order of the navigation.
    Sections,
    /// Those with a tag.
    Tag(String),
    /// Those of a kind, among the newest of the site.
    Kind(Kind),
}

/// More stories than this are no block but a listing.
const MOST: u64 = 24;

impl Default for Recipe {
    fn default() -> Recipe {
        Recipe {
            secondary: 3,
            latest: 8,
            blocks: vec![
                Block::of(Of::Kind(Kind::Opinion), 3),
                Block::of(Of::Sections, 4),
            ],
        }
    }
}

impl Block {
    fn of(of: Of, items: usize) -> Block {
        Block {
            of,
            items,
            layout: String::new(),
            title: String::new(),
        }
    }
}

impl Recipe {
    /// What the option says, with what holds where it says nothing, and what is wrong with it.
    pub fn read(option: Option<&Value>) -> (Recipe, Vec<String>) {
        let mut recipe = Recipe::default();
        let mut faults = Vec::new();
        let Some(option) = option.filter(|option| !option.is_null()) else {
            return (recipe, faults);
        };
        let Some(fields) = option.as_object() else {
            faults.push("`front` is no map of `secondary`, `latest` and `blocks`".to_owned());
            return (recipe, faults);
        };
        for (key, value) in fields {
            match key.as_str() {
                "secondary" => recipe.secondary = count(key, value, recipe.secondary, &mut faults),
                "latest" => recipe.latest = count(key, value, recipe.latest, &mut faults),
                "blocks" => match value.as_array() {
                    Some(blocks) => {
                        let blocks = blocks.iter().map(|written| block(written, &mut faults));
                        recipe.blocks = blocks.collect::<Vec<_>>().into_iter().flatten().collect();
                    }
                    None => faults.push("`front.blocks` is no list".to_owned()),
                },
                other => faults.push(format!("`front` knows no `{other}`")),
            }
        }
        (recipe, faults)
    }
}

/// A block as it is written: the name of a kind, `sections`, or a map.
fn block(written: &Value, faults: &mut Vec<String>) -> Option<Block> {
    if let Some(word) = written.as_str() {
        let block = named(word);
        if block.is_none() {
            faults.push(format!("`front.blocks` knows no `{word}`: {KNOWN}"));
        }
        return block;
    }
    let Some(fields) = written.as_object() else {
        faults.push(format!(
            "`front.blocks` has something that is no block: {KNOWN}"
        ));
        return None;
    };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let chosen = match (text("section"), text("tag"), text("block")) {
        ("", "", word) => named(word),
        ("", tag, _) => Some(Block::of(Of::Tag(tag.to_owned()), 4)),
        (section, ..) => Some(Block::of(Of::Section(section.to_owned()), 4)),
    };
    let Some(mut block) = chosen else {
        faults.push(format!(
            "a block of `front.blocks` does not say which stories: {KNOWN}"
        ));
        return None;
    };
    for (key, value) in fields {
        match key.as_str() {
            "items" => block.items = count(key, value, block.items, faults),
            "layout" => text("layout").clone_into(&mut block.layout),
            "title" => text("title").clone_into(&mut block.title),
            "section" | "tag" | "block" => {}
            other => faults.push(format!("a block of `front.blocks` knows no `{other}`")),
        }
    }
    Some(block)
}

/// What a block may be.
const KNOWN: &str =
    "it is `sections`, a kind of article, or a map with `section`, `tag` or `block`";

fn named(word: &str) -> Option<Block> {
    if word == "sections" {
        return Some(Block::of(Of::Sections, 4));
    }
    let kind = Kind::ALL.iter().find(|(_, name)| *name == word);
    kind.map(|(kind, _)| Block::of(Of::Kind(*kind), 3))
}

fn count(key: &str, value: &Value, usual: usize, faults: &mut Vec<String>) -> usize {
    match value.as_u64().filter(|&count| count <= MOST) {
        Some(count) => usize::try_from(count).unwrap_or(usual),
        None => {
            faults.push(format!(
                "`{key}` in `front` is a number up to {MOST}, not {value}"
            ));
            usual
        }
    }
}
