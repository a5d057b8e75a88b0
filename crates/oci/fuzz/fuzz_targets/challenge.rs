//! The `WWW-Authenticate` header of any server: never a panic, and only what was there.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    for realm in archwright_oci::registry::realms(header) {
        assert!(!realm.is_empty());
        assert!(realm.len() <= header.len());
    }
});
