//! The table at the end: which images a build here would make.

use super::builds::{ImageBuild, Publishes};

pub(super) fn table(builds: &[ImageBuild]) -> String {
    if builds.is_empty() {
        return "no build of an image is written down here\n".into();
    }
    let head = ["where", "by", "platforms", "images", "pushed"].map(str::to_owned);
    let mut rows = vec![head];
    rows.extend(builds.iter().map(row));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [0, 1, 2, 3, 4].map(width);
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

fn row(build: &ImageBuild) -> [String; 5] {
    let pushed = match build.publishes {
        Publishes::Yes => "yes",
        Publishes::No => "no",
        Publishes::Perhaps => "perhaps",
    };
    let tags = if build.tags.is_empty() { "-".to_owned() } else { build.tags.join(" ") };
    let platforms = build.platforms.clone().unwrap_or_else(|| "-".into());
    [format!("{}:{}", build.file, build.line), build.tool.clone(), platforms, tags, pushed.into()]
}
