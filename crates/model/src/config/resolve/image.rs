//! `[image.KEY]`.

use super::{
    build, tags,
    value::{self, Reader},
    variant,
};
use crate::{
    Platforms, Sourced,
    config::{
        Problem,
        check::normal,
        raw::{Found, Section},
    },
    project::{AllowForeign, Attest, Image, Key, Need, PlatformTags, Test},
};
use camino::Utf8PathBuf;

pub(super) fn image(section: &Section, inherited: &Sourced<Platforms>, reader: &mut Reader<'_>) -> Option<Image> {
    let key = reader.parse(&section.key, &section.name)?;
    let usual = Image::new(key, tidy(value::path_or(section, "dockerfile", "Dockerfile".into())));
    Some(Image {
        name: value::text_or(section, "name", usual.name),
        context: tidy(value::path_or(section, "context", usual.context)),
        stage: value::optional(section, "stage"),
        needs: reader.each(section.list("needs").unwrap_or_default(), need),
        tags: tags::tags(section, "image.KEY", reader).unwrap_or(usual.tags),
        write_once: reader.parse_all(section.list("write-once").unwrap_or_default()),
        last_tag_file: value::optional(section, "last-tag-file").map(Into::into),
        platform_tags: if section.flag("platform-tags") == Some(true) { PlatformTags::Each } else { PlatformTags::No },
        build_args: section.strings("build-args"),
        labels: section.strings("labels"),
        annotations: section.strings("annotations"),
        platforms: reader.platforms(section).unwrap_or_else(|| inherited.clone()),
        variants: variant::variants(section, reader),
        attest: Attest {
            provenance: reader.word(section, "image.KEY", "provenance").unwrap_or(usual.attest.provenance),
            sbom: section.flag("sbom").unwrap_or(usual.attest.sbom),
        },
        test: section.section("test").and_then(|section| test(section, reader)),
        allow_foreign: section.tables("allow-foreign").iter().filter_map(|section| allowance(section, reader)).collect(),
        build: build::options(section, reader),
        bake: build::bake(section, reader),
        ..usual
    })
}

fn test(section: &Section, reader: &mut Reader<'_>) -> Option<Test> {
    let command: Vec<String> = reader.texts(section, "command");
    if command.first().is_none_or(|program| program.trim().is_empty()) {
        if section.list("command").is_some() {
            let problem = Problem::new(section.path("command"), format!("`{}` names no program", section.path("command")));
            reader.report(problem.hint("for example `command = [\"app\", \"--version\"]`"));
        }
        return None;
    }
    let timeout = section.text("timeout").and_then(|found| reader.parse(&found.key, found.value));
    Some(Test { command, timeout: timeout.unwrap_or_default() })
}

fn allowance(section: &Section, reader: &mut Reader<'_>) -> Option<AllowForeign> {
    let (path, why) = (section.text("path")?, section.text("why")?);
    if !path.value.starts_with('/') {
        let problem = Problem::value(&path.key, format!("`{}` is no absolute path in the image", path.value));
        reader.report(problem.did_you_mean(Some(format!("/{}", path.value.trim_start_matches("./")))));
        return None;
    }
    Some(AllowForeign { path: path.value.into(), why: why.value.into() })
}

/// Without `.` and `..`; a URL and a path that leaves the project are told by the checks as they were written.
fn tidy(path: Utf8PathBuf) -> Utf8PathBuf {
    match normal(&path).filter(|_| !path.as_str().contains("://")) {
        Some(tidy) if tidy.as_str().is_empty() => ".".into(),
        Some(tidy) => tidy,
        None => path,
    }
}

fn need(reader: &mut Reader<'_>, item: &Found<String>) -> Option<Need> {
    if let Some((name, variant)) = item.value.strip_prefix("image.").and_then(|name| name.split_once(':')) {
        return Some(Need::Variant(reader.parse(&item.key, name)?, reader.parse(&item.key, variant)?));
    }
    let (make, name): (fn(Key) -> Need, _) = match item.value.split_once('.') {
        Some(("ui", name)) => (Need::Ui, name),
        Some(("cli", name)) => (Need::Cli, name),
        Some(("image", name)) => (Need::Image, name),
        _ => {
            let problem = Problem::value(&item.key, format!("`{}` is not `ui.KEY`, `cli.KEY` or `image.KEY`", item.value));
            let rest = item.value.split_once('.').map_or(item.value.as_str(), |(_, rest)| rest);
            let kind = item.value.split_once('.').and_then(|(kind, _)| crate::nearest(kind, ["ui", "cli", "image"]));
            reader.report(match kind {
                Some(kind) => problem.did_you_mean(Some(format!("{kind}.{rest}"))),
                None => problem.hint(format!("write `ui.{rest}`, `cli.{rest}` or `image.{rest}`, whichever it is")),
            });
            return None;
        }
    };
    reader.parse(&item.key, name).map(make)
}
