//! The values of pictures.

use tera::Value;

use super::{html, map, or_none, size, text};
use crate::render::images::credited;
use crate::render::story::Photo;
use crate::render::view::View;
use crate::site::prints::CENTRE;

/// A picture with its words: a lead photo.
pub(super) fn photo(view: &View, photo: &Photo) -> Value {
    let (width, height) = size(photo.pixels);
    let absolute = view.base_of_site().absolute_href(&photo.src);
    map(&[
        ("src", text(&photo.src)),
        ("absolute", text(&absolute)),
        ("file", or_none(photo.file.as_ref(), |(_, path)| text(path))),
        ("focus", focus(photo.focus)),
        ("alt", text(&photo.alt)),
        ("caption", html(&photo.caption)),
        ("credit", text(&photo.credit)),
        ("credited", text(&credited(view, &photo.credit))),
        ("width", width),
        ("height", height),
    ])
}

/// A picture without words of its own: a portrait, a video's still.
pub(super) fn picture(photo: &Photo) -> Value {
    map(&[
        ("src", text(&photo.src)),
        ("file", or_none(photo.file.as_ref(), |(_, path)| text(path))),
        ("focus", focus(photo.focus)),
    ])
}

/// A photo as social networks show it: wide, where it is the site's own.
pub(super) fn share(view: &View, photo: &Photo) -> Value {
    let base = view.base_of_site();
    let crops = photo.file.as_ref();
    let crops = crops.map(|(file, _)| view.crops(*file, photo.focus.unwrap_or(CENTRE)));
    let (absolute, pixels) = match crops.and_then(|crops| crops.into_iter().next()) {
        Some(wide) => (base.absolute(&wide.url), Some(wide.size)),
        None => (base.absolute_href(&photo.src), photo.pixels),
    };
    let (width, height) = size(pixels);
    map(&[
        ("absolute", text(&absolute)),
        ("alt", text(&photo.alt)),
        ("width", width),
        ("height", height),
    ])
}

/// What must stay in sight of a photo, as the function `photo` takes it.
pub(super) fn focus(focus: Option<(u8, u8)>) -> Value {
    or_none(focus, |(left, top)| Value::from(format!("{left}% {top}%")))
}
