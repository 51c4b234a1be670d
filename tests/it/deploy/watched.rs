//! A site that is published as it is written: `watch` builds, and has each build deployed.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::{Outlet, gaps};
use crate::process::tree;
use crate::site_fixture::difference;

/// Ends with this.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until it holds, and insists that no reader meets a gap meanwhile.
fn wait_for(what: &str, www: &Path, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        let there = tree(www);
        // What goes while the tree is read is a gap of the look, not of the site: a second look tells.
        if there.contains_key("index.html") && !gaps(&there).is_empty() {
            assert_eq!(gaps(&tree(www)), [""; 0], "{what}");
        }
        assert!(start.elapsed() < Duration::from_secs(90), "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn each_change_that_watch_builds_is_published() {
    let outlet = Outlet::new("{to: folder, path: ../www}");
    let www = outlet.beside("www");
    let program = env!("CARGO_BIN_EXE_presstime");
    let (site, output) = (outlet.workshop.site(), outlet.workshop.output());
    let deploy = format!(
        "{program} deploy -C {} -o {} --no-build --quiet",
        site.display(),
        output.display()
    );
    let mut watch = outlet.workshop.presstime("watch");
    watch.arg("-o").arg(&output).arg("--exec").arg(deploy);
    let child = watch.stderr(Stdio::null()).stdout(Stdio::null()).spawn();
    let _watch = Watch(child.unwrap());
    wait_for("the first", &www, || www.join("index.html").exists());
    for number in 40..46 {
        outlet.publish(number, "News.");
        if number % 3 == 0 {
            outlet.withdraw(number - 38);
        }
    }
    let last = www.join("city/2026/03/story-45/index.html");
    wait_for("the last", &www, || {
        last.exists() && difference(&outlet.site(), &tree(&www)).is_none()
    });
}
