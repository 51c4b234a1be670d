//! Files at the remote that presstime did not put there: they are never replaced unasked.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::manifest::Manifest;
use super::plan::{Plan, Wanted};
use super::remote::Remote;
use super::{Fault, verify};
use crate::diag::Diagnostic;

/// For more new files than this all of the remote is listed, which is fewer requests.
const FEW: usize = 200;

/// So many files are named; more are counted.
const NAMED: usize = 5;

/// Refuses a plan that would put files where others are that presstime knows nothing of. One that has the same bytes
/// as the site's is not in the way.
pub async fn refuse(remote: &Remote, manifest: &Manifest, plan: &Plan) -> Result<(), Fault> {
    let new: Vec<&(String, Wanted)> = plan
        .uploads()
        .filter(|(path, _)| !manifest.is_ours(path))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let there: Vec<&(String, Wanted)> = if new.len() > FEW {
        let listed = remote.list().await?;
        new.into_iter()
            .filter(|(path, _)| listed.contains_key(path))
            .collect()
    } else {
        let looks = new
            .into_iter()
            .map(|one| async move { Ok::<_, Fault>(remote.look(&one.0).await?.map(|_| one)) });
        let looks: Vec<_> = looks.collect();
        let found = stream::iter(looks).buffer_unordered(remote.parallel());
        found
            .try_filter_map(|found| async move { Ok(found) })
            .try_collect()
            .await?
    };
    let mut foreign = Vec::new();
    for (path, wanted) in there {
        let theirs = remote.read(path).await?;
        let is_same = theirs.is_some_and(|bytes| verify::is_same(&bytes, &wanted.entry));
        if !is_same {
            foreign.push(path.as_str());
        }
        if foreign.len() > NAMED * 20 {
            break;
        }
    }
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
    let hint =
        "publish to another folder with `root:`, take them away, or replace them with `--adopt`";
    Err(Box::new(
        Diagnostic::error("foreign-files", message).hint(hint),
    ))
}
