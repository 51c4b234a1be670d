//! What a plain scalar stands for, by YAML's core schema, where somebody asks.

use crate::content::Extra;

/// Whether a plain scalar stands for nothing.
pub fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The truth value that a scalar names. Also in the words of YAML 1.1, which people still write.
pub(super) fn truth(text: &str) -> Option<bool> {
    const TRUE: [&str; 3] = ["true", "yes", "on"];
    const FALSE: [&str; 3] = ["false", "no", "off"];
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if TRUE.iter().any(is) {
        Some(true)
    } else if FALSE.iter().any(is) {
        Some(false)
    } else {
        None
    }
}

/// What a scalar is, in words for a message.
pub(super) fn kind(text: &str, plain: bool) -> &'static str {
    if !plain {
        return "a string";
    }
    match free(text) {
        Extra::Null => "nothing",
        Extra::Bool(_) => "true or false",
        Extra::Int(_) | Extra::Float(_) => "a number",
        _ => "a string",
    }
}

/// The value of a plain scalar where its meaning is free. A number whose spelling would be lost
/// (`007`, more digits than fit) stays text.
pub(super) fn free(text: &str) -> Extra {
    if is_null(text) {
        return Extra::Null;
    }
    match text {
        "true" | "True" | "TRUE" => return Extra::Bool(true),
        "false" | "False" | "FALSE" => return Extra::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let number = if let Some(hex) = text.strip_prefix("0x") {
        unsigned(hex, 16).map(Extra::Int)
    } else if let Some(octal) = text.strip_prefix("0o") {
        unsigned(octal, 8).map(Extra::Int)
    } else if digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
        None
    } else if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok().map(Extra::Int)
    } else {
        decimal(text, digits).map(Extra::Float)
    };
    number.unwrap_or_else(|| Extra::String(text.to_owned()))
}

fn unsigned(digits: &str, radix: u32) -> Option<i64> {
    if digits.starts_with(['-', '+']) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok()
}

/// A decimal fraction or exponent; finite, for JSON knows no other.
fn decimal(text: &str, digits: &str) -> Option<f64> {
    let numeric = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || !digits.bytes().all(numeric)
    {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
