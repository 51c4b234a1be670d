//! How many words a text has.

/// Counts words over pieces of text, which may end in the middle of one.
#[derive(Default)]
pub(super) struct Words {
    count: usize,
    inside: bool,
}

impl Words {
    /// Counts on. A word is what stands between white space; a Chinese or Japanese character is one by
    /// itself.
    pub(super) fn add(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return;
        };
        let highest = bytes.iter().copied().fold(0, u8::max);
        if highest >= LEAD_OF_KANA {
            return self.add_characters(text);
        }
        // No branches, no state: this sees every byte of every article.
        let begun: usize = bytes
            .iter()
            .zip(bytes.iter().skip(1))
            .map(|(before, byte)| usize::from(is_space(*before) & !is_space(*byte)))
            .sum();
        self.count += begun + usize::from(!self.inside & !is_space(*first));
        self.inside = !is_space(*last);
    }

    fn add_characters(&mut self, text: &str) {
        for c in text.chars() {
            if is_word_by_itself(c) {
                self.count += 1;
                self.inside = false;
            } else {
                let inside = !c.is_whitespace();
                self.count += usize::from(inside && !self.inside);
                self.inside = inside;
            }
        }
    }

    /// What follows belongs to another word.
    pub(super) fn end_word(&mut self) {
        self.inside = false;
    }

    /// The count so far.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.count).unwrap_or(u32::MAX)
    }
}

/// The first byte, in UTF-8, of kana and of the least Han characters; those of other alphabets are lower.
const LEAD_OF_KANA: u8 = 0xe3;

fn is_space(byte: u8) -> bool {
    byte <= b' '
}

/// Han characters and kana.
fn is_word_by_itself(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
