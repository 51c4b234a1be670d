//! `presstime cache`.

use std::io::Write;

use serde_json::json;

use super::{plural, workplace};
use crate::cli::{CacheArgs, Format, Machine};
use crate::engine::{self, Stock, shelves};
use crate::print;

/// Says how many pictures are kept for later builds, and throws some away if it is asked to. Returns the exit code.
pub fn run(args: &CacheArgs, machine: &Machine, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let opened = match args.trim {
        // No build may be at work: it would miss what is thrown away.
        Some(_) => workplace::open_at(&args.site, false, machine.now),
        None => workplace::read_at(&args.site, machine.now),
    };
    let settled = opened.map_err(|error| vec![*error]).and_then(|(place, _)| {
        let config = engine::config(&place.state)?;
        Ok((place, config))
    });
    let (place, config) = match settled {
        Ok(settled) => settled,
        Err(problems) => {
            let _ = write!(err, "{}", print::text(&problems, machine.style));
            return 1;
        }
    };
    let (disk, root) = (&**place.state.disk(), place.state.folders().photos());
    let limit = config.photos.cache;
    let before = shelves::stock(disk, &root);
    let after = args.trim.map(|to| {
        let most = u64::from(to.unwrap_or(limit));
        shelves::trim(disk, &root, most << 20)
    });
    let told = match args.format {
        Format::Json => writeln!(out, "{:#}", as_json(after.unwrap_or(before), limit)),
        Format::Text => writeln!(out, "{}", summary(before, after, limit)),
    };
    // A reader who hangs up wants no more: nothing to do about it.
    let _ = told;
    place.leave();
    0
}

fn summary(before: Stock, after: Option<Stock>, limit: u32) -> String {
    let stock = after.unwrap_or(before);
    let mut lines = vec![format!(
        "{} of {}: {}, of which {} are published and take no room of their own",
        plural(stock.prints, "picture"),
        plural(stock.photos, "photo"),
        mebibytes(stock.bytes),
        mebibytes(stock.shared),
    )];
    match after {
        Some(after) => lines.push(format!(
            "threw away {}, {}",
            plural(before.prints - after.prints, "picture"),
            mebibytes(before.bytes - after.bytes)
        )),
        None => lines.push(format!("limit: {limit} MiB beside what is published")),
    }
    lines.join("\n")
}

fn mebibytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

fn as_json(stock: Stock, limit: u32) -> serde_json::Value {
    json!({
        "photos": stock.photos,
        "pictures": stock.prints,
        "bytes": stock.bytes,
        "published": stock.shared,
        "limit": u64::from(limit) << 20,
    })
}
