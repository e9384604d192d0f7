//! Random numbers that belong to a person and a purpose, from a counter and a key.
//!
//! Nothing is drawn in sequence: a draw is a function of seed, replication, person, purpose and
//! occasion. So a change in one stage reshuffles no other.

/// The random numbers of one replication.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    key: [u32; 2],
}

/// Who a person is, whatever happens to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The key of the source they came from.
    pub source: u32,
    /// The tick on which they arrived; 0 for those present at the start.
    pub tick: u32,
    /// Their number among those who would have come from that source on that tick.
    pub number: u32,
}

/// Stands in the place of a tick where the draw belongs to no person.
const NOBODY: u32 = u32::MAX;

impl Streams {
    /// The random numbers of one replication.
    ///
    /// The key of the cipher is the splitmix64 finaliser of the seed, joined with the number of
    /// the replication and finalised again, so near seeds and numbers have unrelated keys.
    pub fn new(seed: u64, replication: u32) -> Streams {
        let key = mixed(mixed(seed) ^ u64::from(replication));
        Streams {
            key: [key as u32, (key >> 32) as u32],
        }
    }

    /// Four random words for a person, a purpose and an occasion.
    #[inline(always)]
    pub fn of(&self, person: Identity, purpose: u32, occasion: u32) -> [u32; 4] {
        let Identity {
            source,
            tick,
            number,
        } = person;
        philox(
            [source, tick, number, purpose ^ occasion.wrapping_mul(ODD)],
            self.key,
        )
    }

    /// Four random words for something that is no person, such as a gate, by its key and a number.
    pub fn of_thing(&self, key: u32, number: u32, purpose: u32) -> [u32; 4] {
        self.of(
            Identity {
                source: key,
                tick: NOBODY,
                number,
            },
            purpose,
            0,
        )
    }

    /// Four random words for a name, independent of every person and thing.
    pub fn for_name(&self, name: &str) -> [u32; 4] {
        let hash = fnv64(name);
        philox([NOBODY, NOBODY, (hash >> 32) as u32, hash as u32], self.key)
    }
}

/// A stable number for a name: the same in every version of every model.
pub const fn key_of(name: &str) -> u32 {
    let hash = fnv64(name);
    (hash ^ (hash >> 32)) as u32
}

/// A uniform number from one word, strictly between 0 and 1.
#[inline]
pub fn uniform(word: u32) -> f64 {
    (f64::from(word) + 0.5) * (1.0 / 4_294_967_296.0)
}

/// A uniform number from two words, strictly between 0 and 1, with 53 bits.
#[inline]
pub fn uniform_fine(high: u32, low: u32) -> f64 {
    let bits = (u64::from(high) << 20) | u64::from(low >> 12);
    (bits as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

const ODD: u32 = 0x9E37_79B1;

/// Philox4x32-10 of Salmon and others, "Parallel random numbers: as easy as 1, 2, 3" (2011).
#[inline(always)]
fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let ([mut a, mut b, mut c, mut d], [mut k, mut l]) = (counter, key);
    for _ in 0..10 {
        let x = u64::from(a) * 0xD251_1F53;
        let y = u64::from(c) * 0xCD9E_8D57;
        (a, b, c, d) = (
            (y >> 32) as u32 ^ b ^ k,
            y as u32,
            (x >> 32) as u32 ^ d ^ l,
            x as u32,
        );
        k = k.wrapping_add(0x9E37_79B9);
        l = l.wrapping_add(0xBB67_AE85);
    }
    [a, b, c, d]
}

/// The splitmix64 finaliser.
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The 64-bit FNV-1a hash.
const fn fnv64(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_gives_the_published_answers() {
        let zeros = philox([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let ones = philox([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = philox(
            [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [0xa409_3822, 0x299f_31d0],
        );
        assert_eq!(pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn a_uniform_number_is_never_0_or_1() {
        assert!(uniform(0) > 0.0 && uniform(u32::MAX) < 1.0);
        assert!(uniform_fine(0, 0) > 0.0 && uniform_fine(u32::MAX, u32::MAX) < 1.0);
    }

    #[test]
    fn each_part_of_a_draw_matters() {
        let person = Identity {
            source: 1,
            tick: 2,
            number: 3,
        };
        let base = Streams::new(7, 0).of(person, 5, 0);
        assert_eq!(base, Streams::new(7, 0).of(person, 5, 0));
        for other in [
            Streams::new(8, 0).of(person, 5, 0),
            Streams::new(7, 1).of(person, 5, 0),
            Streams::new(7, 0).of(
                Identity {
                    number: 4,
                    ..person
                },
                5,
                0,
            ),
            Streams::new(7, 0).of(person, 6, 0),
            Streams::new(7, 0).of(person, 5, 1),
            Streams::new(7, 0).of_thing(1, 3, 5),
            Streams::new(7, 0).for_name("wait"),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn a_name_keeps_its_key() {
        assert_eq!(fnv64(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv64("a"), 0xaf63_dc4c_8601_ec8c);
        assert_ne!(key_of("wait"), key_of("weight"));
    }
}
