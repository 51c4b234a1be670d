//! What `site.yaml` says of places, and what a deployment refuses before it begins.

use insta::assert_snapshot;

use presstime::config::Config;
use presstime::diag::Source;

use super::{Outlet, stderr};
use crate::site_fixture::SHORT_CONFIG;

fn printed(deploy: &str) -> String {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    outlet
        .workshop
        .write("site.yaml", format!("{SHORT_CONFIG}deploy:\n{deploy}"));
    let output = outlet.command(&["live"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    stderr(&output)
}

#[test]
fn faults_of_places_are_told_all_at_once() {
    let printed = printed(
        "  live:
    to: s4
    bucket: courier
  store:
    to: s3
    secret_access_key: hunter2
    compress: [brotli]
    cache:
      port: no-store
  server:
    to: sftp
    bucket: courier
    pasword: x
  dav:
    to: webdav
    endpoint: https://press:tide@dav.example/
    compress: [gzip]
    compressed: instead
  nowhere: {}
  a b: {to: folder}
  told:
    to: folder
    path: ../www
    keep_assets: -1
    after:
      webhooks:
        - {url: purge, token: abc}
        - purge
      indexnow: short
",
    );
    assert!(
        !["hunter2", "tide", "abc"]
            .iter()
            .any(|secret| printed.contains(secret))
    );
    assert_snapshot!(printed);
}

#[test]
fn a_place_is_asked_for_by_its_name() {
    let outlet = Outlet::new("{to: folder, path: ../www}\n  trial: {to: folder, path: ../trial}");
    assert_snapshot!(outlet.refused(&["--quiet"]));
    assert!(outlet.refused(&["trail"]).contains("did you mean `trial`?"));
    outlet.deploy(&["trial"]);
    assert!(outlet.beside("trial/index.html").exists() && !outlet.beside("www").exists());
}

#[test]
fn a_site_without_places_says_how_to_name_one() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    outlet.workshop.write("site.yaml", SHORT_CONFIG);
    let said = outlet.refused(&[]);
    assert!(
        said.contains("no-target") && said.contains("deploy: {live:"),
        "{said}"
    );
}

#[test]
fn a_site_with_errors_is_not_published() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    outlet
        .workshop
        .write("content/port/broken.md", "---\ntitle: [\n---\n");
    let said = outlet.refused(&[]);
    assert!(said.contains("content/port/broken.md:"), "{said}");
    assert!(!outlet.beside("www").exists());
}

#[test]
fn what_readers_are_not_to_see_is_not_published() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    let said = outlet.refused(&["--no-build"]);
    assert!(said.contains("not-built"), "{said}");
    let build = |args: &[&str]| {
        let mut command = outlet.workshop.command(&outlet.workshop.output());
        assert!(command.args(args).output().unwrap().status.success());
    };
    build(&["--drafts", "--future"]);
    let said = outlet.refused(&["--no-build"]);
    assert!(
        said.contains("preview") && said.contains("drafts, embargoed articles"),
        "{said}"
    );
    build(&[]);
    outlet.deploy(&["--no-build"]);
    assert!(outlet.beside("www/index.html").exists());
}

#[test]
fn the_address_of_this_machine_is_not_published() {
    for url in [
        "http://localhost:4110/",
        "http://127.0.0.1/",
        "http://[::1]/a/",
        "http://press.localhost/",
    ] {
        let outlet = Outlet::new("{to: folder, path: ../www}");
        let config = format!(
            "title: Courier\nurl: \"{url}\"\ntimezone: UTC\ndeploy: {{live: {{to: folder, path: ../www}}}}\n"
        );
        outlet.workshop.write("site.yaml", config);
        let said = outlet.refused(&[]);
        assert!(said.contains("local-url"), "{url}: {said}");
    }
}

#[test]
fn a_site_built_for_another_address_is_not_published() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    outlet.deploy(&[]);
    let config = SHORT_CONFIG.replace("courier.example", "moved.example");
    outlet.workshop.write(
        "site.yaml",
        format!("{config}deploy: {{live: {{to: folder, path: ../www}}}}\n"),
    );
    let said = outlet.refused(&["--no-build"]);
    assert!(
        said.contains("not-built") && said.contains("moved.example"),
        "{said}"
    );
}

#[test]
fn a_dry_run_lists_what_would_be_done() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    outlet.deploy(&[]);
    outlet.publish(1, "An edit.");
    outlet.withdraw(2);
    let output = outlet.command(&["--dry-run"]).output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    assert!(
        listed
            .lines()
            .any(|line| line.starts_with("put ")
                && line.ends_with("city/2026/01/story-1/index.html")),
        "{listed}"
    );
    assert!(
        listed
            .lines()
            .any(|line| line.starts_with("remove ")
                && line.ends_with("port/2026/01/story-2/index.html")),
        "{listed}"
    );
}

#[test]
fn the_recipes_of_the_book_are_read_without_a_word() {
    let book = std::fs::read_to_string("docs/deploy.md").unwrap();
    let recipes: Vec<&str> = book
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    let places = recipes.iter().filter(|recipe| recipe.contains("deploy:\n"));
    let mut count = 0;
    for recipe in places {
        let text = format!("{SHORT_CONFIG}{recipe}");
        let (config, said) = Config::parse(&Source {
            path: "site.yaml",
            text: &text,
        });
        assert_eq!(said, [], "{recipe}");
        assert!(!config.unwrap().deploy.is_empty(), "{recipe}");
        count += 1;
    }
    assert!(count >= 6, "{count} recipes");
    for recipe in recipes.iter().filter(|recipe| recipe.starts_with("# .git")) {
        serde_yaml::from_str::<serde_yaml::Value>(recipe)
            .unwrap_or_else(|error| panic!("{error}\n{recipe}"));
    }
}

#[test]
fn a_site_is_not_published_over_itself() {
    for path in [
        "content",
        ".",
        "..",
        "../public",
        "../public/below",
        "static/www",
    ] {
        let outlet = Outlet::new(&format!("{{to: folder, path: {path}}}"));
        let said = outlet.refused(&[]);
        assert!(
            said.contains("bad-target") || said.contains("output-among-sources"),
            "{path}: {said}"
        );
    }
}
