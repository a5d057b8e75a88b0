//! A report without what is secret: what a step, a finding or an advice says can quote what a command printed or a registry
//! answered. Every field is named, so that one that is added is decided on here.

use super::{BuildReport, Failure, ImageReport, PlatformReport, Report, StepReport};
use crate::runner::Secrets;
use archwright_model::Finding;

impl Report {
    /// Takes out what is secret.
    pub(crate) fn mask(&mut self, secrets: &Secrets) {
        let Self { exit: _, begun: _, seconds: _, steps, builds, images, findings, notes, next } = self;
        for step in steps {
            step.mask(secrets);
        }
        for BuildReport { image: _, platform: _, step: _, outcome: _, at: _, seconds: _, why } in builds {
            mask(why, secrets);
        }
        for image in images {
            image.mask(secrets);
        }
        for Finding { id: _, severity: _, platform: _, subject, layer: _, path, position: _, message, remedy } in findings {
            mask([message, remedy], secrets);
            mask_own(path.iter_mut().chain([subject]), secrets);
        }
        mask_own(notes, secrets);
        mask_own(next, secrets);
    }
}

impl StepReport {
    fn mask(&mut self, secrets: &Secrets) {
        let Self { id: _, outcome: _, at: _, seconds: _, note, failure } = self;
        mask([note], secrets);
        if let Some(Failure { exit: _, message, details, hint }) = failure {
            mask(details.iter_mut().chain(hint).chain([message]), secrets);
        }
    }
}

impl ImageReport {
    fn mask(&mut self, secrets: &Secrets) {
        let Self { image: _, place, digest: _, platforms, tags: _, copies: _, untagged: _ } = self;
        mask_own([place], secrets);
        for PlatformReport { platform: _, digest: _, bytes: _, layers: _, seconds: _, proved, errors: _, attestations } in platforms {
            mask_own(proved.iter_mut().chain(attestations), secrets);
        }
    }
}

/// What may quote others.
fn mask<'a>(texts: impl IntoIterator<Item = &'a mut String>, secrets: &Secrets) {
    for text in texts {
        *text = secrets.mask(text).into_owned();
    }
}

/// What we made of names, platforms and paths.
fn mask_own<'a>(texts: impl IntoIterator<Item = &'a mut String>, secrets: &Secrets) {
    for text in texts {
        *text = secrets.mask_own(text).into_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{BuildOutcome, Outcome, TagOutcome, TagReport};
    use archwright_model::{Platform, Severity};
    use archwright_plan::{ImageId, StepId};

    /// Every text has it; a field that is added does not compile here.
    fn full(said: &str) -> Report {
        let text = || format!("it said {said}");
        let digest = || format!("sha256:{}", "1".repeat(64)).parse().unwrap();
        let failure = Failure { exit: 5, message: text(), details: vec![text(), text()], hint: Some(text()) };
        let step = StepReport {
            id: StepId::new("ui.web"),
            outcome: Outcome::Failed,
            at: Some(0.1),
            seconds: 0.5,
            note: text(),
            failure: Some(failure),
        };
        let build = BuildReport {
            image: ImageId { image: "app".parse().unwrap(), variant: None },
            platform: Platform::LINUX_AMD64,
            step: StepId::new("build"),
            outcome: BuildOutcome::Failed,
            at: None,
            seconds: None,
            why: Some(text()),
        };
        let platform = PlatformReport {
            platform: Platform::LINUX_AMD64,
            digest: digest(),
            bytes: 1,
            layers: 1,
            seconds: None,
            proved: vec![text()],
            errors: Vec::new(),
            attestations: vec![text()],
        };
        let tag = TagReport { reference: "registry.invalid/app:1".parse().unwrap(), platform: None, outcome: TagOutcome::Created };
        let image = ImageReport {
            image: ImageId { image: "app".parse().unwrap(), variant: None },
            place: text(),
            digest: digest(),
            platforms: vec![platform],
            tags: vec![tag],
            copies: Vec::new(),
            untagged: vec![digest()],
        };
        let finding = Finding {
            id: "AW101".into(),
            severity: Severity::Error,
            platform: None,
            subject: text(),
            layer: None,
            path: Some(text()),
            position: None,
            message: text(),
            remedy: text(),
        };
        Report {
            exit: 5,
            begun: None,
            seconds: 1.0,
            steps: vec![step],
            builds: vec![build],
            images: vec![image],
            findings: vec![finding],
            notes: vec![text()],
            next: vec![text()],
        }
    }

    #[test]
    fn a_secret_is_in_no_field() {
        let (secrets, mut report) = (Secrets::default(), full("hunter-2"));
        secrets.learn("hunter-2");
        report.mask(&secrets);
        assert_eq!(report, full("***"));
        assert!(!serde_json::to_string(&report).unwrap().contains("hunter-2"));
    }

    /// Of what others said, it is taken out; a platform and a name stay what they are.
    #[test]
    fn a_password_that_is_a_plain_word_is_no_name_of_ours() {
        let (secrets, mut report) = (Secrets::default(), full("redis"));
        for word in ["redis", "linux", "app"] {
            secrets.learn(word);
        }
        report.mask(&secrets);
        let expected = full("redis");
        assert_eq!((&report.images, &report.notes, &report.next), (&expected.images, &expected.notes, &expected.next));
        assert_eq!(report.steps, full("***").steps);
        assert_eq!(report.findings[0].message, "it said ***");
    }
}
