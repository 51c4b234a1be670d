//! Addresses that readers and search engines know, and that a build takes away without leading them on.

use rustc_hash::FxHashMap;

use super::plan::Plan;
use super::report::MOST;
use super::routes::Route;
use super::state::State;
use crate::diag::{Diagnostic, Place};
use crate::outputs::{self, Subject};
use crate::site::row::ArticleId;
use crate::site::{Edit, Site, urls};

/// A warning for every article and page that was published at an address at which the plan has nothing any
/// more. One that expires leaves on purpose. `undo` takes back the edits of the build: it knows the files that
/// are gone.
pub fn warnings(state: &State, plan: &Plan, undo: &[Edit]) -> Vec<Diagnostic> {
    let before: FxHashMap<ArticleId, &str> = undo
        .iter()
        .filter_map(|edit| match edit {
            Edit::Article(_, Some(row), Some(id)) => Some((*id, &*row.path)),
            _ => None,
        })
        .collect();
    let dropped = plan.gone.iter().map(|(_, route)| route);
    dropped
        .filter(|route| is_page_of_its_own(route) && state.routes.at(&route.path).is_none())
        .filter_map(|route| warning(&state.site, route, &before))
        .take(MOST)
        .collect()
}

fn is_page_of_its_own(route: &Route) -> bool {
    let output = outputs::ALL.get(route.output as usize);
    route.written.is_some()
        && output.is_some_and(|output| [outputs::ARTICLE, outputs::PAGE].contains(&output.name()))
}

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
    let (message, hint) = if is_there {
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
    let diagnostic = Diagnostic::warning("dropped-url", message).at(Place::file(&path));
    Some(diagnostic.hint(hint))
}
