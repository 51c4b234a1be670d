//! The files by which static hosts are told of redirects and headers: `_redirects`, `_headers`, `vercel.json`,
//! a map for nginx, and GitHub's `.nojekyll` and `CNAME`.

use std::fmt::Write;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Body, NONE, Output, Planned, Subject};
use crate::changes::CONFIG;
use crate::config::Host;
use crate::diag::{Diagnostic, Place};
use crate::render::View;
use crate::site::{Site, urls};

pub struct HostFiles;

/// A file that some hosts read: its path, and who reads it.
type HostFile = (&'static str, &'static [Host]);

/// Every file; a route's part is its place here.
const FILES: &[HostFile] = &[
    (REDIRECTS, &[Host::Cloudflare, Host::Gitlab, Host::Netlify]),
    (HEADERS, &[Host::Cloudflare, Host::Netlify]),
    (VERCEL, &[Host::Vercel]),
    (NGINX, &[Host::Nginx]),
    (NO_JEKYLL, &[Host::Github]),
    (CNAME, &[Host::Github]),
];

const REDIRECTS: &str = "_redirects";
const HEADERS: &str = "_headers";
const VERCEL: &str = "vercel.json";
const NGINX: &str = "nginx-redirects.conf";
const NO_JEKYLL: &str = ".nojekyll";
const CNAME: &str = "CNAME";

/// What holds unless the site says otherwise. An asset's name has its hash, so that it never changes.
const DEFAULT_HEADERS: [(&str, &[(&str, &str)]); 2] = [
    (
        "/*",
        &[
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    ),
    (
        "/assets/*",
        &[("Cache-Control", "public, max-age=31536000, immutable")],
    ),
];

impl Output for HostFiles {
    fn name(&self) -> &'static str {
        "host file"
    }

    fn routes(&self, site: &Site, subject: Subject) -> Vec<Planned> {
        if subject != Subject::Site {
            return NONE;
        }
        let hosts = &site.config.publishing.hosts;
        let is_wanted = |(path, readers): &HostFile| {
            readers.iter().any(|reader| hosts.contains(reader))
                && !super::is_brought(site, path)
                && (*path != CNAME || domain(&site.config.url).is_some())
        };
        let files = (0..).zip(FILES).filter(|(_, file)| is_wanted(file));
        files
            .map(|(part, (path, _))| Planned {
                part,
                path: (*path).to_owned(),
            })
            .collect()
    }

    fn render(&self, view: &Arc<View>, _: Subject, part: u32) -> Result<Body, Box<Diagnostic>> {
        let file = FILES.get(part as usize).map_or("", |(path, _)| path);
        let text = match file {
            REDIRECTS => redirects(view),
            HEADERS => headers(view),
            VERCEL => vercel(view),
            NGINX => nginx(view),
            NO_JEKYLL => String::new(),
            CNAME => domain(&view.settings().url).unwrap_or_default() + "\n",
            _ => return Err(view.no_such_route()),
        };
        Ok(Body::Bytes(text.into_bytes()))
    }
}

/// The site's own domain; `None` where it is a host's, or the site is in a folder of it.
fn domain(url: &str) -> Option<String> {
    let base = urls::Base::new(url);
    let host = base.root().split_once("://")?.1;
    let host = host.split(':').next().unwrap_or(host);
    let is_own = base.path().is_empty() && host.contains('.') && !host.ends_with(".github.io");
    is_own.then(|| host.to_owned())
}

/// The redirects as hrefs, as many as all of these hosts take that the site is on. Says so where one takes
/// fewer than there are.
fn within_limits(view: &View, file: &str, readers: &[Host]) -> Vec<(String, String)> {
    let base = view.base();
    let encoded = |url: &str| base.absolute(url).replacen(base.root(), "", 1);
    let all = view.redirects().into_iter();
    let mut rules: Vec<(String, String)> = all
        .map(|(from, to)| (encoded(&from), encoded(&to)))
        .collect();
    let hosts = &view.settings().publishing.hosts;
    for host in readers.iter().filter(|host| hosts.contains(host)) {
        let (limits, before) = (host.limits(), rules.len());
        rules.retain(|rule| line_length(rule) <= limits.line);
        let too_long = before - rules.len();
        let mut bytes = 0;
        let fits = rules.iter().take(limits.rules).take_while(|rule| {
            bytes += line_length(rule) + 1;
            bytes <= limits.bytes
        });
        let fits = fits.count();
        let too_many = rules.len() - fits;
        rules.truncate(fits);
        let name = host.name();
        let say = |message: String| {
            view.report([Diagnostic::warning("too-many-redirects", message)
                .at(Place::file(CONFIG))
                .hint("the pages at the old addresses lead on all the same")]);
        };
        if too_long > 0 {
            let most = limits.line;
            say(format!(
                "{name} takes redirects of {most} characters, and {too_long} are longer: they are left out of {file}"
            ));
        }
        if too_many > 0 {
            let limit = if fits == limits.rules {
                format!("{fits} redirects")
            } else {
                format!("{} bytes of redirects", limits.bytes)
            };
            say(format!(
                "{name} takes {limit}, and the site has {too_many} redirects more: the oldest articles' are left out of {file}"
            ));
        }
    }
    rules
}

/// How long the line of a rule is in `_redirects`, without its end.
fn line_length((from, to): &(String, String)) -> usize {
    from.len() + to.len() + " 301! ".len()
}

/// `_redirects`, a rule a line. Netlify takes the page at an old address for the better answer unless it is
/// told by `!`, which the others do not know.
fn redirects(view: &View) -> String {
    let hosts = &view.settings().publishing.hosts;
    let readers = [Host::Cloudflare, Host::Gitlab, Host::Netlify];
    let is_netlify_alone = !hosts.iter().any(|host| readers[..2].contains(host));
    let status = if is_netlify_alone { "301!" } else { "301" };
    let rules = within_limits(view, REDIRECTS, &readers);
    if !is_netlify_alone && hosts.contains(&Host::Netlify) && !rules.is_empty() {
        let message = "netlify and another host read one `_redirects`: netlify will answer a former address with the page there, \
                       and not by 301";
        view.report([Diagnostic::warning("mixed-hosts", message)
            .at(Place::file(CONFIG))
            .hint("only netlify knows how a rule is put before a page: build for it by itself, with another `hosting`")]);
    }
    let mut out = String::new();
    for (from, to) in rules {
        let _ = writeln!(out, "{from} {to} {status}");
    }
    out
}

/// The headers by path: the defaults, and what the site says, which comes later and so counts more.
fn header_rules(view: &View) -> Vec<(String, Vec<(String, String)>)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut rules: Vec<(String, Vec<(String, String)>)> = DEFAULT_HEADERS
        .iter()
        .map(|(path, headers)| ((*path).to_owned(), headers.iter().map(owned).collect()))
        .collect();
    for (path, headers) in &view.settings().publishing.headers {
        let at = rules.iter().position(|(known, _)| known == path);
        let at = at.unwrap_or_else(|| {
            rules.push((path.clone(), Vec::new()));
            rules.len() - 1
        });
        for (name, value) in headers {
            rules[at]
                .1
                .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            rules[at].1.push((name.clone(), value.clone()));
        }
    }
    let below = view.base().path();
    for (path, _) in &mut rules {
        path.insert_str(0, below);
    }
    rules
}

fn headers(view: &View) -> String {
    let mut out = String::new();
    for (path, headers) in header_rules(view) {
        let _ = writeln!(out, "{path}");
        for (name, value) in headers {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
    out
}

#[derive(Serialize)]
struct Vercel {
    redirects: Vec<VercelRedirect>,
    headers: Vec<VercelRule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VercelRedirect {
    source: String,
    destination: String,
    status_code: u16,
}

#[derive(Serialize)]
struct VercelRule {
    source: String,
    headers: Vec<VercelHeader>,
}

#[derive(Serialize)]
struct VercelHeader {
    key: String,
    value: String,
}

fn vercel(view: &View) -> String {
    let redirects = within_limits(view, VERCEL, &[Host::Vercel]);
    let redirects = redirects.into_iter().map(|(from, to)| VercelRedirect {
        source: pattern(&from),
        destination: to,
        status_code: 301,
    });
    let headers = header_rules(view)
        .into_iter()
        .map(|(path, headers)| VercelRule {
            source: path
                .split('*')
                .map(pattern)
                .collect::<Vec<_>>()
                .join("(.*)"),
            headers: headers
                .into_iter()
                .map(|(key, value)| VercelHeader { key, value })
                .collect(),
        });
    let file = Vercel {
        redirects: redirects.collect(),
        headers: headers.collect(),
    };
    // Nothing in it refuses to be written.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// A path that stands for itself where signs have a meaning.
fn pattern(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for sign in path.chars() {
        if "():*+?{}\\".contains(sign) {
            out.push('\\');
        }
        out.push(sign);
    }
    out
}

/// A map of what nginx calls `$uri`, which it has decoded. It compares texts without regard to case: an address that
/// only case tells from another one is a pattern, which it takes exactly.
fn nginx(view: &View) -> String {
    let rules: Vec<(String, String)> = within_limits(view, NGINX, &[Host::Nginx])
        .into_iter()
        .map(|(from, to)| (urls::percent_decode(&from).into_owned(), to))
        .collect();
    let mut alike: FxHashMap<String, u32> = FxHashMap::default();
    for (from, _) in &rules {
        *alike.entry(from.to_ascii_lowercase()).or_default() += 1;
    }
    let is_told_by_case = |from: &str, to: &str| {
        let lower = from.to_ascii_lowercase();
        let is_page = |lower: &str| {
            let path = view.base().strip(lower);
            view.occupant(&urls::output_path(&path)).is_some()
        };
        alike.get(&lower).is_some_and(|&count| count > 1)
            || urls::percent_decode(to).eq_ignore_ascii_case(from)
            || (lower != from && is_page(&lower))
    };
    let mut out = String::from(
        "# Include this within http {}, and within the site's server {} write:\n\
         #   if ($presstime_redirect) { return 301 $presstime_redirect; }\n",
    );
    if let Some((bucket, buckets)) = nginx_hash(&rules) {
        let _ = write!(
            out,
            "# These two are for all maps: http {{}} may not set them once more.\n\
             map_hash_bucket_size {bucket};\nmap_hash_max_size {buckets};\n"
        );
    }
    out.push_str("map $uri $presstime_redirect {\n");
    for (from, to) in &rules {
        let from = if is_told_by_case(from, to) {
            exactly(from)
        } else {
            from.clone()
        };
        let from = from.replace('\\', "\\\\").replace('"', "\\\"");
        let to = to.replace('$', "%24");
        let _ = writeln!(out, "    \"{from}\" \"{to}\";");
    }
    out.push_str("}\n");
    out
}

/// A pattern of PCRE, as nginx knows it, that this path alone matches.
fn exactly(path: &str) -> String {
    let mut out = String::from("~^");
    for sign in path.chars() {
        if sign.is_ascii_punctuation() && sign != '/' {
            out.push('\\');
        }
        out.push(sign);
    }
    out.push('$');
    out
}

/// How large nginx must make the buckets of its hash of a map, and how many it may use, where the 64 bytes and
/// 2,048 that it takes by itself would not do. An entry is a pointer, its length and the path; with room for
/// eight of them a bucket, nginx finds a place for each at once.
fn nginx_hash(rules: &[(String, String)]) -> Option<(usize, usize)> {
    let longest = rules.iter().map(|(from, _)| from.len()).max()?;
    let entry = 16 + (longest + 2).next_multiple_of(8);
    let is_needed = entry > 64 || rules.len() > 100;
    is_needed.then(|| {
        let bucket = (entry * 8).max(512).next_power_of_two();
        (bucket, rules.len().max(2048).next_power_of_two())
    })
}
