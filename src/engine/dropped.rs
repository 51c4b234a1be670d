//! Addresses that readers and search engines know, and that a build takes away without leading them on.

use rustc_hash::{FxHashMap, FxHashSet};

use super::ownership::Kind;
use super::plan::Plan;
use super::report::MOST;
use super::routes::Route;
use super::state::State;
use super::state::notes::kind;
use crate::diag::{Diagnostic, Place};
use crate::outputs::{self, Subject};
use crate::site::row::ArticleId;
use crate::site::{Edit, Site, urls};

/// A warning for every address of an article or page, present or former, at which the plan has nothing any
/// more. One that expires leaves on purpose. `undo` takes back the edits of the build: it knows the files that
/// are gone.
pub fn since_the_last_build(state: &State, plan: &Plan, undo: &[Edit]) -> Vec<Diagnostic> {
    let before: FxHashMap<ArticleId, &str> = undo
        .iter()
        .filter_map(|edit| match edit {
            Edit::Article(_, Some(row), Some(id)) => Some((*id, &*row.path)),
            _ => None,
        })
        .collect();
    let dropped = plan.gone.iter().map(|(_, route)| route);
    dropped
        .filter(|route| route.written.is_some() && kind(route) == Kind::Address)
        .filter(|route| state.routes.at(&route.path).is_none())
        .filter_map(|route| warning(&state.site, route, &before))
        .take(MOST)
        .collect()
}

/// The same for a build without a ledger: the list in the output folder knows the addresses, and not whose they
/// were. What the site still has, and does not show, was taken away on purpose.
pub fn since_the_list(state: &State) -> Vec<Diagnostic> {
    let listed = state.claims().into_iter().flat_map(|claims| claims.iter());
    let mut dropped: Vec<&str> = listed
        .filter(|(path, kind)| *kind == Kind::Address && state.routes.at(path).is_none())
        .map(|(path, _)| path)
        .collect();
    if dropped.is_empty() {
        return Vec::new();
    }
    let site = &state.site;
    let hidden = site.articles().filter(|(id, _)| !site.is_public(*id));
    let hidden = hidden.flat_map(|(_, row)| row.aliases.iter().chain([&row.url]));
    let hidden: FxHashSet<String> = hidden.map(|url| urls::output_path(url)).collect();
    dropped.retain(|path| !hidden.contains(*path));
    dropped.sort_unstable();
    let warning = |path: &str| {
        let url = urls::url_of_output(path);
        let message = format!("nothing is published at {url} any more, which readers know");
        let hint = format!(
            "name `{url}` under `aliases` of what has moved or takes its place, if anything does"
        );
        Diagnostic::warning(DROPPED, message).hint(hint)
    };
    dropped.into_iter().take(MOST).map(warning).collect()
}

const DROPPED: &str = "dropped-url";

fn warning(site: &Site, route: &Route, before: &FxHashMap<ArticleId, &str>) -> Option<Diagnostic> {
    let (path, is_there) = match route.subject {
        Subject::Article(id) => {
            let row = site.row(id);
            let path = before.get(&id).copied();
            let path = path.or_else(|| row.map(|row| &*row.path))?;
            // Another article may have taken the place of one that is gone.
            let row = row.filter(|row| *row.path == *path);
            if row.is_some_and(|row| row.expires.is_some_and(|end| end <= site.now)) {
                return None;
            }
            (path.to_owned(), row.is_some_and(|_| site.is_public(id)))
        }
        Subject::Document(name) => (
            site.names.text(name).to_string(),
            site.document(name).is_some(),
        ),
        _ => return None,
    };
    let url = urls::url_of_output(&route.path);
    let (message, hint) = if is_there && !is_own_page(route) {
        if site
            .aliases(route.subject)
            .iter()
            .any(|alias| urls::output_path(alias) == *route.path)
        {
            return None;
        }
        (
            format!("readers who know this at {url} are no longer led on"),
            format!("put `{url}` back among its `aliases`, or among those of what takes its place"),
        )
    } else if is_there {
        (
            format!("this is no longer at {url}, where readers know it"),
            format!("add `{url}` to its `aliases`, so that they are led on"),
        )
    } else {
        (
            format!("this is no longer published: {url}, which readers know, leads nowhere"),
            format!("name `{url}` under `aliases` of what takes its place, if anything does"),
        )
    };
    let diagnostic = Diagnostic::warning(DROPPED, message).at(Place::file(&path));
    Some(diagnostic.hint(hint))
}

/// Whether a route is the page itself, and not one that leads on to it.
fn is_own_page(route: &Route) -> bool {
    let output = outputs::ALL.get(route.output as usize);
    output.is_none_or(|output| output.name() != outputs::REDIRECT)
}
