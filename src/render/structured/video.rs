//! Videos, as search engines take them: with a name, a still, and where the film itself or its player is.

use ammonia::Url;

use super::Node;
use crate::content::{Article, Video};
use crate::render::story::Story;
use crate::site::urls::Base;

/// The videos of an article; `uploaded` is when it was published. One without a still is left out: search engines
/// refuse it.
pub(super) fn videos<'a>(story: &'a Story, base: &Base, uploaded: &str) -> Vec<Node<'a>> {
    let article = &story.article;
    let videos = article.videos.iter().zip(&story.videos);
    videos
        .filter_map(|(video, (url, still))| {
            let still = still.as_ref();
            let still = still.map(|still| base.absolute_href(&still.src));
            node(article, video, &base.absolute_href(url), still, uploaded)
        })
        .collect()
}

/// The player of the video at an address, to be shown when a reader asks for it; `None` where none is known.
pub fn embed(address: &str) -> Option<String> {
    Host::of(address).map(|host| host.embed())
}

/// Whether an address is that of a film that browsers play by themselves.
pub fn is_film(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    [".mp4", ".webm", ".ogv", ".mov"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

fn node<'a>(
    article: &'a Article,
    video: &'a Video,
    url: &str,
    still: Option<String>,
    uploaded: &str,
) -> Option<Node<'a>> {
    let host = Host::of(url);
    let still = still.or_else(|| host.as_ref()?.still())?;
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    let is_file = [".mp4", ".webm", ".ogv", ".mov", ".m3u8"]
        .iter()
        .any(|ending| path.ends_with(ending));
    let (property, address) = match host.map(|host| host.player()) {
        Some(player) => ("embedUrl", player),
        None if is_file => ("contentUrl", url.to_owned()),
        None => ("url", url.to_owned()),
    };
    let names = [video.title.as_str(), article.title.as_str()];
    let name = names.into_iter().find(|name| !name.is_empty())?;
    let seconds = video.duration.map(|seconds| format!("PT{seconds}S"));
    Some(
        Node::new("VideoObject")
            .with("name", name)
            .with(property, address)
            .with("thumbnailUrl", still)
            .with("uploadDate", uploaded.to_owned())
            .with_some("duration", seconds),
    )
}

/// A video of a host whose addresses are known, by its id there.
#[derive(Debug, PartialEq, Eq)]
enum Host {
    YouTube(String),
    Vimeo(String),
}

impl Host {
    /// The video that can be seen at an address.
    fn of(address: &str) -> Option<Host> {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?;
        let host = host.trim_start_matches("www.").trim_start_matches("m.");
        let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
        match host {
            "youtu.be" => youtube(parts.next()?),
            "youtube.com" | "youtube-nocookie.com" => match parts.next()? {
                "watch" => youtube(&url.query_pairs().find(|(name, _)| name == "v")?.1),
                "embed" | "shorts" | "live" | "v" => youtube(parts.next()?),
                _ => None,
            },
            "vimeo.com" | "player.vimeo.com" => {
                let is_id = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
                parts.find(is_id).map(|id| Host::Vimeo(id.to_owned()))
            }
            _ => None,
        }
    }

    /// The page that plays it within others.
    fn player(&self) -> String {
        match self {
            Host::YouTube(id) => format!("https://www.youtube.com/embed/{id}"),
            Host::Vimeo(id) => format!("https://player.vimeo.com/video/{id}"),
        }
    }

    /// The same for readers who have not agreed to be known by the host: without cookies until they play it.
    fn embed(&self) -> String {
        match self {
            Host::YouTube(id) => format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"),
            Host::Vimeo(id) => format!("https://player.vimeo.com/video/{id}?dnt=1&autoplay=1"),
        }
    }

    /// Its still, where that has a known address.
    fn still(&self) -> Option<String> {
        match self {
            Host::YouTube(id) => Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
            Host::Vimeo(_) => None,
        }
    }
}

fn youtube(id: &str) -> Option<Host> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (id.len() == 11 && id.bytes().all(is_sign)).then(|| Host::YouTube(id.to_owned()))
}
