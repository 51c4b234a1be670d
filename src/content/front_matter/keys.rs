//! The keys that front matter may have, as tables: what is read, what is documented and what is
//! suggested for a misspelt key all come from here.

use crate::content::yaml::Key;

const fn key(name: &'static str, aliases: &'static [&'static str], meaning: &'static str) -> Key {
    Key {
        name,
        aliases,
        meaning,
    }
}

const TITLE: Key = key("title", &["headline"], "the headline; required");
const UPDATED: Key = key(
    "updated",
    &["lastmod", "modified", "last_modified_at"],
    "when its substance last changed",
);
const SUMMARY: Key = key(
    "summary",
    &["description", "excerpt", "dek", "standfirst", "deck"],
    "one or two sentences that stand under the headline, in listings and in feeds",
);
const IMAGE: Key = key(
    "image",
    &["cover", "featured_image", "thumbnail"],
    "the lead photo: a path, or `{src, alt, caption, credit}`",
);
const IMAGE_ALT: Key = key(
    "image_alt",
    &[],
    "the photo's text alternative, where `image` is a path",
);
const IMAGE_CAPTION: Key = key(
    "image_caption",
    &[],
    "the photo's caption, where `image` is a path",
);
const IMAGE_CREDIT: Key = key(
    "image_credit",
    &[],
    "whom the photo is by, where `image` is a path",
);
const FAQ: Key = key(
    "faq",
    &["faqs"],
    "a list of `{question, answer}` (or `{q, a}`), or `{title, items}`; answers are Markdown",
);
const SLUG: Key = key(
    "slug",
    &[],
    "the last part of its URL; from the file's name where it is not given",
);
const PERMALINK: Key = key(
    "permalink",
    &["url"],
    "the whole path of its URL, as in `/about/team/`",
);
const ALIASES: Key = key(
    "aliases",
    &["redirect_from"],
    "URL paths it used to have, which then lead to it",
);
const LANG: Key = key(
    "lang",
    &["language", "locale"],
    "its language, as in `es` or `pt-BR`",
);
const TRANSLATION_KEY: Key = key(
    "translation_key",
    &["translationKey"],
    "what pairs it with its translations, where the files' names do not",
);
const DRAFT: Key = key(
    "draft",
    &[],
    "not to be published yet (also `published: false`)",
);
const PUBLISHED: Key = key(
    "published",
    &[],
    "a date, which is the same as `date`, or `false`, which is the same as `draft: true`",
);
const EXTRA: Key = key("extra", &[], "a free map for themes");

/// The keys of an article.
pub const ARTICLE: &[Key] = &[
    TITLE,
    key(
        "date",
        &["publishDate", "pubDate"],
        "when it is published; in the future: an embargo; from the file's name where it is not given",
    ),
    PUBLISHED,
    UPDATED,
    SUMMARY,
    key(
        "authors",
        &["author", "byline"],
        "one name or a list: ids of files in `content/authors/`, or bare names",
    ),
    key(
        "category",
        &["categories", "section"],
        "its section, or several, the first being the primary one; `world/asia` also counts in `world`",
    ),
    key("tags", &["keywords"], "a list, or one string with commas"),
    key(
        "key_points",
        &["key_facts", "highlights"],
        "what there is to know, as a list of sentences that stand above the text",
    ),
    IMAGE,
    IMAGE_ALT,
    IMAGE_CAPTION,
    IMAGE_CREDIT,
    key(
        "videos",
        &["video"],
        "a list of `{url, title, thumbnail, duration}`, or of URLs",
    ),
    FAQ,
    SLUG,
    PERMALINK,
    ALIASES,
    key(
        "id",
        &["guid"],
        "what tells it from all others in feeds, and stays when it moves; its address if not given",
    ),
    LANG,
    TRANSLATION_KEY,
    DRAFT,
    key("expires", &["expiryDate"], "when it is taken off the site"),
    key("featured", &[], "for the top of the front page"),
    key(
        "pinned",
        &["sticky"],
        "for the very top of it, however old the article is",
    ),
    key(
        "featured_until",
        &["featuredUntil"],
        "when it ceases to be featured or pinned",
    ),
    key(
        "kind",
        &[],
        "`news`, `opinion`, `analysis`, `review`, `interview`, `explainer`, `live` or `sponsored`",
    ),
    key("corrections", &["correction"], "a list of `{date, text}`"),
    key("series", &[], "the series it belongs to"),
    key("location", &["dateline"], "the place in its dateline"),
    key(
        "canonical",
        &["canonical_url"],
        "the URL of the original, where this is a copy of it",
    ),
    key(
        "related",
        &[],
        "related articles, as paths, slugs or URL paths",
    ),
    EXTRA,
];

/// The keys of a page, and of a section's introduction.
pub const PAGE: &[Key] = &[
    TITLE,
    key(
        "date",
        &["publishDate", "pubDate"],
        "stands for `updated` where that is not given",
    ),
    PUBLISHED,
    UPDATED,
    SUMMARY,
    IMAGE,
    IMAGE_ALT,
    IMAGE_CAPTION,
    IMAGE_CREDIT,
    FAQ,
    SLUG,
    PERMALINK,
    ALIASES,
    LANG,
    TRANSLATION_KEY,
    DRAFT,
    EXTRA,
];

/// The keys of an author.
pub const PERSON: &[Key] = &[
    key(
        "name",
        &["display_name", "title"],
        "the name in bylines; required",
    ),
    key("kind", &[], "`person` or `team`"),
    key(
        "role",
        &["job_title", "position"],
        "one line on who this is, as in `Port correspondent`",
    ),
    key(
        "photo",
        &["image", "avatar", "picture"],
        "a portrait's path",
    ),
    key(
        "links",
        &["social"],
        "elsewhere on the web: a list of `{label, url}` or of URLs, or a map from label to URL",
    ),
    key("email", &[], "an address for readers"),
    key(
        "fediverse",
        &["mastodon"],
        "an account there, as in `@ana@social.example`: shared links to an article name it",
    ),
    EXTRA,
];

/// The keys of a photo.
pub const IMAGE_KEYS: &[Key] = &[
    key(
        "src",
        &["url", "path", "file"],
        "its path, or an absolute URL",
    ),
    key("alt", &["alt_text"], "its text alternative: what it shows"),
    key(
        "caption",
        &["title", "description"],
        "its caption; inline Markdown",
    ),
    key(
        "credit",
        &["photographer", "copyright"],
        "whom it is by, as in `Ana Ruiz / The Harbour Courier`; what its file says if not given",
    ),
    key(
        "focus",
        &[],
        "what must stay in sight when it is cropped, from the left and from the top: `30% 60%`, `top left`",
    ),
];

/// The keys of a video.
pub const VIDEO: &[Key] = &[
    key("url", &["src", "href", "link"], "where it can be seen"),
    key("title", &["name", "caption"], "its title"),
    key("thumbnail", &["image", "poster"], "a still of it"),
    key(
        "duration",
        &["length"],
        "how long it is: seconds, `3:20`, `1:03:20` or `PT3M20S`",
    ),
];

/// The keys of an FAQ that has a title.
pub const FAQ_KEYS: &[Key] = &[
    key("title", &["heading"], "its heading"),
    key("items", &["questions", "faqs"], "its questions"),
];

/// The keys of one question.
pub const FAQ_ITEM: &[Key] = &[
    key("question", &["q"], "the question"),
    key("answer", &["a"], "the answer, in Markdown"),
];

/// The keys of one correction.
pub const CORRECTION: &[Key] = &[
    key("date", &[], "when it was made"),
    key(
        "text",
        &["note", "description"],
        "what was wrong; inline Markdown",
    ),
];

/// The keys of an author who is given as a map.
pub const BYLINE: &[Key] = &[key(
    "name",
    &["id", "slug", "author"],
    "an id, or a bare name",
)];

/// The keys of a link.
pub const LINK: &[Key] = &[
    key("label", &["name", "title", "text"], "what it is called"),
    key("url", &["href", "link"], "where it leads"),
];
