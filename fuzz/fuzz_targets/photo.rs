//! Any bytes as a picture: what is known of it, two cuts of it, and the drawing made safe.
//!
//! Nothing panics; a cut has the size that was foretold and the credits that went in, and is the same alone;
//! a drawing that was made safe stays as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presstime::photo::{Cut, Format, Recipe, develop, facts, memory, safe_svg};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(safe) = safe_svg(bytes) {
        assert_eq!(safe_svg(&safe).as_ref(), Ok(&safe));
    }
    let known = match facts(bytes) {
        Ok(Some(known)) => known,
        Ok(None) => return,
        Err(fault) => return assert!(!fault.to_string().is_empty()),
    };
    assert!(known.width > 0 && known.height > 0 && (1..=8).contains(&known.orientation));
    let recipe = Recipe {
        max_pixels: 1 << 16,
        ..Recipe::default()
    };
    let whole = Cut {
        ratio: None,
        focus: (50, 50),
        width: 40,
        format: Format::Jpeg,
    };
    let crop = Cut {
        ratio: Some((4, 3)),
        focus: (9, 90),
        width: 25,
        format: Format::Webp,
    };
    assert!(memory(&known, bytes.len(), &[whole, crop]) > bytes.len() as u64);
    let Ok(developed) = develop(bytes, &known, &[whole, crop], &recipe) else {
        return;
    };
    for (cut, file) in [whole, crop].iter().zip(&developed.files) {
        let Ok(Some(made)) = facts(file) else {
            panic!("{cut:?} is no picture")
        };
        assert_eq!((made.width, made.height), cut.size(&known));
        assert_eq!(made.credits, known.credits);
    }
    let Ok(alone) = develop(bytes, &known, &[crop], &recipe) else {
        panic!("not alone")
    };
    assert_eq!(alone.files.first(), developed.files.get(1));
    assert_eq!(alone.tone, developed.tone);
});
