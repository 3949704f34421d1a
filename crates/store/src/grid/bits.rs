//! A set of places.

/// One bit for each place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub fn new(places: usize) -> Self {
        Self(vec![0; places.div_ceil(64)])
    }

    pub fn set(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    pub fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// What is in both.
    pub fn and(mut self, other: &Self) -> Self {
        for (word, with) in self.0.iter_mut().zip(&other.0) {
            *word &= with;
        }
        self
    }
}
