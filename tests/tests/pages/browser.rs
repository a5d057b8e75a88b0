//! Starting the browser.

use archwright_tests::{
    process::{self, Start},
    program::variables,
};
use camino::Utf8Path;

/// A page's document once everything in it has loaded, as HTML.
#[track_caller]
pub fn document(dir: &Utf8Path, page: &Utf8Path) -> String {
    let env = variables();
    let browser = env.get("ARCHWRIGHT_TEST_BROWSER").unwrap_or_else(|| panic!("ARCHWRIGHT_TEST_BROWSER: run `cargo xtask test pages`"));
    let profile = format!("--user-data-dir={}", dir.join("profile"));
    // In a container there is no room for its sandbox; the page is ours, and the network is not reached.
    let args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions"];
    let more = ["--window-size=1400,1000", "--virtual-time-budget=10000", profile.as_str(), "--dump-dom"];
    let args: Vec<_> = args.iter().chain(&more).map(|arg| (*arg).to_owned()).chain([format!("file://{page}")]).collect();
    let start = Start { program: browser, args: &args, dir, env: &env };
    let output = process::start(&start).unwrap_or_else(|error| panic!("{browser}: {error}")).wait_with_output().unwrap();
    let html = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && !html.is_empty(), "{browser}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    html
}
