//! Paths of a project hang on its folder, and that on nothing: no step asks where the process was started.

use crate::{Project, config::Problem};

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let relative = (!project.root.is_absolute()).then(|| {
        let message = format!("the project's folder `{}` is not an absolute path", project.root);
        Problem::new("", message).hint("join it to an absolute one first")
    });
    relative.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::Project;

    #[test]
    fn a_relative_root_is_refused() {
        let problems = check(&Project::new("here"));
        assert_eq!(problems[0].message, "the project's folder `here` is not an absolute path");
        assert_eq!(check(&Project::new("/here")), []);
    }
}
