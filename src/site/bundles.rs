//! Bundles: folders whose other files belong to the content file that is their index.

use std::sync::Arc;

use super::indexing::ancestors;
use super::names::Name;
use super::row::{self, ArticleId};
use super::{Site, Touched, touch_role};

/// What is written in a bundle's folder: its files belong to each of these.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    pub articles: Vec<ArticleId>,
    pub documents: Vec<Name>,
}

impl Site {
    /// The files of a bundle, by their paths below its folder, with their site paths.
    pub fn attachments<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a Arc<str>)> {
        let prefix = format!("{folder}/");
        let from: Arc<str> = prefix.as_str().into();
        self.attachments
            .range(from..)
            .map_while(move |path| {
                let below = path.strip_prefix(prefix.as_str())?;
                Some((below, path))
            })
            .filter(move |(_, path)| self.owner(path) == Some(folder))
    }

    /// The nearest folder above a file that is a bundle.
    fn owner<'p>(&self, path: &'p str) -> Option<&'p str> {
        ancestors(path).find(|folder| {
            let folder = self.names.find(folder);
            let owners = folder.and_then(|folder| self.bundles.get(&folder));
            owners.is_some_and(|owners| !owners.articles.is_empty() || !owners.documents.is_empty())
        })
    }

    /// Notes the owners of every bundle that `path` is in: the file may be any one's.
    pub(super) fn touch_bundles(&self, path: &str, touched: &mut Touched) {
        for folder in ancestors(path) {
            let folder = self.names.find(folder);
            let Some(owners) = folder.and_then(|folder| self.bundles.get(&folder)) else {
                continue;
            };
            touched.articles.extend(&owners.articles);
            for path in &owners.documents {
                touched.paths.insert(*path);
                if let Some(document) = self.documents.get(path) {
                    touch_role(document, touched);
                }
            }
        }
    }

    /// Notes whose the bundles of pages, authors and introductions are.
    pub(super) fn index_bundles_of_documents(&mut self) {
        for &path in self.documents.keys() {
            let text = self.names.text(path);
            if let Some(folder) = row::bundle_of(&text) {
                let folder = self.names.intern(folder);
                self.bundles.entry(folder).or_default().documents.push(path);
            }
        }
    }
}
