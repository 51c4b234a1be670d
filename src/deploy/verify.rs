//! Whether a remote has what its manifest says.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::Fault;
use super::manifest::{Entry, Manifest, hash};
use super::remote::Remote;

/// The paths of files that are other than the manifest says, or not there, in order. A file is compared by its mark
/// where the service gives one, else by its bytes.
///
/// # Errors
/// As the service says.
pub async fn differing(
    remote: &Remote,
    manifest: &Manifest,
    parallel: usize,
) -> Result<Vec<String>, Fault> {
    let there = remote.list().await?;
    let mut differing = Vec::new();
    let mut unread = Vec::new();
    for (path, entry) in &manifest.entries {
        let Some(seen) = there.get(path) else {
            differing.push(path.clone());
            continue;
        };
        let is_other_size = seen.size.is_some_and(|size| size != entry.size);
        match (&entry.tag, &seen.tag) {
            _ if is_other_size => differing.push(path.clone()),
            (Some(known), Some(found)) if known == found => {}
            _ => unread.push((path, entry)),
        }
    }
    let read: Vec<_> = unread
        .into_iter()
        .map(|(path, entry)| async move {
            let bytes = remote.read(path).await?;
            let is_same = bytes.is_some_and(|bytes| is_same(&bytes, entry));
            Ok::<_, Fault>((!is_same).then(|| path.clone()))
        })
        .collect();
    let read = stream::iter(read).buffer_unordered(parallel);
    let read: Vec<Option<String>> = read.try_collect().await?;
    differing.extend(read.into_iter().flatten());
    differing.sort_unstable();
    Ok(differing)
}

/// Whether these are the bytes that a file is to have.
pub fn is_same(bytes: &[u8], entry: &Entry) -> bool {
    match entry.encoding {
        None => hash(bytes) == entry.hash,
        Some(encoding) => {
            let plain = super::encode::decode(encoding, bytes);
            plain.is_ok_and(|plain| hash(&plain) == entry.hash)
        }
    }
}
