//! The outlet itself: who publishes, what site this is.

use tera::Value;

use super::{Node, script};
use crate::render::view::View;
use crate::site::summary::Summary;

/// Which property of a `NewsMediaOrganization` a policy of `site.yaml` is, by what it is about.
const POLICIES: &[(&str, &str)] = &[
    ("bylines", "noBylinesPolicy"),
    ("corrections", "correctionsPolicy"),
    ("diversity", "diversityPolicy"),
    ("ethics", "ethicsPolicy"),
    ("feedback", "actionableFeedbackPolicy"),
    ("masthead", "masthead"),
    ("mission", "missionCoveragePrioritiesPolicy"),
    ("ownership", "ownershipFundingInfo"),
    ("principles", "publishingPrinciples"),
    ("sources", "unnamedSourcesPolicy"),
    ("staffing", "diversityStaffingReport"),
    ("verification", "verificationFactCheckingPolicy"),
];

/// The graph of a front page: the outlet with its policies, and the site.
pub(in crate::render) fn front(view: &View) -> Value {
    let summary = view.summary();
    let base = view.base_of_site();
    let home = base.absolute_href(&summary.home);
    let site = Node::new("WebSite")
        .with("@id", format!("{home}#website"))
        .with("url", home)
        .with("name", summary.title.as_str())
        .with("description", summary.description.as_str())
        .with("inLanguage", summary.language.as_str())
        .with("publisher", publisher_reference(summary));
    script(&[outlet(view, summary), site])
}

/// The graph of the page on the outlet: it is about it.
pub(in crate::render) fn about(view: &View, url: &str, title: &str, faq: Option<Node>) -> Value {
    let summary = view.summary();
    let page = page(view, "AboutPage", url, title)
        .with("about", publisher_reference(summary))
        .with("mainEntity", publisher_reference(summary));
    let mut graph = vec![outlet(view, summary), page, way_to(view, url, title)];
    graph.extend(faq);
    script(&graph)
}

/// The graph of any other page.
pub(in crate::render) fn plain(view: &View, url: &str, title: &str, more: Option<Node>) -> Value {
    let mut graph = vec![page(view, "WebPage", url, title), way_to(view, url, title)];
    graph.extend(more);
    script(&graph)
}

/// A page of a type, with what all pages have; `url` is its URL path.
pub(super) fn page<'a>(view: &View, kind: &'static str, url: &str, name: &'a str) -> Node<'a> {
    let summary = view.summary();
    let base = view.base_of_site();
    let url = base.absolute(url);
    let site = format!("{}#website", base.absolute_href(&summary.home));
    Node::new(kind)
        .with("@id", url.clone())
        .with("url", url)
        .with("name", name)
        .with("inLanguage", summary.language.clone())
        .with("isPartOf", Node::reference("WebSite", site))
}

/// The publisher as every page names it.
pub(super) fn publisher(view: &View, summary: &Summary) -> Node<'static> {
    let logo = summary.publisher.logo.as_deref();
    let logo = logo.map(|logo| view.base_of_site().absolute_href(logo));
    Node::reference("NewsMediaOrganization", publisher_id(summary))
        .with("name", summary.publisher.name.clone())
        .with("url", summary.publisher.url.clone())
        .with_some(
            "logo",
            logo.map(|url| Node::new("ImageObject").with("url", url)),
        )
}

/// The publisher with the pages on how it works.
fn outlet(view: &View, summary: &Summary) -> Node<'static> {
    let links = summary.publisher.links.clone();
    let mut node = publisher(view, summary).with("sameAs", links);
    for (about, property) in POLICIES {
        let policies = &summary.publisher.policies;
        let policy = policies.iter().find(|policy| policy.about == *about);
        let url = policy.map(|policy| view.base_of_site().absolute_href(&policy.url));
        node = node.with_some(property, url);
    }
    node
}

fn publisher_reference(summary: &Summary) -> Node<'static> {
    Node::reference("NewsMediaOrganization", publisher_id(summary))
}

fn publisher_id(summary: &Summary) -> String {
    format!("{}#publisher", summary.url)
}

/// The way from the front page to a page that stands directly below it.
pub(super) fn way_to(view: &View, url: &str, name: &str) -> Node<'static> {
    breadcrumbs(view, vec![(name.to_owned(), view.base_of_site().href(url))])
}

/// The way from the front page down to a page: names with their hrefs; the last is the page itself.
pub(super) fn breadcrumbs(view: &View, trail: Vec<(String, String)>) -> Node<'static> {
    let base = view.base_of_site();
    let summary = view.summary();
    let home = (summary.title.clone(), summary.home.clone());
    let items: Vec<Node> = std::iter::once(home)
        .chain(trail)
        .zip(1_u32..)
        .map(|((name, href), position)| {
            Node::new("ListItem")
                .with("position", position)
                .with("name", name)
                .with("item", base.absolute_href(&href))
        })
        .collect();
    Node::new("BreadcrumbList").with("itemListElement", items)
}
