//! Any bytes as a ledger: as a whole file, behind a true header, and as a frame whose checksum is right.
//!
//! Nothing panics; what decodes comes back the same when it is encoded and decoded again; a file that is
//! cut short gives its whole frames and nothing else.

#![no_main]

use libfuzzer_sys::fuzz_target;
use presstime::engine::ledger::{self, Record};
use presstime::site::hash_bytes;

fuzz_target!(|bytes: &[u8]| {
    let _ = ledger::decode(bytes, drop);

    let mut unframed = ledger::begin();
    unframed.extend_from_slice(bytes);
    let _ = ledger::decode(&unframed[..], drop);

    let mut framed = ledger::begin();
    framed.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    framed.extend_from_slice(&hash_bytes(bytes).to_le_bytes());
    framed.extend_from_slice(bytes);
    let mut found: Option<Record> = None;
    if ledger::decode(&framed[..], |record| found = Some(record)) != Ok(true) {
        return;
    }
    let Some(record) = found else {
        panic!("a frame without a record")
    };

    // Two of it, the second to be cut. Numbers that are no numbers equal nothing, so bytes are compared.
    let mut file = ledger::begin();
    ledger::encode(&record, &mut file);
    let one = file.len();
    ledger::encode(&record, &mut file);
    let mut again = ledger::begin();
    assert_eq!(
        ledger::decode(&file[..], |record| ledger::encode(&record, &mut again)),
        Ok(true)
    );
    assert_eq!(file, again);

    let cut = one + bytes.first().map_or(0, |&byte| byte as usize) % (file.len() - one);
    let mut whole = 0;
    assert_eq!(ledger::decode(&file[..cut], |_| whole += 1), Ok(cut == one));
    assert_eq!(whole, 1);

    let mut flipped = file;
    let at = flipped.len() - 1;
    flipped[at] ^= 1;
    assert!(ledger::decode(&flipped[..], drop).is_err());
});
