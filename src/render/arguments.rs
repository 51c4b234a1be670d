//! The arguments that templates give to functions, looked at when a theme is compiled.
//!
//! Tera hands a function whatever it is called with; one that is misspelt would be passed over in
//! silence. So the calls are found in the templates' text.

use super::functions::{FILTERS, TABLE};
use crate::diag::{Diagnostic, Source, did_you_mean};
use crate::site::theme::Theme;

/// An error for each argument that its function does not have, in all templates of a theme.
pub fn unknown(theme: &Theme) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for template in theme.templates.values() {
        let source = Source {
            path: &template.path,
            text: &template.text,
        };
        for call in calls(&template.text) {
            let Some(documented) = TABLE
                .iter()
                .find(|function| name(function.signature) == call.function)
            else {
                continue;
            };
            let known: Vec<&str> = parameters(documented.signature).collect();
            if known.contains(&call.argument) {
                continue;
            }
            let message = format!("`{}` has no argument `{}`", call.function, call.argument);
            let hint = match did_you_mean(call.argument, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("it is called as `{}`", documented.signature),
            };
            let range = call.at..call.at + call.argument.len();
            all.push(
                Diagnostic::error("unknown-argument", message)
                    .at(source.place(range))
                    .hint(hint),
            );
        }
    }
    all
}

/// What may stand around the word `raw` in its tag.
const RAW_EDGE: [char; 5] = [' ', '-', '%', '}', '\n'];

/// An argument of a call.
struct Call<'t> {
    function: &'t str,
    argument: &'t str,
    at: usize,
}

/// Every argument that is given by name to a function, in the order of the text.
fn calls(text: &str) -> Vec<Call<'_>> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(open) = text
        .get(position..)
        .and_then(|rest| rest.find('{'))
        .map(|at| position + at)
    {
        let close = match text.get(open..open + 2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            Some("{#") => "#}",
            _ => {
                position = open + 1;
                continue;
            }
        };
        let inside = open + 2;
        if close == "#}" {
            let end = text.get(inside..).and_then(|rest| rest.find(close));
            position = end.map_or(text.len(), |end| inside + end + 2);
            continue;
        }
        position = tag(text, inside, close, &mut found);
        if text
            .get(inside..position)
            .is_some_and(|tag| tag.trim_matches(RAW_EDGE) == "raw")
        {
            let end = text.get(position..).and_then(|rest| rest.find("endraw"));
            position = end.map_or(text.len(), |end| position + end);
        }
    }
    found
}

/// Reads a tag from its first byte; returns where the text goes on.
fn tag<'t>(text: &'t str, start: usize, close: &str, found: &mut Vec<Call<'t>>) -> usize {
    // The functions whose parentheses are open, with "" for any other bracket.
    let mut open: Vec<&str> = Vec::new();
    let mut before = "";
    let mut position = start;
    while let Some(rest) = text.get(position..).filter(|rest| !rest.is_empty()) {
        if open.is_empty() && rest.starts_with(close) {
            return position + close.len();
        }
        let token = token(rest);
        let next = rest.get(token.len()..).unwrap_or_default().trim_start();
        let is_word = token.starts_with(|c: char| c.is_alphabetic() || c == '_');
        if is_word && next.starts_with('(') {
            // What stands behind `is`, or is being defined, is no function of ours; nor are most filters.
            let is_function = match before {
                "is" | "not" | "component" | "." | "endcomponent" => false,
                "|" => FILTERS.contains(&token),
                _ => true,
            };
            open.push(if is_function { token } else { "" });
            position = text.len() - next.len() + 1;
            before = "(";
            continue;
        }
        match token {
            "(" | "[" | "{" => open.push(""),
            ")" | "]" | "}" => drop(open.pop()),
            _ => {}
        }
        let is_named = next.starts_with('=') && !next.starts_with("==");
        if is_word
            && is_named
            && matches!(before, "(" | ",")
            && let Some(&function) = open.last().filter(|function| !function.is_empty())
        {
            found.push(Call {
                function,
                argument: token,
                at: position,
            });
        }
        if !token.trim().is_empty() {
            before = token;
        }
        position += token.len();
    }
    text.len()
}

/// The next token: a word, a string, a run of space, or one character.
fn token(text: &str) -> &str {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return "";
    };
    let length = if first.is_alphanumeric() || first == '_' {
        text.find(|c: char| !c.is_alphanumeric() && c != '_')
    } else if first.is_whitespace() {
        text.find(|c: char| !c.is_whitespace())
    } else if matches!(first, '"' | '\'' | '`') {
        let end = text.get(1..).and_then(|rest| rest.find(first));
        end.map(|end| end + 2)
    } else {
        Some(first.len_utf8())
    };
    text.get(..length.unwrap_or(text.len())).unwrap_or(text)
}

fn name(signature: &str) -> &str {
    signature.split('(').next().unwrap_or(signature)
}

fn parameters(signature: &str) -> impl Iterator<Item = &str> {
    let list = signature
        .split_once('(')
        .map_or("", |(_, list)| list.trim_end_matches(')'));
    list.split(',')
        .map(|parameter| parameter.trim().trim_end_matches('?'))
        .filter(|name| !name.is_empty())
}
