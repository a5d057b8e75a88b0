//! Web UIs: folders whose `package.json` has a build script that bundles a page.

use super::walk::Folder;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

/// A web UI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUi {
    /// The folder with `package.json`; empty for the repository.
    pub dir: Utf8PathBuf,
    /// What its bundler usually writes.
    pub output: String,
}

/// Bundlers by package name, and where they write unless told otherwise.
const BUNDLERS: [(&str, &str); 14] = [
    ("react-scripts", "build"),
    ("@sveltejs/kit", "build"),
    ("@docusaurus/core", "build"),
    ("next", "out"),
    ("nuxt", ".output/public"),
    ("gatsby", "public"),
    ("vite", "dist"),
    ("@angular/cli", "dist"),
    ("@vue/cli-service", "dist"),
    ("astro", "dist"),
    ("parcel", "dist"),
    ("webpack", "dist"),
    ("@rsbuild/core", "dist"),
    ("vitepress", ".vitepress/dist"),
];

/// The UIs, and the folders of packages that are built but are none.
pub(super) fn find(root: &Utf8Path, folders: &[Folder]) -> (Vec<WebUi>, Vec<String>) {
    let (mut uis, mut others) = (Vec::new(), Vec::new());
    for folder in folders {
        let Some(text) = folder.read(root, "package.json") else { continue };
        let Ok(package) = serde_json::from_str::<Value>(&text) else { continue };
        if package["scripts"]["build"].as_str().is_none() {
            continue;
        }
        let page = ["index.html", "public/index.html", "src/index.html"].iter().any(|page| root.join(&folder.path).join(page).is_file());
        match output(&package).or(page.then_some("dist")) {
            Some(output) => uis.push(WebUi { dir: folder.path.clone(), output: output.into() }),
            None => others.push(folder.path.join("package.json").into_string()),
        }
    }
    (uis, others)
}

fn output(package: &Value) -> Option<&'static str> {
    let depends = |name: &str| ["dependencies", "devDependencies"].iter().any(|table| package[table].get(name).is_some());
    BUNDLERS.iter().find(|(name, _)| depends(name)).map(|(_, output)| *output)
}
