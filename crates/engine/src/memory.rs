//! P7: how much memory the allocator keeps for itself.

/// Lets glibc serve all threads from one arena; call it first in `main`.
///
/// By default each thread that comes at a busy moment gets an arena of its own, and pages of a tenant that one
/// thread frees are of no use to the next: a whole job at 100,000 recipients then peaks half as high again. What
/// takes time here is reading and writing, not allocating, so that threads seldom meet in the one arena.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library offers no other way to say it (mallopt(3))")]
pub fn one_arena() {
    // SAFETY: it sets one number of the allocator, before any other thread is there.
    unsafe { libc::mallopt(libc::M_ARENA_MAX, 1) };
}

/// Other allocators need no word.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub const fn one_arena() {}
