//! `presstime explain`.

use std::io::Write;

use super::workplace;
use crate::cli::{ExplainArgs, Machine};
use crate::engine;
use crate::outputs;
use crate::print;
use crate::site::urls;

/// Says what a page asked, and which answers have changed since. Returns the exit code.
pub fn run(args: &ExplainArgs, machine: &Machine, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let (mut place, (changes, _)) = match workplace::read_at(&args.site, machine.now) {
        Ok(opened) => opened,
        Err(error) => {
            let _ = write!(err, "{}", print::text(&[*error], machine.style));
            return 1;
        }
    };
    let url = urls::Base::new(&place.state.site().config.url).strip(&args.url);
    let path = urls::output_path(&url);
    let Some((route, asked)) = place.state.explain(&path) else {
        let _ = writeln!(
            err,
            "the last build has no page at {url}; build first, or check the URL"
        );
        return 1;
    };
    let output = outputs::ALL
        .get(route.output as usize)
        .map_or("?", |output| output.name());
    let _ = writeln!(out, "{url} ({output}, {path})\nasked:");
    for question in &asked {
        let _ = writeln!(out, "  {}", question.describe(place.state.site()));
    }
    let changed = engine::preview_changes(&mut place.state, changes, &path);
    let has_errors = changed.is_err();
    let told = match changed {
        Ok(changed) if changed.is_empty() => {
            writeln!(out, "no answer has changed: it would not be built again")
        }
        Ok(changed) => writeln!(out, "changed since:").and_then(|()| {
            changed
                .iter()
                .try_for_each(|question| writeln!(out, "  {question}"))
        }),
        Err(problems) => write!(err, "{}", print::text(&problems, machine.style)),
    };
    let _ = told;
    has_errors.into()
}
