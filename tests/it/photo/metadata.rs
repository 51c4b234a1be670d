//! Who is named: read from what photographers and agencies write, and written into what is made.

use std::process::Command;
use std::time::{Duration, Instant};

use image::ImageEncoder;
use presstime::photo::{Credits, Cut, Facts, Format, Recipe, develop};

use super::{cut, developed, jpeg, jpeg_with, known, scene};

fn credits() -> Credits {
    Credits {
        creator: "Ana Ruiz".to_owned(),
        credit: "Harbour & Sons <Press>".to_owned(),
        copyright: "© 2026 The Courier".to_owned(),
        licence: "https://courier.example/licence?a=1&b=2".to_owned(),
        caption: "Boats at the quay in Łódź — \"early\" on Monday".to_owned(),
    }
}

/// An XMP packet as a segment of a JPEG.
fn xmp(packet: &str) -> Vec<u8> {
    [b"http://ns.adobe.com/xap/1.0/\0", packet.as_bytes()].concat()
}

/// IIM records as a segment of a JPEG, after a resource with a name, as Photoshop writes them.
fn iptc(records: &[u8]) -> Vec<u8> {
    let before = b"Photoshop 3.0\08BIM\x03\xed\x03abc\0\0\0\x03xyz\08BIM\x04\x04\0\0";
    let length = u32::try_from(records.len()).unwrap().to_be_bytes();
    [&before[..], &length, records].concat()
}

/// EXIF with texts.
fn exif(fields: &[(u16, &str)]) -> Vec<u8> {
    let count = u16::try_from(fields.len()).unwrap();
    let mut block = [&b"MM\0*\0\0\0\x08"[..], &count.to_be_bytes()].concat();
    let mut at = 8 + 2 + 12 * u32::from(count) + 4;
    for (tag, text) in fields {
        let length = u32::try_from(text.len()).unwrap() + 1;
        block.extend(
            [
                &tag.to_be_bytes()[..],
                &[0, 2],
                &length.to_be_bytes(),
                &at.to_be_bytes(),
            ]
            .concat(),
        );
        at += length;
    }
    block.extend([0; 4]);
    for (_, text) in fields {
        block.extend([text.as_bytes(), b"\0"].concat());
    }
    block
}

fn with_segment(number: u8, segment: Vec<u8>) -> Vec<u8> {
    jpeg_with(&scene(8, 8), |encoder| {
        encoder.add_app_segment(number, segment).unwrap();
    })
}

fn with_exif(block: &[u8]) -> Vec<u8> {
    jpeg_with(&scene(8, 8), |encoder| {
        encoder.add_exif_metadata(block).unwrap();
    })
}

fn with_xmp(packet: &str) -> Credits {
    known(&with_segment(1, xmp(packet))).credits
}

const PACKET: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:ps="http://ns.adobe.com/photoshop/1.0/"
 xmlns:other="http://other.example/" ps:Credit="The &amp; Agency" other:Credit="not this">
 <d:creator><rdf:Seq><rdf:li>Ana Ruiz</rdf:li><rdf:li> Bo Ek </rdf:li></rdf:Seq></d:creator>
 <d:rights><rdf:Alt><rdf:li xml:lang="de">Rechte</rdf:li><rdf:li xml:lang="x-default">Rights</rdf:li></rdf:Alt></d:rights>
 <d:description><rdf:Alt><rdf:li xml:lang="en">Boats &#x26; birds
   at the quay</rdf:li></rdf:Alt></d:description>
 <cc:license xmlns:cc="http://creativecommons.org/ns#" rdf:resource="https://cc.example/by"/>
 <plus:Licensor xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"><rdf:Bag><rdf:li rdf:parseType="Resource">
 <plus:LicensorURL>https://buy.example/</plus:LicensorURL></rdf:li></rdf:Bag></plus:Licensor>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

#[test]
fn xmp_is_read_by_its_namespaces() {
    let expected = Credits {
        creator: "Ana Ruiz, Bo Ek".to_owned(),
        credit: "The & Agency".to_owned(),
        copyright: "Rights".to_owned(),
        licence: "https://cc.example/by".to_owned(),
        caption: "Boats & birds at the quay".to_owned(),
    };
    assert_eq!(with_xmp(PACKET), expected);
    for (from, to) in [
        ("cc:license", "cc:other"),
        ("https://cc.example/by", "javascript:alert(1)"),
    ] {
        assert_eq!(
            with_xmp(&PACKET.replace(from, to)).licence,
            "https://buy.example/"
        );
    }
    // What is damaged is read as far as it goes.
    let half = PACKET.split("<d:rights>").next().unwrap();
    assert_eq!(with_xmp(half).creator, "Ana Ruiz, Bo Ek");
}

#[test]
fn iptc_is_read_in_its_character_set() {
    let latin = iptc(b"\x1c\x02\x50\0\x03Zo\xeb\x1c\x02\x50\0\x02Bo\x1c\x02\x6e\0\x02AP");
    let credits = known(&with_segment(13, latin)).credits;
    assert_eq!((&*credits.creator, &*credits.credit), ("Zoë, Bo", "AP"));
    let utf8 = "\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x78\0\x05Łód\x1c\x02\x74\0\x03©a";
    let credits = known(&with_segment(13, iptc(utf8.as_bytes()))).credits;
    assert_eq!((&*credits.caption, &*credits.copyright), ("Łód", "©a"));
}

#[test]
fn exif_is_read_and_what_cameras_say_by_themselves_is_not_told() {
    let camera = "OLYMPUS DIGITAL CAMERA         ";
    let fields = [
        (0x010e, camera),
        (0x013b, "Ana Ruiz; Bo Ek"),
        (0x8298, "(c) Courier"),
    ];
    let credits = known(&with_exif(&exif(&fields))).credits;
    assert_eq!(
        (&*credits.creator, &*credits.copyright),
        ("Ana Ruiz, Bo Ek", "(c) Courier")
    );
    assert_eq!(credits.caption, "");
}

#[test]
fn xmp_wins_over_iptc_and_iptc_over_exif() {
    let bytes = jpeg_with(&scene(8, 8), |encoder| {
        let block = exif(&[(0x010e, "exif"), (0x013b, "exif"), (0x8298, "exif")]);
        encoder.add_exif_metadata(&block).unwrap();
        let records = b"\x1c\x02\x78\0\x04iptc\x1c\x02\x74\0\x04iptc\x1c\x02\x6e\0\x04iptc";
        encoder.add_app_segment(13, iptc(records)).unwrap();
        let packet = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
            <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:description='xmp'/></rdf:RDF>";
        encoder.add_app_segment(1, xmp(packet)).unwrap();
    });
    let found = known(&bytes).credits;
    assert_eq!(
        [found.creator, found.copyright, found.credit, found.caption],
        ["exif", "iptc", "iptc", "xmp"]
    );
}

#[test]
fn metadata_is_read_from_png_and_webp_too() {
    let picture = scene(8, 8);
    let block = exif(&[(0x013b, "Ana Ruiz")]);
    let mut png = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut png);
    encoder.set_exif_metadata(block.clone()).unwrap();
    encoder
        .write_image(&picture, 8, 8, image::ExtendedColorType::Rgb8)
        .unwrap();
    assert_eq!(known(&png).credits.creator, "Ana Ruiz");
    // iTXt after the header: keyword, no compression, no language, no translation.
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", PACKET.as_bytes()].concat();
    png.splice(33..33, super::damaged::chunk(b"iTXt", &text));
    assert_eq!(known(&png).credits.credit, "The & Agency");
    let config = webpx::EncoderConfig::new()
        .exif(block)
        .xmp(PACKET.as_bytes());
    let webp = config
        .encode_rgb(&picture, 8, 8, webpx::Unstoppable)
        .unwrap();
    let credits = known(&webp).credits;
    assert_eq!(credits.creator, "Ana Ruiz, Bo Ek");
    assert_eq!(credits.caption, "Boats & birds at the quay");
}

/// A picture full of metadata, cut in both formats with these credits.
fn derived(credits: &Credits) -> Vec<(Format, Vec<u8>)> {
    let bytes = jpeg_with(&scene(64, 40), |encoder| {
        encoder.add_exif_metadata(&super::turned(6)).unwrap();
        encoder.add_app_segment(1, xmp(PACKET)).unwrap();
        encoder
            .add_app_segment(4, b"serial number 1234".to_vec())
            .unwrap();
    });
    let facts = Facts {
        credits: credits.clone(),
        ..known(&bytes)
    };
    let formats = [Format::Jpeg, Format::Webp];
    let cuts = formats.map(|format| Cut { format, ..cut(20) });
    let files = develop(&bytes, &facts, &cuts, &Recipe::default())
        .unwrap()
        .files;
    formats.into_iter().zip(files).collect()
}

#[test]
fn what_is_written_is_read_back_and_nothing_else_is_there() {
    for (format, file) in derived(&credits()) {
        let facts = known(&file);
        assert_eq!(
            (facts.credits, facts.orientation),
            (credits(), 1),
            "{format:?}"
        );
        for gone in [&b"serial number"[..], b"Bo Ek", b"Exif\0"] {
            assert!(!file.windows(gone.len()).any(|window| window == gone));
        }
    }
    let plain = developed(&jpeg(&scene(8, 8)), cut(8));
    assert!(known(&plain).credits.is_empty());
    assert!(!plain.windows(5).any(|window| window == b"adobe"));
}

#[test]
fn whatever_credits_hold_fits_a_file() {
    let hostile = Credits {
        creator: "&<>\"'\u{0}\u{7}\u{fffe}]]>".repeat(2_000),
        credit: "\u{10ffff}".repeat(100_000),
        copyright: " \n ".repeat(1_000),
        licence: "javascript:alert(1)".to_owned(),
        caption: "\"".repeat(100_000),
    };
    for (format, file) in derived(&hostile) {
        let credits = known(&file).credits;
        assert_eq!(credits.caption, "\"".repeat(2_000), "{format:?}");
        assert_eq!(credits.credit.chars().count(), 500);
        assert_eq!((&*credits.copyright, &*credits.licence), ("", ""));
        assert!(
            credits.creator.starts_with("&<>\"' ]]>&"),
            "{}",
            credits.creator
        );
    }
}

#[test]
fn exiftool_reads_what_is_written() {
    if Command::new("exiftool").arg("-ver").output().is_err() {
        eprintln!("skipped: there is no exiftool here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (format, file) in derived(&credits()) {
        let path = folder.path().join(format!("photo.{}", format.extension()));
        std::fs::write(&path, &file).unwrap();
        let mut exiftool = Command::new("exiftool");
        exiftool
            .args(["-j", "-G1", "-a", "-charset", "iptc=UTF8"])
            .arg(&path);
        let said = exiftool.output().unwrap().stdout;
        let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
        let (said, wanted) = (&said[0], credits());
        let mut tags = vec![
            ("XMP-dc:Creator", &wanted.creator),
            ("XMP-photoshop:Credit", &wanted.credit),
            ("XMP-dc:Rights", &wanted.copyright),
            ("XMP-xmpRights:WebStatement", &wanted.licence),
            ("XMP-dc:Description", &wanted.caption),
        ];
        if format == Format::Jpeg {
            tags.extend([
                ("IPTC:By-line", &wanted.creator),
                ("IPTC:Credit", &wanted.credit),
                ("IPTC:CopyrightNotice", &wanted.copyright),
                ("IPTC:Caption-Abstract", &wanted.caption),
            ]);
        }
        for (tag, wanted) in tags {
            assert_eq!(said[tag], **wanted, "{tag} in {format:?}: {said:#}");
        }
        for fault in ["ExifTool:Warning", "ExifTool:Error"] {
            assert!(said[fault].is_null(), "{said:#}");
        }
    }
}

#[test]
fn hostile_metadata_takes_no_long_time() {
    let started = Instant::now();
    let spaces: String = (0..4_000).map(|n| format!(" xmlns:a{n}='x'")).collect();
    for packet in [
        format!("<a{spaces}>"),
        "<a>".repeat(20_000),
        format!("<a {}>", "b='' ".repeat(12_000)),
        "&amp;".repeat(12_000),
        "<!DOCTYPE a [<!ENTITY b 'c'>]>".repeat(2_000),
    ] {
        assert!(with_xmp(&packet).is_empty());
    }
    // An IFD that is its own successor, cut off everywhere; and one whose fields all name the whole block.
    let mut own = exif(&[(0x013b, "Ana Ruiz")]);
    own[22..26].copy_from_slice(&8_u32.to_be_bytes());
    for length in 0..=own.len() {
        known(&with_exif(&own[..length]));
    }
    let field = b"\x01\x3b\0\x02\0\0\xf0\0\0\0\0\0";
    let many = [
        &b"MM\0*\0\0\0\x08\x14\0"[..],
        &field.repeat(0x1400),
        &[0; 64],
    ]
    .concat();
    known(&with_exif(&many));
    for records in [
        &b"\x1c\x02\x50\xff\xff"[..],
        b"\x1c\x02\x50\x80\x04\xff\xff\xff\xff",
        b"\x1c",
    ] {
        assert!(known(&with_segment(13, iptc(records))).credits.is_empty());
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}
