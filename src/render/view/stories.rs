//! What a view reads of articles' files: a page needs the story whole, feeds need its text.

use std::sync::Arc;

use super::scope::STORIES;
use super::{View, lock};
use crate::content::html::absolute::absolute;
use crate::content::source_path::{self, SourcePath};
use crate::content::{Article, Instant, front_matter};
use crate::diag::{Diagnostic, Place, Source};
use crate::outputs::Feed;
use crate::render::body::Origin;
use crate::render::files::{changed, read_unchanged};
use crate::render::story::Story;
use crate::site::listing::ListingKey;
use crate::site::row::ArticleId;

impl View {
    /// An article's file: what it says, and its text.
    ///
    /// # Errors
    /// The file can't be read, or is no longer what it was when the build began.
    pub fn article(&self, id: ArticleId) -> Result<(Article, String), Box<Diagnostic>> {
        let row = self.row(id).ok_or_else(|| self.no_such_route())?;
        let bytes = read_unchanged(&*self.scope.files, &row.path, row.hash)?;
        let text = String::from_utf8(bytes).map_err(|_| changed(&row.path))?;
        let packed = lock(&self.scope.fresh).remove(&self.name(&row.path));
        if let Some(article) = packed.and_then(|packed| postcard::from_bytes(&packed).ok()) {
            return Ok((article, text));
        }
        let source = Source {
            path: &row.path,
            text: &text,
        };
        let file = self.classified(&row.path);
        let (article, _) = front_matter::article(&source, &self.reading(&file));
        Ok((article.ok_or_else(|| changed(&row.path))?, text))
    }

    /// What a content file's path says.
    pub(in crate::render) fn classified(&self, path: &str) -> SourcePath {
        let languages = self.scope.site.config.language_codes();
        source_path::classify(path, &languages).unwrap_or_default()
    }

    pub(super) fn reading<'a>(&'a self, file: &'a SourcePath) -> front_matter::Context<'a> {
        front_matter::Context {
            zones: self.scope.site.calendar().zones(),
            file,
            url: &self.scope.site.config.url,
        }
    }

    /// An article's text as a feed carries it: HTML, its addresses absolute. What there is to say of it is said
    /// on the article's own page.
    ///
    /// # Errors
    /// As [`View::article`].
    pub fn feed_text(self: &Arc<View>, id: ArticleId) -> Result<Arc<str>, Box<Diagnostic>> {
        let kept = lock(&self.scope.stories).kept.get(&id).cloned();
        let kept = kept.map(|(_, text, asked)| (text, asked));
        let known = || lock(&self.scope.texts).as_mut()?.get(id);
        if let Some((text, asked)) = kept.or_else(known) {
            lock(&self.asked).share(&asked);
            return Ok(text);
        }
        let quiet = Arc::new(self.again());
        let story = Arc::new(Story::read(&quiet, id)?);
        let page = quiet.row(id).map(|row| quiet.base().absolute(&row.url));
        let html = story.feed_html(&quiet);
        let text: Arc<str> = absolute(&html, &page.unwrap_or_default()).into();
        let asked = quiet.finish().0.into_shared();
        lock(&self.asked).share(&asked);
        if let Some(texts) = &mut *lock(&self.scope.texts) {
            texts.put(id, &text, &asked);
        }
        let mut stories = lock(&self.scope.stories);
        if stories.bytes < STORIES && !stories.kept.contains_key(&id) {
            stories.bytes += story.body.html.len() + text.len();
            stories.kept.insert(id, (story, text.clone(), asked));
        }
        Ok(text)
    }

    /// A feed, whatever its format: made once for all of them. What `make` asks is asked by every route that it is
    /// published at.
    ///
    /// # Errors
    /// As `make` has them.
    pub fn feed(
        self: &Arc<View>,
        key: ListingKey,
        make: impl FnOnce(&Arc<View>) -> Result<Feed, Box<Diagnostic>>,
    ) -> Result<Arc<Feed>, Box<Diagnostic>> {
        if let Some((feed, asked)) = self.scope.feeds.get(key) {
            lock(&self.asked).share(&asked);
            return Ok(feed);
        }
        let maker = Arc::new(self.again());
        let feed = Arc::new(make(&maker)?);
        let (asked, problems) = maker.finish();
        let asked = asked.into_shared();
        lock(&self.asked).share(&asked);
        self.report(problems);
        self.scope.feeds.put(key, (feed.clone(), asked));
        Ok(feed)
    }

    /// The corrections of an article: when each was made, and its text as HTML. What there is to say of them is
    /// said on the article's own page.
    ///
    /// # Errors
    /// As [`View::article`].
    pub(in crate::render) fn corrections(
        self: &Arc<View>,
        id: ArticleId,
    ) -> Result<Vec<(Option<Instant>, String)>, Box<Diagnostic>> {
        let quiet = Arc::new(self.again());
        let (article, _) = quiet.article(id)?;
        let row = quiet.row(id).ok_or_else(|| self.no_such_route())?;
        let origin = Origin {
            view: &quiet,
            path: &row.path,
            url: &row.url,
            is_sponsored: false,
        };
        let texts = article.corrections.iter().map(|correction| {
            let text = origin.inline(&correction.text, &|| Place::file(&row.path));
            (correction.date, text)
        });
        let texts = texts.collect();
        lock(&self.asked).share(&quiet.finish().0.into_shared());
        Ok(texts)
    }

    /// An article's story for its own page, which is the last to need it.
    ///
    /// # Errors
    /// As [`View::article`].
    pub(in crate::render) fn take_story(
        self: &Arc<View>,
        id: ArticleId,
    ) -> Result<Arc<Story>, Box<Diagnostic>> {
        let kept = lock(&self.scope.stories).kept.remove(&id);
        let Some((story, _, asked)) = kept else {
            return Story::read(self, id).map(Arc::new);
        };
        lock(&self.asked).share(&asked);
        Ok(story)
    }
}
