//! `[ui.KEY]` and `[cli.KEY]`.

use super::value::{self, Reader};
use crate::{
    config::raw::Section,
    project::{Archive, Cli, GitTag, Ui},
};

pub(super) fn ui(section: &Section, reader: &mut Reader<'_>) -> Option<Ui> {
    let key = reader.parse(&section.key, &section.name)?;
    let usual = Ui::new(key, value::path_or(section, "dir", "".into()));
    Some(Ui {
        output: value::path_or(section, "output", usual.output),
        script: value::text_or(section, "script", usual.script),
        package_manager: reader.word(section, "ui.KEY", "package-manager").unwrap_or(usual.package_manager),
        mode: reader.word(section, "ui.KEY", "mode").unwrap_or(usual.mode),
        copy_to: reader.texts(section, "copy-to"),
        env: section.strings("env"),
        ..usual
    })
}

pub(super) fn cli(section: &Section, reader: &mut Reader<'_>) -> Option<Cli> {
    let key = reader.parse(&section.key, &section.name)?;
    let usual = Cli::new(key, value::path_or(section, "manifest", "".into()));
    Some(Cli {
        package: value::optional(section, "package"),
        bin: value::optional(section, "bin"),
        bins: reader.texts(section, "bins"),
        libc: reader.word(section, "cli.KEY", "libc").unwrap_or(usual.libc),
        toolchain: reader.word(section, "cli.KEY", "toolchain").unwrap_or(usual.toolchain),
        profile: value::text_or(section, "profile", usual.profile),
        features: reader.texts(section, "features"),
        default_features: section.flag("default-features").unwrap_or(usual.default_features),
        targets: reader.parse_all(section.list("targets").unwrap_or_default()),
        copy_to: reader.parse_all(section.list("copy-to").unwrap_or_default()),
        archive: section.section("archive").map(|section| archive(section, reader)),
        git_tag: section.flag("tag-is-version").map_or(usual.git_tag, |gate| if gate { GitTag::IsVersion } else { GitTag::Any }),
        ..usual
    })
}

fn archive(section: &Section, reader: &mut Reader<'_>) -> Archive {
    let usual = Archive::default();
    let name = section.text("name").and_then(|found| reader.parse(&found.key, found.value));
    Archive { dir: value::path_or(section, "dir", usual.dir), name: name.unwrap_or(usual.name), files: reader.texts(section, "files") }
}
