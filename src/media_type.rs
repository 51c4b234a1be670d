//! Media types, RFC 2046, by the names of files.

/// What a file is to a browser, with its character set where it is a text: presstime writes UTF-8 alone.
pub fn of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name {
        "rss.xml" => return "application/rss+xml; charset=utf-8".to_owned(),
        "atom.xml" => return "application/atom+xml; charset=utf-8".to_owned(),
        "feed.json" => return "application/feed+json; charset=utf-8".to_owned(),
        _ => {}
    }
    let guess = mime_guess::from_path(name);
    let Some(guess) = guess.first() else {
        return "application/octet-stream".to_owned();
    };
    let essence = match guess.essence_str() {
        "text/xml" => "application/xml",
        essence => essence,
    };
    let is_text = guess.type_() == "text"
        || matches!(
            essence,
            "application/xml"
                | "application/json"
                | "application/javascript"
                | "image/svg+xml"
                | "application/manifest+json"
        );
    if is_text {
        format!("{essence}; charset=utf-8")
    } else {
        essence.to_owned()
    }
}
