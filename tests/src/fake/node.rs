//! npm, pnpm and yarn: packages appear, and a script writes a page beside what is in `public`.

use super::Stage;
use anyhow::{Context as _, Result};
use std::{env, fs};

pub(super) fn act(stage: &Stage) -> Result<u8> {
    match stage.call.args.first().context("no verb")?.as_str() {
        "ci" | "install" => {
            fs::create_dir_all(stage.dir.join("node_modules/left-pad"))?;
            fs::write(stage.dir.join("node_modules/left-pad/index.js"), "module.exports = 1\n")?;
            println!("added 1 package");
        }
        _ => {
            let text = fs::read_to_string(stage.dir.join("src/page.txt")).unwrap_or_default();
            #[expect(clippy::disallowed_methods, reason = "a fake of a program that reads its environment")]
            let api = env::var("VITE_API_BASE_URL").unwrap_or_default();
            fs::create_dir_all(stage.dir.join("dist/assets"))?;
            fs::write(stage.dir.join("dist/index.html"), format!("<p>{}</p>\n", text.trim()))?;
            fs::write(stage.dir.join("dist/assets/app.js"), format!("const api = '{api}'\n"))?;
            for file in stage.dir.join("public").read_dir_utf8().into_iter().flatten().flatten() {
                fs::copy(file.path(), stage.dir.join("dist").join(file.file_name()))?;
            }
            println!("built dist");
        }
    }
    Ok(0)
}
