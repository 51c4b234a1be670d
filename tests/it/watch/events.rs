//! Every way in which files change, as editors, version control and file managers make it happen.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::night::{Running, text};
use crate::process::Workshop;
use crate::site_fixture::{SHORT_CONFIG, TINY_THEME};

const PAGE: &str = "world/2026/11/port/index.html";

fn article(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-20\n---\n\nA line of {title}.\n")
}

fn workshop() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write("content/world/port.md", article("First"));
    workshop
}

/// Waits until a page says something.
fn shows(workshop: &Workshop, running: &Running, page: &str, what: &str) {
    running.wait_for(&format!("{what} in {page}"), || {
        text(&workshop.output(), page).contains(what)
    });
}

fn is_gone(workshop: &Workshop, running: &Running, page: &str) {
    running.wait_for(&format!("the end of {page}"), || {
        !workshop.output().join(page).exists()
    });
}

#[test]
fn editors_save_in_their_own_ways() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    let port = "content/world/port.md";

    // VS Code, nano: in place.
    workshop.write(port, article("In place"));
    shows(&workshop, &running, PAGE, "In place");

    // Vim: tries out whether it may write, keeps the old file aside, writes a new one.
    workshop.write("content/world/4913", "");
    workshop.remove("content/world/4913");
    workshop.rename(port, "content/world/port.md~");
    workshop.write(port, article("By Vim"));
    workshop.remove("content/world/port.md~");
    shows(&workshop, &running, PAGE, "By Vim");

    // Emacs: a lock that is a link to nowhere, an automatic save, a backup.
    #[cfg(unix)]
    std::os::unix::fs::symlink("ana@desk.1:2", workshop.path("content/world/.#port.md")).unwrap();
    workshop.write("content/world/#port.md#", article("Not yet"));
    workshop.rename(port, "content/world/port.md~");
    workshop.write(port, article("By Emacs"));
    workshop.remove("content/world/#port.md#");
    #[cfg(unix)]
    workshop.remove("content/world/.#port.md");
    shows(&workshop, &running, PAGE, "By Emacs");

    // JetBrains: a file beside it, which takes its place in two steps.
    workshop.write("content/world/port.md___jb_tmp___", article("By JetBrains"));
    workshop.rename(port, "content/world/port.md___jb_old___");
    workshop.rename("content/world/port.md___jb_tmp___", port);
    workshop.remove("content/world/port.md___jb_old___");
    shows(&workshop, &running, PAGE, "By JetBrains");

    // gedit, Kate, scripts: a file of another folder renamed over it.
    workshop.write("draft.txt", article("By renaming"));
    workshop.rename("draft.txt", port);
    shows(&workshop, &running, PAGE, "By renaming");
    workshop.wait_until_clean(&running);
}

#[test]
fn folders_are_made_renamed_swapped_and_removed() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    workshop.write("content/sport/2026/11/race.md", article("Race"));
    shows(&workshop, &running, "sport/2026/11/race/index.html", "Race");

    workshop.rename("content/sport", "content/games");
    shows(&workshop, &running, "games/2026/11/race/index.html", "Race");
    is_gone(&workshop, &running, "sport");
    // What happens in a folder is told under its new name.
    workshop.write("content/games/2026/11/race.md", article("Second race"));
    shows(
        &workshop,
        &running,
        "games/2026/11/race/index.html",
        "Second race",
    );

    // Two folders change places, and their files have the same sizes and times.
    workshop.write("content/games/port.md", article("Fools"));
    let time = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for path in ["content/games/port.md", "content/world/port.md"] {
        workshop.write("content/world/port.md", article("First"));
        let file = std::fs::File::options()
            .write(true)
            .open(workshop.path(path))
            .unwrap();
        file.set_modified(time).unwrap();
    }
    shows(
        &workshop,
        &running,
        "games/2026/11/port/index.html",
        "Fools",
    );
    workshop.rename("content/games", "content/elsewhere");
    workshop.rename("content/world", "content/games");
    workshop.rename("content/elsewhere", "content/world");
    shows(&workshop, &running, PAGE, "Fools");
    shows(
        &workshop,
        &running,
        "games/2026/11/port/index.html",
        "First",
    );

    std::fs::remove_dir_all(workshop.path("content/world")).unwrap();
    is_gone(&workshop, &running, "world");
    workshop.wait_until_clean(&running);
}

#[test]
fn everything_that_a_site_is_made_of_is_watched() {
    let workshop = workshop();
    workshop.write("site.yaml", format!("{SHORT_CONFIG}theme: tiny\n"));
    for (path, bytes) in TINY_THEME {
        workshop.write(path, bytes);
    }
    let running = Running::watch(&workshop, &[]);
    // Folders that come to be while it runs.
    workshop.write("static/robots/note.txt", "one");
    shows(&workshop, &running, "robots/note.txt", "one");
    workshop.write("templates/article.html", "own template {{ page.title }}");
    shows(&workshop, &running, PAGE, "own template First");
    workshop.write("templates/article.html", "own word {{ t(key=\"newer\") }}");
    workshop.write("i18n/en.yaml", "newer: Brand new\n");
    shows(&workshop, &running, PAGE, "own word Brand new");
    workshop.remove("templates/article.html");
    let (path, _) = TINY_THEME
        .iter()
        .find(|(path, _)| path.ends_with("/base.html"))
        .unwrap();
    workshop.write(
        path,
        "of the theme: {{ site.title }} {% block main %}{% endblock main %}",
    );
    shows(
        &workshop,
        &running,
        PAGE,
        "of the theme: The Harbour Courier",
    );
    workshop.write(
        "site.yaml",
        "title: Renamed\nurl: https://courier.example/\ntimezone: UTC\ntheme: tiny\n",
    );
    shows(&workshop, &running, PAGE, "of the theme: Renamed");
    workshop.write("content/authors/ana.md", "---\nname: Ana\n---\n");
    running.wait_for("a page of the author's", || {
        workshop.output().join("authors/ana/index.html").exists()
    });
    workshop.remove("static/robots/note.txt");
    is_gone(&workshop, &running, "robots");
    workshop.wait_until_clean(&running);
}

#[test]
fn a_fault_keeps_the_last_good_site_and_is_told_once_until_it_is_mended() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    workshop.write("content/world/port.md", "---\ntitle: [\n---\n");
    running.wait_for("the fault", || running.said().contains("error["));
    assert!(text(&workshop.output(), PAGE).contains("First"));
    // Another edit beside it does not tell it again, nor does it get through.
    workshop.write("content/world/other.md", article("Other"));
    running.wait_for("a second line", || {
        running.said().contains("content/world/other.md and")
    });
    assert_eq!(
        running.said().matches("error[").count(),
        1,
        "{}",
        running.said()
    );
    workshop.write("content/world/port.md", article("Mended"));
    shows(&workshop, &running, PAGE, "Mended");
    shows(
        &workshop,
        &running,
        "world/2026/11/other/index.html",
        "Other",
    );
    workshop.wait_until_clean(&running);
}

#[test]
fn a_file_that_is_emptied_before_it_is_written_is_no_fault() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    let mut longest = Duration::ZERO;
    for number in 0..3 {
        let start = Instant::now();
        workshop.write("content/world/port.md", "");
        std::thread::sleep(Duration::from_millis(200));
        workshop.write("content/world/port.md", article(&format!("Save {number}.")));
        longest = longest.max(start.elapsed());
        shows(&workshop, &running, PAGE, &format!("Save {number}."));
    }
    // On a busy machine the file may have been empty for long.
    let is_told = running.said().contains("error");
    assert!(
        !is_told || longest > Duration::from_secs(4),
        "{}",
        running.said()
    );
}

#[test]
fn a_file_that_stays_empty_is_told_of_and_may_be_written_then() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    let start = Instant::now();
    workshop.write("content/world/new.md", "");
    running.wait_for("word of it", || running.said().contains("new.md:1:1"));
    assert!(start.elapsed() > Duration::from_secs(4));
    workshop.write("content/world/new.md", article("New"));
    shows(&workshop, &running, "world/2026/11/new/index.html", "New");
}

#[test]
fn the_last_of_many_edits_during_builds_is_there() {
    let workshop = workshop();
    for number in 0..200 {
        workshop.write(&format!("content/world/{number}.md"), article("Old"));
    }
    let running = Running::watch(&workshop, &[]);
    for number in 0..400 {
        workshop.write("content/world/port.md", article(&format!("Edit {number}.")));
        if number % 20 == 0 {
            // A change of every page: a build that takes its time.
            let config = format!("{SHORT_CONFIG}description: The {number}th\n");
            workshop.write("site.yaml", config);
        }
    }
    shows(&workshop, &running, PAGE, "Edit 399.");
    workshop.wait_until_clean(&running);
}

#[test]
fn a_checkout_of_thousands_of_files_is_taken_up_whole() {
    let workshop = workshop();
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        let who = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "-c",
            "commit.gpgsign=false",
        ];
        let done = command
            .args(who)
            .arg("-C")
            .arg(workshop.site())
            .args(args)
            .output();
        let done = done.unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    let write = |numbers: std::ops::Range<u32>, what: &str| {
        for number in numbers {
            workshop.write(
                &format!("content/s{}/{number}.md", number % 7),
                article(what),
            );
        }
    };
    write(0..1500, "Main");
    workshop.write(".gitignore", ".presstime/\n");
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "main"]);
    git(&["checkout", "-q", "-b", "other"]);
    write(500..2000, "Branch");
    std::fs::remove_dir_all(workshop.path("content/s3")).unwrap();
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "other"]);
    let running = Running::watch(&workshop, &[]);
    for branch in ["main", "other", "main", "other"] {
        git(&["checkout", "-q", branch]);
    }
    workshop.wait_until_clean(&running);
    git(&["checkout", "-q", "main"]);
    workshop.wait_until_clean(&running);
    // Git makes a file before it writes it, and a busy disk may come between the two for long.
    let told = running.said();
    let of_empty_files = told
        .matches("error[no-title]: there is no front matter")
        .count();
    assert_eq!(told.matches("error[").count(), of_empty_files, "{told}");
}

#[test]
fn a_site_that_is_deleted_and_comes_back_is_built_again() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    std::fs::remove_dir_all(workshop.site()).unwrap();
    running.wait_for("word of it", || {
        running.said().contains("the site's folder is gone")
    });
    assert!(
        text(&workshop.output(), PAGE).contains("First"),
        "readers keep it"
    );
    workshop.write("content/world/port.md", article("Back again"));
    workshop.write("site.yaml", SHORT_CONFIG);
    shows(&workshop, &running, PAGE, "Back again");
    workshop.write("content/world/port.md", article("And edited"));
    shows(&workshop, &running, PAGE, "And edited");

    // Another takes its place at one stroke; the old one is not watched any more.
    let beside = workshop.site().with_file_name("beside");
    std::fs::rename(workshop.site(), &beside).unwrap();
    workshop.write("site.yaml", SHORT_CONFIG);
    workshop.write("content/world/port.md", article("Another"));
    shows(&workshop, &running, PAGE, "Another");

    // The same with the content alone.
    std::fs::remove_dir_all(workshop.path("content")).unwrap();
    is_gone(&workshop, &running, PAGE);
    workshop.write("content/world/port.md", article("New content"));
    shows(&workshop, &running, PAGE, "New content");
    workshop.write("content/world/port.md", article("Newer content"));
    shows(&workshop, &running, PAGE, "Newer content");
    workshop.wait_until_clean(&running);
}

#[cfg(unix)]
#[test]
fn links_are_followed_as_a_scan_follows_them() {
    use std::os::unix::fs::symlink;
    let workshop = workshop();
    workshop.write("shared/desk/race.md", article("Race"));
    workshop.write("shared/one.md", article("Alone"));
    symlink("../shared/desk", workshop.path("content/sport")).unwrap();
    symlink("../shared/one.md", workshop.path("content/one.md")).unwrap();
    let outside = workshop.site().with_file_name("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::write(outside.join("secret.md"), article("Secret")).unwrap();
    let running = Running::watch(&workshop, &[]);
    shows(&workshop, &running, "sport/2026/11/race/index.html", "Race");

    workshop.write("shared/desk/race.md", article("Second race"));
    shows(
        &workshop,
        &running,
        "sport/2026/11/race/index.html",
        "Second race",
    );
    workshop.write("shared/one.md", article("Still alone"));
    shows(&workshop, &running, "2026/11/one/index.html", "Still alone");

    // A link that comes, is led elsewhere, and goes.
    workshop.write("shared/night/moon.md", article("Moon"));
    symlink("../shared/night", workshop.path("content/sky")).unwrap();
    shows(&workshop, &running, "sky/2026/11/moon/index.html", "Moon");
    workshop.write("shared/night/moon.md", article("Full moon"));
    shows(
        &workshop,
        &running,
        "sky/2026/11/moon/index.html",
        "Full moon",
    );
    workshop.remove("content/sky");
    symlink("../shared/desk", workshop.path("content/sky")).unwrap();
    shows(
        &workshop,
        &running,
        "sky/2026/11/race/index.html",
        "Second race",
    );
    is_gone(&workshop, &running, "sky/2026/11/moon");
    workshop.write("shared/desk/race.md", article("Third race"));
    for section in ["sky", "sport"] {
        shows(
            &workshop,
            &running,
            &format!("{section}/2026/11/race/index.html"),
            "Third race",
        );
    }

    // One that leads out of the site is passed over, and so is what happens there.
    symlink(&outside, workshop.path("content/out")).unwrap();
    running.wait_for("a warning", || {
        running.said().contains("leads out of the site")
    });
    std::fs::write(outside.join("secret.md"), article("Secret again")).unwrap();
    workshop.remove("content/sky");
    is_gone(&workshop, &running, "sky");
    assert!(!workshop.output().join("out").exists());
    workshop.wait_until_clean(&running);
}

#[cfg(target_os = "linux")]
#[test]
fn more_events_than_the_system_keeps_are_made_up_for() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &[]);
    let limit = std::fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    let limit: u32 = limit.trim().parse().unwrap();
    let signal = |name: &str| {
        let id = running.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    };
    // While it stands still, the system's queue fills and overflows.
    signal("-STOP");
    for number in 0..=limit / 4 {
        workshop.write(
            &format!("content/world/{}.md", number % 1000),
            article("In the flood"),
        );
    }
    workshop.write("content/world/port.md", article("After the flood"));
    signal("-CONT");
    shows(&workshop, &running, PAGE, "After the flood");
    workshop.wait_until_clean(&running);
}

#[test]
fn a_disk_that_tells_of_nothing_is_looked_at() {
    let workshop = workshop();
    let running = Running::watch(&workshop, &["--poll", "1"]);
    workshop.write("content/world/port.md", article("Polled"));
    shows(&workshop, &running, PAGE, "Polled");
    workshop.rename("content/world", "content/sport");
    shows(
        &workshop,
        &running,
        "sport/2026/11/port/index.html",
        "Polled",
    );
    is_gone(&workshop, &running, "world");
    workshop.wait_until_clean(&running);
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let workshop = workshop();
    let mut running = Running::watch(&workshop, &[]);
    assert_eq!(running.stop(), Some(0));
    // What it leaves is what the next build goes on from.
    let output = workshop.command(&workshop.output()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("wrote 0"), "{said}");
}

#[cfg(unix)]
#[test]
fn cut_short_at_any_moment_it_leaves_what_the_next_goes_on_from() {
    let workshop = workshop();
    for number in 0..2500 {
        workshop.write(&format!("content/world/{number}.md"), article("Many"));
    }
    let output = workshop.output();
    for pause in [60, 150, 400, 900] {
        let args = ["watch", "-o", output.to_str().unwrap()];
        let mut running = Running::start(&workshop.site(), &args);
        std::thread::sleep(Duration::from_millis(pause));
        // Before it has begun to listen, the system ends it.
        assert!(matches!(running.terminate(), None | Some(0)));
    }
    let running = Running::watch(&workshop, &[]);
    workshop.wait_until_clean(&running);
}
