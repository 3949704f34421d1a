//! From what an object is called back to its slot: what a generated tenant would otherwise search for.

use uuid::Uuid;

use super::entry::Collection;
use super::generate::Generator;
use super::names::{self, GIVEN, SURNAME};
use super::{guid, mix};

impl Generator {
    /// Slots that may be called so; whoever asks compares what stands there.
    pub(super) fn candidates(&self, collection: Collection, who: &str) -> Vec<u32> {
        let accounts = (0..self.accounts.len() as u32).filter(|_| collection == Collection::Users);
        let mut slots: Vec<u32> = accounts.collect();
        match Uuid::try_parse(who) {
            Ok(id) => slots.extend([0, 50].into_iter().filter_map(|room| self.slot_of_id(collection, room, id))),
            Err(_) => slots.extend(self.slots_of_name(who)),
        }
        slots.retain(|slot| *slot < self.len(collection));
        slots
    }

    fn slot_of_id(&self, collection: Collection, room: u64, id: Uuid) -> Option<u32> {
        let room = 10 + room + collection as u64;
        let high = (id.as_u128() >> 64) as u64;
        // The version of a GUID covers four bits of the number.
        (0..16_u64).find_map(|bits| {
            let number = unmix((high & !0xf000) | (bits << 12)) ^ mix(self.seed ^ room.rotate_left(32));
            let slot = u32::try_from(number).ok()?;
            (guid(self.seed, room, number) == id).then_some(slot)
        })
    }

    /// `given.surname7` is told by its names, everything else by the number at its end.
    fn slots_of_name(&self, who: &str) -> Vec<u32> {
        let local = who.rsplit_once('@').map_or(who, |(local, _)| local).to_lowercase();
        let local = local.split_once('_').map_or(local.as_str(), |(local, _)| local);
        let mut slots = Vec::new();
        for local in [Some(local), local.strip_suffix(".2")].into_iter().flatten() {
            let name = local.trim_end_matches(|c: char| c.is_ascii_digit());
            let number = local[name.len()..].parse::<u32>().ok();
            slots.extend(number);
            let known = |list: &[(&str, &str)], text: &str| list.iter().position(|(_, ascii)| *ascii == text);
            if let Some((given, surname)) = name.split_once('.')
                && let (Some(given), Some(surname)) = (known(GIVEN, given), known(SURNAME, surname))
            {
                slots.extend(names::slot(self.seed, given, surname, number));
            }
        }
        slots
    }
}

/// The inverse of [`mix`].
fn unmix(value: u64) -> u64 {
    let unshift = |z: u64, by: u32| z ^ (z >> by) ^ (z >> (2 * by)) ^ (z.checked_shr(3 * by).unwrap_or_default());
    let z = unshift(value, 31).wrapping_mul(inverse(0x94d0_49bb_1331_11eb));
    let z = unshift(z, 27).wrapping_mul(inverse(0xbf58_476d_1ce4_e5b9));
    unshift(z, 30).wrapping_sub(0x9e37_79b9_7f4a_7c15)
}

/// Of an odd number modulo 2^64, by Newton's iteration.
fn inverse(odd: u64) -> u64 {
    (0..6).fold(odd, |x, _| x.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(x))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmixing_undoes_mixing() {
        for value in [0, 1, 996, u64::MAX, 0x1234_5678_9abc_def0] {
            assert_eq!(unmix(mix(value)), value);
        }
    }
}
