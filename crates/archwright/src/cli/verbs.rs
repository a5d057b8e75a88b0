//! The tree of verbs: the fixed ones, and those that the project's images and targets give.

use super::{
    App, Fault,
    args::{
        AuditArgs, BuildArgs, BuilderArgs, CommonArgs, ExplainArgs, GenerateArgs, HostArgs, InitArgs, LintArgs, PlanArgs, PromoteArgs,
        PublishArgs, ReportArgs, VerifyArgs,
    },
    audit, build, builder, chore, explain, generate, host_steps, init, lint, misuse, plan, promote, publish, report,
    request::Preset,
    session::Session,
    verify,
};
use archwright_model::{ExitKind, Project};
use archwright_task_plugin::{VerbKind, verbs};
use clap::{ArgMatches, Args, Command};
use std::ffi::OsString;

/// Flags that change how a run goes, and nothing about what has to be known for it.
const OF_A_RUN: [&str; 10] =
    ["dry_run", "progress", "json", "bake", "engine", "no_cache", "keep_going", "allow_shrink", "allow_downgrade", "digests"];

/// Verbs that do without a project.
const WITHOUT_PROJECT: [&str; 11] = ["audit", "init", "verify", "promote", "publish", "help", "-h", "--help", "-V", "--version", "explain"];

/// Whether a command line makes no sense without a readable project.
pub(super) fn needs_project(args: &[OsString]) -> bool {
    args.get(1).is_some_and(|verb| !WITHOUT_PROJECT.iter().any(|without| verb == without))
}

/// Runs the verb that a command line names.
pub(super) fn dispatch(session: &Session<'_>, args: &[OsString]) -> Result<u8, Fault> {
    let project = session.project_here();
    chore::distinct(&session.app.chores, project)?;
    let mut tree = tree(session.app, project);
    let matches = match tree.try_get_matches_from_mut(args) {
        Ok(matches) => matches,
        Err(error) => {
            if let Some(fault) = misuse::fault(&error, &tree, args) {
                return Err(fault);
            }
            if error.use_stderr() {
                session.out.say(error.render().to_string().trim_end());
                return Ok(ExitKind::Usage.code());
            }
            session.out.help(&error);
            return Ok(0);
        }
    };
    let Some((name, matches)) = matches.subcommand() else { return Ok(ExitKind::Usage.code()) };
    match name {
        "plan" => plan::run(session, &read::<PlanArgs>(matches)?),
        "facts" => plan::facts(session, &read::<BuildArgs>(matches)?),
        "ui-build" => host_steps::ui(session, &read::<HostArgs>(matches)?),
        "cli-build" => host_steps::cli(session, &read::<HostArgs>(matches)?),
        "verify" => verify::run(session, &read::<VerifyArgs>(matches)?),
        "audit" => audit::run(session, &read::<AuditArgs>(matches)?),
        "report" => report::run(session, &read::<ReportArgs>(matches)?),
        "lint" => lint::run(session, &read::<LintArgs>(matches)?),
        "explain" => explain::run(session, &read::<ExplainArgs>(matches)?),
        "promote" => promote::run(session, &read::<PromoteArgs>(matches)?),
        "publish" => publish::run(session, &read::<PublishArgs>(matches)?),
        "builder" => builder::run(session, &read::<BuilderArgs>(matches)?),
        "generate" => generate::run(session, &read::<GenerateArgs>(matches)?),
        "init" => init::run(session, &read::<InitArgs>(matches)?),
        verb => build_verb(session, verb, matches),
    }
}

fn build_verb(session: &Session<'_>, name: &str, matches: &ArgMatches) -> Result<u8, Fault> {
    let of_table = verbs(session.project()?).into_iter().find(|verb| verb.name == name);
    let preset = match of_table.map(|verb| verb.kind) {
        Some(VerbKind::BuildFor(platform)) => Preset::Platforms(name.to_owned(), std::iter::once(platform).collect()),
        Some(VerbKind::BuildLocal) => Preset::Local,
        Some(VerbKind::Image(key)) => {
            let args = BuildArgs { images: Vec::new(), common: read::<CommonArgs>(matches)? };
            return build::run(session, &Preset::Image(key.to_string()), &args);
        }
        Some(VerbKind::Target(key)) => {
            let target = session.project()?.targets.iter().find(|target| target.key == key).cloned();
            target.map_or(Preset::All, |target| Preset::Target(Box::new(target)))
        }
        Some(VerbKind::Build) => Preset::All,
        Some(VerbKind::Ui | VerbKind::Cli | VerbKind::Tool) | None => {
            return Err(Fault::new(ExitKind::Bug, format!("verb `{name}` is in the table, and nobody runs it")));
        }
    };
    build::run(session, &preset, &read::<BuildArgs>(matches)?)
}

fn read<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, Fault> {
    T::from_arg_matches(matches).map_err(|error| Fault::usage(error.to_string()))
}

/// The whole command line of a project, or of none.
fn tree(app: &App, project: Option<&Project>) -> Command {
    let mut root = Command::new("archwright")
        .bin_name(app.name())
        .version(env!("CARGO_PKG_VERSION"))
        .about("Builds container images for every CPU architecture, and proves them before any tag moves")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(exit_codes());
    let fallback = Project::new("/");
    for verb in verbs(project.unwrap_or(&fallback)) {
        root = match verb.kind {
            VerbKind::Build | VerbKind::Target(_) => root.subcommand(with::<BuildArgs>(verb.name, verb.help)),
            VerbKind::BuildFor(_) => root.subcommand(without(with::<BuildArgs>(verb.name, verb.help), &["platforms"])),
            VerbKind::BuildLocal => root.subcommand(without(with::<BuildArgs>(verb.name, verb.help), &["platforms", "push"])),
            VerbKind::Image(_) => root.subcommand(with::<CommonArgs>(verb.name, verb.help)),
            VerbKind::Ui => root.subcommand(without(with::<HostArgs>(verb.name, verb.help), &["platforms"])),
            VerbKind::Cli => root.subcommand(with::<HostArgs>(verb.name, verb.help)),
            VerbKind::Tool => root,
        };
    }
    if project.is_none_or(|project| project.uis.is_empty()) {
        root = root.subcommand(without(with::<HostArgs>("ui-build", "Build the web UIs alone"), &["platforms"]));
    }
    if project.is_none_or(|project| project.clis.is_empty()) {
        root = root.subcommand(with::<HostArgs>("cli-build", "Build the Rust command lines alone"));
    }
    for (name, chore) in &app.chores {
        root = root.subcommand(Command::new(name.clone()).about(chore.about.clone()));
    }
    let plan = with::<PlanArgs>("plan", "Print the plan of docker-build with the same flags, and do nothing");
    let facts = with::<BuildArgs>("facts", "Print what is known about machine and repository, as JSON");
    root.subcommand(without(plan, &["dry_run", "progress"]).mut_arg("json", |json| json.help("Print the plan as JSON")))
        .subcommand(without(facts, &OF_A_RUN))
        .subcommand(with::<VerifyArgs>("verify", "Prove an image in a registry, in Docker's store, in a layout or an archive"))
        .subcommand(with::<AuditArgs>("audit", "Everything that is wrong with an image or a repository, whoever made it"))
        .subcommand(with::<LintArgs>("lint", "Traps of multi-platform builds in Dockerfiles"))
        .subcommand(with::<ReportArgs>("report", "The last run: outcomes, times, sizes, digests; as tables or as a page"))
        .subcommand(with::<ExplainArgs>("explain", "What a finding means, or a list of all"))
        .subcommand(with::<PublishArgs>("publish", "Finish the tags of an interrupted run, or take them back"))
        .subcommand(with::<PromoteArgs>("promote", "Copy a proven image with all that is attached to it, and tag it there"))
        .subcommand(with::<BuilderArgs>("builder", "The buildx builder: ensure, status, rm"))
        .subcommand(with::<GenerateArgs>("generate", "Write a Makefile, Taskfile, justfile or script from archwright.toml"))
        .subcommand(with::<InitArgs>("init", "Write a first archwright.toml and an xtask for this repository"))
}

/// A verb with its flags; its own line in the help, not that of the flags.
fn with<A: Args>(name: impl Into<clap::builder::Str>, about: impl Into<clap::builder::StyledStr>) -> Command {
    A::augment_args(Command::new(name)).about(about)
}

/// A verb whose help leaves out flags that its name has decided or that change nothing; given all the same, they do what they did.
fn without(verb: Command, flags: &[&str]) -> Command {
    flags.iter().fold(verb, |verb, flag| verb.mut_arg(*flag, |arg| arg.hide(true)))
}

fn exit_codes() -> String {
    let rows: Vec<_> = ExitKind::table().into_iter().map(|(kind, meaning)| format!("  {:>3}  {meaning}", kind.code())).collect();
    format!("Exit codes:\n{}", rows.join("\n"))
}
