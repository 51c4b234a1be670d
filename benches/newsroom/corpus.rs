//! A newsroom of invented articles: as long, as linked and as tagged as those of a real one. Article `i`
//! depends on `i` alone, so that a smaller newsroom is the beginning of a larger one.

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

/// For whom the same articles are written.
pub enum Dialect {
    /// For presstime.
    Presstime,
    /// For Hugo, with the layouts in this folder.
    Hugo(PathBuf),
}

const SECTIONS: [&str; 12] = [
    "world", "nation", "city", "economy", "labour", "science", "health", "climate", "culture",
    "sport", "opinion", "travel",
];

const GIVEN: [&str; 20] = [
    "Ada", "Bilal", "Carmen", "Dag", "Esra", "Femi", "Greta", "Hana", "Iker", "Joana", "Kofi",
    "Lena", "Marek", "Nadia", "Omar", "Paula", "Rafael", "Sanna", "Tomo", "Yara",
];

const FAMILY: [&str; 8] = [
    "Arias", "Brandt", "Chukwu", "Dahl", "Ferreira", "Kowalski", "Mbeki", "Sato",
];

const QUALITIES: [&str; 20] = [
    "affordable",
    "ageing",
    "coastal",
    "cross-border",
    "daily",
    "electric",
    "free",
    "heavy",
    "inland",
    "light",
    "maritime",
    "municipal",
    "night",
    "open-air",
    "regional",
    "safe",
    "seasonal",
    "shared",
    "small",
    "volunteer",
];

const SUBJECTS: [&str; 20] = [
    "archives",
    "bridges",
    "bakeries",
    "buses",
    "canals",
    "choirs",
    "clinics",
    "ferries",
    "festivals",
    "harvests",
    "housing",
    "ice",
    "kitchens",
    "libraries",
    "markets",
    "parks",
    "ports",
    "railways",
    "reservoirs",
    "schools",
];

const WORDS: &str = "a about across after again against agreement all along already among an and answer any \
    archive are argue as assembly at audit autumn away back bakery balance ban barrier basin be because been \
    before begin behind below bench between bid border both bring broad budget build burden by cable call came \
    canal captain care case cause chair chance change charge chart choir church circle claim clear clinic close \
    coast cold comes committee common complaint count county course court crane crew crossing crowd current \
    customs daily damage dawn day deadline debate decade decision deep delegation delivery depot detail dike \
    director dispute district doubt down draft dredge drill drop dry early east effort eight election emergency \
    end engine engineer enough estimate evening every evidence exchange exhibition export factory fair family \
    far fare ferry few field figure finding fine firm first fishing five fleet flood floor follow for force \
    former forward found four freight from fund further gallery gap garden gate general give goods grain grant \
    great ground group growth guard had half hall harbour hard has have he hearing heat height held help her \
    high hill history home hospital hour house ice if improve in increase index inland inquiry inspector \
    instead interest into invoice is island issue it item its joint journey judge just keep key kitchen \
    laboratory lack lake land large last late laundry lead lease least legal lesson letter level library \
    licence light limit line list loan local lock long lower machine made mail main majority make many map \
    margin market master matter mayor measure meeting member memory method middle might mile mill minister \
    minority minute model month more morning most motion mountain move much municipal museum must name near \
    need neighbour net network never new next night no north not note notice now number observer of off offer \
    office often old on once one only open operator or orchard orchestra order other our out over own owner \
    panel paper parade parcel park part party passage past path patient pay peace people per permit pier pilot \
    place plain plan plant platform play point pool port post power practice present press pressure price prize \
    problem process programme project promise proof proposal public pump quarter question queue quiet rail rain \
    raise range rate rather reach read ready reason recent record reduce reef referee region registry relief \
    remain rent repair report research reserve resident rest result return review ridge right rise river road \
    roof room route rule run safe said sail same saw say scale scene school season seat second section see \
    sensor series service session set seven several shadow share shed shelter shift ship shore short show shut \
    side signal since site six size slow small snow so soil some south space spend spring square staff stage \
    stand start station stay steel step still stock stone stop storage storm street strike strong study such \
    summer supply support surface survey sure table take talks target tax team ten tender term test than that \
    the their them then there these they third this those though three through ticket tide timber time to told \
    toll too top total tower town track trade traffic train treaty trial tunnel turn two under union unit until \
    up upon use valley value vessel village visit vote wage wait wall want warehouse warning was watch water \
    wave way weather week weight well were west wharf what wheel when where which while who whole why wide will \
    wind window winter with within without witness work workshop world would yard year yet zone";

/// Writes a whole site.
///
/// # Errors
/// The file system refused.
pub fn site(count: usize, dir: &Path, dialect: &Dialect) -> io::Result<()> {
    let mut bytes = 0;
    for index in 0..count {
        bytes += std::fs::metadata(article(index, dir, dialect)?)?.len();
    }
    match dialect {
        Dialect::Presstime => presstime(dir)?,
        Dialect::Hugo(layouts) => hugo(dir, layouts)?,
    }
    println!(
        "{count} articles, {:.1} MiB, in {}",
        mib(bytes),
        dir.display()
    );
    Ok(())
}

/// Writes one article; returns its path.
///
/// # Errors
/// The file system refused.
pub fn article(index: usize, dir: &Path, dialect: &Dialect) -> io::Result<PathBuf> {
    let article = Article::new(index);
    let path = dir
        .join("content")
        .join(article.section)
        .join(format!("{}.md", article.slug));
    put(&path, &article.text(dialect))?;
    Ok(path)
}

/// Bytes as MiB.
#[allow(clippy::cast_precision_loss, reason = "for people")]
pub fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn presstime(dir: &Path) -> io::Result<()> {
    let mut config = String::from(
        "title: The Measured Times\nurl: https://times.example/\ntimezone: UTC\n\
         permalink: /:category/:slug/\nsections:\n",
    );
    for section in SECTIONS {
        let _ = writeln!(
            config,
            "  - {{slug: {section}, name: {}}}",
            capitalised(section)
        );
    }
    put(&dir.join("site.yaml"), &config)?;
    for (id, name, role, bio) in authors() {
        let text = format!("---\nname: {name}\nrole: {role}\n---\n\n{bio}\n");
        put(&dir.join(format!("content/authors/{id}.md")), &text)?;
    }
    Ok(())
}

fn hugo(dir: &Path, layouts: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(layouts) {
        let entry = entry?;
        if let (true, Ok(below)) = (
            entry.file_type().is_file(),
            entry.path().strip_prefix(layouts),
        ) {
            put(&dir.join(below), &std::fs::read_to_string(entry.path())?)?;
        }
    }
    for section in SECTIONS {
        let text = format!("---\ntitle: {}\n---\n", capitalised(section));
        put(&dir.join(format!("content/{section}/_index.md")), &text)?;
    }
    let people = authors().map(|(id, name, role, bio)| {
        (
            id,
            serde_json::json!({ "name": name, "role": role, "bio": bio }),
        )
    });
    let people = serde_json::Value::Object(people.collect());
    put(&dir.join("data/authors.json"), &people.to_string())
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, text)
}

/// Id, name, role and biography.
fn authors() -> impl Iterator<Item = (String, String, &'static str, String)> {
    (0..40).map(|number| {
        let mut dice = Dice::new(u64::MAX - number as u64);
        let role = *dice.one_of(&["Reporter", "Correspondent", "Editor", "Columnist"]);
        let (id, name) = author(number);
        (
            id,
            name,
            role,
            format!("{} {}", dice.sentence(12, 24), dice.sentence(8, 16)),
        )
    })
}

fn author(number: usize) -> (String, String) {
    let given = GIVEN[number % GIVEN.len()];
    let family = FAMILY[(number / GIVEN.len() * 3 + number) % FAMILY.len()];
    (
        format!("{given}-{family}-{number}").to_lowercase(),
        format!("{given} {family}"),
    )
}

struct Article {
    title: String,
    slug: String,
    date: Timestamp,
    updated: Timestamp,
    section: &'static str,
    authors: Vec<String>,
    tags: Vec<String>,
    summary: String,
    photo: [String; 4],
    faq: Vec<(String, String)>,
    body: String,
}

impl Article {
    fn new(index: usize) -> Article {
        let mut dice = Dice::new(index as u64);
        let mut title = capitalised(&dice.words(6, 11).join(" "));
        if dice.once_in(7) {
            title = title.replacen(' ', " “", 1) + "”";
        }
        if dice.once_in(10) {
            title += ": what is known";
        }
        let slug = format!("{}-{index:06}", dice.words(4, 4).join("-"));
        // The first on New Year's Day of 2016, and one about every three quarters of an hour since.
        let minutes =
            |minutes: usize| SignedDuration::from_mins(i64::try_from(minutes).unwrap_or_default());
        let start = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_451_606_400);
        let date = start + minutes(48 * index + dice.below(40));
        let mut authors: Vec<String> = vec![author(dice.below(40)).0];
        if dice.once_in(3) {
            let other = author(dice.below(40)).0;
            if !authors.contains(&other) {
                authors.push(other);
            }
        }
        let mut tags = Vec::new();
        let wanted = 2 + dice.below(4);
        while tags.len() < wanted {
            // Few tags are used often, many hardly ever.
            let tag = dice.below(400) * dice.below(400) / 400;
            let tag = format!("{}-{}", QUALITIES[tag / 20], SUBJECTS[tag % 20]);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let photo = [
            format!("https://photos.times.example/{slug}.jpg"),
            dice.sentence(6, 10),
            dice.sentence(10, 18),
            format!("{} {}", dice.one_of(&GIVEN), dice.one_of(&FAMILY)),
        ];
        let faq = (0..3).map(|_| {
            let question = capitalised(&dice.words(6, 11).join(" ")) + "?";
            let answer: Vec<String> = (0..=dice.below(3)).map(|_| dice.sentence(10, 20)).collect();
            (question, answer.join(" "))
        });
        Article {
            title,
            date,
            faq: faq.collect(),
            updated: date + minutes(5 + dice.below(900)),
            section: SECTIONS[dice.below(SECTIONS.len())],
            authors,
            tags,
            summary: dice.sentence(16, 28),
            photo,
            body: dice.body(&slug),
            slug,
        }
    }

    fn text(&self, dialect: &Dialect) -> String {
        let [src, alt, caption, credit] = &self.photo;
        let (image, question, answer) = match dialect {
            Dialect::Presstime => ("image", "question", "answer"),
            Dialect::Hugo(_) => ("hero", "q", "a"),
        };
        let mut out = format!(
            "---\ntitle: {:?}\ndate: {}\nupdated: {}\nslug: {}\nsummary: {:?}\nauthors: [{}]\n\
             category: {}\ntags: [{}]\n{image}:\n  src: {src}\n  alt: {alt:?}\n  caption: {caption:?}\n  \
             credit: {credit:?}\nfaq:\n",
            self.title,
            self.date,
            self.updated,
            self.slug,
            self.summary,
            self.authors.join(", "),
            self.section,
            self.tags.join(", "),
        );
        out.insert_str(4, &self.archives(dialect));
        for (asked, answered) in &self.faq {
            let _ = write!(
                out,
                "  - {question}: {asked:?}\n    {answer}: {answered:?}\n"
            );
        }
        out + "---\n\n" + &self.body
    }

    /// The archives that it is in: Hugo has those by date only where an article names them.
    fn archives(&self, dialect: &Dialect) -> String {
        match dialect {
            Dialect::Presstime => String::new(),
            Dialect::Hugo(_) => format!(
                "years: [\"{}\"]\nmonths: [\"{0}-{}\"]\n",
                self.date.strftime("%Y"),
                self.date.strftime("%m"),
            ),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Chance that comes out the same on every machine (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x0ddb_a11a_5eed_0001)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap_or_default()
    }

    fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn words(&mut self, least: usize, most: usize) -> Vec<String> {
        static ALL: std::sync::LazyLock<Vec<&str>> =
            std::sync::LazyLock::new(|| WORDS.split_whitespace().collect());
        let count = least + self.below(most - least + 1);
        (0..count)
            .map(|_| (*self.one_of(&ALL)).to_owned())
            .collect()
    }

    fn sentence(&mut self, least: usize, most: usize) -> String {
        let mut words = self.words(least, most);
        if words.len() > 12 {
            let middle = words.len() / 2;
            words[middle].push(',');
        }
        capitalised(&words.join(" ")) + "."
    }

    /// Two to five sentences, some with bold or italic words or a link.
    fn paragraph(&mut self) -> String {
        let sentences = (0..2 + self.below(4)).map(|_| {
            let mut words = self.words(8, 22);
            let at = 1 + self.below(words.len() - 3);
            let pair = format!("{} {}", words[at], words[at + 1]);
            let marked = match self.below(9) {
                0 => format!("**{pair}**"),
                1 => format!("*{pair}*"),
                2 => format!(
                    "[{pair}](https://records.example/{})",
                    self.below(1_000_000)
                ),
                _ => pair,
            };
            words.splice(at..at + 2, [marked]);
            capitalised(&words.join(" ")) + "."
        });
        sentences.collect::<Vec<_>>().join(" ")
    }

    /// 400 to 900 words: paragraphs, two or three headings, a quotation, a list, now and then a picture.
    fn body(&mut self, slug: &str) -> String {
        let wanted = 400 + self.below(501);
        let mut special = vec![
            format!("> {} {}", self.sentence(8, 22), self.sentence(8, 22)),
            (0..3 + self.below(3))
                .flat_map(|_| ["- ".to_owned(), self.sentence(5, 12), "\n".to_owned()])
                .collect(),
        ];
        special.extend(
            (0..2 + self.below(2))
                .map(|_| format!("## {}", capitalised(&self.words(3, 7).join(" ")))),
        );
        if self.once_in(3) {
            special.push(format!(
                "![{}](https://photos.times.example/{slug}-2.jpg)",
                self.sentence(5, 9)
            ));
        }
        let (pieces, every) = (special.len(), wanted / (special.len() + 1));
        let mut body = self.paragraph();
        let mut words = body.split(' ').count();
        while words < wanted || !special.is_empty() {
            let is_due = words > every * (pieces - special.len() + 1);
            let block = if is_due && !special.is_empty() {
                special.swap_remove(self.below(special.len()))
            } else {
                self.paragraph()
            };
            words += block.split(' ').count();
            body.push_str("\n\n");
            body.push_str(block.trim_end());
        }
        body + "\n"
    }
}
