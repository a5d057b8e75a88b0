//! *Bases*: each image that is built on has the platforms that are built on it. What cannot be asked is BuildKit's to refuse.

use super::Ended;
use crate::{StepError, World, caches::Caches, execute::State, registry::registry_failure};
use archwright_model::{ExitKind, ImageRef, Platform, Platforms, count};
use archwright_oci::{
    AnyManifest, Document, ImageConfig,
    config::CONFIG_LIMIT,
    registry::{Client, RegistryError, RegistryErrorKind},
};
use archwright_plan::bases::{BaseImage, BaseUse, Bases};
use std::thread;

pub(super) fn run(work: &Bases, world: &World, state: &State) -> Result<Ended, StepError> {
    let asker = Asker { client: world.client()?, world, caches: Caches::of(world.runner()) };
    let answers: Vec<Answer> = thread::scope(|scope| {
        let running: Vec<_> = work.images.iter().map(|base| scope.spawn(|| asker.ask(&base.reference))).collect();
        let panicked = || Answer::Unknown("the question panicked".into());
        running.into_iter().map(|asked| asked.join().unwrap_or_else(|_| panicked())).collect()
    });
    let (mut unknown, mut lacking) = (Vec::new(), Vec::new());
    for (base, answer) in work.images.iter().zip(answers) {
        match answer {
            Answer::Interrupted(error) => return Err(error),
            Answer::Unknown(why) => unknown.push(format!("{} is not known ({why})", base.reference)),
            Answer::There { document, platforms } => {
                lacking.extend(base.uses.iter().filter_map(|used| missing(base, used, &platforms)));
                state.lock().bases.insert(base.reference.clone(), *document);
            }
        }
    }
    if let Some(error) = StepError::all(lacking) {
        return Err(error);
    }
    let known = work.images.len() - unknown.len();
    let verb = if known == 1 { "has" } else { "have" };
    let said = (known > 0).then(|| format!("{} {verb} every platform", count(known, "base")));
    Ok(Ended::done(said.into_iter().chain(unknown).collect::<Vec<_>>().join("; ")))
}

/// What became of the question.
enum Answer {
    There {
        document: Box<Document>,
        platforms: Vec<Platform>,
    },
    /// It could not be asked, or nobody has it: the builder may know it all the same.
    Unknown(String),
    Interrupted(StepError),
}

fn missing(base: &BaseImage, used: &BaseUse, there: &[Platform]) -> Option<StepError> {
    let lacking: Platforms = used.platforms.iter().filter(|wanted| !there.iter().any(|has| runs_on(*has, *wanted))).collect();
    if lacking.is_empty() {
        return None;
    }
    let has = if there.is_empty() { "no platform".into() } else { there.iter().copied().collect::<Platforms>().to_string() };
    let message = format!("{}:{}: `{}` has no {lacking}; it has {has}", used.dockerfile, used.line, base.reference);
    let fix = format!("stand on an image that has {lacking}, or build for fewer platforms (`--platforms`, `image.KEY.platforms`)");
    Some(StepError::new(ExitKind::Configuration, message).hint(fix))
}

/// Whether what was made for one platform is what BuildKit takes for another, and runs there: the same architecture, of this variant or
/// an earlier one.
fn runs_on(has: Platform, wanted: Platform) -> bool {
    (has.os(), has.arch()) == (wanted.os(), wanted.arch()) && has.variant() <= wanted.variant()
}

struct Asker<'a> {
    client: &'a Client,
    world: &'a World,
    caches: Option<Caches>,
}

impl Asker<'_> {
    /// The base as the builder finds it: at the mirrors of its registry in their order, then there.
    fn ask(&self, base: &ImageRef) -> Answer {
        let mut last = None;
        for place in self.world.mirrored(base) {
            match self.document(&place).and_then(|found| found.map(|found| self.platforms(&place, found)).transpose()) {
                Ok(Some((document, platforms))) => return Answer::There { document: Box::new(document), platforms },
                Ok(None) => last = last.or(Some("nobody has it".to_owned())),
                Err(error) if *error.kind() == RegistryErrorKind::Interrupted => return Answer::Interrupted(registry_failure(&error)),
                Err(error) => last = Some(error.to_string()),
            }
        }
        Answer::Unknown(last.unwrap_or_default())
    }

    /// By HEAD where it is kept: registries count what is fetched.
    fn document(&self, place: &ImageRef) -> Result<Option<Document>, RegistryError> {
        if let Some(caches) = &self.caches {
            let Some(there) = self.client.head(place)? else { return Ok(None) };
            let kept = caches.documents().load(&there.digest);
            if let Some(document) = kept.and_then(|bytes| Document::parse(bytes, Some(&there.media_type)).ok()) {
                return Ok(Some(document));
            }
        }
        let found = self.client.manifest(place)?;
        if let (Some(document), Some(caches)) = (&found, &self.caches) {
            caches.documents().store(document.digest(), document.bytes());
        }
        Ok(found)
    }

    fn platforms(&self, place: &ImageRef, document: Document) -> Result<(Document, Vec<Platform>), RegistryError> {
        let platforms = match document.value() {
            AnyManifest::Index(index) => index.images().filter_map(|image| image.platform.as_ref()?.normalised().ok()).collect(),
            AnyManifest::Manifest(manifest) => {
                let digest = &manifest.config.digest;
                let kept = self.caches.as_ref().and_then(|caches| caches.documents().load(digest));
                let bytes = match kept {
                    Some(bytes) => Some(bytes),
                    None => self.client.small_blob(place.repository(), digest, CONFIG_LIMIT)?,
                };
                if let (Some(bytes), Some(caches)) = (&bytes, &self.caches) {
                    caches.documents().store(digest, bytes);
                }
                let config = bytes.and_then(|bytes| ImageConfig::parse(&bytes, digest).ok());
                config.and_then(|config| config.platform.normalised().ok()).into_iter().collect()
            }
        };
        Ok((document, platforms))
    }
}

#[cfg(test)]
mod tests {
    use super::runs_on;

    #[test]
    fn an_earlier_variant_does_and_another_architecture_does_not() {
        for (has, wanted, does) in [
            ("linux/amd64", "linux/amd64", true),
            ("linux/amd64", "linux/amd64/v2", true),
            ("linux/amd64/v3", "linux/amd64", false),
            ("linux/arm64/v8", "linux/arm64", true),
            ("linux/arm/v6", "linux/arm/v7", true),
            ("linux/arm/v7", "linux/arm/v6", false),
            ("linux/arm/v7", "linux/arm64", false),
            ("linux/386", "linux/amd64", false),
        ] {
            assert_eq!(runs_on(has.parse().unwrap(), wanted.parse().unwrap()), does, "{has} for {wanted}");
        }
    }
}
