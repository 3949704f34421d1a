//! The main job without a display: `tenantryctl` as a person types it, a person at the practice sign-in page, and a
//! real Postfix at the end. Whatever is not as it should be ends it with the reason.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a guide talks to the person at the terminal")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use journeys::{
    cloud::{CloudProcess, play},
    postfix::{Options, PostfixServer, Smtp},
    program::program,
};
use practice::{Consent, Person};
use rand::{RngExt as _, distr::Alphanumeric};
use serde_json::Value;

const CLIENT: &str = "Larkfield Foods";
const DESELECTED: &str = "van@larkfield.example";

type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    // What a helper cannot go on without ends the demo as plainly as everything else.
    std::panic::set_hook(Box::new(|stop| {
        let reason = stop.payload_as_str().unwrap_or("a part of it stopped");
        eprintln!("\nThe demo cannot go on: {reason}");
    }));
    match demo() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\nThe demo cannot go on: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Where it happens, and how the command line is called there.
struct Guide {
    folder: PathBuf,
    cloud: PathBuf,
    gateway: PathBuf,
    passphrase: String,
    // A gateway outside `folder` goes with the demo.
    _temporary: Option<tempfile::TempDir>,
}

fn demo() -> Outcome {
    let start = Instant::now();
    let folder = fresh_folder()?;
    heading("A practice tenant", "Microsoft's protocols on this computer; nothing real is touched.");
    println!("$ tenantryctl practice");
    let practice = CloudProcess::start(&folder, "small");
    println!("Its tenant is {}.\n", practice.tenant_domain);

    let guide = Guide::new(folder, &practice)?;
    guide.connect(&practice)?;
    guide.choose()?;
    guide.plan_and_apply("Every step, with its reason, before anything is changed.")?;

    heading("Mail", "A real Postfix over the gateway's files, on a port of this computer.");
    let postfix = PostfixServer::start(&guide.gateway, Options::default()).map_err(|e| e.to_string())?;
    let ask = |address: &str, what: &str, code: u16| smtp(postfix.incoming, address, what, code);
    ask("nora.quill@larkfield.example", "listed", 250)?;
    ask("nora@larkdeli.example", "an alias", 250)?;
    ask("nora.quill+orders@larkfield.example", "with a +tag", 250)?;
    ask("nobody@larkfield.example", "unlisted", 550)?;
    ask("someone@elsewhere.example", "no domain here", 554)?;
    println!();

    guide.deselect()?;
    guide.plan_and_apply("Only what changed.")?;
    heading("Mail again", "The same Postfix, without a reload: mail for it is passed on, and no longer filtered.");
    ask(DESELECTED, "deselected", 250)?;
    let transport = postfix.ask("transport", DESELECTED).map_err(|e| e.to_string())?.unwrap_or_default();
    println!("Postfix sends its mail by {transport}");
    if !transport.starts_with("tenantry-bypass:") {
        return Err(format!("{DESELECTED} is still filtered"));
    }
    println!("\nSuccess: the whole job is done and proven, in {:.0} seconds.", start.elapsed().as_secs_f64());
    println!("What it made is in {}.", guide.folder.display());
    Ok(())
}

impl Guide {
    fn new(folder: PathBuf, practice: &CloudProcess) -> Outcome<Self> {
        // Postfix reads the gateway as its own user, and passes only where everybody may.
        let temporary = if lets_pass(&folder) { None } else { Some(tempfile::tempdir().map_err(|e| e.to_string())?) };
        let gateway = temporary.as_ref().map_or_else(|| folder.join("gateway"), |dir| dir.path().join("gateway"));
        let passphrase: String = rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
        Ok(Self { cloud: practice.file.clone(), folder, gateway, passphrase, _temporary: temporary })
    }

    fn connect(&self, practice: &CloudProcess) -> Outcome {
        heading("Connect", "A client, and a sign-in to its tenant.");
        println!("Each command below also has these options, which are left out to be readable:");
        println!("  {}", self.options().join(" "));
        println!("The passphrase of the encrypted file is random and stands in TENANTRY_VAULT_PASSPHRASE.\n");
        let gateway = format!("local:{}", self.gateway.display());
        self.type_in(&["client", "add", CLIENT, "--tenant", &practice.tenant_domain, "--gateway", &gateway])?;
        self.sign_in()?;
        self.type_in(&["fetch", CLIENT])?;
        self.type_in(&["recipients", CLIENT])?;
        Ok(())
    }

    fn choose(&self) -> Outcome {
        heading("Choose", "Domains, mailboxes, services and options.");
        let services = "incoming,outgoing,archiving";
        self.type_in(&["select", CLIENT, "--domains", "all", "--mailboxes", "all", "--services", services])?;
        self.type_in(&["options", CLIENT, "--timezone", "Europe/London", "--report", "08:00", "--archiving", "on"])?;
        Ok(())
    }

    fn plan_and_apply(&self, line: &str) -> Outcome {
        heading("Review and apply", line);
        let words = self.type_in(&["plan", CLIENT])?;
        let number = words.lines().find_map(|line| line.strip_prefix("Plan ")?.split(':').next());
        let number = number.ok_or_else(|| format!("the plan has no number: {words}"))?.to_owned();
        self.type_in(&["apply", CLIENT, "--plan", &number, "--approve-holds"])?;
        Ok(())
    }

    /// A list of every mailbox but one.
    fn deselect(&self) -> Outcome {
        heading("Deselect", "One mailbox is taken out of the list of those that are looked after.");
        let list = self.folder.join("mailboxes.csv");
        let name = list.display().to_string();
        self.type_in(&["recipients", CLIENT, "--csv", &name])?;
        let text = fs::read_to_string(&list).map_err(|e| format!("{name}: {e}"))?;
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(&format!("{DESELECTED},"))).collect();
        if kept.len() + 1 != text.lines().count() {
            return Err(format!("{DESELECTED} is not in {name}"));
        }
        fs::write(&list, kept.join("\n") + "\n").map_err(|e| format!("{name}: {e}"))?;
        println!("(The line of {DESELECTED} is taken out of {name}.)\n");
        self.type_in(&["select", CLIENT, "--mailboxes", &name])?;
        Ok(())
    }

    fn options(&self) -> Vec<String> {
        let data = self.folder.join("data").display().to_string();
        ["--data-dir", &data, "--cloud", &self.cloud.display().to_string(), "--vault", "file"].map(str::to_owned).into()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let quoted = |word: &&str| if word.contains(' ') { format!("{word:?}") } else { (*word).to_owned() };
        println!("$ tenantryctl {}", arguments.iter().map(quoted).collect::<Vec<_>>().join(" "));
        let mut command = Command::new(program("tenantryctl"));
        command
            .args(self.options())
            .args(arguments)
            .env("TENANTRY_VAULT_PASSPHRASE", &self.passphrase)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    /// Runs a command, shows what it says, and gives it back.
    fn type_in(&self, arguments: &[&str]) -> Outcome<String> {
        let mut child = self.command(arguments).spawn().map_err(|e| format!("tenantryctl does not start: {e}"))?;
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
            let line = line.map_err(|e| e.to_string())?;
            println!("{line}");
            said += &(line + "\n");
        }
        let status = child.wait().map_err(|e| e.to_string())?;
        println!();
        if status.success() { Ok(said) } else { Err(format!("tenantryctl {}: {status}", arguments.join(" "))) }
    }

    /// The person opens the address that a browser would get.
    fn sign_in(&self) -> Outcome {
        let mut child = self.command(&["sign-in", CLIENT, "--no-browser"]).spawn().map_err(|e| e.to_string())?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut first = String::new();
        output.read_line(&mut first).map_err(|e| e.to_string())?;
        let told: Value = serde_json::from_str(&first).map_err(|_| format!("no address for the browser: {first}"))?;
        let url = told["authorize_url"].as_str().ok_or("no address for the browser")?;
        println!("(The built-in person opens the address, chooses admin@larkfield.example and accepts.)");
        let person = Person { account: "admin@larkfield.example".to_owned(), consent: Consent::Accept };
        let page = play(url, &person).page_text;
        println!("The browser shows: {}", page.replace('\n', " "));
        let mut rest = String::new();
        output.read_to_string(&mut rest).map_err(|e| e.to_string())?;
        print!("{rest}");
        let status = child.wait().map_err(|e| e.to_string())?;
        println!();
        if status.success() { Ok(()) } else { Err(format!("the sign-in ended with {status}")) }
    }
}

fn heading(title: &str, line: &str) {
    println!("── {title} {}\n{line}\n", "─".repeat(74_usize.saturating_sub(title.chars().count())));
}

fn fresh_folder() -> Outcome<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().map_err(|e| e.to_string())?;
    let folder = root.join("target/demo");
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{} cannot be emptied: {error}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(&folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    Ok(folder)
}

fn lets_pass(folder: &Path) -> bool {
    folder.ancestors().all(|f| fs::metadata(f).is_ok_and(|m| m.permissions().mode() & 0o001 != 0))
}

/// One real SMTP session, shown; its answer must be the expected one.
fn smtp(server: SocketAddr, address: &str, what: &str, expected: u16) -> Outcome {
    let talk = || -> std::io::Result<_> {
        let mut session = Smtp::connect(server)?;
        session.ehlo()?;
        session.mail("someone@elsewhere.example")?;
        session.rcpt(address)
    };
    let reply = talk().map_err(|e| format!("the SMTP session broke: {e}"))?;
    let shown = format!("RCPT TO:<{address}>");
    println!("{shown:<52} {:<17} {} {}", format!("({what})"), reply.code, reply.text);
    if reply.code == expected { Ok(()) } else { Err(format!("{address} should be answered with {expected}")) }
}
