//! The blocks of a GIF (GIF89a): how large it is, and whether it moves.

use super::header::Header;
use super::{Coding, Fault, Kind};

/// What the blocks say, up to the second frame.
pub(super) fn header(bytes: &[u8]) -> Result<Header<'_>, Fault> {
    let truncated = Fault::Truncated(Kind::Gif { animated: false });
    let scanned = scan(bytes).ok_or_else(|| truncated.clone())?;
    if scanned.frames == 0 {
        return Err(truncated);
    }
    let mut header = Header::new(Kind::Gif {
        animated: scanned.frames > 1,
    });
    header.width = scanned.width;
    header.height = scanned.height;
    header.matte = scanned.transparent;
    header.coding = Coding {
        channels: 4,
        ..Coding::default()
    };
    Ok(header)
}

struct Scanned {
    width: u32,
    height: u32,
    frames: u8,
    transparent: bool,
}

/// `None` if the bytes end within the screen's description or the first frame.
fn scan(bytes: &[u8]) -> Option<Scanned> {
    let &[w0, w1, h0, h1, flags, _, _] = bytes.get(6..)?.first_chunk()?;
    let mut scanned = Scanned {
        width: u32::from(u16::from_le_bytes([w0, w1])),
        height: u32::from(u16::from_le_bytes([h0, h1])),
        frames: 0,
        transparent: false,
    };
    let mut rest = bytes.get(13 + table(flags)..)?;
    loop {
        let (block, after) = match rest {
            [0x21, 0xf9, _, flags, ..] => {
                scanned.transparent |= flags & 1 != 0;
                (false, rest.get(2..)?)
            }
            [0x21, _, after @ ..] => (false, after),
            [0x2c, frame @ ..] => {
                let flags = *frame.get(8)?;
                // The descriptor, its colours, and the size of the smallest code.
                (true, frame.get(10 + table(flags)..)?)
            }
            _ => return Some(scanned),
        };
        match sub_blocks(after) {
            Some(after) => rest = after,
            None if scanned.frames > 0 => return Some(scanned),
            None => return None,
        }
        scanned.frames += u8::from(block);
        if scanned.frames > 1 {
            return Some(scanned);
        }
    }
}

/// How long the colour table is that `flags` announce.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

/// What follows a chain of sub-blocks.
fn sub_blocks(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let (length, after) = rest.split_first()?;
        if *length == 0 {
            return Some(after);
        }
        rest = after.get(usize::from(*length)..)?;
    }
}
