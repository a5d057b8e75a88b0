//! Platforms that containers can have, and that Rust can build for where an image needs a command line.

use crate::{
    Platform, Platforms, Project, RustTriple,
    config::Problem,
    platform::Os,
    project::{Image, Need},
};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    let inherits = |image: &Image| image.platforms == project.platforms;
    if project.platforms.value.is_empty() {
        problems.push(empty("project"));
    } else if project.images.iter().any(inherits) {
        hosts("project", &project.platforms.value, &mut problems);
    }
    for image in &project.images {
        let key = format!("image.{}", image.key);
        let platforms = &image.platforms.value;
        if !inherits(image) {
            problems.extend(platforms.is_empty().then(|| empty(&key)));
            hosts(&key, platforms, &mut problems);
        }
        for variant in &image.variants {
            let Some(platforms) = &variant.platforms else { continue };
            let key = format!("{key}.variant.{}", variant.key);
            problems.extend(platforms.value.is_empty().then(|| empty(&key)));
            hosts(&key, &platforms.value, &mut problems);
        }
        for platform in platforms.iter().filter(|platform| platform.os() != Os::Darwin) {
            compiled(project, image, platform, &mut problems);
        }
    }
    for target in &project.targets {
        let key = format!("target.{}", target.key);
        let Some(platforms) = &target.platforms else { continue };
        problems.extend(platforms.value.is_empty().then(|| empty(&key)));
        hosts(&key, &platforms.value, &mut problems);
    }
    problems
}

fn empty(table: &str) -> Problem {
    Problem::new(format!("{table}.platforms"), format!("`{table}.platforms` is empty")).hint("leave it out for the default")
}

fn hosts(table: &str, platforms: &Platforms, problems: &mut Vec<Problem>) {
    for platform in platforms.iter().filter(|platform| platform.os() == Os::Darwin) {
        let message = format!("`{table}.platforms` has `{platform}`: no container runs on macOS itself");
        let near = format!("linux/{}", platform.arch());
        problems.push(Problem::new(format!("{table}.platforms"), message).did_you_mean(Some(near)));
    }
}

fn compiled(project: &Project, image: &Image, platform: Platform, problems: &mut Vec<Problem>) {
    for need in &image.needs {
        let Need::Cli(key) = need else { continue };
        let Some(cli) = project.cli(key.as_str()) else { continue };
        if RustTriple::for_platform(platform, cli.libc).is_none() {
            let message = format!(
                "`image.{}` needs `{need}` for `{platform}`, and Rust has no target for it with libc `{}`",
                image.key,
                cli.libc.name()
            );
            problems.push(Problem::new(format!("image.{}.platforms", image.key), message).hint("leave the platform out"));
        }
    }
}
