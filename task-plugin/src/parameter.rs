//! Variables of make and go-task that become flags: `make docker-build PLATFORMS=linux/arm64 PUSH=true`.

/// Those whose value the flag takes.
pub(crate) const VALUES: [(&str, &str); 9] = [
    ("PLATFORMS", "--platforms"),
    ("VARIANT", "--variant"),
    ("EXCEPT", "--except"),
    ("NAME", "--name"),
    ("TAG", "--tag"),
    ("REGISTRY", "--registry"),
    ("BUILDER", "--builder"),
    ("OUTPUT", "--output"),
    ("PROGRESS", "--progress"),
];

/// Those that are true or false; where they are false there is no flag.
pub(crate) const SWITCHES: [(&str, &str); 6] = [
    ("LOAD", "--load"),
    ("ALL", "--all"),
    ("TEST_ONLY", "--test-only"),
    ("NO_CACHE", "--no-cache"),
    ("KEEP_GOING", "--keep-going"),
    ("DRY_RUN", "--dry-run"),
];

/// The one whose `false` says something too: it takes the push from a target that pushes, as the variable of the second name does.
pub(crate) const PUSH: (&str, &str, &str) = ("PUSH", "--push", "ARCHWRIGHT_PUSH");

/// What is true, and what is false.
pub(crate) const YES: [&str; 4] = ["1", "true", "yes", "on"];
pub(crate) const NO: [&str; 4] = ["0", "false", "no", "off"];

/// Every name.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    VALUES.iter().chain(&SWITCHES).map(|(name, _)| *name).chain([PUSH.0])
}
