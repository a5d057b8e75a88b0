//! Names of images: what is read is printed so that it is read as the same, in every form, and what is proposed can be read.
#![no_main]

use archwright_model::{Digest, ImageRef, Registry, Repository, Tag, reference::Namespace};
use libfuzzer_sys::fuzz_target;
use std::{fmt, str::FromStr};

/// What is read of a text, if it prints as what is read as the same, and as JSON too.
fn identity<T>(text: &str) -> Result<T, archwright_model::reference::ReferenceError>
where
    T: FromStr<Err = archwright_model::reference::ReferenceError> + fmt::Display + fmt::Debug + PartialEq,
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let read: T = text.parse()?;
    assert_eq!(read.to_string().parse::<T>().as_ref(), Ok(&read));
    let json = serde_json::to_string(&read).expect("a text");
    assert_eq!(serde_json::from_str::<T>(&json).expect("the same text"), read);
    Ok(read)
}

fuzz_target!(|text: &str| {
    match identity::<Registry>(text) {
        Ok(registry) => {
            assert!(!registry.name().is_empty() && !registry.api_host().is_empty());
            assert!(registry.host().eq_ignore_ascii_case(text) || registry.is_docker_hub());
        }
        Err(error) => proposal::<Registry>(error.suggestion()),
    }
    if let Ok(repository) = identity::<Repository>(text) {
        assert_eq!(repository.canonical().parse::<Repository>().as_ref(), Ok(&repository));
        assert_eq!(Repository::new(repository.registry().clone(), repository.path().to_owned()).as_ref(), Ok(&repository));
    }
    if let Err(error) = identity::<Tag>(text) {
        proposal::<Tag>(error.suggestion());
    }
    if let Ok(digest) = identity::<Digest>(text) {
        assert_eq!(format!("{}:{}", digest.algorithm(), digest.hex()), text);
        assert!(digest.hex().starts_with(digest.short()));
    }
    match identity::<Namespace>(text) {
        Ok(namespace) => {
            let repository = namespace.repository("name");
            assert!(repository.is_err() || repository.is_ok_and(|repository| repository.registry() == namespace.registry()));
        }
        // Of what is wrong with its host, only that is told.
        Err(error) if error.message().contains(text) => proposal::<Namespace>(error.suggestion()),
        Err(_) => {}
    }
    match identity::<ImageRef>(text) {
        Ok(image) => {
            let (repository, selector) = (image.repository().canonical(), image.selector());
            let sign = if image.digest().is_some() { '@' } else { ':' };
            let whole: ImageRef = format!("{repository}{sign}{selector}").parse().expect("its own parts");
            assert_eq!((whole.repository(), whole.selector()), (image.repository(), selector));
        }
        // Only what is wrong with the repository is told with the whole text.
        Err(error) if error.message().starts_with("invalid repository") => proposal::<ImageRef>(error.suggestion()),
        Err(_) => {}
    }
});

fn proposal<T: FromStr>(suggestion: Option<&str>) {
    if let Some(suggestion) = suggestion {
        assert!(suggestion.parse::<T>().is_ok(), "proposed: {suggestion}");
    }
}
