//! Files at the remote that presstime did not put there: they are never replaced unasked.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::manifest::Manifest;
use super::plan::{Plan, Wanted, parents};
use super::remote::{Remote, Seen};
use super::{Fault, verify};
use crate::diag::Diagnostic;

/// For more new files than this all of the remote is listed, which is fewer requests.
const FEW: usize = 200;

/// So many files are named; more are counted.
const NAMED: usize = 5;

/// Refuses a plan that would put files where others are that presstime knows nothing of. One that has the same bytes
/// as the site's is not in the way.
pub async fn refuse(remote: &Remote, manifest: &Manifest, plan: &Plan) -> Result<(), Fault> {
    // Below what is a file of presstime's there is nothing.
    let is_below_ours =
        |path: &str| parents(path).any(|parent| manifest.entries.contains_key(parent));
    let new: Vec<&(String, Wanted)> = plan
        .uploads()
        .filter(|(path, _)| !manifest.is_ours(path) && !is_below_ours(path))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    // A file that is where a folder is to be is in the way as well.
    let folders = new.iter().flat_map(|(path, _)| parents(path));
    let folders: BTreeSet<&str> = folders.filter(|_| remote.has_folders()).collect();
    let folders = folders.into_iter().filter(|path| !manifest.is_ours(path));
    let asked: Vec<(&str, Option<&Wanted>)> = new
        .iter()
        .map(|(path, wanted)| (path.as_str(), Some(wanted)))
        .chain(folders.map(|path| (path, None)))
        .collect();
    let listed = if new.len() > FEW {
        Some(remote.list().await?)
    } else {
        None
    };
    let listed = listed.as_ref();
    let looks = asked.into_iter().map(|(path, wanted)| async move {
        let seen = match listed {
            Some(listed) => listed.get(path).cloned(),
            None => remote.look(path).await?,
        };
        let is_foreign = match (seen, wanted) {
            (None, _) => false,
            (Some(seen), None) => seen.is_file,
            // A folder makes way if all that is in it is presstime's, and goes.
            (Some(seen), Some(_)) if !seen.is_file => {
                let below = format!("{path}/");
                let mut there = remote.list().await?.into_keys();
                there.any(|path| path.starts_with(&below) && !manifest.is_ours(&path))
            }
            (Some(seen), Some(wanted)) => !is_same(remote, path, &seen, wanted).await?,
        };
        Ok::<_, Fault>(is_foreign.then_some(path))
    });
    let looks: Vec<_> = looks.collect();
    let found = stream::iter(looks).buffer_unordered(remote.parallel());
    let found: Vec<Option<&str>> = found.try_collect().await?;
    let mut foreign: Vec<&str> = found.into_iter().flatten().collect();
    if foreign.is_empty() {
        return Ok(());
    }
    foreign.sort_unstable();
    let named = foreign
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join("`, `");
    let more = foreign.len().saturating_sub(NAMED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let message = format!("files are in the way that presstime did not put there: `{named}`{rest}");
    let hint = "publish to another folder (`root:`, or `path:` of a folder), take them away, or replace them with `--adopt`";
    Err(Box::new(
        Diagnostic::error("foreign-files", message).hint(hint),
    ))
}

/// Whether a file there has the bytes that the site's is to have.
async fn is_same(remote: &Remote, path: &str, seen: &Seen, wanted: &Wanted) -> Result<bool, Fault> {
    let entry = &wanted.entry;
    if entry.encoding.is_none() && seen.size.is_some_and(|size| size != entry.size) {
        return Ok(false);
    }
    let theirs = remote.read(path).await?;
    Ok(theirs.is_some_and(|bytes| verify::is_same(&bytes, entry)))
}
