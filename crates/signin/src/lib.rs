//! Who are we, and a fresh token please: loopback OAuth, ID tokens, the vault.
