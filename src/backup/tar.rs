//! The little of tar that is needed: regular files with short names, one after another (POSIX ustar).
//!
//! Sizes above 8 GiB are written as GNU tar does, in binary. Reading takes nothing but what this writes: any other kind of
//! entry, a wrong checksum or a path is an error.

use std::io::{self, Read, Write};

const BLOCK: usize = 512;

/// The header of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, without a path.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why.to_owned())
}

fn checksum(block: &[u8; BLOCK]) -> u32 {
    // The checksum's own eight bytes count as blanks.
    block.iter().enumerate().map(|(n, b)| if (148..156).contains(&n) { 32 } else { u32::from(*b) }).sum()
}

/// Writes the header of a file that follows.
pub fn header(out: &mut impl Write, name: &str, size: u64, unix_time: u64) -> io::Result<()> {
    let mut block = [0u8; BLOCK];
    if name.len() >= 100 || name.contains('/') {
        return Err(broken("a name that tar doesn't take"));
    }
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000600\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    if size < 1 << 33 {
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    } else {
        block[124] = 0x80;
        block[128..136].copy_from_slice(&size.to_be_bytes());
    }
    block[136..148].copy_from_slice(format!("{:011o}\0", unix_time & 0o77_777_777_777).as_bytes());
    block[156] = b'0';
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum = format!("{:06o}\0 ", checksum(&block));
    block[148..156].copy_from_slice(sum.as_bytes());
    out.write_all(&block)
}

/// How many bytes fill up a file's last block.
pub const fn padding(size: u64) -> usize {
    // Below 512, so it fits.
    #[expect(clippy::cast_possible_truncation, reason = "a remainder of 512")]
    let over = (size % BLOCK as u64) as usize;
    (BLOCK - over) % BLOCK
}

/// Writes the end of a file: what fills up its last block.
pub fn pad(out: &mut impl Write, size: u64) -> io::Result<()> {
    out.write_all(&[0u8; BLOCK][..padding(size)])
}

/// Writes the end of the archive.
pub fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0u8; 2 * BLOCK])
}

fn octal(field: &[u8]) -> Option<u64> {
    let digits: Vec<u8> = field.iter().copied().take_while(|b| *b != 0 && *b != b' ').collect();
    u64::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()
}

/// Reads the next header; `None` at the end of the archive.
pub fn next(input: &mut impl Read) -> io::Result<Option<Entry>> {
    let mut block = [0u8; BLOCK];
    input.read_exact(&mut block)?;
    if block.iter().all(|b| *b == 0) {
        return Ok(None);
    }
    if octal(&block[148..156]) != Some(u64::from(checksum(&block))) || &block[257..262] != b"ustar" {
        return Err(broken("not a tar header"));
    }
    if block[156] != b'0' {
        return Err(broken("an entry that is no file"));
    }
    let name: Vec<u8> = block[..100].iter().copied().take_while(|b| *b != 0).collect();
    let name = String::from_utf8(name).map_err(|_| broken("a name that is no text"))?;
    let size = if block[124] == 0x80 {
        block[128..136].try_into().ok().map(u64::from_be_bytes)
    } else {
        octal(&block[124..136])
    };
    let size = size.ok_or_else(|| broken("a size that is no number"))?;
    if name.is_empty() || name.contains('/') || name.starts_with('.') {
        return Err(broken("a name with a path"));
    }
    Ok(Some(Entry { name, size }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(size in prop_oneof![0u64..5_000, (1u64 << 33)..(1 << 45)], at in 0u64..5_000_000_000) {
            let mut out = Vec::new();
            header(&mut out, "house.db", size, at).unwrap();
            prop_assert_eq!(next(&mut &out[..]).unwrap(), Some(Entry { name: "house.db".to_owned(), size }));
            prop_assert_eq!((size + padding(size) as u64) % 512, 0);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..1_200)) {
            let _ = next(&mut &bytes[..]);
        }

        #[test]
        fn a_flipped_bit_is_seen(bit in 0usize..(265 * 8)) {
            let mut out = Vec::new();
            header(&mut out, "house.db", 4_711, 0).unwrap();
            out[bit / 8] ^= 1 << (bit % 8);
            // A flipped bit in the checksum's own padding changes nothing that is read.
            let same = Entry { name: "house.db".to_owned(), size: 4_711 };
            let unharmed = next(&mut &out[..]).map_or(true, |read| read == Some(same));
            prop_assert!(unharmed);
        }
    }

    #[test]
    fn paths_and_links_are_refused() {
        let mut out = Vec::new();
        assert!(header(&mut out, "../x", 0, 0).is_err());
        header(&mut out, "x", 0, 0).unwrap();
        out[156] = b'2';
        assert!(next(&mut &out[..]).is_err());
    }
}
