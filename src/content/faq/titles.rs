//! Which headings announce an FAQ.

use std::borrow::Cow;

use crate::content::slug::slugify;

/// What a heading says that announces an FAQ, as [`folded`] slugs.
const TITLES: &[&str] = &[
    // English
    "faq",
    "faqs",
    "f-a-q",
    "frequently-asked-questions",
    "commonly-asked-questions",
    "frequent-questions",
    // Spanish
    "preguntas-frecuentes",
    "preguntas-mas-frecuentes",
    "preguntas-habituales",
    // Portuguese
    "perguntas-frequentes",
    "perguntas-mais-frequentes",
    "duvidas-frequentes",
    // French
    "questions-frequentes",
    "questions-les-plus-frequentes",
    "foire-aux-questions",
    "questions-frequemment-posees",
    // German, its umlauts folded or spelled out
    "haufig-gestellte-fragen",
    "haeufig-gestellte-fragen",
    "haufige-fragen",
    "haeufige-fragen",
    "haufigste-fragen",
    "haeufigste-fragen",
    "haufigsten-fragen",
    "haeufigsten-fragen",
    "oft-gestellte-fragen",
    // Italian
    "domande-frequenti",
    "domande-piu-frequenti",
    "domande-ricorrenti",
    // Arabic, its letters folded
    "الاسيله-الشايعه",
    "اسيله-شايعه",
    "الاسيله-المتكرره",
    "اسيله-متكرره",
    "الاسيله-الاكثر-شيوعا",
    "الاسيله-الاكثر-تكرارا",
];

/// What says so only if nothing follows, or one of [`ABOUT`].
const WEAK_TITLES: &[&str] = &["common-questions", "preguntas-comunes"];

/// What a heading goes on with if it only says what the questions are about.
const ABOUT: &[&str] = &[
    "about",
    "on",
    "regarding",
    "concerning",
    "for", // English
    "sobre",
    "acerca",
    "de",
    "del",
    "para", // Spanish and Portuguese
    "do",
    "da",
    "dos",
    "das", // Portuguese
    "sur",
    "du",
    "des",
    "a",
    "au",
    "aux", // French
    "zu",
    "zum",
    "zur",
    "uber",
    "ueber",
    "rund", // German
    "su",
    "sul",
    "sulla",
    "sui",
    "sulle",
    "sugli",
    "della",
    "dei",
    "delle", // Italian
    "حول",
    "عن",
];

/// What may stand before it: articles, and whose questions they are.
const ARTICLES: &[&str] = &[
    "the", "our", "your", "some", "most", // English
    "las", "nuestras", "sus", "tus", // Spanish
    "as", "nossas", "suas", // Portuguese
    "les", "nos", "vos", // French
    "die", "unsere", "eure", "ihre", // German
    "le", "nostre", "vostre", // Italian
];

/// Numbers, in words, of as many questions as one may ask.
const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    "twenty", // English, and French `six`
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "doce",
    "veinte", // Spanish
    "dois", "duas", "quatro", "sete", "oito", "nove", "dez", "doze", "vinte", // Portuguese
    "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "douze",
    "vingt", // French
    "zwei", "drei", "vier", "funf", "fuenf", "sechs", "sieben", "acht", "neun", "zehn", "zwolf",
    "zwoelf", "zwanzig", // German
    "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "dieci", "dodici",
    "venti", // Italian
];

/// Words of a heading that says something of questions, rather than what they are about. Those of [`ARTICLES`]
/// are others.
const SENTENCE: &[&str] = &[
    "a", "an", "and", "are", "by", "from", "how", "in", "is", "no", "not", "of", "read", "see",
    "these", "this", "to", "what", "when", "who", "why", "with", "without", // English
    "al", "con", "de", "del", "el", "en", "la", "los", "no", "por", "sin", "y", // Spanish
    "com", "e", "em", "o", "os", "sem", // Portuguese
    "aux", "avec", "des", "du", "et", "sans", "un", "une", // French
    "auf", "der", "das", "den", "ein", "eine", "mit", "ohne", "und", "zu", // German
    "alle", "dei", "delle", "il", "lo", "per", "senza", // Italian
];

/// How many words may stand before it that say what the questions are about, as in `Port FAQ`.
const MOST_BEFORE: usize = 3;

/// Whether a heading of this text and slug says that an FAQ follows.
///
/// It may begin with it, with a number before it; or say no more than it and what it is about, with articles
/// and numbers before it or after a colon; or end with it after a few words that make no sentence.
pub(in crate::content) fn is_title(text: &str, slug: &str) -> bool {
    let slug = folded(slug);
    let numbered = slug.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let slug = if numbered.is_empty() {
        &*slug
    } else {
        numbered
    };
    if begins(slug) || is_all(slug) || is_all(without_article(slug)) || ends(slug) {
        return true;
    }
    let after_colon = text.rsplit_once([':', '–', '—', '|']);
    after_colon.is_some_and(|(_, rest)| is_all(without_article(&folded(&slugify(rest)))))
}

/// What follows a title that `slug` begins with, without its hyphen.
fn rest<'s>(slug: &'s str, title: &str) -> Option<&'s str> {
    // Every heading is held against all titles, and nearly all differ in the first letter.
    if slug.as_bytes().first() != title.as_bytes().first() {
        return None;
    }
    match slug.strip_prefix(title)? {
        "" => Some(""),
        rest => rest.strip_prefix('-'),
    }
}

/// Whether the title comes first, whatever follows.
fn begins(slug: &str) -> bool {
    TITLES.iter().any(|title| rest(slug, title).is_some())
}

/// Whether there is nothing but the title, and perhaps what the questions are about.
fn is_all(slug: &str) -> bool {
    let is_about =
        |rest: &str| rest.is_empty() || ABOUT.contains(&rest.split('-').next().unwrap_or_default());
    let titles = TITLES.iter().chain(WEAK_TITLES);
    titles.filter_map(|title| rest(slug, title)).any(is_about)
}

/// Whether the title comes last, after a few words that make no sentence.
fn ends(slug: &str) -> bool {
    let last = slug.as_bytes().last();
    let mut titles = TITLES
        .iter()
        .filter(|title| title.as_bytes().last() == last);
    let before = titles.find_map(|title| {
        let before = slug.strip_suffix(title)?;
        before.strip_suffix('-')
    });
    let is_subject = |word: &str| !SENTENCE.contains(&word) && !ARTICLES.contains(&word);
    before.is_some_and(|before| {
        before.split('-').count() <= MOST_BEFORE && before.split('-').all(is_subject)
    })
}

/// What follows articles and numbers, which may stand before a title.
fn without_article(slug: &str) -> &str {
    let mut rest = slug;
    while let Some((word, after)) = rest.split_once('-') {
        let is_number = NUMBERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number && !ARTICLES.contains(&word) {
            break;
        }
        rest = after;
    }
    rest
}

/// Arabic letters that are written for one another, as one: alefs and hamzas with their seats, and the final
/// forms.
fn folded(slug: &str) -> Cow<'_, str> {
    if slug.is_ascii() {
        return Cow::Borrowed(slug);
    }
    let letters = slug.chars().map(|letter| match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ة' => 'ه',
        'ى' | 'ئ' | 'ء' => 'ي',
        'ؤ' => 'و',
        other => other,
    });
    Cow::Owned(letters.collect())
}
