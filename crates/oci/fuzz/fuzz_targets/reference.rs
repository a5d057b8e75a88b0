//! Names of images: what is read is printed so that it is read as the same.
#![no_main]

use archwright_model::{ImageRef, Registry, Repository};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(registry) = text.parse::<Registry>() {
        assert_eq!(registry.to_string().parse::<Registry>().as_ref(), Ok(&registry));
        assert!(!registry.name().is_empty());
    }
    if let Ok(repository) = text.parse::<Repository>() {
        assert_eq!(repository.to_string().parse::<Repository>().as_ref(), Ok(&repository));
        assert_eq!(repository.canonical().parse::<Repository>().as_ref(), Ok(&repository));
    }
    if let Ok(image) = text.parse::<ImageRef>() {
        assert_eq!(image.to_string().parse::<ImageRef>().as_ref(), Ok(&image));
    }
});
