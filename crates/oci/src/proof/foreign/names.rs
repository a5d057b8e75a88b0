//! What names of files and directories say of machines: `linux-x64`, `_multiarray.cpython-311-x86_64-linux-gnu.so`.

use archwright_model::Arch;
use std::collections::BTreeSet;

/// What a word in a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Token {
    Machine(Arch),
    /// One that is not ours.
    OtherMachine,
    Linux,
    OtherSystem,
    /// A C library or an ABI: it tells siblings apart, and nothing of machines.
    Abi,
}

const TOKENS: [(&str, Token); 66] = [
    ("x86_64", Token::Machine(Arch::Amd64)),
    ("x86-64", Token::Machine(Arch::Amd64)),
    ("amd64", Token::Machine(Arch::Amd64)),
    ("x64", Token::Machine(Arch::Amd64)),
    ("linux64", Token::Machine(Arch::Amd64)),
    ("aarch64", Token::Machine(Arch::Arm64)),
    ("arm64", Token::Machine(Arch::Arm64)),
    ("arm64e", Token::Machine(Arch::Arm64)),
    ("arm64v8", Token::Machine(Arch::Arm64)),
    ("armv8", Token::Machine(Arch::Arm64)),
    ("arm", Token::Machine(Arch::Arm)),
    ("arm32", Token::Machine(Arch::Arm)),
    ("arm32v7", Token::Machine(Arch::Arm)),
    ("armhf", Token::Machine(Arch::Arm)),
    ("armel", Token::Machine(Arch::Arm)),
    ("armv5", Token::Machine(Arch::Arm)),
    ("armv6", Token::Machine(Arch::Arm)),
    ("armv6l", Token::Machine(Arch::Arm)),
    ("armv7", Token::Machine(Arch::Arm)),
    ("armv7l", Token::Machine(Arch::Arm)),
    ("armv7a", Token::Machine(Arch::Arm)),
    ("armeabi", Token::Machine(Arch::Arm)),
    ("386", Token::Machine(Arch::I386)),
    ("i386", Token::Machine(Arch::I386)),
    ("i486", Token::Machine(Arch::I386)),
    ("i586", Token::Machine(Arch::I386)),
    ("i686", Token::Machine(Arch::I386)),
    ("ia32", Token::Machine(Arch::I386)),
    ("x86", Token::Machine(Arch::I386)),
    ("linux32", Token::Machine(Arch::I386)),
    ("ppc64le", Token::Machine(Arch::Ppc64le)),
    ("ppc64el", Token::Machine(Arch::Ppc64le)),
    ("powerpc64le", Token::Machine(Arch::Ppc64le)),
    ("s390x", Token::Machine(Arch::S390x)),
    ("riscv64", Token::Machine(Arch::Riscv64)),
    ("loong64", Token::Machine(Arch::Loong64)),
    ("loongarch64", Token::Machine(Arch::Loong64)),
    ("mips", Token::OtherMachine),
    ("mipsel", Token::OtherMachine),
    ("mips64", Token::OtherMachine),
    ("mips64el", Token::OtherMachine),
    ("ppc", Token::OtherMachine),
    ("ppc64", Token::OtherMachine),
    ("s390", Token::OtherMachine),
    ("sparc", Token::OtherMachine),
    ("sparc64", Token::OtherMachine),
    ("sparcv9", Token::OtherMachine),
    ("riscv32", Token::OtherMachine),
    ("x32", Token::OtherMachine),
    ("linux", Token::Linux),
    ("darwin", Token::OtherSystem),
    ("macos", Token::OtherSystem),
    ("mac", Token::OtherSystem),
    ("osx", Token::OtherSystem),
    ("win", Token::OtherSystem),
    ("win32", Token::OtherSystem),
    ("win64", Token::OtherSystem),
    ("windows", Token::OtherSystem),
    ("freebsd", Token::OtherSystem),
    ("android", Token::OtherSystem),
    ("sunos", Token::OtherSystem),
    ("gnu", Token::Abi),
    ("glibc", Token::Abi),
    ("musl", Token::Abi),
    ("gnueabihf", Token::Abi),
    ("musleabihf", Token::Abi),
];

/// A name, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// What is left without words about machines, systems and separators: what siblings have in common.
    pub rest: String,
    pub tokens: BTreeSet<Token>,
}

/// Takes a name apart, whatever its case.
pub(super) fn read(name: &str) -> Name {
    let name = name.to_ascii_lowercase();
    let (mut rest, mut tokens) = (String::new(), BTreeSet::new());
    let mut left = name.as_str();
    let mut after_word = false;
    while let Some(letter) = left.chars().next() {
        let token = if after_word { None } else { token(left) };
        if let Some((length, token)) = token {
            tokens.insert(token);
            left = &left[length..];
            after_word = true;
            continue;
        }
        after_word = letter.is_alphanumeric();
        if after_word {
            rest.push(letter);
        }
        left = &left[letter.len_utf8()..];
    }
    Name { rest, tokens }
}

/// The longest token that a text begins with, as a word of its own.
fn token(text: &str) -> Option<(usize, Token)> {
    let ends = |length: usize| {
        !text[length..].starts_with(char::is_alphanumeric) && !["_64", "-64"].iter().any(|more| text[length..].starts_with(more))
    };
    let fitting = TOKENS.iter().filter(|(word, _)| text.starts_with(word) && ends(word.len()));
    fitting.max_by_key(|(word, _)| word.len()).map(|(word, token)| (word.len(), *token))
}

impl Name {
    /// Whether it speaks of a machine.
    pub fn machines(&self) -> impl Iterator<Item = Option<Arch>> {
        self.tokens.iter().filter_map(|token| match token {
            Token::Machine(arch) => Some(Some(*arch)),
            Token::OtherMachine => Some(None),
            Token::Linux | Token::OtherSystem | Token::Abi => None,
        })
    }

    /// Whether it speaks of that machine.
    pub fn is_for(&self, arch: Arch) -> bool {
        self.tokens.contains(&Token::Machine(arch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, rest: &str, tokens: &[Token]) {
        assert_eq!(read(name), Name { rest: rest.into(), tokens: tokens.iter().copied().collect() }, "{name}");
    }

    #[test]
    fn words_about_machines_are_told_from_the_rest() {
        use Token::{Abi, Linux, Machine, OtherMachine, OtherSystem};
        check("linux-x64", "", &[Linux, Machine(Arch::Amd64)]);
        check("kubectl-amd64", "kubectl", &[Machine(Arch::Amd64)]);
        check("x86_64-unknown-linux-gnu", "unknown", &[Machine(Arch::Amd64), Linux, Abi]);
        check("_x.cpython-311-aarch64-linux-gnu.so", "xcpython311so", &[Machine(Arch::Arm64), Linux, Abi]);
        check("linux_amd64", "", &[Linux, Machine(Arch::Amd64)]);
        check("sharp-linuxmusl-x64", "sharplinuxmusl", &[Machine(Arch::Amd64)]);
        check("libfoo_mips64el.so", "libfooso", &[OtherMachine]);
        check("Darwin-ARM64", "", &[OtherSystem, Machine(Arch::Arm64)]);
        check("charm", "charm", &[]);
        check("x86_64v2", "x8664v2", &[]);
        check("größe-x64", "größe", &[Machine(Arch::Amd64)]);
    }
}
