//! From a file as the system names it, to the names by which a site knows it. Pure.

use std::path::{Component, Path, PathBuf};

use crate::changes::{CONFIG, FOLDERS};
use crate::content::source_path;
use crate::fs::links::Link;

/// How a site is seen: where it really is, and which links lead elsewhere within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The site's folder, without links.
    pub root: PathBuf,
    /// Every link that a scan follows.
    pub links: Vec<Link>,
}

impl Sight {
    /// The paths of a site, with `/` between their parts, at which something that really is at `path` is seen: none
    /// where it is none of presstime's business, several where links lead there.
    pub fn names(&self, path: &Path) -> Vec<String> {
        let below = path.strip_prefix(&self.root).ok().and_then(site_path);
        let own = below.filter(|path| is_source(path));
        let linked = self.links.iter().filter_map(|link| {
            let rest = site_path(path.strip_prefix(&link.target).ok()?)?;
            Some(if rest.is_empty() {
                link.path.clone()
            } else {
                format!("{}/{rest}", link.path)
            })
        });
        let mut names: Vec<String> = own.into_iter().chain(linked).collect();
        names.retain(|name| is_of_use(name));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether what is at these names is, or holds, one of the links.
    pub fn has_link_in(&self, names: &[String]) -> bool {
        let is_in = |link: &Link, name: &String| {
            let rest = link.path.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (self.links.iter()).any(|link| names.iter().any(|name| is_in(link, name)))
    }
}

/// Whether a path is one of those that a scan looks at.
fn is_source(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    path == CONFIG || FOLDERS.contains(&top)
}

/// What editors leave beside a file, and hidden folders, are no part of a site.
fn is_of_use(name: &str) -> bool {
    FOLDERS.contains(&name) || source_path::classify(name, &[]).is_some()
}

fn site_path(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    parts.map(|parts| parts.join("/"))
}
