//! Texts as they travel: compressed once, when they change, instead of by a server each time.

use std::io::{self, Read, Write};

use crate::config::deploy::Encoding;

/// A shorter text fits into the first packet as it is.
const SHORT: u64 = 512;

/// Nearly the best that each has to give: it is done once, and the very best takes ten times as long.
const BROTLI: u32 = 9;
const ZSTD: i32 = 15;

/// Brotli's window, as a power of two: what browsers take.
const WINDOW: u32 = 22;

/// Whether a file is worth compressing, by its media type and its size in bytes.
pub fn is_worth(media_type: &str, size: u64) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    let is_text = media_type.ends_with("charset=utf-8")
        || matches!(
            essence,
            "application/wasm" | "font/ttf" | "font/otf" | "image/x-icon"
        );
    is_text && size >= SHORT
}

/// Compresses a file.
///
/// # Errors
/// The library has none to give on memory.
pub fn encode(encoding: Encoding, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match encoding {
        Encoding::Br => {
            let mut out = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut out, 4096, BROTLI, WINDOW);
            writer.write_all(bytes)?;
            drop(writer);
            Ok(out)
        }
        Encoding::Gzip => {
            // No name and no time: the same text is the same bytes.
            let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            writer.write_all(bytes)?;
            writer.finish()
        }
        Encoding::Zstd => zstd::encode_all(bytes, ZSTD),
    }
}

/// The reverse of [`encode`].
///
/// # Errors
/// The bytes are no such thing.
pub fn decode(encoding: Encoding, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    match encoding {
        Encoding::Br => drop(brotli::Decompressor::new(bytes, 4096).read_to_end(&mut plain)?),
        Encoding::Gzip => drop(flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain)?),
        Encoding::Zstd => return zstd::decode_all(bytes),
    }
    Ok(plain)
}
