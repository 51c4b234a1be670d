//! Photos while pages are looked at: shown at once, developed as they are asked for, and whole in the end.

use crate::night::http::Server;
use crate::photo::{jpeg, scene};
use crate::process::{Workshop, tree};
use crate::site_fixture::{SHORT_CONFIG, difference};

/// An archive of so many stories, each with a photo of its own.
fn workshop(stories: u8) -> Workshop {
    let workshop = Workshop::new();
    workshop.write("site.yaml", SHORT_CONFIG);
    for number in 0..stories {
        let mut photo = scene(1500, 1000);
        for pixel in photo.pixels_mut() {
            pixel.0[0] = number * 12;
        }
        let folder = format!("content/world/story-{number}");
        workshop.write(&format!("{folder}/photo.jpg"), jpeg(&photo));
        let article = format!(
            "---\ntitle: Story {number}\ndate: 2026-11-{:02}\nimage: {{src: photo.jpg, alt: It}}\n---\n",
            number + 1
        );
        workshop.write(&format!("{folder}/index.md"), article);
    }
    workshop
}

fn candidates(page: &str) -> Vec<String> {
    let sets = page
        .split("srcset=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let urls = sets.flat_map(|set| set.split(", ").filter_map(|one| one.split(' ').next()));
    urls.map(str::to_owned).collect()
}

#[test]
fn a_page_is_there_before_the_archive_is_developed_and_its_photos_come_first() {
    let workshop = workshop(20);
    let output = workshop.output();
    let server = Server::start(&workshop, &["-o", output.to_str().unwrap()]);
    let page = server.get("/world/2026/11/story-0/");
    assert_eq!(page.status, 200);
    let shelf = workshop.site().join(".presstime/photos");
    let sheets = || {
        let files = walkdir::WalkDir::new(&shelf)
            .into_iter()
            .filter_map(Result::ok);
        files.filter(|file| file.file_name() == "sheet").count()
    };
    assert!(
        sheets() < 20,
        "all photos were developed before the first page was shown"
    );
    let candidates = candidates(&page.text());
    assert!(candidates.len() >= 8, "{candidates:?}");
    for url in candidates {
        let picture = server.get(&url);
        assert_eq!(picture.status, 200, "{url}");
        let size = imagesize::blob_size(&picture.body).unwrap();
        assert!(
            url.contains(&format!("-{}.", size.width)),
            "{url}: {size:?}"
        );
    }
    assert_eq!(
        server
            .get("/assets/photos/none-000000000000-480.jpg")
            .status,
        404
    );
    let clean = workshop.clean_now(&["--drafts", "--future", "--expired"]);
    let mut found = None;
    server.running.wait_for("the bytes of a clean build", || {
        found = difference(&clean, &tree(&output));
        found.is_none()
    });
}

#[test]
fn what_is_served_from_memory_has_photos_and_leaves_no_trace() {
    let workshop = workshop(2);
    let server = Server::start(&workshop, &["--memory"]);
    let page = server.get("/world/2026/11/story-1/").text();
    for url in candidates(&page) {
        assert_eq!(server.get(&url).status, 200, "{url}");
    }
    assert!(!workshop.site().join(".presstime").exists());
}
