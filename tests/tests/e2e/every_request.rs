//! The tags of two images in two registries, and one request after another goes wrong: no tag is ever moved to what is not whole, a failure
//! has its code and its next step, and the run can be finished.

mod whole;

use crate::support::{
    faulty::{Fault, Lines, Plan, Spell},
    registry::Registry,
    second_registry::SecondRegistry,
};
use archwright_tests::{engine::command::Ended, project::Project};
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

const FAULTS: [Fault; 8] = [
    Fault::Reset,
    Fault::AnswerLost,
    Fault::ServerError,
    Fault::TooMany,
    Fault::Unauthorised,
    Fault::Truncated,
    Fault::WrongDigest,
    Fault::Hang,
];
const IMAGES: [&str; 2] = ["first", "second"];

/// A project and its ways to two registries.
struct Ground {
    project: Project,
    lines: Lines,
    ways: [String; 2],
    registries: [Registry; 2],
    /// The moves of a whole run, none of them done.
    moves: String,
}

impl Ground {
    /// With names of its own in both: distribution 2.8 answers 500 to who reads a tag while it is written.
    fn new(hosts: &[String; 2]) -> Self {
        let project = Project::new("two-images");
        for image in IMAGES {
            project.write(&format!("{image}.Dockerfile"), "FROM scratch\nARG TARGETARCH\nCOPY greeting /greeting\nLABEL of=$TARGETARCH\n");
        }
        let mut ground = Self::at(project, hosts);
        ground.publish("whole").exits(0);
        ground.is_whole("whole");
        ground.moves = ground.project.read("target/archwright/journal.json").replace("\"done\": true", "\"done\": false");
        ground
    }

    /// With lines of its own to the same names.
    fn beside(&self, hosts: &[String; 2]) -> Self {
        let mut project = Project::new("two-images");
        project.namespace.clone_from(&self.project.namespace);
        let mut ground = Self::at(project, hosts);
        ground.moves = self.moves.replace(&self.ways[0], &ground.ways[0]).replace(&self.ways[1], &ground.ways[1]);
        ground
    }

    fn at(project: Project, hosts: &[String; 2]) -> Self {
        let lines = Lines::default();
        let ways = hosts.each_ref().map(|host| lines.to(host));
        let registries = hosts.each_ref().map(|host| Registry::at(host));
        Self { project, lines, ways, registries, moves: String::new() }
    }

    /// A journal of which nothing is done, for another tag.
    fn journal(&self, tag: &str) -> String {
        let file = format!("{tag}.json");
        self.project.write(&file, &self.moves.replace("\"whole\"", &format!("\"{tag}\"")));
        file
    }

    fn publish(&self, tag: &str) -> Ended {
        let places = self.ways.each_ref().map(|way| format!("{way}/{}", self.project.namespace)).join(",");
        self.project.archwright(&["docker-build", "--push", "--registry", &places, "--tag", tag]).run()
    }

    fn resume(&self, journal: &str) -> Ended {
        self.project.archwright(&["publish", "--resume", journal]).run()
    }

    /// What a tag points to, in each place.
    fn tagged(&self, tag: &str) -> Vec<Option<String>> {
        let places = self.registries.iter().flat_map(|registry| IMAGES.map(|image| (registry, self.project.repository(image))));
        places
            .map(|(registry, repository)| {
                let found = registry.find(&repository, tag)?;
                assert_eq!(found.platforms(), ["linux/amd64", "linux/arm64"], "{repository}:{tag}");
                Some(found.digest)
            })
            .collect()
    }

    #[track_caller]
    fn is_whole(&self, tag: &str) {
        let tagged = self.tagged(tag);
        assert!(tagged.iter().all(Option::is_some), "{tag}: {tagged:?}");
        assert_eq!(tagged[..2], tagged[2..], "{tag}: the same digest in both registries");
    }
}

/// How a run with a fault in it may end. Another digest behind a tag is another publisher's; the one that is told of a blob is nobody's.
fn codes(fault: Fault, spell: Spell) -> &'static [i32] {
    match (fault, spell) {
        (Fault::Unauthorised, _) => &[8],
        (Fault::WrongDigest, _) => &[0, 7, 9],
        (_, Spell::Once) => &[0],
        (_, Spell::Lasting) => &[7],
    }
}

/// The journal that a run names as what finishes it.
fn journal_of(ended: &Ended) -> Option<String> {
    let told = ended.stderr.split("publish --resume ").nth(1)?;
    told.split(['`', '\n']).next().map(|journal| journal.trim().to_owned())
}

/// Two registries, the second of the test's own.
fn hosts() -> ([String; 2], (Project, SecondRegistry)) {
    let project = Project::new("two-images");
    let second = SecondRegistry::beside(&project);
    ([project.docker.registry.clone(), second.address.clone()], (project, second))
}

/// Does every piece of work, a few at a time, and tells every failure.
fn each<W: Sync>(work: &[W], workers: usize, make: impl Fn() -> Ground + Sync, run: impl Fn(&Ground, &W) -> Result<(), String> + Sync) {
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let ground = make();
                while let Some(item) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = run(&ground, item) {
                        failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), work.len(), failures.join("\n----\n"));
}

/// One resumed run with that fault in it, and what finishes it.
fn resumed(ground: &Ground, (at, fault, spell): (usize, Fault, Spell)) -> Result<(), String> {
    let tag = format!("{fault:?}-{spell:?}-{at}").to_lowercase();
    let file = ground.journal(&tag);
    ground.lines.plan(Some(Plan { of: None, at, fault, spell }));
    let ended = ground.resume(&file);
    finished(ground, &tag, codes(fault, spell), &ended, || ground.resume(&file))
}

/// Whether it ended as it may, and can be finished.
fn finished(ground: &Ground, tag: &str, codes: &[i32], ended: &Ended, finish: impl Fn() -> Ended) -> Result<(), String> {
    let hit = ground.lines.hit();
    ground.lines.plan(None);
    // Requests of several threads come in any order: a run may have fewer than the one that was counted.
    let Some(request) = hit else { return Ok(()) };
    judge(ground, tag, codes, &request, ended)?;
    if ended.status.code() != Some(0) {
        let again = finish();
        if again.status.code() != Some(0) {
            return Err(format!("{tag}: {request}: it cannot be finished:\n{}\n{}", ended.stderr, again.stderr));
        }
    }
    ground.is_whole(tag);
    Ok(())
}

/// Every request of the second half of a run, the proof and the tags, with every fault.
#[test]
fn of_a_resumed_run() {
    let (hosts, _second) = hosts();
    let first = Ground::new(&hosts);
    first.lines.plan(None);
    first.resume(&first.journal("counted")).exits(0);
    let count = first.lines.seen().len();
    assert!((8..=60).contains(&count), "the budget of a resumed run is 60 requests, not {count}: {:#?}", first.lines.seen());
    println!("{count} requests");
    let seen = first.lines.seen();
    let mut reads: Vec<_> = seen.iter().filter(|line| line.starts_with("GET ") && line.contains("/manifests/")).collect();
    reads.sort();
    assert!(reads.windows(2).all(|pair| pair[0] != pair[1]), "a manifest is read once: {reads:#?}");

    let quick = FAULTS.into_iter().filter(|fault| *fault != Fault::Hang);
    let once = quick.flat_map(|fault| (0..count).map(move |at| (at, fault, Spell::Once)));
    let lasting = [Fault::Reset, Fault::ServerError, Fault::Unauthorised];
    // The sequence is the same for each of the four tags.
    let lasting = lasting.into_iter().flat_map(|fault| (0..count.div_ceil(4)).map(move |at| (at, fault, Spell::Lasting)));
    let work: Vec<_> = once.chain(lasting).collect();
    let hanging: Vec<_> = (0..count).map(|at| (at, Fault::Hang, Spell::Once)).collect();
    let turn = AtomicUsize::new(0);
    thread::scope(|scope| {
        // They wait for the client's time-out, all at once, and do not all come back in the same moment.
        let waiting = scope.spawn(|| {
            let beside = || {
                thread::sleep(Duration::from_millis(300) * u32::try_from(turn.fetch_add(1, Ordering::Relaxed)).unwrap_or(0));
                first.beside(&hosts)
            };
            each(&hanging, hanging.len(), beside, |ground, item| resumed(ground, *item));
        });
        each(&work, 6, || Ground::new(&hosts), |ground, item| resumed(ground, *item));
        waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

/// The right code, a next step, and no tag that moved unless the run says how to finish.
fn judge(ground: &Ground, tag: &str, expected: &[i32], request: &str, ended: &Ended) -> Result<(), String> {
    let code = ended.status.code().unwrap_or(-1);
    let tell = |why: &str| Err(format!("{tag}: {request}: {why}\n{}", ended.stderr));
    if !expected.contains(&code) {
        return tell(&format!("exit {code}, not one of {expected:?}"));
    }
    let moved = ground.tagged(tag).iter().flatten().count();
    if code == 0 {
        return if moved == 4 { Ok(()) } else { tell(&format!("{moved} of 4 tags moved")) };
    }
    if !ended.stderr.contains("fix:") {
        return tell("it names no next step");
    }
    if moved > 0 && journal_of(ended).is_none() {
        return tell(&format!("{moved} tags moved, and nothing is told of how to finish"));
    }
    Ok(())
}
