//! How many words a text has.

/// Counts words over pieces of text, which may end in the middle of one.
#[derive(Default)]
pub(super) struct Words {
    count: u32,
    inside: bool,
}

impl Words {
    /// Counts on. A word is what has a letter or digit and no space; a Chinese or Japanese character is
    /// one by itself.
    pub(super) fn add(&mut self, text: &str) {
        if text.is_ascii() {
            for byte in text.bytes() {
                let begins = byte.is_ascii_alphanumeric() & !self.inside;
                self.count += u32::from(begins);
                self.inside = (self.inside | begins) & !byte.is_ascii_whitespace();
            }
            return;
        }
        for c in text.chars() {
            if is_word_by_itself(c) {
                self.count += 1;
                self.inside = false;
            } else {
                let begins = !self.inside && c.is_alphanumeric();
                self.count += u32::from(begins);
                self.inside = (self.inside || begins) && !c.is_whitespace();
            }
        }
    }

    /// What follows belongs to another word.
    pub(super) fn end_word(&mut self) {
        self.inside = false;
    }

    /// The count so far.
    pub(super) fn count(&self) -> u32 {
        self.count
    }
}

/// Han characters and kana.
fn is_word_by_itself(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
