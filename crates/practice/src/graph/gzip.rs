//! Compressed answers put together from a head, a page compressed once, and a tail.
//!
//! A gzip member (RFC 1952) holds one DEFLATE stream (RFC 1951); blocks that end at a byte boundary
//! and look back at nothing can stand behind one another in it.

use flate2::{Compress, Compression, Crc, FlushCompress};

const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// Bytes as DEFLATE blocks of their own.
#[derive(Debug)]
pub(crate) struct Block {
    blocks: Vec<u8>,
    crc: Crc,
}

impl Block {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::packed(bytes, FlushCompress::Full)
    }

    fn packed(bytes: &[u8], flush: FlushCompress) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        let mut deflate = Compress::new(Compression::fast(), false);
        let mut blocks = Vec::with_capacity(bytes.len() / 4 + 64);
        let mut done = 0;
        // Memory is all that compressing into a vector can run out of.
        while let Ok(()) = deflate.compress_vec(&bytes[done..], &mut blocks, flush).map(|_| ()) {
            done = usize::try_from(deflate.total_in()).unwrap_or(bytes.len());
            if done >= bytes.len() && blocks.len() < blocks.capacity() {
                break;
            }
            blocks.reserve(blocks.len().max(1024));
        }
        Self { blocks, crc }
    }
}

/// The three parts as one gzip member.
pub(super) fn join(head: &[u8], middle: &Block, tail: &[u8]) -> Vec<u8> {
    let (head, tail) = (Block::of(head), Block::packed(tail, FlushCompress::Finish));
    let mut crc = head.crc;
    crc.combine(&middle.crc);
    crc.combine(&tail.crc);
    let mut out = Vec::with_capacity(HEADER.len() + head.blocks.len() + middle.blocks.len() + tail.blocks.len() + 8);
    out.extend_from_slice(&HEADER);
    for block in [&head.blocks, &middle.blocks, &tail.blocks] {
        out.extend_from_slice(block);
    }
    out.extend_from_slice(&crc.sum().to_le_bytes());
    out.extend_from_slice(&crc.amount().to_le_bytes());
    out
}
