//! The command that is run after each build that changed something.

use crate::night::Running;
use crate::process::Workshop;
use crate::site_fixture::SHORT_CONFIG;

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write(
        "content/world/port.md",
        "---\ntitle: Port\ndate: 2026-11-20\n---\n",
    );
    workshop
}

fn log(workshop: &Workshop) -> String {
    std::fs::read_to_string(workshop.path("log")).unwrap_or_default()
}

#[cfg(unix)]
#[test]
fn it_is_given_what_was_written_and_removed() {
    let workshop = workshop();
    let command =
        "(echo \"$PRESSTIME_WRITTEN/$PRESSTIME_REMOVED in $PRESSTIME_OUTPUT\"; cat; echo .) >> log";
    let running = Running::watch(&workshop, &["--exec", command]);
    running.wait_for("the first list", || log(&workshop).ends_with(".\n"));
    let first = log(&workshop);
    let written = first.lines().count() - 2;
    let output = workshop.output();
    assert!(
        first.starts_with(&format!("{written}/0 in {}\n", output.display())),
        "{first}"
    );
    assert!(
        first.contains("\nindex.html\n") && first.contains("\nworld/2026/11/port/index.html\n")
    );

    workshop.rename("content/world/port.md", "content/world/harbour.md");
    running.wait_for("a second list", || {
        log(&workshop).len() > first.len() && log(&workshop).ends_with(".\n")
    });
    let second = log(&workshop)[first.len()..].to_owned();
    assert!(
        second.contains("\nworld/2026/11/port/index.html\n"),
        "{second}"
    );
    assert!(
        second.contains("\nworld/2026/11/harbour/index.html\n"),
        "{second}"
    );
    assert!(second.contains("/1 in"), "{second}");
}

#[cfg(unix)]
#[test]
fn it_never_runs_twice_at_once_and_what_failed_is_given_again() {
    let workshop = workshop();
    // It fails while there is no `allowed`, and tells if it meets itself.
    let command = "mkdir busy || echo overlap >> log; cat >> log; sleep 0.2; rmdir busy; \
                   echo end >> log; test -e allowed";
    let running = Running::watch(&workshop, &["--exec", command]);
    running.wait_for("a failure", || running.said().contains("failed"));
    std::fs::write(workshop.path("allowed"), "").unwrap();
    for number in 0..8 {
        let text = format!("---\ntitle: Port {number}\ndate: 2026-11-20\n---\n");
        workshop.write("content/world/port.md", text);
        running.wait_for("a build", || {
            let page = crate::night::text(&workshop.output(), "world/2026/11/port/index.html");
            page.contains(&format!("Port {number}"))
        });
    }
    running.wait_for("the list again", || {
        log(&workshop).matches("robots.txt\n").count() == 2
    });
    running.wait_for("the end of it", || log(&workshop).ends_with("end\n"));
    assert!(!log(&workshop).contains("overlap"), "{}", log(&workshop));
}
