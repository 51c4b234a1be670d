//! Whose the output folder is, and which of its files presstime wrote.
//!
//! Both are told by the folder itself, in `.presstime/`, and so stay true wherever it is moved and whatever
//! becomes of the ledger. `site` names the site that is published there; `files` is the list of what
//! presstime wrote: a log, to which a build adds a line for each file that is new or gone, before it writes
//! the first and after it removed the second. It is written anew when the ledger is.
//!
//! While there is a ledger, its routes are that list, and the file is only added to: publishing one article
//! does not read or write the paths of an archive.

use std::io;
use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use super::state::Folders;
use crate::diag::{Diagnostic, Place};
use crate::fs::Disk;
use crate::site::{Preview, hash_bytes};

/// The folder, within the output folder, of what is not published but says whose the rest is.
pub const OURS: &str = ".presstime";

/// The name of a site that stays when its folder is moved or its `url` changes, in the site's `.presstime/`.
const ID: &str = "id";

/// What the marker says to whoever finds it.
const WORDS: &str = "presstime writes this folder: what is in it comes from the site's sources,\n\
                     and may be replaced or removed by the next build.\n";

/// The file by which presstime knows a folder for that of a site.
pub fn marker(folders: &Folders) -> PathBuf {
    folders.output.join(OURS).join("site")
}

/// The list of the files that presstime wrote.
pub fn list(folders: &Folders) -> PathBuf {
    folders.output.join(OURS).join("files")
}

/// The file that is locked while a process works on an output folder.
pub fn lock(folders: &Folders) -> PathBuf {
    folders.output.join(OURS).join("lock")
}

/// Whether an output folder holds nothing that is published, or that somebody else put there.
pub fn is_empty(disk: &dyn Disk, folders: &Folders) -> bool {
    !disk.is_occupied(&folders.output, OURS)
}

/// Whether the folder is one that some site's presstime marked, or has nothing in it to be careful of.
pub fn is_free_or_marked(disk: &dyn Disk, folders: &Folders) -> bool {
    is_empty(disk, folders) || Owner::of(disk, folders).is_some()
}

/// Whether no site was ever published in the folder, and nothing else is there.
pub fn is_unused(disk: &dyn Disk, folders: &Folders) -> bool {
    is_empty(disk, folders) && disk.stamp(&marker(folders)).is_none()
}

/// A site, as the folder that it is published in knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    id: u64,
    url: String,
    // What of the site is not for readers, in words; empty if nothing is.
    shows: String,
}

/// What an output folder tells of the site that was built there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The site's own name.
    pub site: String,
    /// The address of its front page.
    pub url: String,
    /// What of it is not for readers, as in `drafts`; empty if nothing is.
    pub shows: String,
    /// The files of articles and plain pages, by their paths.
    pub addresses: FxHashSet<Box<str>>,
    /// All other files.
    pub others: FxHashSet<Box<str>>,
}

/// What an output folder tells of the site that was built there; `None` if presstime built none.
pub fn published(disk: &dyn Disk, folders: &Folders) -> Option<Published> {
    let owner = Owner::of(disk, folders)?;
    let claims = Claims::read(disk, folders);
    let of = |wanted: Kind| {
        let found = claims.iter().filter(move |(_, kind)| *kind == wanted);
        found.map(|(path, _)| path.into()).collect()
    };
    Some(Published {
        site: format!("{:016x}", owner.id),
        url: owner.url,
        shows: owner.shows,
        addresses: of(Kind::Address),
        others: of(Kind::File),
    })
}

impl Owner {
    /// Whose the output folder is by its marker; `None` where there is none that can be read.
    fn of(disk: &dyn Disk, folders: &Folders) -> Option<Owner> {
        let bytes = disk.read(&marker(folders)).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?;
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        Some(Owner {
            id: u64::from_str_radix(field("site: ")?, 16).ok()?,
            url: field("url: ")?.to_owned(),
            shows: field("shows: ").unwrap_or_default().to_owned(),
        })
    }

    fn text(&self) -> String {
        let shows = match self.shows.as_str() {
            "" => String::new(),
            shows => format!("shows: {shows}\n"),
        };
        format!("{WORDS}site: {:016x}\nurl: {}\n{shows}", self.id, self.url)
    }
}

/// The site of these folders, if it may publish into the output folder: the folder holds nothing yet, or
/// bears the site's name. Where the site's `.presstime/` is gone, the same `url` is a name as good.
///
/// # Errors
/// It holds the files of somebody else, or another site.
pub fn owner(
    disk: &dyn Disk,
    folders: &Folders,
    url: &str,
    preview: Preview,
) -> Result<Owner, Box<Diagnostic>> {
    let url = url.trim_end_matches('/').to_owned();
    let shows = preview.words();
    let kept = kept_id(disk, folders);
    let place = || Place::file(&folders.output.to_string_lossy());
    match Owner::of(disk, folders) {
        Some(found) => {
            let id = kept.unwrap_or_else(|| first_id(folders, &url));
            if id == found.id || (kept.is_none() && url == found.url) {
                return Ok(Owner {
                    id: found.id,
                    url,
                    shows,
                });
            }
            let message = format!("another site is published in this folder: {}", found.url);
            let hint = "name another folder with --output; if that site is no more, empty this one, \
                        `.presstime` included";
            let error = Diagnostic::error("other-site", message);
            Err(Box::new(error.at(place()).hint(hint)))
        }
        None if is_empty(disk, folders) => Ok(Owner {
            id: kept.unwrap_or_else(|| first_id(folders, &url)),
            url,
            shows,
        }),
        None => {
            let message = "the output folder holds files that presstime did not write";
            let error = Diagnostic::error("foreign-output", message);
            let hint = "name another folder with --output, or empty this one";
            Err(Box::new(error.at(place()).hint(hint)))
        }
    }
}

/// Marks the folder, if its marker is not as it should be.
///
/// # Errors
/// As the file system says.
pub fn mark(disk: &dyn Disk, folders: &Folders, owner: &Owner) -> io::Result<()> {
    if kept_id(disk, folders) != Some(owner.id) {
        let text = format!("{:016x}\n", owner.id);
        disk.replace(&id_file(folders), text.as_bytes())?;
    }
    if Owner::of(disk, folders).as_ref() == Some(owner) {
        return Ok(());
    }
    // Whole or not at all: a torn one would make the folder a stranger's.
    disk.replace(&marker(folders), owner.text().as_bytes())
}

fn id_file(folders: &Folders) -> PathBuf {
    folders.site.join(OURS).join(ID)
}

fn kept_id(disk: &dyn Disk, folders: &Folders) -> Option<u64> {
    let bytes = disk.read(&id_file(folders)).ok()?;
    u64::from_str_radix(std::str::from_utf8(&bytes).ok()?.trim(), 16).ok()
}

/// The name that a site gets. It is the same again for a site that forgot it and is where it was.
fn first_id(folders: &Folders, url: &str) -> u64 {
    hash_bytes(format!("{}\n{url}", folders.site.to_string_lossy()).as_bytes())
}

/// What kind of file presstime wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The page of an article or a plain page, or one that leads on to it: an address that readers know.
    Address,
    /// Any other.
    File,
}

/// The files that presstime wrote, by its list.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    kinds: FxHashMap<Box<str>, Kind>,
    lines: usize,
    /// Whether the list ended with a whole line, so that one may be added.
    pub is_sound: bool,
}

impl Claims {
    /// Reads the list of an output folder; where there is none, presstime wrote nothing.
    pub fn read(disk: &dyn Disk, folders: &Folders) -> Claims {
        let bytes = disk.read(&list(folders)).unwrap_or_default();
        let mut claims = Claims {
            is_sound: bytes.is_empty() || bytes.ends_with(b"\n"),
            ..Claims::default()
        };
        // A build was stopped amid the last line, before it wrote the file that the line is of.
        let end = bytes.iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
        for line in bytes[..end].split(|&byte| byte == b'\n') {
            claims.lines += 1;
            let line = std::str::from_utf8(line).ok();
            match line.and_then(|line| line.split_once(' ')) {
                Some(("page", path)) => drop(claims.kinds.insert(plain(path), Kind::Address)),
                Some(("file", path)) => drop(claims.kinds.insert(plain(path), Kind::File)),
                Some(("gone", path)) => drop(claims.kinds.remove(&plain(path))),
                _ => claims.is_sound = false,
            }
        }
        claims
    }

    /// As what a file is listed.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        self.kinds.get(path).copied()
    }

    /// Every file, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.kinds.iter().map(|(path, kind)| (&**path, *kind))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether each line tells of a file that is there still.
    pub fn is_compact(&self) -> bool {
        self.is_sound && self.lines == self.kinds.len()
    }
}

/// The line of a file that presstime is about to write.
pub fn claim(path: &str, kind: Kind) -> String {
    let sign = match kind {
        Kind::Address => "page",
        Kind::File => "file",
    };
    format!("{sign} {}\n", escaped(path))
}

/// The line of a file that is presstime's no more.
pub fn disclaim(path: &str) -> String {
    format!("gone {}\n", escaped(path))
}

/// A path as one line: some file systems allow line breaks in names.
pub fn escaped(path: &str) -> String {
    path.replace('\\', "\\\\").replace('\n', "\\n")
}

/// The reverse of [`escaped`].
pub fn plain(line: &str) -> Box<str> {
    if !line.contains('\\') {
        return line.into();
    }
    let mut out = String::with_capacity(line.len());
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => out.push(if signs.next() == Some('n') {
                '\n'
            } else {
                '\\'
            }),
            sign => out.push(sign),
        }
    }
    out.into()
}
