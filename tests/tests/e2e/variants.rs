//! Variants of one image, taken by another under the names that the configuration has for them.

use crate::support::{binaries::file_in_image, registry::Registry};
use archwright_tests::project::Project;

#[test]
fn an_image_takes_two_variants_of_another() {
    let project = Project::new("app");
    project.write("base.Dockerfile", "FROM debian:bookworm-slim\nARG SIZE\nRUN echo $SIZE > /size\n");
    project.write("Dockerfile", "FROM image.base\nCOPY --from=image.base:fat /size /fat\n");
    let base = "[image.base]\ndockerfile = \"base.Dockerfile\"\nplatforms = [\"linux/amd64\"]\nvariant.slim = { suffix = \"\", build-args = { SIZE = \"slim\" } }\nvariant.fat = { build-args = { SIZE = \"fat\" } }\n";
    let config = project.read("archwright.toml");
    project.write("archwright.toml", &format!("{config}needs = [\"image.base\", \"image.base:fat\"]\n{base}"));
    project.archwright(&["docker-build", "app", "--push", "--platforms", "linux/amd64"]).run().exits(0);
    let image = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest").image("linux/amd64");
    for (file, text) in [("size", "slim\n"), ("fat", "fat\n")] {
        assert_eq!(String::from_utf8_lossy(&file_in_image(&project, "app", &image, file)), text, "{file}");
    }
}
