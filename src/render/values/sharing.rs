//! Links by which readers pass a story on, as the theme's option `share` says.

use serde_json::Value as Json;
use tera::Value;

use super::{map, text, word};
use crate::render::functions::urlencoded;
use crate::render::view::View;

/// Where a story can be taken: by the word of the option, by the service's own name, and by the address of its form,
/// into which the story's `{title}` and `{address}` are put.
const SERVICES: &[(&str, &str, &str)] = &[
    (
        "whatsapp",
        "WhatsApp",
        "https://wa.me/?text={title}%20{address}",
    ),
    (
        "telegram",
        "Telegram",
        "https://t.me/share/url?url={address}&text={title}",
    ),
    (
        "bluesky",
        "Bluesky",
        "https://bsky.app/intent/compose?text={title}%20{address}",
    ),
    (
        "facebook",
        "Facebook",
        "https://www.facebook.com/sharer/sharer.php?u={address}",
    ),
    (
        "x",
        "X",
        "https://x.com/intent/post?text={title}&url={address}",
    ),
    (
        "linkedin",
        "LinkedIn",
        "https://www.linkedin.com/sharing/share-offsite/?url={address}",
    ),
];

/// What a letter about a story begins with. It is called as the language calls letters.
const LETTER: (&str, &str) = ("email", "mailto:?subject={title}&body={address}");

/// A service: its name, and the address of its form.
type Service<'a> = (&'a str, &'a str);

/// The links of a story, each with `name` and `url`, in the order of the option. They are plain links: nobody is
/// told of a reader who does not follow one.
pub(super) fn sharing(view: &View, title: &str, address: &str) -> Vec<Value> {
    let chosen = view.summary().options.get("share").and_then(Json::as_array);
    let (title, address) = (urlencoded(title), urlencoded(address));
    let links = chosen.into_iter().flatten().filter_map(service);
    links
        .map(|(name, form)| {
            let name = if name == LETTER.0 {
                text(&word(view, name))
            } else {
                text(name)
            };
            map(&[
                ("name", name),
                ("url", text(&filled(form, &title, &address))),
            ])
        })
        .collect()
}

/// What is wrong with the option.
pub(super) fn faults(option: Option<&Json>) -> Vec<String> {
    let Some(option) = option.filter(|option| !matches!(option, Json::Null | Json::Bool(false)))
    else {
        return Vec::new();
    };
    let Some(chosen) = option.as_array() else {
        return vec!["`share` is no list of services".to_owned()];
    };
    let unknown = chosen.iter().filter(|written| service(written).is_none());
    unknown
        .map(|written| {
            let known: Vec<&str> = SERVICES.iter().map(|(word, ..)| *word).collect();
            let written = written
                .as_str()
                .map_or_else(|| written.to_string(), str::to_owned);
            format!(
                "`share` knows no `{written}`: it knows {}, {} and maps of `name` and `url`",
                LETTER.0,
                known.join(", ")
            )
        })
        .collect()
}

fn service(written: &Json) -> Option<Service<'_>> {
    if let Some(chosen) = written.as_str() {
        let known = SERVICES.iter().find(|(word, ..)| *word == chosen);
        return known
            .map(|(_, name, form)| (*name, *form))
            .or((chosen == LETTER.0).then_some(LETTER));
    }
    let of = |key| written.get(key).and_then(Json::as_str);
    of("name").zip(of("url"))
}

fn filled(form: &str, title: &str, address: &str) -> String {
    let mut out = String::with_capacity(form.len() + title.len() + address.len());
    let mut rest = form;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let put = [("title}", title), ("address}", address)];
        let put = put
            .iter()
            .find_map(|(name, put)| Some((*put, after.strip_prefix(name)?)));
        let (put, after) = put.unwrap_or(("{", after));
        out.push_str(put);
        rest = after;
    }
    out + rest
}
