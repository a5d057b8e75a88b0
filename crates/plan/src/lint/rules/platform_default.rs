//! AW201: `ARG TARGETARCH=amd64`.

use crate::{
    dockerfile::{PlatformArg, Reach, Verb, expand, names},
    lint::{Case, Diagnostic, Fix, case, kinds},
};
use archwright_model::{Platform, Severity};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| instruction.verb == Verb::Arg) {
        for pair in instruction.pairs() {
            let Some((arg, default)) = PlatformArg::named(&pair.name.text).zip(pair.value.as_ref()) else { continue };
            // What the default comes to, on each platform whose build gets there.
            let values: Vec<(Platform, String)> = case
                .builds
                .iter()
                .filter(|build| build.steps[at].stage.is_none_or(|stage| build.stages[stage].reach > Reach::Unused))
                .filter_map(|build| Some((build.platform, expand(&default.text, case.dockerfile.escape, &build.steps[at].env).ok()?.text)))
                .collect();
            let right = |platform: Platform| arg.value(platform, Platform::LINUX_AMD64);
            let wrong = case::distinct(values.iter().filter(|(platform, value)| *value != right(*platform)).map(|(platform, _)| *platform));
            let follows = !names(&default.text, case.dockerfile.escape).is_empty();
            let Some((_, value)) = values.first().filter(|_| !wrong.is_empty() || !follows) else { continue };
            let name = arg.name();
            let (message, severity) = if !arg.is_target() {
                (format!("`{name}` is always `{value}`, whatever the builder is: the default beats BuildKit's own value"), Severity::Error)
            } else if wrong.is_empty() {
                let asked = case::list(case.input.platforms.as_slice());
                (format!("`{name}` is always `{value}`, which is right for {asked} by chance only"), Severity::Warning)
            } else {
                let right: BTreeSet<_> = wrong.iter().map(|platform| right(*platform)).filter(|right| !right.is_empty()).collect();
                let right = right.into_iter().map(|right| format!("`{right}`")).collect::<Vec<_>>().join(" or ");
                let instead = if right.is_empty() { String::new() } else { format!(", not {right}") };
                let on = case::list(&wrong);
                (format!("`{name}` is `{value}` on {on}{instead}: the default beats BuildKit's own value"), Severity::Error)
            };
            let fix = Fix::replace(pair.name.span.end..default.span.end, "");
            let remedy = format!("take the default away: `ARG {name}`");
            let span = pair.name.span.start..default.span.end;
            found.push(
                Diagnostic::new(case, &kinds::PLATFORM_DEFAULT, Some(span), &wrong, message)
                    .severity(severity)
                    .remedy(remedy)
                    .fix(Some(fix)),
            );
        }
    }
    found
}
