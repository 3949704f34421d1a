//! The practice cloud: Microsoft's protocols on loopback.
