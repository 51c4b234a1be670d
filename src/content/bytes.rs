//! Looking through text by its bytes.

/// Whether `is` holds for all bytes. It should not branch: then many bytes are looked at at once, which is many
/// times faster than one after the other.
pub fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    const PIECE: usize = 32;
    let mut pieces = text.as_bytes().chunks(PIECE);
    pieces.all(|piece| piece.iter().fold(true, |all, &byte| all & is(byte)))
}
