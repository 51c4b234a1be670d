//! The keys that `site.yaml` may have.

use crate::content::yaml::Key;

const fn key(name: &'static str, meaning: &'static str) -> Key {
    Key::new(name, meaning)
}

/// The outermost level.
pub const SITE: &[Key] = &[
    key("title", "the outlet's name; required"),
    key(
        "url",
        "the address of the front page; may carry a path; required",
    ),
    key("timezone", "an IANA name, as in `America/Havana`; required"),
    key("language", "the default language's code; `en` if not given"),
    key(
        "languages",
        "the other languages: a list of `{code, title, description, timezone, fallback, feed}`, each under `/code/`",
    ),
    key("description", "one or two sentences on the outlet"),
    key(
        "publisher",
        "who publishes it: `{name, logo, url, policies, links}`",
    ),
    key(
        "photos",
        "what becomes of photos: `{formats, jpeg, webp, avif, originals, cache}`",
    ),
    key(
        "image",
        "the picture that social networks show of pages without one: a path, or `{src, alt}`",
    ),
    key(
        "sections",
        "a list of `{slug, name, parent, description}`, in the order of the navigation",
    ),
    key(
        "permalink",
        "how an article's URL is made; `/:category/:year/:month/:slug/` if not given",
    ),
    key(
        "page_size",
        "how many articles a listing's page holds; 20 if not given",
    ),
    key(
        "feed",
        "which feeds there are and what is in them: `{formats, items, content, sections, tags, authors, hub}`",
    ),
    key("theme", "a folder below `themes/`; `default` if not given"),
    key("options", "the theme's options"),
    key(
        "markdown",
        "how Markdown is rendered: `{html, smart, external_links, embeds}`",
    ),
    key("structured_data", "what search engines are told: `{faq}`"),
    key(
        "hosting",
        "the hosts whose own files are written: a list of `cloudflare`, `github`, `gitlab`, `netlify`, `nginx` and `vercel`",
    ),
    key(
        "headers",
        "HTTP headers for those hosts: a map from a path, as in `/*`, to names with values",
    ),
    key("robots", "what crawlers are told: `{ai, disallow}`"),
    key("ads_txt", "the lines of `ads.txt`"),
    key("security_txt", "the fields of `security.txt`"),
    key("trust_txt", "the fields of `trust.txt`"),
    key(
        "deploy",
        "the places that `presstime deploy` publishes to: a map from a name to `{to, …}`",
    ),
    key("extra", "a free map for templates"),
];

/// One language.
pub const LANGUAGE: &[Key] = &[
    key("code", "its code, as in `es` or `pt-BR`"),
    key("title", "the outlet's name in it"),
    key("description", "one or two sentences on the outlet in it"),
    key("timezone", "its time zone, where that is another one"),
    key(
        "fallback",
        "the languages whose words stand in where the theme has none in it; `en` comes last anyway",
    ),
    key(
        "feed",
        "what is other in its feeds: the keys of `feed` below, each as the site's if not given",
    ),
];

/// The publisher.
pub const PUBLISHER: &[Key] = &[
    key("name", "its name; the site's title if not given"),
    key("logo", "a path below `static/`, or a URL"),
    key("url", "its own site, where that is another one"),
    key(
        "policies",
        "a map from what a page is about (`corrections`) to its path or URL",
    ),
    key(
        "links",
        "a list of the outlet's pages elsewhere, as in social networks",
    ),
];

/// What becomes of photos.
pub const PHOTOS: &[Key] = &[
    key(
        "formats",
        "the formats that browsers may choose before JPEG: a list of `webp` and `avif`; `webp` if not given",
    ),
    key("jpeg", "the quality of JPEG, 1 to 100; 78 if not given"),
    key("webp", "that of WebP; 75 if not given"),
    key("avif", "that of AVIF; 55 if not given"),
    key(
        "originals",
        "whether photos beside articles are published as they are too; not if not given",
    ),
    key(
        "cache",
        "how many MiB of finished pictures are kept for later builds; 4096 if not given",
    ),
];

/// The site's own picture.
pub const IMAGE: &[Key] = &[
    key("src", "a path below `static/`, or a URL"),
    key("alt", "what can be seen in it"),
];

/// One section.
pub const SECTION: &[Key] = &[
    key("slug", "its part of the URL; from its name if not given"),
    key("name", "its name, or a map from language code to name"),
    key("parent", "the section it is in"),
    key(
        "description",
        "one or two sentences on it, or a map from language code to them",
    ),
];

/// Feeds.
pub const FEED: &[Key] = &[
    key(
        "formats",
        "a list of `rss`, `atom` and `json`; all of them if not given",
    ),
    key("items", "how many articles; 30 if not given"),
    key(
        "content",
        "the articles in the feed of the whole site: `full`, `summary`, or `none` for no such feed; `full` if not given",
    ),
    key(
        "sections",
        "those in sections' feeds: `full`, `summary`, or `none` for no such feeds; as `content` if not given",
    ),
    key("tags", "those in tags' feeds; `summary` if not given"),
    key("authors", "those in authors' feeds; `summary` if not given"),
    key("hub", "the address of a WebSub hub"),
];

/// Structured data.
pub const STRUCTURED_DATA: &[Key] = &[key(
    "faq",
    "whether FAQs are given as `FAQPage`; `true` if not given",
)];

/// A place to publish to.
pub const TARGET: &[Key] = &[
    key(
        "to",
        "what takes the files: `folder`, `s3`, `gcs`, `azure`, `sftp`, `webdav` or `git`; required",
    ),
    key("path", "of a folder: where it is, from the site's folder"),
    key("bucket", "of `s3` and `gcs`: the bucket"),
    key(
        "region",
        "of `s3`: the region; as the environment says if not given",
    ),
    key(
        "endpoint",
        "the address of the service, where it is not the provider's own; required for `webdav`",
    ),
    key(
        "profile",
        "of `s3`: the profile in `~/.aws` with the credentials",
    ),
    key(
        "account",
        "of `azure`: the storage account; as the environment says if not given",
    ),
    key("container", "of `azure`: the container, as in `$web`"),
    key(
        "host",
        "of `sftp`: the server, or its name in `~/.ssh/config`",
    ),
    key(
        "port",
        "of `sftp`: the port; as `~/.ssh/config` says if not given",
    ),
    key(
        "user",
        "of `sftp`: the user; as `~/.ssh/config` says if not given",
    ),
    key(
        "key",
        "of `sftp`: the file with the private key; as `~/.ssh/config` says if not given",
    ),
    key("remote", "of `git`: the repository"),
    key("branch", "of `git`: the branch; `gh-pages` if not given"),
    key(
        "history",
        "of `git`: whether each deployment is a commit after the last; if `false`, the branch has one commit",
    ),
    key("root", "the folder there, below which all is put"),
    key(
        "keep_assets",
        "for how many days assets stay that no page shows any more; 30 if not given",
    ),
    key(
        "cache",
        "a map from a path, as in `/*.pdf`, to what `Cache-Control` says of it: the last that matches holds",
    ),
    key(
        "compress",
        "how texts are compressed: a list of `br`, `gzip` and `zstd`; not at all if not given",
    ),
    key(
        "compressed",
        "where: `beside` the file with a further ending, or `instead` of it; `beside` if not given",
    ),
    key(
        "parallel",
        "how many files travel at once; as suits the service if not given",
    ),
    key(
        "after",
        "who is told what changed: `{urls, exec, webhooks, websub, indexnow}`",
    ),
    // So that it can be said what is wrong with them.
    key("access_key_id", "never here: a secret of `s3`"),
    key("secret_access_key", "never here: a secret of `s3`"),
    key(
        "session_token",
        "never here: a secret of `s3`, where credentials are for a while",
    ),
    key(
        "credential",
        "never here: a secret of `gcs`, a service account's key as base64",
    ),
    key("account_key", "never here: a secret of `azure`"),
    key(
        "sas_token",
        "never here: a secret of `azure`, instead of a key",
    ),
    key(
        "connection_string",
        "never here: a secret of `azure`, instead of all others",
    ),
    key("username", "never here: a secret of `webdav`"),
    key("password", "never here: a secret of `webdav`"),
    key(
        "token",
        "never here: a secret of `webdav`, instead of name and password",
    ),
];

/// Those of [`TARGET`] that are secrets. The environment variable of a place called `live` is `PRESSTIME_LIVE_` and
/// the key in capitals.
pub const TARGET_SECRETS: [&str; 10] = [
    "access_key_id",
    "secret_access_key",
    "session_token",
    "credential",
    "account_key",
    "sas_token",
    "connection_string",
    "username",
    "password",
    "token",
];

/// Who is told what changed.
pub const AFTER: &[Key] = &[
    key(
        "urls",
        "a file of the site's folder into which the changed addresses go, one a line",
    ),
    key(
        "exec",
        "commands that find the changed addresses on their standard input",
    ),
    key(
        "webhooks",
        "addresses that are sent the changes as JSON: each a URL, `$NAME` of a variable that has it, or `{url, token}`",
    ),
    key(
        "websub",
        "whether `feed.hub` is told of changed feeds; `false` if not given",
    ),
    key(
        "indexnow",
        "the key with which search engines are told of changed pages, or `{key, endpoint}`",
    ),
];

/// An address that is told what changed.
pub const WEBHOOK: &[Key] = &[
    key(
        "url",
        "the address, or `$NAME` of the environment variable that has it; required",
    ),
    key(
        "token",
        "`$NAME` of the environment variable with the bearer token",
    ),
];

/// How search engines are told.
pub const INDEXNOW: &[Key] = &[
    key(
        "key",
        "the key, which is also the name and the text of a file, as in `static/KEY.txt`; required",
    ),
    key(
        "endpoint",
        "who is told; `https://api.indexnow.org/indexnow` if not given",
    ),
];

/// Crawlers.
pub const ROBOTS: &[Key] = &[
    key(
        "ai",
        "crawlers of AI companies: `allow` all, allow those that `search` and link, or `deny`; `allow` if not given",
    ),
    key("disallow", "a list of paths that no crawler is to visit"),
];

/// `security.txt`, RFC 9116 §2.5.
pub const SECURITY: &[Key] = &[
    key(
        "contact",
        "where to report a weakness: addresses as in `mailto:desk@courier.example`; required",
    ),
    key(
        "expires",
        "until when this holds, as in `2027-06-30T00:00:00Z`; required",
    ),
    key("acknowledgments", "the page that thanks those who reported"),
    key("canonical", "the addresses of the file"),
    key("encryption", "the addresses of keys"),
    key("hiring", "the page on jobs in security"),
    key("policy", "the page on how reports are handled"),
    key("preferred_languages", "language codes, as in `es, en`"),
];

/// `trust.txt`, as JournalList.net specifies it.
pub const TRUST: &[Key] = &[
    key("member", "sites of this outlet's members"),
    key("belongto", "sites of associations that it belongs to"),
    key("control", "sites that it controls"),
    key("controlledby", "the site that controls it"),
    key("social", "its accounts"),
    key("vendor", "sites of those who work for it"),
    key("customer", "sites of those it works for"),
    key("disclosure", "pages on ownership, ethics and the like"),
    key("contact", "how to reach it"),
    key(
        "datatrainingallowed",
        "`yes` or `no`: whether its texts may train AI",
    ),
];

/// Markdown.
pub const MARKDOWN: &[Key] = &[
    key(
        "html",
        "raw HTML: `allow`, `sanitize` or `escape`; `sanitize` if not given",
    ),
    key(
        "smart",
        "typographic quotes and dashes; `true` if not given",
    ),
    key(
        "external_links",
        "the `rel` of links that leave the site; `noopener` if not given",
    ),
    key("embeds", "further hosts whose frames may be embedded"),
];
