//! What a build would stumble over late is told by the plan, in the words and with the exit code of the run.

use crate::support::Sandbox;

fn asked(sandbox: &Sandbox, call: &str) -> bool {
    sandbox.log().iter().any(|line| line.starts_with(call))
}

/// BuildKit would ask a registry for an image of that name, once everything else is built.
#[test]
fn a_context_that_is_not_given_is_told_before_anything_is_built() {
    let sandbox = Sandbox::noetl();
    sandbox.write("Dockerfile", "FROM debian\n\nCOPY --from=cli.typo linux/amd64/tool /\n");
    for verb in ["docker-build", "plan"] {
        let ended = sandbox.run(&[verb]).exits(3).prints("");
        ended.says("error: Dockerfile:3: image `app` has no context `cli.typo`\n  fix: did you mean `cli.tool`? ");
    }
    let ours = "FROM debian AS cli.typo\n\nCOPY --from=cli.typo linux/amd64/tool /\n";
    sandbox.write("Dockerfile", ours);
    sandbox.run(&["plan"]).exits(0);
    sandbox.write("Dockerfile", &ours.replace(" AS cli.typo", ""));
    assert!(!asked(&sandbox, "cargo build") && !asked(&sandbox, "npm") && !asked(&sandbox, "docker buildx bake"));
}

/// buildx sends the folder's name in a header, which is ASCII: told by the plan too, and not by buildx.
#[test]
fn a_context_that_buildx_cannot_name_is_told_before_anything_is_built() {
    let sandbox = Sandbox::image();
    let config = sandbox.read("archwright.toml");
    sandbox.write("archwright.toml", &format!("{config}context = \"größe\"\n"));
    sandbox.write("größe/file", "");
    for verb in ["docker-build", "plan"] {
        sandbox
            .run(&[verb])
            .exits(3)
            .prints("")
            .says("archwright.toml:6:11: image `app`: buildx takes no build context whose folder is not named in ASCII")
            .says("fix: rename the folder `größe`");
    }
    assert!(!asked(&sandbox, "docker buildx bake"));
}
