//! An emulator that the kernel knows already is somebody else's: nothing is registered, and nothing is taken away.

use crate::support::{
    alone, machine,
    second::{Second, downloads},
};
use archwright_tests::engine::which;

/// The emulator of this machine was registered by the engine that the suite was given, which an engine with a cache of
/// its own does not know.
#[test]
fn it_stays_when_a_second_engine_that_found_it_goes() {
    let _alone = alone();
    let (before, kept) = (machine::emulators(), downloads());
    assert!(before.iter().any(|emulator| emulator.starts_with("qemu-")), "{before:?}");
    let second = Second::with_own_cache();
    second.up().never_tells("register the emulator").never_tells("binfmt_misc");
    assert_eq!(machine::emulators(), before);
    second.works();

    second.engine(&["down", "--purge"]).run().exits(0).never_tells("unregistered").never_tells("unmounted");
    assert_eq!(machine::emulators(), before);
    assert!(!second.folder.exists(), "`--purge` gives the folder back");
    assert!(kept.join("root").exists() && which("docker").is_some_and(|docker| docker.canonicalize().is_ok()), "and nobody else's");
}
