//! The place that a site is published to.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::TryStreamExt;
use opendal::options::WriteOptions;
use opendal::{Buffer, ErrorKind, Metadata, Operator};

use super::git::Branch;
use super::manifest::{Entry, OURS};
use super::{Fault, fault};
use crate::config::deploy::{Service, Target};
use crate::media_type;

/// Where a file is written that is to take the place of another one at once.
pub const NEW: &str = ".presstime/new/";

/// A place that takes files.
#[derive(Clone)]
pub enum Remote {
    /// One that keeps each for itself.
    Store(Arc<Store>),
    /// A branch of a repository: all of it becomes the readers' at once.
    Branch(Arc<Branch>),
}

/// A service that keeps each file for itself.
pub struct Store {
    // Asks once.
    bare: Operator,
    // Asks again where it makes sense.
    operator: Operator,
    target: Target,
    // A file is seen whole or not at all, as object stores have it. If not, it is written beside and renamed.
    is_whole: bool,
    can_refuse: bool,
    // How often a file is written again from its beginning, where the operator does not do that itself.
    rewrites: usize,
}

/// What a remote tells of a file without giving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whether it is a file; a branch knows folders as well.
    pub is_file: bool,
    /// Its size in bytes, where that is told without reading it.
    pub size: Option<u64>,
    /// Its mark, where the service has such.
    pub tag: Option<String>,
}

impl Store {
    /// A store behind an operator that asks once, and one that asks again.
    pub fn new(bare: Operator, operator: Operator, target: Target) -> Store {
        let can = operator.info().capability();
        Store {
            is_whole: target.service.sends_headers(),
            rewrites: if matches!(target.service, Service::Sftp(_)) {
                2
            } else {
                0
            },
            can_refuse: can.write_with_if_not_exists,
            bare,
            operator,
            target,
        }
    }

    async fn write(
        &self,
        path: &str,
        bytes: Buffer,
        entry: Option<&Entry>,
    ) -> Result<Metadata, Fault> {
        let mut left = self.rewrites;
        loop {
            let options = self.options(path, entry);
            let write = self.operator.write_options(path, bytes.clone(), options);
            match write.await {
                Ok(written) => return Ok(written),
                Err(error) if error.is_temporary() && left > 0 => left -= 1,
                Err(error) => return Err(fault::of_write(&error, &self.target)),
            }
        }
    }

    /// What a file is to be sent with, if the service keeps that: a file that is no part of the site has its type alone.
    fn options(&self, path: &str, entry: Option<&Entry>) -> WriteOptions {
        let headers = entry.and_then(|entry| entry.headers.as_ref());
        let Some(headers) = headers else {
            let sends = self.target.service.sends_headers();
            return WriteOptions {
                content_type: sends.then(|| media_type::of(path)),
                ..WriteOptions::default()
            };
        };
        let encoding = entry.and_then(|entry| entry.encoding);
        WriteOptions {
            content_type: Some(headers.media_type.clone()),
            cache_control: Some(headers.cache.clone()),
            content_encoding: encoding.map(|encoding| encoding.name().to_owned()),
            ..WriteOptions::default()
        }
    }

    /// Every file below a folder, by path.
    async fn list(&self, folder: &str) -> Result<BTreeMap<String, Seen>, Fault> {
        let listed = self.operator.lister_with(folder).recursive(true).await;
        let listed = match listed {
            Ok(lister) => lister,
            // A folder that is not there yet holds nothing.
            Err(error) if is_absent(error.kind()) => return Ok(BTreeMap::new()),
            Err(error) => return Err(self.fault(&error)),
        };
        let found = listed
            .try_filter(|entry| std::future::ready(!entry.path().ends_with('/')))
            .map_ok(|entry| (entry.path().to_owned(), seen(entry.metadata())));
        let found = found.try_collect::<Vec<_>>().await;
        found
            .map(|found| found.into_iter().collect())
            .map_err(|error| self.fault(&error))
    }

    fn fault(&self, error: &opendal::Error) -> Fault {
        fault::of(error, &self.target)
    }
}

impl Remote {
    /// The bytes of a file, if it is there.
    ///
    /// # Errors
    /// As the service says.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        match self {
            Remote::Store(store) => match store.operator.read(path).await {
                Ok(bytes) => Ok(Some(bytes.to_vec())),
                Err(error) if is_absent(error.kind()) => Ok(None),
                Err(error) => Err(store.fault(&error)),
            },
            Remote::Branch(branch) => branch.read(path),
        }
    }

    /// The same for the first request of all, which shows whether we are let in: no use in asking again if not.
    ///
    /// # Errors
    /// As the service says.
    pub async fn read_first(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        if let Remote::Store(store) = self {
            match store.bare.read(path).await {
                Ok(bytes) => return Ok(Some(bytes.to_vec())),
                Err(error) if fault::is_refusal(&error) => return Err(store.fault(&error)),
                Err(_) => {}
            }
        }
        self.read(path).await
    }

    /// Puts a file there, and gives its mark if the service has such. With `is_new` readers are not yet led to it.
    ///
    /// # Errors
    /// As the service says.
    pub async fn write(
        &self,
        path: &str,
        bytes: Vec<u8>,
        entry: Option<&Entry>,
        is_new: bool,
    ) -> Result<Option<String>, Fault> {
        let store = match self {
            Remote::Store(store) => store,
            Remote::Branch(branch) => return branch.write(path, &bytes).map(Some),
        };
        let is_in_place = store.is_whole || is_new;
        let at = if is_in_place {
            path.to_owned()
        } else {
            format!("{NEW}{}", super::manifest::hash(path.as_bytes()))
        };
        let written = store.write(&at, bytes.into(), entry).await?;
        if !is_in_place {
            store
                .operator
                .rename(&at, path)
                .await
                .map_err(|error| store.fault(&error))?;
        }
        Ok(written.etag().map(str::to_owned).filter(|_| is_in_place))
    }

    /// Puts a file there only if there is none; says whether it did.
    ///
    /// # Errors
    /// As the service says.
    pub async fn create(&self, path: &str, bytes: Vec<u8>) -> Result<bool, Fault> {
        let Remote::Store(store) = self else {
            return Ok(true);
        };
        if !store.can_refuse {
            if self.read(path).await?.is_some() {
                return Ok(false);
            }
            return self.write(path, bytes, None, true).await.map(|_| true);
        }
        let options = WriteOptions {
            if_not_exists: true,
            ..store.options(path, None)
        };
        match store.operator.write_options(path, bytes, options).await {
            Ok(_) => Ok(true),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConditionNotMatch | ErrorKind::AlreadyExists
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(fault::of_write(&error, &store.target)),
        }
    }

    /// Whether [`Remote::create`] is one step, so that of two who try at once one fails.
    pub fn creates_at_once(&self) -> bool {
        match self {
            Remote::Store(store) => store.can_refuse,
            Remote::Branch(_) => true,
        }
    }

    /// Takes files away; that one is not there is no error.
    ///
    /// # Errors
    /// As the service says.
    pub async fn remove(&self, paths: Vec<String>) -> Result<(), Fault> {
        match self {
            Remote::Store(store) => {
                let removed = store.operator.delete_iter(paths).await;
                removed.map_err(|error| store.fault(&error))
            }
            Remote::Branch(branch) => paths.iter().try_for_each(|path| branch.remove(path)),
        }
    }

    /// Takes away the folders in which nothing is left, deepest first, where the service has such.
    ///
    /// # Errors
    /// As the service says.
    pub async fn tidy(&self, folders: Vec<String>) -> Result<(), Fault> {
        let Remote::Store(store) = self else {
            return Ok(());
        };
        if store.is_whole {
            return Ok(());
        }
        for folder in folders {
            let left = match store.operator.list(&folder).await {
                Ok(left) => left,
                Err(error) if is_absent(error.kind()) => continue,
                Err(error) => return Err(store.fault(&error)),
            };
            // A folder lists itself.
            if left.iter().all(|entry| entry.path() == folder) {
                let removed = store.operator.delete(&folder).await;
                removed.map_err(|error| store.fault(&error))?;
            }
        }
        Ok(())
    }

    /// What is known of a file without reading it.
    ///
    /// # Errors
    /// As the service says.
    pub async fn look(&self, path: &str) -> Result<Option<Seen>, Fault> {
        match self {
            Remote::Store(store) => match store.operator.stat(path).await {
                Ok(found) if found.is_file() => Ok(Some(seen(&found))),
                Ok(_) => Ok(None),
                Err(error) if is_absent(error.kind()) => Ok(None),
                Err(error) => Err(store.fault(&error)),
            },
            Remote::Branch(branch) => branch.look(path),
        }
    }

    /// Every file there but presstime's own, by path.
    ///
    /// # Errors
    /// As the service says.
    pub async fn list(&self) -> Result<BTreeMap<String, Seen>, Fault> {
        match self {
            Remote::Store(store) => {
                let mut listed = store.list("").await?;
                listed.retain(|path, _| !path.starts_with(OURS));
                Ok(listed)
            }
            Remote::Branch(branch) => branch.list(),
        }
    }

    /// The files that are presstime's own. A branch has no others than those of its last commit, and tells of none.
    ///
    /// # Errors
    /// As the service says.
    pub async fn list_ours(&self) -> Result<Vec<String>, Fault> {
        match self {
            Remote::Store(store) => Ok(store.list(OURS).await?.into_keys().collect()),
            Remote::Branch(_) => Ok(Vec::new()),
        }
    }

    /// Makes what was done readers', where that is a step of its own.
    ///
    /// # Errors
    /// As the service says.
    pub fn finish(&self) -> Result<(), Fault> {
        match self {
            Remote::Store(_) => Ok(()),
            Remote::Branch(branch) => branch.push(),
        }
    }

    /// Whether a file can't be where a folder is, and the other way round.
    pub fn has_folders(&self) -> bool {
        match self {
            Remote::Store(store) => !store.is_whole,
            Remote::Branch(_) => true,
        }
    }

    /// How many files travel at once where nobody says otherwise.
    pub fn parallel(&self) -> usize {
        match self {
            Remote::Store(store) => match store.target.service {
                // Each is a session, and servers by default let no more than ten knock at once.
                Service::Sftp(_) => 6,
                Service::Folder(_) => 8,
                _ => 32,
            },
            Remote::Branch(_) => 1,
        }
    }
}

fn seen(metadata: &Metadata) -> Seen {
    Seen {
        is_file: metadata.is_file(),
        size: Some(metadata.content_length()),
        tag: metadata.etag().map(str::to_owned),
    }
}

fn is_absent(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    )
}
