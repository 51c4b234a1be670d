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
        self.count += begun(bytes) + usize::from(!self.inside & !is_space(*first));
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

/// How many words begin after the first byte.
fn begun(bytes: &[u8]) -> usize {
    // This sees every byte of every article: no branches, and counts that fit a byte, so that many are made
    // at once.
    let after = bytes.get(1..).unwrap_or_default();
    let pieces = bytes
        .chunks(MOST_IN_A_BYTE)
        .zip(after.chunks(MOST_IN_A_BYTE));
    let count = |(before, after): (&[u8], &[u8])| -> u8 {
        let pairs = before.iter().zip(after);
        pairs
            .map(|(before, byte)| u8::from(is_space(*before) & !is_space(*byte)))
            .sum()
    };
    pieces.map(count).map(usize::from).sum()
}

/// The greatest number that a byte can hold.
const MOST_IN_A_BYTE: usize = u8::MAX as usize;

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
