//! From a title, a tag or a heading to the word that stands for it in URLs and ids.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest slug, in characters. Titles that only differ later share a slug.
pub const MAX_CHARS: usize = 100;

/// The longest slug, in bytes: a file name may have 255 on most disks, and some are for `.html` and
/// for what a temporary name adds.
const MAX_BYTES: usize = 200;

/// How many characters of a text without letters go into its slug.
const MAX_NAMED_CHARS: usize = 12;

/// The slug of `text`: lower case, words joined by single hyphens, never empty, and itself when
/// slugified again.
///
/// Latin and Greek letters lose their accents; other scripts stay as they are, in composed form and
/// without optional vowel marks. Apostrophes vanish, `+` reads `plus`, `#` after a letter reads `sharp`
/// and a dot that begins a word reads `dot`, so that `C`, `C++`, `C#`, `NET` and `.NET` differ. A text
/// without letters or digits is spelled by code points (`u-1f600`).
///
/// The result is one safe path segment on every system: at most 100 characters and 200 bytes, no dots,
/// no invisible or direction-changing characters, no device name of Windows.
pub fn slugify(text: &str) -> String {
    slug_within(MAX_CHARS, text)
}

/// The slug of a name that somebody gave on purpose, such as a file's: as [`slugify`], but longer than 100
/// characters if the name is. Names that differ, however late, are different articles.
pub fn slugify_name(name: &str) -> String {
    slug_within(MAX_BYTES, name)
}

/// Whether the slug of a name lacks the name's end, since no file could be called by all of it.
pub fn is_cut(name: &str) -> bool {
    spelled(name).len() > MAX_BYTES
}

fn slug_within(most: usize, text: &str) -> String {
    let slug = shorten(spelled(text), most);
    if slug.is_empty() {
        return code_points(text);
    }
    if is_device_name(&slug) {
        return slug + "-1";
    }
    slug
}

/// The slug of any length; empty for a text without letters.
fn spelled(text: &str) -> String {
    if is_slug(text) {
        text.to_owned()
    } else if text.is_ascii() {
        ascii_words(text)
    } else {
        words(text)
    }
}

/// Whether a text is a slug as it stands, as ids mostly are: ASCII words joined by single hyphens.
fn is_slug(text: &str) -> bool {
    let mut before = b'-';
    let is_slug = text.bytes().all(|byte| {
        let last = std::mem::replace(&mut before, byte);
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || (byte == b'-' && last != b'-')
    });
    is_slug && before != b'-'
}

/// The general way: decompose, lower, sort out each character, compose again.
fn words(text: &str) -> String {
    // Lowering can bring compatibility characters back and the other way round, hence both twice.
    let lowered: String = text.nfkd().collect::<String>().to_lowercase();
    let mut builder = Builder::new(text.len());
    let mut characters = lowered.nfkd().peekable();
    while let Some(c) = characters.next() {
        if is_combining_mark(c) {
            builder.mark(c);
        } else {
            builder.push(c, characters.peek().copied());
        }
    }
    builder.slug.nfc().collect()
}

/// The same for ASCII, which needs no normalization and is nearly everything that headings hold.
fn ascii_words(text: &str) -> String {
    let mut builder = Builder::new(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let letters = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (taken, after) = rest.split_at(letters.max(1));
        if letters > 0 {
            builder.ascii_letters(taken);
        } else {
            builder.push(c, after.chars().next());
        }
        rest = after;
    }
    builder.slug
}

/// A slug in the making.
struct Builder {
    slug: String,
    /// A separator was seen since the last letter; it is written only once another letter follows.
    gap: bool,
    /// The character before this one, as it stood in the text.
    previous: char,
}

impl Builder {
    fn new(capacity: usize) -> Builder {
        Builder {
            slug: String::with_capacity(capacity),
            gap: false,
            previous: ' ',
        }
    }

    /// Takes one lower-case character; `next` is the one after it.
    fn push(&mut self, c: char, next: Option<char>) {
        let previous = std::mem::replace(&mut self.previous, c);
        match c {
            'a'..='z' | '0'..='9' => self.letter(c),
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '`' | '´' | '׳' | '״' | '\u{640}' => {}
            '+' => self.word("plus"),
            '#' if previous.is_alphanumeric() || previous == '#' && !self.gap => {
                self.word("sharp");
            }
            '.' if !previous.is_alphanumeric()
                && previous != '.'
                && next.is_some_and(char::is_alphanumeric) =>
            {
                self.word("dot");
            }
            'ß' => self.word("ss"),
            'æ' => self.word("ae"),
            'œ' => self.word("oe"),
            'þ' => self.word("th"),
            'ø' => self.letter('o'),
            'đ' | 'ð' => self.letter('d'),
            'ł' => self.letter('l'),
            'ħ' => self.letter('h'),
            'ŧ' => self.letter('t'),
            'ı' => self.letter('i'),
            _ if is_invisible(c) => {}
            _ if c.is_alphanumeric() => self.letter(c),
            _ => self.gap = true,
        }
    }

    fn letter(&mut self, c: char) {
        self.close_gap();
        self.slug.push(c);
    }

    /// Takes ASCII letters and digits of either case, all at once.
    fn ascii_letters(&mut self, letters: &str) {
        self.close_gap();
        let start = self.slug.len();
        self.slug.push_str(letters);
        if let Some(taken) = self.slug.get_mut(start..) {
            taken.make_ascii_lowercase();
        }
        self.previous = letters.chars().next_back().unwrap_or(self.previous);
    }

    fn close_gap(&mut self) {
        if std::mem::take(&mut self.gap) && !self.slug.is_empty() {
            self.slug.push('-');
        }
    }

    fn word(&mut self, word: &str) {
        for c in word.chars() {
            self.letter(c);
        }
    }

    /// A mark on the letter before it. Without a letter, or on one that loses its accents, it is dropped.
    fn mark(&mut self, c: char) {
        let on_letter = !self.gap && self.slug.chars().next_back().is_some_and(keeps_marks);
        if on_letter && !is_optional_mark(c) && !is_invisible(c) {
            self.slug.push(c);
        }
    }
}

/// Whether the marks on a letter belong to its spelling. In Latin and Greek they are left out in capitals
/// and by hurried hands (`Δρόμος` is `ΔΡΟΜΟΣ`); elsewhere they make letters (`й`), syllables (`कि`) or
/// sounds (`が`) of their own.
fn keeps_marks(letter: char) -> bool {
    !matches!(letter,
        '0'..='9' | 'a'..='z' | '\u{aa}'..='\u{2af}' | '\u{370}'..='\u{3ff}' | '\u{1d00}'..='\u{1fff}'
        | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}

/// Vowel and reading marks of Arabic and Hebrew that everyday writing leaves out. The marks that
/// compose to letters (`أ`, `آ`, `ئ`) are not among them.
fn is_optional_mark(c: char) -> bool {
    matches!(c,
        '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
}

/// Letters and marks that show nothing: fillers, joiners and variation selectors.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0100}'..='\u{e01ef}')
}

/// Cuts an overlong slug, between words where one ends in its second half.
fn shorten(mut slug: String, most: usize) -> String {
    if slug.len() <= most.min(MAX_BYTES) {
        return slug;
    }
    let end = slug
        .char_indices()
        .map(|(start, c)| start + c.len_utf8())
        .take(most)
        .take_while(|&end| end <= MAX_BYTES)
        .last()
        .unwrap_or(0);
    if end < slug.len() {
        let between_words = slug.get(end..).is_some_and(|rest| rest.starts_with('-'));
        slug.truncate(end);
        if let Some(hyphen) = slug
            .rfind('-')
            .filter(|&hyphen| !between_words && hyphen > end / 2)
        {
            slug.truncate(hyphen);
        }
        slug.truncate(slug.trim_end_matches('-').len());
    }
    slug
}

/// The slug of a text without letters: its visible characters by code point.
fn code_points(text: &str) -> String {
    let codes: Vec<String> = text
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .take(MAX_NAMED_CHARS)
        .map(|c| format!("{:x}", u32::from(c)))
        .collect();
    if codes.is_empty() {
        return "u-0".to_owned();
    }
    format!("u-{}", codes.join("-"))
}

/// Whether Windows takes the name for a device, whatever follows its first dot.
fn is_device_name(slug: &str) -> bool {
    matches!(slug, "con" | "prn" | "aux" | "nul" | "conin" | "conout")
        || slug
            .strip_prefix("com")
            .or_else(|| slug.strip_prefix("lpt"))
            .is_some_and(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']))
}
