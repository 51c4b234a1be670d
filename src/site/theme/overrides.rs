//! Templates that no longer fit: a file in place of another's, after that went or was called otherwise. (Blocks that
//! the template below does not have are Tera's to refuse.)

use std::collections::BTreeMap;

use super::{Template, defines_component};
use crate::content::yaml::nearest;
use crate::diag::{Diagnostic, Place};

/// The templates that presstime itself asks for.
const RENDERED: &[&str] = &[
    "404.html",
    "article.html",
    "corrections.html",
    "feeds.html",
    "front.html",
    "listing.html",
    "page.html",
    "people.html",
    "terms.html",
];

/// What is said of the site's own templates that nothing uses. Those of its theme may well be idle where the site has
/// others in their place.
pub fn unused(templates: &BTreeMap<String, Template>) -> Vec<Diagnostic> {
    let own = templates
        .iter()
        .filter(|(_, template)| template.path.starts_with("templates/"));
    let unused = own.filter(|(name, _)| !is_used(name, templates));
    unused
        .map(|(name, template)| {
            let known = templates
                .keys()
                .map(String::as_str)
                .filter(|known| known != name);
            let hint = match nearest(name, known.chain(RENDERED.iter().copied())) {
                Some(known) => format!("did you mean `{known}`?"),
                None => "remove it, or have another template extend or include it".to_owned(),
            };
            Diagnostic::warning(
                "unused-template",
                format!("no page and no template uses `{name}`"),
            )
            .at(Place::file(&template.path))
            .hint(hint)
        })
        .collect()
}

fn is_used(name: &str, templates: &BTreeMap<String, Template>) -> bool {
    let quoted = ['"', '\'', '`'].map(|quote| format!("{quote}{name}{quote}"));
    let names = |text: &str| quoted.iter().any(|quoted| text.contains(quoted));
    RENDERED.contains(&name)
        || templates
            .get(name)
            .is_some_and(|template| defines_component(&template.text))
        || templates
            .iter()
            .any(|(other, template)| other != name && names(&template.text))
}
