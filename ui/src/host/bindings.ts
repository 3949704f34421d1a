// Generated from crates/api by `cargo xtask gen`; a test fails when it is out of date. Do not edit.

/** Carries a command to the core; rejects with a `Problem`. */
export type Invoke = (command: string, args: { request: unknown }) => Promise<unknown>;

/**
 * What Exchange does with mail to addresses of a domain that it does not know (`DomainType`).
 */
export type AcceptedView = "authoritative" | "internal-relay" | "external-relay";

/**
 * An address of a recipient.
 */
export type AddressView = { 
/**
 * The address.
 */
address: string, 
/**
 * It is the primary.
 */
primary: boolean, 
/**
 * It lies in a selected domain.
 */
inScope: boolean, };

/**
 * What the program knows about itself, asked once at start.
 */
export type AppView = { 
/**
 * Version of the program.
 */
version: string, 
/**
 * Name of the cloud for new clients: `global`, `gcc-high`, `dod`, `china` or a cloud file's own name.
 */
cloud: string, 
/**
 * The cloud is a practice cloud.
 */
practice: boolean, 
/**
 * No client id is set for the cloud, so a sign-in cannot start (M9).
 */
registrationNeeded: boolean, 
/**
 * Where secrets are kept: `keyring`, `file`, `memory`.
 */
vault: string, 
/**
 * Set when the vault cannot be used.
 */
vaultProblem: Problem | null, 
/**
 * Data folder.
 */
dataDir: string, 
/**
 * Where the local gateway of new clients stands.
 */
gatewayDir: string, 
/**
 * IANA zone of this machine.
 */
timeZone: string, 
/**
 * Who sits at this computer: the name of the system's account.
 */
person: string, 
/**
 * A practice tenant can be started from here.
 */
offersPractice: boolean, 
/**
 * Where a damaged database was put aside when the program started (B6).
 */
damagedKeptAs: string | null, 
/**
 * What was saved of it; `None`: nothing is known of that.
 */
salvaged: SalvageView | null, };

/**
 * Somebody's approval of a plan.
 */
export type ApprovalView = { 
/**
 * The second person's; otherwise of the person at the computer.
 */
second: boolean, 
/**
 * Who.
 */
who: string, 
/**
 * The account that a second person signed in with.
 */
account: string | null, 
/**
 * When.
 */
at: string, };

/**
 * What the program does by itself.
 */
export type BackgroundView = { 
/**
 * The schedule runs.
 */
running: boolean, 
/**
 * Why nothing begins by itself.
 */
paused: PausedView | null, 
/**
 * Clients that are worked on now.
 */
working: number, 
/**
 * Clients that the schedule looks after.
 */
scheduled: number, 
/**
 * When the next of them is due.
 */
next: string | null, 
/**
 * Clients that need somebody, worst first.
 */
needs: Array<Need>, };

/**
 * Number of billed services before and after.
 */
export type Bill = { incomingBefore: number, incomingAfter: number, outgoingBefore: number, outgoingAfter: number, archivingBefore: number, archivingAfter: number, };

/**
 *Why it stands so: key of the words.
 */
export type BlockCode = "target-missing" | "target-unconfirmed" | "domain-missing" | "recipients-missing" | "recipients-unchosen" | "mx-unknown" | "spf-misses-gateway" | "spf-unknown" | "outbound-connector" | "senders-refused" | "mta-sts-refuses" | "mta-sts-unknown" | "inbound-refuses" | "inbound-unknown";

/**
 * A reason against the switch.
 */
export type BlockReason = { 
/**
 * Which: key of the words.
 */
code: BlockCode, 
/**
 * How many objects it is about.
 */
count: number | null, 
/**
 * The step that lifts it.
 */
step: StepKind | null, };

/**
 * The brake's reading for a plan (B1).
 */
export type BrakeView = { 
/**
 * Removals of the last 24 hours.
 */
done: number, 
/**
 * Removals in the plan.
 */
planned: number, 
/**
 * So many go through in 24 hours.
 */
limit: number, 
/**
 * They are held.
 */
holds: boolean, 
/**
 * The same for each service that removals take away.
 */
services: Array<ServiceBrake>, };

/**
 * One file of a support bundle.
 */
export type BundlePart = { 
/**
 * Its name in the archive.
 */
name: string, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * Its beginning; as much as a person reads.
 */
text: string, 
/**
 * It goes on after that.
 */
more: boolean, };

/**
 * A support bundle as it would be written.
 */
export type BundleView = { 
/**
 * Its files; the manifest first.
 */
parts: Array<BundlePart>, };

/**
 * Says that settings were made: of the rows named, or of every one that waits.
 */
export type ByHandDone = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Ids of rows; absent: all that wait.
 */
rows?: Array<number>, 
/**
 * Of those only this setting.
 */
setting?: HandSetting, };

/**
 * Asks for settings that wait for a person's hand, or were made.
 */
export type ByHandQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Only this setting.
 */
setting?: HandSetting, 
/**
 * Those that were made, instead of those that wait.
 */
done?: boolean, 
/**
 * Rows after this one; a row's `id`.
 */
after?: number, 
/**
 * At most 500.
 */
limit: number, };

/**
 * A setting of one object.
 */
export type ByHandRow = { 
/**
 * Id of the row.
 */
id: number, 
/**
 * `domain` or `recipient`.
 */
object: string, 
/**
 * Domain or primary address.
 */
key: string, 
/**
 * Which setting.
 */
setting: HandSetting, 
/**
 * How it is to be.
 */
value: HandValue, 
/**
 * Since when.
 */
wantedAt: string, 
/**
 * When a person said that it is so.
 */
doneAt: string | null, 
/**
 * Who.
 */
doneBy: string | null, };

/**
 * A window of settings, in the order in which they were first wanted.
 */
export type ByHandWindow = { 
/**
 * Rows.
 */
rows: Array<ByHandRow>, 
/**
 * Rows that match.
 */
total: number, 
/**
 * Settings that wait, by kind; those without any are left out.
 */
counts: Array<HandCount>, };

/**
 * Whether a part of the tenant may be read.
 */
export type CheckView = { 
/**
 * `organization`, `domains`, `users`, `groups`, `contacts`, `exchange`.
 */
what: string, 
/**
 * Permission that reading it takes.
 */
permission: string, 
/**
 * It may be read.
 */
ok: boolean, 
/**
 * Why not, in words.
 */
why: string | null, 
/**
 * The code of the error behind that; null where it may be read.
 */
code: string | null, };

/**
 * Adds a client.
 */
export type ClientAdd = { 
/**
 * Name, unique among clients.
 */
name: string, 
/**
 * Colour; chosen in turn when absent.
 */
colour: Colour | null, 
/**
 * Any domain of the tenant or its GUID; may be given later, in *Connect*.
 */
tenant: string | null, 
/**
 * `local`, `local:DIR`, `postgres://…` or `mail-assure:URL`.
 */
gateway: string, 
/**
 * User of the gateway's credentials, where it asks for any.
 */
gatewayUser?: string, 
/**
 * Their password.
 */
gatewayPassword?: string, 
/**
 * Start the practice cloud and put the client there.
 */
practice: boolean, };

/**
 * Changes name or colour.
 */
export type ClientChange = { 
/**
 * Id.
 */
client: number, 
/**
 * New name.
 */
name: string | null, 
/**
 * New colour.
 */
colour: Colour | null, 
/**
 * Pause or resume background sync.
 */
paused: boolean | null, };

/**
 * The one suggested action of a row.
 */
export type ClientOffer = "continue" | "review" | "reauthorise" | "sync-now" | "resume" | "none";

/**
 * A client in numbers, from what is stored.
 */
export type ClientOverview = { 
/**
 * Of the recipients looked after, how many have each service in the gateway.
 */
services: ServiceCounts, 
/**
 * Billed services before and after the newest plan; `None` when it was applied or there is none.
 */
bill: Bill | null, 
/**
 * What waits for a person, by cause.
 */
holds: Array<HeldCause>, 
/**
 * Objects that somebody changed in the gateway by hand (G4).
 */
drift: number, 
/**
 * Domains and recipients that exceptions keep as they are.
 */
exceptions: number, 
/**
 * Exceptions whose day has come.
 */
exceptionsEnded: number, 
/**
 * Settings that wait for a person's hand in the gateway.
 */
byHand: number, 
/**
 * When everything was last read in full.
 */
lastFull: string | null, 
/**
 * When the gateway was last read.
 */
observedAt: string | null, 
/**
 * The newest run.
 */
lastRun: HistoryRow | null, };

/**
 * Names one client.
 */
export type ClientRef = { 
/**
 * Id.
 */
client: number, };

/**
 * A client in the cockpit.
 */
export type ClientRow = { 
/**
 * Id.
 */
id: number, 
/**
 * Name.
 */
name: string, 
/**
 * Colour.
 */
colour: Colour, 
/**
 * It lives in the practice cloud.
 */
practice: boolean, 
/**
 * Tenant, once connected.
 */
tenant: TenantView | null, 
/**
 * Recipients looked after.
 */
mailboxes: number, 
/**
 * A plan of it was applied: it has a page beside the wizard.
 */
setUp: boolean, 
/**
 * State.
 */
state: ClientState, 
/**
 * Why it is in that state, when it failed.
 */
problem: Problem | null, 
/**
 * Progress while working.
 */
progress: Progress | null, 
/**
 * Last sync that ended well.
 */
lastGood: string | null, 
/**
 * Next scheduled sync.
 */
next: string | null, 
/**
 * Steps of the newest plan that wait to be applied.
 */
pending: number, 
/**
 * Steps that the newest run was cut short before; the next sync plans them anew.
 */
left: number, 
/**
 * Steps that wait for a person.
 */
held: number, 
/**
 * Steps of the last run that failed.
 */
failed: number, 
/**
 * Settings that wait for a person's hand in the gateway.
 */
byHand: number, 
/**
 * Steps of the cut-over that wait for a person, when they were last counted; 0 before the first run.
 */
openSteps: number, 
/**
 * Whole days until the sign-in dies unused.
 */
daysLeft: number | null, 
/**
 * The button of the row.
 */
offer: ClientOffer, 
/**
 * The application in its tenant that may read mail: it stays there when the client is removed.
 */
mailApp: ImportAppView | null, };

/**
 * The state of a client, one word.
 */
export type ClientState = "held" | "failing" | "sign-in-ends" | "setting-up" | "pending" | "working" | "up-to-date" | "paused";

/**
 * Everything a screen of one client needs at its head.
 */
export type ClientView = { 
/**
 * The same as in the cockpit.
 */
row: ClientRow, 
/**
 * Cloud of the client.
 */
cloud: string, 
/**
 * Gateway, as written in the command line's form: `local:/path`.
 */
gateway: string, 
/**
 * What was typed to find the tenant, while none is pinned.
 */
typed: string | null, 
/**
 * The sign-in, once there was one.
 */
receipt: ConsentReceipt | null, 
/**
 * The wizard goes on here.
 */
resumeAt: WizardStep, 
/**
 * Steps that can be opened.
 */
reached: Array<WizardStep>, 
/**
 * Domains selected, and domains the tenant has.
 */
domainsSelected: number, 
/**
 * Domains of the tenant.
 */
domainsTotal: number, 
/**
 * Recipients selected.
 */
mailboxesSelected: number, 
/**
 * Newest reading of the tenant.
 */
readAt: string | null, 
/**
 * The newest reading was complete.
 */
readComplete: boolean, 
/**
 * The newest plan that was not applied yet.
 */
plan: number | null, 
/**
 * The newest run.
 */
run: number | null, };

/**
 * A change between standard and daylight saving time.
 */
export type ClockChange = { 
/**
 * When.
 */
at: string, 
/**
 * Abbreviation after it.
 */
abbreviation: string, 
/**
 * Offset after it, minutes east of UTC.
 */
offsetMinutes: number, };

/**
 * Names one cloud.
 */
export type CloudRef = { 
/**
 * `global`, `gcc-high`, `dod`, `china`, or the name of a cloud file.
 */
cloud: string, };

/**
 * The home screen (W0).
 */
export type Cockpit = { 
/**
 * Worst first.
 */
clients: Array<ClientRow>, 
/**
 * How many clients are scheduled.
 */
scheduled: number, 
/**
 * The colour of the next client, unless a person chooses another.
 */
nextColour: Colour, };

/**
 * One of eight colours with white text at 6:1 or better.
 */
export type Colour = "teal" | "indigo" | "brown" | "magenta" | "slate" | "blue" | "grape" | "steel";

/**
 * A selected domain in another gateway.
 */
export type ComparedDomain = { 
/**
 * Domain.
 */
domain: string, 
/**
 * How it stands there.
 */
state: ComparedState, 
/**
 * The account that holds it, when that is another one (R15).
 */
owner: string | null, };

/**
 * The client's recipients in another gateway.
 */
export type ComparedRecipients = { 
/**
 * They would be added.
 */
missing: number, 
/**
 * They are there as they are to be.
 */
same: number, 
/**
 * They are there otherwise.
 */
different: number, 
/**
 * Only that gateway has them; they stay as they are.
 */
gatewayOnly: number, };

/**
 * How a domain stands in another gateway.
 */
export type ComparedState = "missing" | "ours" | "nobody" | "another";

/**
 * What was granted, by whom, when (M3).
 */
export type ConsentReceipt = { 
/**
 * Account that signed in.
 */
account: string, 
/**
 * When.
 */
at: string, 
/**
 * Scopes granted.
 */
granted: Array<string>, 
/**
 * Scopes asked for and not granted.
 */
missing: Array<string>, 
/**
 * When the sign-in dies unused.
 */
ends: string | null, 
/**
 * What the account may really read, asked with its own token.
 */
checks: Array<CheckView>, 
/**
 * Home tenant of an account that is a guest or a partner here.
 */
guestOf: string | null, };

/**
 * Where a domain's mail goes today (W3).
 */
export type CurrentMx = { 
/**
 * Preference and host of each exchanger, in the order in which they are asked.
 */
records: Array<string>, 
/**
 * Whose they are.
 */
route: MailRoute, 
/**
 * When it was looked up.
 */
at: string, };

/**
 * Asks for look-ups now.
 */
export type CutoverCheck = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * One domain alone; `None`: all, and Exchange.
 */
domain: string | null, };

/**
 * Marks a step as done, or takes the mark back.
 */
export type CutoverMark = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Domain of the step; it does not matter for a step of the tenant.
 */
domain: string | null, 
/**
 * Which step.
 */
step: StepKind, 
/**
 * Done, or not any more.
 */
done: boolean, 
/**
 * In the person's words.
 */
note: string | null, 
/**
 * The step's fact `count` as it was shown, 0 where it has none: the mark holds for no more.
 */
objects: number, 
/**
 * The step's reason as it was shown: the mark holds for no other.
 */
code: StepCode, };

/**
 * Says what the gateway is called from outside.
 */
export type CutoverTarget = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Its mail exchangers.
 */
mx: Array<MxTarget>, 
/**
 * How SPF names it: a mechanism such as `include:spf.gateway.example` or `ip4:192.0.2.0/24`.
 */
spf: string | null, 
/**
 * Host that takes outgoing mail.
 */
smarthost: string | null, 
/**
 * Addresses and ranges it delivers from.
 */
addresses: Array<string>, };

/**
 * A client's cut-over as it last stood.
 */
export type CutoverView = { 
/**
 * What the gateway is called from outside.
 */
target: TargetView, 
/**
 * When DNS was last asked; `None`: never.
 */
asOf: string | null, 
/**
 * A check is under way.
 */
checking: boolean, 
/**
 * The selected domains, by name.
 */
domains: Array<DomainCutover>, 
/**
 * Steps of the whole tenant, in order.
 */
tenant: Array<StepView>, 
/**
 * How these stand.
 */
tenantTally: StepTally, 
/**
 * Whether Exchange could be asked.
 */
exchange: ExchangeAccess, 
/**
 * Every domain may be switched, or was.
 */
safe: boolean, 
/**
 * What stands against the switch of every domain.
 */
blocked: Array<BlockReason>, 
/**
 * Steps that wait for a person, of every domain and of the tenant.
 */
open: number, 
/**
 * Domains with a step that is not done, known or not.
 */
openDomains: number, 
/**
 * Nothing is left to do or to look at.
 */
done: boolean, };

/**
 * What works on this computer; what does not is not offered.
 */
export type DesktopView = { 
/**
 * There is a tray for the program's icon.
 */
tray: boolean, 
/**
 * There is somebody who shows notifications.
 */
notifications: boolean, 
/**
 * The system tells whether a network is paid by volume.
 */
metered: boolean, };

/**
 * Versions, system, database and clients in numbers; no address, name, token or path.
 */
export type Diagnostics = { 
/**
 * Lines to be pasted into a message, in English, for whoever helps.
 */
text: string, };

/**
 * One domain's change.
 */
export type DomainChange = { 
/**
 * Domain.
 */
name: string, 
/**
 * Select or deselect.
 */
selected: boolean | null, 
/**
 * Archiving on or off.
 */
archiving: boolean | null, 
/**
 * Region; an empty text takes the choice back.
 */
region: string | null, 
/**
 * Make it an alias of this domain; an empty text makes it a domain of its own again.
 */
aliasOf: string | null, };

/**
 * Changes the choice of domains.
 */
export type DomainChoose = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Domains and what to change; others stay.
 */
changes: Array<DomainChange>, };

/**
 * One selected domain.
 */
export type DomainCutover = { 
/**
 * Its name.
 */
name: string, 
/**
 * Where its mail goes today.
 */
route: MailRoute, 
/**
 * Switching its MX now loses nothing.
 */
safeToSwitch: boolean, 
/**
 * Why not; with what stands against every domain.
 */
blocked: Array<BlockReason>, 
/**
 * Of these, once its mail goes to the gateway: for which some is refused.
 */
refused: Array<BlockReason>, 
/**
 * Its steps, in order; the last one is the switch. The tenant's stand between them by their numbers.
 */
steps: Array<StepView>, 
/**
 * How its own steps stand.
 */
tally: StepTally, 
/**
 * What comes before its switch, the tenant's steps with its own.
 */
before: PartCount, 
/**
 * When it was last looked up.
 */
checkedAt: string | null, };

/**
 * All domains of a client's tenant.
 */
export type DomainList = { 
/**
 * Vanished ones first, then those that can be selected, then the others; by name within.
 */
domains: Array<DomainRow>, 
/**
 * When the tenant was read.
 */
readAt: string | null, };

/**
 * Why a domain cannot be selected (R11, R13, R15).
 */
export type DomainRefusal = { "reason": "microsofts-own" } | { "reason": "not-verified" } | { "reason": "carries-no-mail" } | { "reason": "no-route" } | { "reason": "other-client", 
/**
 * That client's id.
 */
client: number, 
/**
 * That client's name.
 */
name: string, } | { "reason": "other-account", 
/**
 * As the gateway names it.
 */
owner: string, };

/**
 * One domain of the tenant.
 */
export type DomainRow = { 
/**
 * ASCII name.
 */
name: string, 
/**
 * Name as people read it.
 */
unicode: string, 
/**
 * Default domain of the tenant.
 */
default: boolean, 
/**
 * Selected.
 */
selected: boolean, 
/**
 * Archiving chosen.
 */
archiving: boolean, 
/**
 * Why it cannot be selected.
 */
refusal: DomainRefusal | null, 
/**
 * Gateway state.
 */
state: DomainState, 
/**
 * Recipients with an address in it.
 */
recipients: number, 
/**
 * Those with a mailbox of their own, by kind name.
 */
byKind: Array<KindCount>, 
/**
 * MX record value that Microsoft reports: the delivery route.
 */
route: string | null, 
/**
 * Where its mail goes today, as DNS said; absent while it was not looked up.
 */
currentMx?: CurrentMx, 
/**
 * The gateway's LDAP mailbox sync is on and will go off (R10).
 */
ldapSync: boolean, 
/**
 * How Exchange accepts its mail; `None` when Exchange could not be asked.
 */
accepted: AcceptedView | null, 
/**
 * Region chosen for it.
 */
region: string | null, 
/**
 * It is set up as an alias of this domain.
 */
aliasOf: string | null, 
/**
 * Every recipient with an address in it has the same one in this domain: it can be an alias of it (R14).
 */
aliasOffer: string | null, };

/**
 * How a domain stands in the gateway.
 */
export type DomainState = "new" | "exists" | "managed" | "unknown" | "vanished";

/**
 * An event of the core.
 */
export type Event = { "event": "stale", 
/**
 * Of this client; `None`: of all.
 */
client: number | null, 
/**
 * Which.
 */
tags: Array<Tag>, } | { "event": "working", 
/**
 * Client.
 */
client: number, 
/**
 * How far.
 */
progress: Progress, } | { "event": "notice", 
/**
 * What.
 */
need: Need, } | { "event": "open", 
/**
 * As in the address, such as `#/page/3/changes`.
 */
path: string, } | { "event": "closing", 
/**
 * Whose work, by name.
 */
name: string, 
/**
 * Existing mail is imported; otherwise changes are applied.
 */
import: boolean, } | { "event": "already-open" };

/**
 * One fact, with where it comes from.
 */
export type Evidence = { "evidence": "found", 
/**
 * Its addresses, the primary first.
 */
addresses: Array<string>, 
/**
 * When the tenant was read.
 */
readAt: string, 
/**
 * Only Exchange lists it.
 */
exchangeOnly: boolean, } | { "evidence": "nobody", 
/**
 * When the tenant was read; `None`: never.
 */
readAt: string | null, } | { "evidence": "not-taken", 
/**
 * `guest`, `no-address`, `no-mailbox`, `not-mail-enabled`, `system-mailbox`.
 */
reason: string, } | { "evidence": "kind", 
/**
 * Kind.
 */
kind: string, 
/**
 * The source that counts.
 */
source: string, 
/**
 * It is a guess.
 */
guess: boolean, 
/**
 * What every source says, strongest first.
 */
said: Array<KindSaid>, } | { "evidence": "mailbox", 
/**
 * Exchange lists it.
 */
listedByExchange: boolean, 
/**
 * Its licence and addresses let it pass for a mailbox; `None`: the directory does not show it.
 */
passesByLicence: boolean | null, } | { "evidence": "domain", 
/**
 * Domain.
 */
domain: string, 
/**
 * It is selected.
 */
selected: boolean, 
/**
 * Since when.
 */
since: string | null, } | { "evidence": "choice", 
/**
 * It is chosen.
 */
selected: boolean, 
/**
 * A person decided.
 */
byHand: boolean, 
/**
 * When a person did.
 */
at: string | null, 
/**
 * Services that it is to have.
 */
services: ServicesView, } | { "evidence": "exception", 
/**
 * The exception.
 */
exception: ExceptionView, } | { "evidence": "first-seen", 
/**
 * When.
 */
at: string, 
/**
 * After its domain had been selected, so that the policy for new mailboxes counts (R7).
 */
appeared: boolean, } | { "evidence": "left", 
/**
 * When it was missed first; `None`: it is there, but its addresses left the selected domains.
 */
since: string | null, 
/**
 * When a person answered that it is a leaver; days count from then.
 */
confirmed: string | null, 
/**
 * Who answered.
 */
confirmedBy: string | null, 
/**
 * Whole days that count.
 */
days: number, 
/**
 * `keep`, `stop` or `stop-after:DAYS`.
 */
incoming: string, 
/**
 * `keep`, `stop` or `stop-after:DAYS`.
 */
outgoing: string, } | { "evidence": "remembered", 
/**
 * The shape.
 */
shape: ShapeView, 
/**
 * `active`, `stopped` (R5) or `left` (R6).
 */
standing: string, 
/**
 * When.
 */
at: string | null, } | { "evidence": "observed", 
/**
 * The shape; `None`: it does not have it.
 */
shape: ShapeView | null, 
/**
 * When the gateway was read.
 */
readAt: string | null, } | { "evidence": "drift" };

/**
 * Where an exception comes from.
 */
export type ExceptionCause = "person" | "undone" | "drift";

/**
 * Names what an exception is about.
 */
export type ExceptionObject = { "of": "recipient", 
/**
 * Directory id.
 */
id: string, } | { "of": "domain", 
/**
 * Domain.
 */
name: string, };

/**
 * Asks for exceptions.
 */
export type ExceptionQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Words in names, addresses, reasons and owners.
 */
search: string, 
/**
 * First row, from 0.
 */
offset: number, 
/**
 * At most 500.
 */
limit: number, };

/**
 * Takes exceptions back; the next plan says what happens then.
 */
export type ExceptionRemove = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * What they are about.
 */
objects: Array<ExceptionObject>, };

/**
 * Sets exceptions, or changes those that stand.
 */
export type ExceptionSet = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * What they are about; all or none.
 */
objects: Array<ExceptionObject>, 
/**
 * Recipients of the grid beside those, or instead.
 */
target?: MailboxTarget, 
/**
 * Why and for how long.
 */
terms: ExceptionTerms, };

/**
 * Why something is left alone, who says so, and for how long.
 */
export type ExceptionTerms = { 
/**
 * Why; 1 to 200 characters.
 */
reason: string, 
/**
 * Who answers for it; the person at this computer when absent.
 */
owner: string | null, 
/**
 * Last day, `YYYY-MM-DD` in the client's time zone; absent: until it is taken back.
 */
until: string | null, };

/**
 * One exception.
 */
export type ExceptionView = { 
/**
 * What it is about.
 */
object: ExceptionObject, 
/**
 * Domain, or primary address.
 */
key: string, 
/**
 * Display name of a recipient.
 */
name: string, 
/**
 * Why, in the person's words.
 */
reason: string, 
/**
 * Who answers for it.
 */
owner: string, 
/**
 * Since when.
 */
since: string, 
/**
 * Its last day, `YYYY-MM-DD` in the client's time zone; `None`: it stands until it is taken back.
 */
until: string | null, 
/**
 * It ended: what it kept from happening is held for review.
 */
ended: boolean, 
/**
 * Where it comes from.
 */
cause: ExceptionCause, 
/**
 * The run of an undo that set it.
 */
run: number | null, };

/**
 * A window of exceptions: ended ones first, then by address.
 */
export type ExceptionWindow = { 
/**
 * Rows from the offset on.
 */
rows: Array<ExceptionView>, 
/**
 * Rows that match.
 */
total: number, };

/**
 * Whether Exchange could be asked.
 */
export type ExchangeAccess = { "access": "not-asked" } | { "access": "granted" } | { "access": "missing", 
/**
 * Permission or role, as Microsoft names it.
 */
permission: string, } | { "access": "failed", 
/**
 * Why.
 */
cause: string, 
/**
 * When it last told anything: its steps stand as they were then. `None`: it never did.
 */
readAt: string | null, };

/**
 * Exit statuses of `tenantryctl`, an outside contract.
 */
export type Exit = "done" | "other" | "usage" | "sign-in-needed" | "held" | "outside" | "refused";

/**
 * A step that failed.
 */
export type Failure = { 
/**
 * Row of the plan.
 */
seq: number, 
/**
 * Domain or primary address.
 */
key: string, 
/**
 * Display name.
 */
name: string, 
/**
 * What the gateway said.
 */
problem: Problem, };

/**
 * A file that was written.
 */
export type FileWritten = { 
/**
 * Where it lies: in the person's folder for downloads, under a name that was free.
 */
path: string, };

/**
 * Files that were written.
 */
export type FilesWritten = { 
/**
 * The folder that they lie in.
 */
folder: string, };

/**
 * What a gateway can do.
 */
export type GatewayCapabilities = { 
/**
 * Regions per domain.
 */
regions: boolean, 
/**
 * A password may be given to the outgoing user of a domain.
 */
outgoingPassword: boolean, 
/**
 * It has a panel into which a person can be signed in.
 */
panel: boolean, 
/**
 * Files for its mail machines can be written.
 */
files: boolean, 
/**
 * What a person has to set there.
 */
byHand: Array<HandSetting>, };

/**
 * What another gateway has of this client, before it takes the place of the present one.
 */
export type GatewayComparison = { 
/**
 * Stays the same for the life of the gateway account; `None`: the gateway is not there yet, and is made when it is
 * first used.
 */
identity: string | null, 
/**
 * Product, version or place.
 */
description: string, 
/**
 * It is another gateway, or another account of it, than the one the client began with.
 */
moves: boolean, 
/**
 * The selected domains, by name.
 */
domains: Array<ComparedDomain>, 
/**
 * Recipients in numbers; `None`: the gateway cannot tell whom it has.
 */
recipients: ComparedRecipients | null, };

/**
 * Kinds of gateways.
 */
export type GatewayKind = "local" | "postgres" | "mail-assure";

/**
 * A kind of gateway that a client may have.
 */
export type GatewayKindView = { 
/**
 * Kind.
 */
kind: GatewayKind, 
/**
 * It asks for a user and a password.
 */
needsCredentials: boolean, 
/**
 * How its text looks.
 */
placeholder: string, };

/**
 * Gives the outgoing user of a domain a password.
 */
export type GatewayPassword = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The domain.
 */
domain: string, 
/**
 * The password.
 */
password: string, };

/**
 * What a gateway answered.
 */
export type GatewayTest = { 
/**
 * Stays the same for the life of the gateway account; `None`: the gateway is not there yet, and is made when it is
 * first used.
 */
identity: string | null, 
/**
 * Product, version or place.
 */
description: string, };

/**
 * Tests or compares a client's gateway: without the optional members the stored one, with them what they say. Where
 * only the credentials are missing, and the place is the stored one, the stored credentials count.
 */
export type GatewayTry = { 
/**
 * Id of the client; absent: one that is not added yet, whose gateway can only be tested.
 */
client?: number, 
/**
 * `local`, `local:DIR`, `postgres://…` or `mail-assure:URL`.
 */
gateway?: string, 
/**
 * User of its credentials.
 */
user?: string, 
/**
 * Their password.
 */
password?: string, };

/**
 * A client's gateway.
 */
export type GatewayView = { 
/**
 * Kind.
 */
kind: GatewayKind, 
/**
 * As written in the command line's form; no secret is in it.
 */
address: string, 
/**
 * User of its credentials.
 */
user: string | null, 
/**
 * What it can do.
 */
capabilities: GatewayCapabilities, 
/**
 * Microsoft's ranges.
 */
networks: NetworksView, 
/**
 * Settings that wait for a person's hand.
 */
byHandPending: number, 
/**
 * Which gateway account the client began with.
 */
identity: string | null, };

/**
 * What the grid shows: which rows, in which order, with which columns.
 */
export type GridView = { 
/**
 * Which rows.
 */
filter: MailboxFilter, 
/**
 * Order.
 */
sort: MailboxSort, 
/**
 * Turned round.
 */
descending: boolean, 
/**
 * Columns that are not shown: `kind`, `aliases`, `state`.
 */
hidden: Array<string>, };

/**
 * A number per group.
 */
export type GroupCount = { 
/**
 * Group.
 */
group: string, 
/**
 * How many.
 */
count: number, };

/**
 * Settings of one kind.
 */
export type HandCount = { 
/**
 * Which.
 */
setting: HandSetting, 
/**
 * How many.
 */
count: number, };

/**
 * A setting that a person has to make, because the gateway has no call for it.
 */
export type HandSetting = "region" | "protect-listed-only" | "reject-unlisted" | "ldap-sync" | "reauthentication" | "mailbox" | "services" | "profile";

/**
 * How a setting is to be.
 */
export type HandValue = { "of": "switch", 
/**
 * On.
 */
on: boolean, } | { "of": "text", 
/**
 * The name.
 */
text: string, } | { "of": "mailbox", 
/**
 * It is to be there; else it is to be taken off.
 */
listed: boolean, 
/**
 * Kind of recipient.
 */
kind: string, 
/**
 * It may be there under this address until now.
 */
previous: string | null, } | { "of": "services", 
/**
 * Which are on.
 */
services: ServicesView, } | { "of": "profile", 
/**
 * IANA time zone.
 */
timezone: string, 
/**
 * How dates are written.
 */
dateFormat: string, 
/**
 * How times are written.
 */
timeFormat: string, 
/**
 * Times of day of its report, `HH:MM`; none: it gets none.
 */
report: Array<string>, 
/**
 * BCP 47 language of the report.
 */
language: string, 
/**
 * The mailbox may sign in with Microsoft 365.
 */
sso: boolean, };

/**
 * A hand-over pack that was written.
 */
export type HandoverFiles = { 
/**
 * The folder of its files: a new one in the person's folder for downloads.
 */
folder: string, 
/**
 * The document.
 */
pdf: string, 
/**
 * Lists: recipients, exceptions, settings by hand, runs.
 */
csv: Array<string>, };

/**
 * Writes a client's hand-over pack.
 */
export type HandoverMake = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Language of the pack; that of the client's options by default, else English.
 */
language?: PackLanguage, };

/**
 * What a person answers to held steps. Approving them is a part of applying.
 */
export type HeldAnswer = { "answer": "exempt", 
/**
 * Why and for how long.
 */
terms: ExceptionTerms, } | { "answer": "leaver" } | { "answer": "adopt" };

/**
 * Steps that wait, of one cause.
 */
export type HeldCause = { 
/**
 * Why they wait, as in a row of the plan.
 */
hold: string, 
/**
 * How many.
 */
count: number, };

/**
 * An answer that fits a held step.
 */
export type HeldOffer = "approve" | "exempt" | "leaver" | "adopt";

/**
 * One past run.
 */
export type HistoryRow = { 
/**
 * Id.
 */
run: number, 
/**
 * Plan.
 */
plan: number, 
/**
 * The run that it undid.
 */
undoes: number | null, 
/**
 * The run that undid it, whole or in part.
 */
undoneBy: number | null, 
/**
 * State.
 */
state: RunState, 
/**
 * Started.
 */
started: string, 
/**
 * Ended.
 */
ended: string | null, 
/**
 * `technician` or `schedule`.
 */
by: string, 
/**
 * Who sat at the computer.
 */
who: string | null, 
/**
 * Steps done, by group.
 */
counts: PlanCounts, 
/**
 * Steps done.
 */
done: number, 
/**
 * Steps failed.
 */
failed: number, 
/**
 * Steps held.
 */
held: number, 
/**
 * It can be undone until then; `None`: not, or not any more.
 */
undoUntil: string | null, };

/**
 * Past runs, newest first.
 */
export type HistoryView = { 
/**
 * Runs.
 */
runs: Array<HistoryRow>, 
/**
 * Changes of the options that guard a plan, newest first.
 */
settings: Array<SettingChange>, };

/**
 * Held steps of one cause.
 */
export type HoldCount = { 
/**
 * Why they wait, as in a row.
 */
hold: string, 
/**
 * How many.
 */
count: number, 
/**
 * Removals among them.
 */
removals: number, };

/**
 * Names the application that was registered by hand.
 */
export type ImportAccept = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Its application (client) id.
 */
appId: string, };

/**
 * The permission to read mail, as it stands.
 */
export type ImportAccessView = { 
/**
 * The application; absent: none is registered.
 */
app: ImportAppView | null, 
/**
 * The certificate whose key lies in the vault: SHA-256 of it, as Entra shows it.
 */
thumbprint: string | null, 
/**
 * When it ends.
 */
notAfter: string | null, 
/**
 * Days until then, rounded down.
 */
daysLeft: number | null, 
/**
 * It may read mail: a mailbox was read with it just now, or Exchange said that it is let in for others.
 */
ready: boolean, 
/**
 * It is let in for some mailboxes only: one that was tried is not among them.
 */
scoped: boolean, 
/**
 * Nobody's mail can be read for certain, so that an import need not begin.
 */
lacksPermission: boolean, 
/**
 * Registering once more goes on with the application, as after a grant that was refused.
 */
canGoOn: boolean, 
/**
 * Why it cannot read, and what to do.
 */
problem: Problem | null, };

/**
 * Adds mailboxes to an import; archive, days and folders stay as they are.
 */
export type ImportAdd = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * Whose mail.
 */
mailboxes: ImportChoice, };

/**
 * An application that reads mail.
 */
export type ImportAppView = { 
/**
 * Its id; absent: it was being registered, and the answer to that was never seen.
 */
appId: string | null, 
/**
 * What it is called in the tenant; absent: a person named it.
 */
name: string | null, 
/**
 * It was registered from here, so that it can be removed from here.
 */
registeredHere: boolean, 
/**
 * It was registered for a group's mailboxes, which Exchange grants it.
 */
forGroup: boolean, 
/**
 * Since when it is known.
 */
made: string, };

/**
 * Begins an import, or adds mailboxes to the one with the same archive, days and folders. Nothing is read yet.
 */
export type ImportBegin = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Whose mail.
 */
mailboxes: ImportChoice, 
/**
 * Archive, days, folders, hours.
 */
wish: ImportWishView, 
/**
 * The archive's password, where it wants one; kept in the vault. `None`: the one that was given before.
 */
password: string | null, };

/**
 * The certificate for an application that is registered by hand.
 */
export type ImportCertificateWritten = { 
/**
 * Where it lies.
 */
path: string, 
/**
 * SHA-256 of it, as Entra shows it.
 */
thumbprint: string, 
/**
 * When it ends.
 */
notAfter: string, };

/**
 * Writes a completion certificate.
 */
export type ImportCertify = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * Of one mailbox; absent: of all.
 */
mailbox?: number, 
/**
 * As what.
 */
format: ImportPaper, 
/**
 * Language of the document; that of the client's options by default.
 */
language?: PackLanguage, };

/**
 * Recipients by what changes for them.
 */
export type ImportChanges = { recipients: number, chosen: number, leftOut: number, incomingOn: number, incomingOff: number, outgoingOn: number, outgoingOff: number, archivingOn: number, archivingOff: number, };

/**
 * Whose mail is imported.
 */
export type ImportChoice = { "of": "all" } | { "of": "chosen" } | { "of": "these", 
/**
 * As they were typed.
 */
addresses: Array<string>, };

/**
 * What is wrong with a line.
 */
export type ImportError = { 
/**
 * Line in the file, from 1.
 */
line: number, 
/**
 * `header`, `address`, `switch`, `quotes`, `unknown`, `twice`.
 */
code: string, 
/**
 * What stands there.
 */
text: string, };

/**
 * How large an import is before its start.
 */
export type ImportEstimateView = { 
/**
 * Messages in the chosen folders.
 */
messages: number, 
/**
 * Their bytes, where every mailbox told.
 */
bytes: number | null, 
/**
 * Mailboxes that were counted.
 */
counted: number, 
/**
 * Days were chosen, for which the server cannot be asked: it may be less.
 */
atMost: boolean, 
/**
 * How long it takes at the pace that Microsoft allows.
 */
seconds: number, };

/**
 * What an import waits for that is to run.
 */
export type ImportHold = { "why": "everything" } | { "why": "offline" } | { "why": "metered" } | { "why": "quiet" } | { "why": "client" } | { "why": "again", 
/**
 * When.
 */
at: string, };

/**
 * Sets the hours in which messages are read; it may run meanwhile.
 */
export type ImportHours = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * In the client's zone; `None`: at any time.
 */
hours: QuietView | null, };

/**
 * How an import stands.
 */
export type ImportJobState = "running" | "paused" | "ended";

/**
 * A digest over what was settled, so that two certificates of the same ledger can be told to be so.
 */
export type ImportLedger = { 
/**
 * SHA-256, 64 hex digits; absent while the import goes on.
 */
digest: string | null, };

/**
 * What stays in the tenant when the application is removed, as PowerShell that takes it out.
 */
export type ImportLeftView = { 
/**
 * What Exchange was told; absent: the application's id is not known.
 */
exchange: string | null, 
/**
 * Exchange was to grant it mailboxes, so that something is there.
 */
byExchange: boolean, 
/**
 * The consent of administrators who signed in for it; absent: nobody did from here. To be run after the removal.
 */
consent: string | null, };

/**
 * Names a mailbox of an import.
 */
export type ImportMailboxRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * The mailbox.
 */
mailbox: number, };

/**
 * How a mailbox of an import stands.
 */
export type ImportMailboxState = "queued" | "counting" | "running" | "waiting" | "paused" | "done" | "exceptions" | "differs" | "refused";

/**
 * Something that is not read.
 */
export type ImportNotReached = { 
/**
 * `archive`, `archive-unknown`, `folder`, `no-such-folder`, `other-items`.
 */
what: string, 
/**
 * Its name, where it has one.
 */
name: string | null, 
/**
 * Messages in it, where the server tells; of `other-items` how many those are.
 */
messages: number | null, };

/**
 * Another import of the same client.
 */
export type ImportOther = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its archive, without password.
 */
sink: string, 
/**
 * How it stands.
 */
state: ImportJobState, 
/**
 * It goes on at this moment, and waits for no hours.
 */
underWay: boolean, 
/**
 * It has ended, every mailbox was read, and the numbers of all agree.
 */
complete: boolean, };

/**
 * How a completion certificate is written.
 */
export type ImportPaper = "pdf" | "csv";

/**
 * Names an import, or one mailbox of it.
 */
export type ImportPartRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * Of one mailbox; absent: of all.
 */
mailbox?: number, };

/**
 * Gives an import another password for its archive, and lets it go on.
 */
export type ImportPassword = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * The password; kept in the vault.
 */
password: string, };

/**
 * Whether a mailbox may be read.
 */
export type ImportReach = "yes" | "out-of-scope" | "no-permission" | "no-mailbox";

/**
 * Why messages were skipped.
 */
export type ImportReason = { 
/**
 * Microsoft's or the archive's code, such as `ErrorMimeContentConversionFailed`.
 */
code: string, 
/**
 * Messages.
 */
count: number, };

/**
 * Names an import.
 */
export type ImportRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, };

/**
 * Registers an application in the client's tenant by an administrator's sign-in.
 */
export type ImportRegister = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * It may then read every mailbox; else none until Exchange grants it some.
 */
everywhere: boolean, };

/**
 * What a list of mailboxes changes. With any error nothing is stored.
 */
export type ImportReport = { 
/**
 * It was stored.
 */
stored: boolean, 
/**
 * Mailboxes that the file names.
 */
listed: number, 
/**
 * What would change, or changed.
 */
changes: ImportChanges, 
/**
 * Recipients that stay as they are.
 */
unchanged: number, 
/**
 * What is wrong, by line; the first hundred.
 */
errors: Array<ImportError>, 
/**
 * Lines that are wrong.
 */
wrong: number, 
/**
 * Totals afterwards.
 */
totals: ServiceTotals, };

/**
 * Skipped messages that are tried again.
 */
export type ImportRetried = { 
/**
 * How many; those stay skipped that the server does not show any more, or whose mailbox is at work.
 */
messages: number, };

/**
 * What takes room.
 */
export type ImportRoomOf = "archive" | "in-hand";

/**
 * Room on a disk of this computer that an import writes to.
 */
export type ImportRoomView = { 
/**
 * What is there.
 */
of: ImportRoomOf, 
/**
 * The folder.
 */
folder: string, 
/**
 * Bytes that it takes about.
 */
needed: number, 
/**
 * Bytes that are free.
 */
free: number, 
/**
 * It will not fit.
 */
short: boolean, };

/**
 * One mailbox of an import.
 */
export type ImportRow = { 
/**
 * Its number.
 */
id: number, 
/**
 * Its primary address.
 */
address: string, 
/**
 * How it stands.
 */
state: ImportMailboxState, 
/**
 * What may be said of it.
 */
standing: ImportStanding, 
/**
 * Since when.
 */
stateAt: string, 
/**
 * Why, where the state alone does not tell: a code.
 */
reason: string | null, 
/**
 * The same in Microsoft's or the archive's own words.
 */
cause: string | null, 
/**
 * In numbers.
 */
sums: ImportSums, 
/**
 * What of it is not read.
 */
notReached: Array<ImportNotReached>, 
/**
 * Messages a second, in the last minute.
 */
rate: number | null, 
/**
 * Until when it waits: for its hours, or, while it is at work, for Microsoft.
 */
waitsUntil: string | null, 
/**
 * Its turn comes before the others'.
 */
first: boolean, 
/**
 * It was counted: the server's number is known.
 */
counted: boolean, };

/**
 * Limits the application to the mailboxes of a group.
 */
export type ImportScope = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Anything by which Exchange finds the group.
 */
group: string, };

/**
 * Lines for Exchange Online PowerShell.
 */
export type ImportScript = { 
/**
 * To copy.
 */
powershell: string, };

/**
 * What an archive said.
 */
export type ImportSinkTried = { 
/**
 * Its address as it is shown.
 */
shown: string, 
/**
 * Room that is left, in bytes.
 */
free: number | null, 
/**
 * The largest message that it takes, in bytes.
 */
largest: number | null, };

/**
 * Looks whether an archive takes mail, before anything is stored.
 */
export type ImportSinkTry = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Its address.
 */
sink: string, 
/**
 * Its password; `None`: the one that is kept.
 */
password: string | null, };

/**
 * What may be said of a mailbox, or of a whole import.
 */
export type ImportStanding = "open" | "agrees" | "differs" | "refused";

/**
 * How many mailboxes of an import stand so.
 */
export type ImportStateCount = { state: ImportMailboxState, count: number, };

/**
 * An administrator's sign-in for one step: registering the application or removing it.
 */
export type ImportStepView = { "state": "idle" } | { "state": "waiting", 
/**
 * It removes the application; else it registers one.
 */
removes: boolean, 
/**
 * To open again or copy.
 */
authorizeUrl: string, 
/**
 * When it began.
 */
since: string, 
/**
 * When it ends by itself.
 */
until: string, } | { "state": "failed", 
/**
 * It was to remove the application.
 */
removes: boolean, 
/**
 * Why.
 */
problem: Problem, };

/**
 * Messages of a mailbox, or of all of them: `server` = `imported` + `duplicates` + `skipped` − `left` + `difference`.
 */
export type ImportSums = { 
/**
 * On the server, by its own count where it can be asked for it.
 */
server: number, 
/**
 * Delivered.
 */
imported: number, 
/**
 * Delivered already with another message of the same content.
 */
duplicates: number, 
/**
 * Not to be had, each with its reason.
 */
skipped: number, 
/**
 * The same by reason.
 */
reasons: Array<ImportReason>, 
/**
 * Of those three: left the chosen folders after that.
 */
left: number, 
/**
 * Left the chosen folders before they were read: in none of these sums, and not in the archive.
 */
gone: number, 
/**
 * The first three less the fourth: what is accounted for of what the server has.
 */
accounted: number, 
/**
 * Not accounted for; 0 when the numbers agree.
 */
difference: number, 
/**
 * Listed, and still to be read.
 */
open: number, 
/**
 * Bytes delivered.
 */
bytes: number, 
/**
 * Messages that an archive may have twice, or although they count as gone: its answer was lost.
 */
maybeTwice: number, };

/**
 * What came of it.
 */
export type ImportTried = { 
/**
 * The mailbox.
 */
address: string, 
/**
 * Whether it may be read.
 */
reach: ImportReach, 
/**
 * Microsoft's own words, where it is not.
 */
cause: string | null, };

/**
 * Tries to read one mailbox.
 */
export type ImportTry = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Any address of the mailbox.
 */
address: string, };

/**
 * A client's newest import, all mailboxes together.
 */
export type ImportView = { 
/**
 * Its number.
 */
id: number, 
/**
 * What it is to do.
 */
wish: ImportWishView, 
/**
 * How it stands.
 */
state: ImportJobState, 
/**
 * It goes on at this moment.
 */
underWay: boolean, 
/**
 * Its mailboxes are being counted; nothing is read.
 */
counting: boolean, 
/**
 * Why it does not go on though it is to.
 */
held: ImportHold | null, 
/**
 * Nobody let it go on yet: it waits for its first start.
 */
fresh: boolean, 
/**
 * Its mailboxes.
 */
mailboxes: number, 
/**
 * Mailboxes by state; a state that none has is left out.
 */
states: Array<ImportStateCount>, 
/**
 * Every mailbox in numbers.
 */
total: ImportSums, 
/**
 * Messages a second, in the last minute.
 */
rate: number | null, 
/**
 * When it is expected to end.
 */
ends: string | null, 
/**
 * It reads nothing before then: its hours.
 */
waitsUntil: string | null, 
/**
 * How large it is, as far as that was counted before the start.
 */
estimate: ImportEstimateView | null, 
/**
 * Why it stopped by itself.
 */
problem: Problem | null, 
/**
 * What may be said of it: *agrees* only when every mailbox was read and the numbers of all agree.
 */
standing: ImportStanding, 
/**
 * Mailboxes with a certificate that says so.
 */
ready: number, 
/**
 * The client's others that were let go on once, of those that have ended the three newest; the one that runs first.
 */
others: Array<ImportOther>, 
/**
 * Another address of its archive, which was wished for while it ran, or once it had delivered: it goes on there when it is let go on.
 */
movesTo: string | null, 
/**
 * Mailboxes that came to the tenant since it looked last whose mail it is of: they belong to it when it goes on.
 */
joined: number, 
/**
 * When it was begun.
 */
created: string, 
/**
 * IANA zone of its hours: the client's. Its days are those that were meant when it was begun.
 */
zone: string, };

/**
 * A window of an import's mailboxes.
 */
export type ImportWindow = { 
/**
 * The rows.
 */
rows: Array<ImportRow>, 
/**
 * Rows that the filter shows in all.
 */
total: number, };

/**
 * Asks for a window of an import's mailboxes: at work first, then those that need a look, queued, done.
 */
export type ImportWindowQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The import.
 */
import: number, 
/**
 * Only those that stand so.
 */
state: ImportMailboxState | null, 
/**
 * Words in the address.
 */
search: string, 
/**
 * First row.
 */
offset: number, 
/**
 * Rows, at most.
 */
limit: number, };

/**
 * What an import is to do.
 */
export type ImportWishView = { 
/**
 * The archive: `maildir:DIR…` or `smtp://…`, without password.
 */
sink: string, 
/**
 * The first day, such as `2020-01-01`; absent: from the beginning.
 */
since: string | null, 
/**
 * The last day.
 */
until: string | null, 
/**
 * `usual`, `all`, or a list of folders.
 */
folders: string, 
/**
 * Messages are read in these hours of the client's zone only.
 */
hours: QuietView | null, };

/**
 * Billed services of one kind.
 */
export type KindBill = { 
/**
 * Kind.
 */
kind: string, 
/**
 * Before and after.
 */
bill: Bill, };

/**
 * A number per kind.
 */
export type KindCount = { 
/**
 * Kind, as in the command line.
 */
kind: string, 
/**
 * How many.
 */
count: number, };

/**
 * What one source says a recipient is.
 */
export type KindSaid = { 
/**
 * `technician`, `exchange`, `exchange-admin-api`, `directory`, `usage-report`, `user-purpose`, `guess`.
 */
source: string, 
/**
 * Kind, as in the command line.
 */
kind: string, };

/**
 * Services of a newly added recipient of one kind.
 */
export type KindServices = { 
/**
 * Kind.
 */
kind: string, 
/**
 * Services.
 */
services: ServicesView, };

/**
 * In which language the program speaks.
 */
export type LanguageChoice = "system" | "en" | "de";

/**
 * Where a domain's mail goes today.
 */
export type MailRoute = "m365" | "gateway" | "other" | "none" | "unknown";

/**
 * Chooses recipients or sets services.
 */
export type MailboxChoose = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Whom.
 */
target: MailboxTarget, 
/**
 * Choose or not.
 */
selected: boolean | null, 
/**
 * Incoming on or off.
 */
incoming: boolean | null, 
/**
 * Outgoing on or off.
 */
outgoing: boolean | null, 
/**
 * Archiving on or off.
 */
archiving: boolean | null, };

/**
 * How many recipients a change touched.
 */
export type MailboxChosen = { 
/**
 * Recipients that the change met.
 */
changed: number, 
/**
 * New totals.
 */
totals: ServiceTotals, };

/**
 * Writes the rows of a filter, in an order, as CSV.
 */
export type MailboxCsv = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Which rows.
 */
filter: MailboxFilter, 
/**
 * Order.
 */
sort: MailboxSort, 
/**
 * Turned round.
 */
descending: boolean, };

/**
 * Everything about one recipient: why it is here, and why it is as it is.
 */
export type MailboxDetail = { 
/**
 * The row.
 */
row: MailboxRow, 
/**
 * Every address of the tenant, and whether it lies in a selected domain.
 */
addresses: Array<AddressView>, 
/**
 * Who said the kind: `exchange`, `directory`, `guess` …
 */
kindSource: string, 
/**
 * What each source says its kind is, strongest first.
 */
kinds: Array<KindSaid>, 
/**
 * Kind that a technician decided.
 */
decided: string | null, 
/**
 * Only Exchange lists it.
 */
exchangeOnly: boolean, 
/**
 * First seen.
 */
firstSeen: string, 
/**
 * A person decided; `None`: the defaults of its kind.
 */
chosenByHand: boolean, 
/**
 * Why a change is due, as a reason code of the plan.
 */
reason: string | null, 
/**
 * The exception that stands for it, or ended.
 */
exception: ExceptionView | null, };

/**
 * Which rows.
 */
export type MailboxFilter = { 
/**
 * Any of these kinds; empty: all.
 */
kinds: Array<string>, 
/**
 * Only this domain.
 */
domain: string | null, 
/**
 * Only this state.
 */
state: MailboxState | null, 
/**
 * Words that must begin a word of the name or lie in any address.
 */
search: string, 
/**
 * Only chosen or only not chosen.
 */
selected: boolean | null, 
/**
 * Only those that need a look, or only the others: the kind is a guess, services end, or it left the tenant.
 */
look?: boolean, };

/**
 * Looks for a row by what its name, or in the order of addresses its address, begins with.
 */
export type MailboxFind = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The list.
 */
list: number, 
/**
 * What was typed.
 */
text: string, 
/**
 * Where to begin; the search goes round.
 */
from: number, };

/**
 * Where a row was found.
 */
export type MailboxFound = { 
/**
 * Its place; absent: no row begins so.
 */
at: number | null, };

/**
 * Takes a list of mailboxes in.
 */
export type MailboxImport = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The text of the file.
 */
text: string, 
/**
 * Only says what would change.
 */
dryRun: boolean, 
/**
 * Mailboxes that the file does not name stay as they are; else they are left out, as `tenantryctl select` does.
 */
keepOthers: boolean, };

/**
 * Decides the kind of a recipient by hand, or leaves it to the sources again.
 */
export type MailboxKind = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Directory id.
 */
id: string, 
/**
 * Kind, as in the command line; `None`: as the sources say.
 */
kind: string | null, };

/**
 * Asks for a window of rows.
 */
export type MailboxQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Which rows.
 */
filter: MailboxFilter, 
/**
 * Order.
 */
sort: MailboxSort, 
/**
 * Turned round.
 */
descending: boolean, 
/**
 * First row, from 0.
 */
offset: number, 
/**
 * At most 500.
 */
limit: number, 
/**
 * The list that an earlier window was of: its rows keep their places although some no longer match. Absent, or
 * no longer held: the rows as they are now.
 */
list?: number, };

/**
 * Names one recipient.
 */
export type MailboxRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Directory id.
 */
id: string, };

/**
 * One recipient in the grid.
 */
export type MailboxRow = { 
/**
 * Directory id.
 */
id: string, 
/**
 * Display name.
 */
name: string, 
/**
 * Primary address.
 */
address: string, 
/**
 * Kind.
 */
kind: string, 
/**
 * The kind is a guess (source E).
 */
guess: boolean, 
/**
 * Aliases in selected domains.
 */
aliases: number, 
/**
 * Chosen.
 */
selected: boolean, 
/**
 * Services as they will be.
 */
services: ServicesView, 
/**
 * Services that the gateway has now; `None` when it does not have the recipient.
 */
now: ServicesView | null, 
/**
 * State.
 */
state: MailboxState, };

/**
 * In which order.
 */
export type MailboxSort = "name" | "address" | "kind" | "aliases" | "state";

/**
 * How a recipient stands.
 */
export type MailboxState = "new" | "exists" | "managed" | "changed" | "ends" | "not-chosen" | "leaver" | "exception";

/**
 * Which recipients a change is about.
 */
export type MailboxTarget = { "of": "ids", 
/**
 * Directory ids.
 */
ids: Array<string>, } | { "of": "filter", 
/**
 * The filter.
 */
filter: MailboxFilter, } | { "of": "rows", 
/**
 * The list.
 */
list: number, 
/**
 * First and last place, from 0.
 */
ranges: Array<[number, number]>, };

/**
 * A window of rows with the totals that stand over the columns.
 */
export type MailboxWindow = { 
/**
 * The rows from `offset` on.
 */
rows: Array<MailboxRow>, 
/**
 * The list that these rows are of.
 */
list: number, 
/**
 * Rows of the list.
 */
total: number, 
/**
 * How many of them are chosen now.
 */
chosen: number, 
/**
 * Rows that a new list would add or leave out.
 */
differs: number, 
/**
 * Recipients whose choice can be taken back by one step (`choice_undo`).
 */
undo: number | null, 
/**
 * Rows by kind with every filter but the kind.
 */
byKind: Array<KindCount>, 
/**
 * Totals over all recipients of selected domains.
 */
totals: ServiceTotals, 
/**
 * When the tenant was read.
 */
readAt: string | null, };

/**
 * A person's word that a step is done.
 */
export type MarkView = { 
/**
 * Who.
 */
who: string, 
/**
 * When.
 */
at: string, 
/**
 * In their words.
 */
note: string | null, };

/**
 * A mail exchanger.
 */
export type MxTarget = { 
/**
 * Host.
 */
host: string, 
/**
 * Lower is asked first.
 */
preference: number, };

/**
 * A client that needs somebody. It carries no address.
 */
export type Need = { 
/**
 * The client.
 */
client: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Why.
 */
why: NeedWhy, 
/**
 * Steps that failed or wait; days that are left.
 */
count: number | null, 
/**
 * The problem's code, when a sync failed.
 */
code: string | null, 
/**
 * The page that has the answer, such as `#/page/3/changes`.
 */
path: string, };

/**
 * Why a client needs somebody.
 */
export type NeedWhy = "sign-in-ended" | "failed" | "steps-failed" | "held" | "sign-in-ends";

/**
 * The address ranges that Microsoft 365 sends mail from, as the gateway gets them (R8).
 */
export type NetworksView = { 
/**
 * Microsoft's version of the list, ten digits `YYYYMMDDNN`.
 */
version: string, 
/**
 * The ranges.
 */
ranges: Array<string>, 
/**
 * When Microsoft was last asked; `None`: never.
 */
readAt: string | null, 
/**
 * It is the copy that came with the program.
 */
shipped: boolean, };

/**
 * An object of the tenant that is no recipient, with the reason.
 */
export type NotTakenRow = { 
/**
 * Directory id.
 */
id: string, 
/**
 * Display name.
 */
name: string, 
/**
 * Address, if it has one.
 */
address: string | null, 
/**
 * `guest`, `no-address`, `no-mailbox`, `not-mail-enabled`, `system-mailbox`.
 */
reason: string, };

/**
 * A window of objects that are no recipients.
 */
export type NotTakenWindow = { 
/**
 * Rows from the offset on.
 */
rows: Array<NotTakenRow>, 
/**
 * All of them.
 */
total: number, };

/**
 * Of what a person wants to be notified.
 */
export type NotifyView = { 
/**
 * Steps wait for a person.
 */
holds: boolean, 
/**
 * Failures that last.
 */
failures: boolean, 
/**
 * Sign-ins that end soon, or ended.
 */
signIns: boolean, };

/**
 * A newer version.
 */
export type OfferView = { 
/**
 * Its number.
 */
version: string, 
/**
 * Where a person gets it.
 */
page: string, 
/**
 * What is new, in the words of whoever made it.
 */
notes: string, };

/**
 * The options with what the screen shows around them.
 */
export type OptionsScreen = { 
/**
 * The options.
 */
options: OptionsView, 
/**
 * A mail sent now, in the chosen zone and formats.
 */
example: string, 
/**
 * The zone's next clock change, if it has one: when, and the new abbreviation with offset.
 */
clockChange: ClockChange | null, 
/**
 * So many removals a day go through; one more holds them all.
 */
brakeLimit: number, 
/**
 * Recipients in scope, which the brake's share is of.
 */
inScope: number, 
/**
 * Recipients that these options would be given to (R12).
 */
newMailboxes: number, 
/**
 * Recipients that keep what they have.
 */
others: number, };

/**
 * Stores options.
 */
export type OptionsSet = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * All of them.
 */
options: OptionsView, };

/**
 * The options of a client. Texts are those of the command line.
 */
export type OptionsView = { 
/**
 * IANA zone.
 */
timeZone: string, 
/**
 * `DD/MM/YYYY`, `MM/DD/YYYY`, `YYYY-MM-DD`, `DD.MM.YYYY`.
 */
dateFormat: string, 
/**
 * `12h` or `24h`.
 */
timeFormat: string, 
/**
 * Up to three times of day like `08:30`; empty: no report.
 */
report: Array<string>, 
/**
 * BCP 47 language of reports.
 */
language: string, 
/**
 * Mailboxes may sign in with Microsoft 365.
 */
sso: boolean, 
/**
 * Archiving for newly selected domains.
 */
archiving: boolean, 
/**
 * Services of kinds with a mailbox of their own.
 */
defaultMailboxes: ServicesView, 
/**
 * Services of lists, groups, contacts, public folders.
 */
defaultOthers: ServicesView, 
/**
 * Services of kinds that have defaults of their own.
 */
defaultKinds: Array<KindServices>, 
/**
 * `add` or `review`.
 */
newMailboxes: string, 
/**
 * `keep`, `stop` or `stop-after:DAYS`.
 */
leaversIncoming: string, 
/**
 * `keep`, `stop` or `stop-after:DAYS`.
 */
leaversOutgoing: string, 
/**
 * Minutes between background syncs (15..=1440); 0: only when asked.
 */
syncMinutes: number, 
/**
 * Once a day at this time in the client's zone, such as `06:30`; then `sync_minutes` is 1440.
 */
syncDaily: string | null, 
/**
 * Brake: share in percent.
 */
brakePercent: number, 
/**
 * Brake: removals below this number never brake.
 */
brakeFloor: number, 
/**
 * Held steps need the approval of a second person who signs in.
 */
secondPerson: boolean, 
/**
 * Accounts that may be the second person; empty: anybody of the tenant but the connected one.
 */
approvers: Array<string>, };

/**
 * Languages of documents for people.
 */
export type PackLanguage = "en" | "de";

/**
 * How far a part of the steps is.
 */
export type PartCount = { 
/**
 * Steps that are done.
 */
done: number, 
/**
 * All of them.
 */
total: number, };

/**
 * Pauses the background for every client, or lets it go on.
 */
export type PauseAll = { 
/**
 * Pause.
 */
paused: boolean, };

/**
 * Why nothing begins by itself.
 */
export type PauseWhy = "asked" | "offline" | "metered" | "quiet";

/**
 * Nothing begins by itself.
 */
export type PausedView = { 
/**
 * Why.
 */
why: PauseWhy, 
/**
 * When it goes on by itself, if that is known.
 */
until: string | null, };

/**
 * A permission that is asked for, with its words' key.
 */
export type PermissionView = { 
/**
 * Scope, e.g. `User.Read.All`.
 */
scope: string, 
/**
 * It could be used to write; Tenantry only reads with it.
 */
writes: boolean, };

/**
 * Kinds of long work.
 */
export type Phase = "reading-tenant" | "reading-gateway" | "planning" | "applying" | "verifying";

/**
 * One phase: `domains`, `created`, `adopted`, `changed`, `stopped`, `removed`, `verify`.
 */
export type PhaseView = { 
/**
 * Name.
 */
phase: string, 
/**
 * Done.
 */
done: number, 
/**
 * Failed.
 */
failed: number, 
/**
 * Due.
 */
total: number, 
/**
 * It is the one under way.
 */
active: boolean, };

/**
 * Answers held steps; what comes back is a new plan.
 */
export type PlanAnswer = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the plan.
 */
plan: number, 
/**
 * Its hash as the technician saw it; another hash is refused as stale (B3).
 */
hash: string, 
/**
 * Which steps.
 */
target: PlanTarget, 
/**
 * The answer.
 */
answer: HeldAnswer, 
/**
 * The client's name as the person typed it, where much is taken away: for leavers, as for approving them.
 */
clientName: string | null, };

/**
 * Answers holds: the listed rows are approved and no longer wait.
 */
export type PlanApply = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the plan.
 */
plan: number, 
/**
 * Its hash as the technician saw it; another hash is refused as stale (B3).
 */
hash: string, 
/**
 * Held rows that the technician approved; `seq` numbers.
 */
approved: Array<number>, 
/**
 * Every held row is approved.
 */
approveAll: boolean, 
/**
 * The client's name as the person typed it, where that is needed.
 */
clientName: string | null, };

/**
 * Steps by kind of change.
 */
export type PlanCounts = { domains: number, created: number, adopted: number, changed: number, stopped: number, removed: number, };

/**
 * Takes a plan in from a file.
 */
export type PlanImport = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * The text of the file.
 */
text: string, };

/**
 * Where a plan comes from.
 */
export type PlanKind = "sync" | "undo" | "rehearsal" | "saved";

/**
 * Something to know before applying.
 */
export type PlanNotice = { "notice": "domain-held", 
/**
 * Domain.
 */
domain: string, 
/**
 * Holder.
 */
owner: string, } | { "notice": "unlisted-recipients", 
/**
 * Domain.
 */
domain: string, 
/**
 * How many.
 */
count: number, } | { "notice": "left-behind", 
/**
 * Domain.
 */
domain: string, } | { "notice": "internal-relay", 
/**
 * Domain.
 */
domain: string, } | { "notice": "exchange-unknown", 
/**
 * Domain.
 */
domain: string, } | { "notice": "relay-refused", 
/**
 * Domain.
 */
domain: string, } | { "notice": "weaker-kinds", 
/**
 * `exchange-admin-api`, `usage-report` or `user-purpose`.
 */
source: string, 
/**
 * Why.
 */
cause: string, } | { "notice": "kinds-are-guesses", 
/**
 * Why.
 */
cause: string, } | { "notice": "leavers-waiting", 
/**
 * How many.
 */
count: number, 
/**
 * When the first of them loses a service.
 */
firstEnds: string, 
/**
 * Days that the policy gives.
 */
days: number, } | { "notice": "mass-leave", 
/**
 * How many vanished.
 */
count: number, 
/**
 * Of so many in scope.
 */
of: number, };

/**
 * Asks for steps of a plan.
 */
export type PlanQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the plan.
 */
plan: number, 
/**
 * Only held, only ready, or both.
 */
held: boolean | null, 
/**
 * Only held for this cause.
 */
hold: string | null, 
/**
 * Only this group: `domains`, `changed`, `created`, `adopted`, `stopped`, `removed`.
 */
group: string | null, 
/**
 * Only this reason code.
 */
reason: string | null, 
/**
 * Words in names and addresses.
 */
search: string, 
/**
 * First row, from 0.
 */
offset: number, 
/**
 * At most 500.
 */
limit: number, };

/**
 * Names one plan.
 */
export type PlanRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the plan.
 */
plan: number, };

/**
 * One step.
 */
export type PlanRow = { 
/**
 * Position in the plan; names the row within it.
 */
seq: number, 
/**
 * `domains`, `changed`, `created`, `adopted`, `stopped`, `removed`.
 */
group: string, 
/**
 * `domain` or `recipient`.
 */
object: string, 
/**
 * `create`, `adopt`, `change`, `stop`, `remove`, `withdraw`.
 */
action: string, 
/**
 * Directory id of a recipient.
 */
id: string | null, 
/**
 * Domain or primary address.
 */
key: string, 
/**
 * Display name of a recipient.
 */
name: string, 
/**
 * Reason code.
 */
reason: string, 
/**
 * Why it waits: `brake`, `new-mailbox`, `drift`, `internal-relay`, `exchange-unknown`, `exception-ended`,
 * `moved-since`, `domain-out`, `imported`.
 */
held: string | null, 
/**
 * A person answered that it is a leaver; the brake does not count it.
 */
confirmed: boolean, 
/**
 * What may be answered to a held step.
 */
offers: Array<HeldOffer>, 
/**
 * What the gateway has.
 */
before: ShapeView | null, 
/**
 * What it is to have; `None`: it is taken out.
 */
after: ShapeView | null, 
/**
 * What of it a person has to set in the gateway.
 */
byHand: Array<HandSetting>, };

/**
 * Which steps of a plan an answer is about.
 */
export type PlanTarget = { "of": "rows", 
/**
 * `seq` numbers.
 */
seqs: Array<number>, } | { "of": "held", 
/**
 * `brake`, `new-mailbox`, `drift` …; absent: all.
 */
hold: string | null, };

/**
 * A plan in numbers.
 */
export type PlanView = { 
/**
 * Id.
 */
plan: number, 
/**
 * Hash over its steps, its snapshot and the observed gateway; hexadecimal.
 */
hash: string, 
/**
 * When it was made.
 */
madeAt: string, 
/**
 * When the tenant was read.
 */
readAt: string, 
/**
 * Steps that would be applied now.
 */
ready: number, 
/**
 * Steps that wait for a person.
 */
held: number, 
/**
 * Cards.
 */
counts: PlanCounts, 
/**
 * Billed services before and after.
 */
bill: Bill, 
/**
 * Domains that another account holds (R15), and other things the technician should know.
 */
notices: Array<PlanNotice>, 
/**
 * Brake.
 */
brake: BrakeView, 
/**
 * It was applied, or tenant or gateway moved since.
 */
stale: boolean, 
/**
 * The run that applied it.
 */
run: number | null, 
/**
 * Where it comes from.
 */
kind: PlanKind, 
/**
 * The run that it takes back.
 */
undoes: number | null, 
/**
 * The place of the run that it takes back alone; `None`: the whole run.
 */
undoesRow: number | null, 
/**
 * Billed services by kind of recipient.
 */
billByKind: Array<KindBill>, 
/**
 * Recipients and domains that exceptions keep as they are.
 */
exempt: number, 
/**
 * Who approved it so far.
 */
approvals: Array<ApprovalView>, 
/**
 * Who approved it where it was made, as its file says; that counts for nothing here.
 */
fileApprovals: Array<ApprovalView>, 
/**
 * Held steps by why they wait.
 */
holds: Array<HoldCount>, 
/**
 * Removals among the held steps.
 */
heldRemovals: number, 
/**
 * So many approved removals need the client's name typed.
 */
typedFrom: number, 
/**
 * Approving everything that is held, or applying an undo, needs the client's name typed.
 */
nameNeeded: boolean, 
/**
 * Held steps need the approval of a second person, and there is none yet.
 */
secondNeeded: boolean, 
/**
 * What a person has to set in the gateway after it is applied, by setting; none: nothing.
 */
byHand: Array<HandCount>, };

/**
 * A window of steps, in the order in which they would be applied.
 */
export type PlanWindow = { 
/**
 * Rows from the offset on.
 */
rows: Array<PlanRow>, 
/**
 * Rows that match.
 */
total: number, 
/**
 * Matching rows per group, in order of the groups.
 */
groups: Array<GroupCount>, };

/**
 * What went wrong, in a form that the page words by `code` and the command line prints as it is (B8).
 */
export type Problem = { 
/**
 * Stable kebab-case name; the key into the page's table of words.
 */
code: string, 
/**
 * What happened to which object, and what was done about it, in plain words.
 */
message: string, 
/**
 * What the person can do next, most likely first.
 */
hints: Array<string>, 
/**
 * The raw cause for support, without secrets: request ids, Microsoft's own text.
 */
detail: string | null, 
/**
 * Named things that appear in the message, for the page's own words (`expected`, `got`, `port` …).
 */
facts: { [key in string]: string }, 
/**
 * How the command line ends.
 */
exit: Exit, };

/**
 * How far long work is.
 */
export type Progress = { 
/**
 * What is being done.
 */
phase: Phase, 
/**
 * Things done.
 */
done: number, 
/**
 * Things in all, when known.
 */
total: number | null, };

/**
 * Quiet hours, on or off.
 */
export type QuietSet = { "state": "off" } | { "state": "on", 
/**
 * When.
 */
hours: QuietView, };

/**
 * Hours in which nothing begins by itself and nobody is notified, in this computer's zone.
 */
export type QuietView = { 
/**
 * Such as `20:00`.
 */
from: string, 
/**
 * Such as `07:00`; when it is not after `from`, on the next day.
 */
to: string, };

/**
 * A permission of the application.
 */
export type RegistrationPermission = { 
/**
 * Name, such as `User.Read.All`.
 */
scope: string, 
/**
 * GUID of the permission; empty where Microsoft publishes none: then it is found by its name.
 */
id: string, 
/**
 * Name of the API that it belongs to.
 */
resource: string, 
/**
 * Application id of that API.
 */
resourceId: string, 
/**
 * It makes more possible, and nothing is missing without it.
 */
optional: boolean, };

/**
 * Sets the application that signs in to a cloud.
 */
export type RegistrationSet = { 
/**
 * The cloud.
 */
cloud: string, 
/**
 * Application (client) id, a GUID; `None` takes the setting back.
 */
clientId: string | null, };

/**
 * Who named the client id.
 */
export type RegistrationSource = "setting" | "environment" | "cloud-file";

/**
 * How a cloud is registered, and all that is needed to register the application.
 */
export type RegistrationView = { 
/**
 * The cloud.
 */
cloud: string, 
/**
 * Application (client) id in force.
 */
clientId: string | null, 
/**
 * Who named it.
 */
source: RegistrationSource | null, 
/**
 * The first of the clients that are signed in with it, by name.
 */
clients: Array<string>, 
/**
 * How many more there are.
 */
otherClients: number, 
/**
 * Redirect address of the platform *Mobile and desktop applications*.
 */
redirect: string, 
/**
 * Supported account types, as the manifest spells them (`signInAudience`).
 */
audience: string, 
/**
 * Where applications are registered in this cloud.
 */
portal: string, 
/**
 * Delegated permissions.
 */
permissions: Array<RegistrationPermission>, 
/**
 * A script for PowerShell that registers it.
 */
powershell: string, 
/**
 * A script for the Azure CLI that registers it.
 */
azureCli: string, };

/**
 * What to rehearse: as things are, but for what is named here. Nobody is called, nothing is stored but the plan.
 */
export type Rehearse = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * All options, changed; absent: as they are.
 */
options: OptionsView | null, 
/**
 * Exactly these domains selected; absent: as they are.
 */
domains: Array<string> | null, 
/**
 * Changes to the choice of recipients, in this order.
 */
mailboxes: Array<RehearsedChoice>, 
/**
 * As the tenant was then: a `readAt` of `snapshot_days`; absent: the newest reading.
 */
asOf: string | null, };

/**
 * A change to the choice of recipients that is only tried.
 */
export type RehearsedChoice = { 
/**
 * Whom.
 */
target: MailboxTarget, 
/**
 * Choose or not.
 */
selected: boolean | null, 
/**
 * Incoming on or off.
 */
incoming: boolean | null, 
/**
 * Outgoing on or off.
 */
outgoing: boolean | null, 
/**
 * Archiving on or off.
 */
archiving: boolean | null, };

/**
 * How a row of a run ended.
 */
export type RowOutcome = "done" | "failed" | "sent";

/**
 * Names one run.
 */
export type RunRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the run.
 */
run: number, };

/**
 * What happened to one object: who, when, what, why.
 */
export type RunRow = { 
/**
 * Position in the plan; names the row within the run.
 */
seq: number, 
/**
 * When.
 */
at: string, 
/**
 * Who sat at the computer; `None`: nobody, by schedule.
 */
who: string | null, 
/**
 * Group, as in a plan.
 */
group: string, 
/**
 * `domain` or `recipient`.
 */
object: string, 
/**
 * Directory id of a recipient.
 */
id: string | null, 
/**
 * Domain or primary address.
 */
key: string, 
/**
 * Display name of a recipient.
 */
name: string, 
/**
 * Reason code.
 */
reason: string, 
/**
 * How it ended.
 */
outcome: RowOutcome, 
/**
 * Why it failed.
 */
problem: Problem | null, 
/**
 * What the gateway had.
 */
before: ShapeView | null, 
/**
 * What it was to have; `None`: it was taken out.
 */
after: ShapeView | null, 
/**
 * The newest run that took it back.
 */
undoneBy: number | null, 
/**
 * It can be undone.
 */
undoable: boolean, };

/**
 * A window of a run's rows, in the order in which they were applied.
 */
export type RunRows = { 
/**
 * Rows from the offset on.
 */
rows: Array<RunRow>, 
/**
 * Rows that match.
 */
total: number, 
/**
 * Matching rows per group, in order of the groups.
 */
groups: Array<GroupCount>, };

/**
 * Which rows of a run.
 */
export type RunRowsQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the run.
 */
run: number, 
/**
 * Only done or only failed ones.
 */
outcome: RowOutcome | null, 
/**
 * Only this group.
 */
group: string | null, 
/**
 * Words in names and addresses.
 */
search: string, 
/**
 * First row, from 0.
 */
offset: number, 
/**
 * At most 500.
 */
limit: number, };

/**
 * How a run stands.
 */
export type RunState = "running" | "paused" | "ended" | "cancelled" | "interrupted";

/**
 * A run.
 */
export type RunView = { 
/**
 * Id.
 */
run: number, 
/**
 * Plan it applies.
 */
plan: number, 
/**
 * State.
 */
state: RunState, 
/**
 * Started.
 */
started: string, 
/**
 * Ended.
 */
ended: string | null, 
/**
 * Phases, in order.
 */
phases: Array<PhaseView>, 
/**
 * Steps done.
 */
done: number, 
/**
 * Steps due.
 */
total: number, 
/**
 * Steps that stayed held.
 */
held: number, 
/**
 * Steps that failed; at most the first 200.
 */
failures: Array<Failure>, 
/**
 * How many failed.
 */
failed: number, 
/**
 * Verified by observing again: steps that the gateway shows as planned.
 */
verified: number | null, 
/**
 * Bill.
 */
bill: Bill, 
/**
 * Why it ended early.
 */
problem: Problem | null, 
/**
 * Who sat at the computer; `None`: nobody, by schedule.
 */
who: string | null, 
/**
 * Kind of the plan.
 */
kind: PlanKind, 
/**
 * The run that it undoes.
 */
undoes: number | null, 
/**
 * The run that undid it, whole or in part.
 */
undoneBy: number | null, 
/**
 * It can be undone until then; `None`: not, or not any more.
 */
undoUntil: string | null, 
/**
 * What failed can be tried again.
 */
canRetry: boolean, };

/**
 * What was saved of a damaged database (B6).
 */
export type SalvageView = { 
/**
 * Names of the clients that were saved.
 */
clients: Array<string>, 
/**
 * Some of it could not be read; the clients are paused until a person has looked.
 */
incomplete: boolean, };

/**
 * A view of the grid: one that comes with the program, or one that a person saved.
 */
export type SavedView = { 
/**
 * Absent for those that come with the program.
 */
id: number | null, 
/**
 * Name; `look`, `new`, `leavers`, `exceptions` for those that come with the program.
 */
name: string, 
/**
 * What it shows.
 */
view: GridView, 
/**
 * Rows that it has now.
 */
count: number, };

/**
 * Names a saved view.
 */
export type SavedViewRef = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the view.
 */
id: number, };

/**
 * Saves a view; one of the same name is replaced.
 */
export type SavedViewSet = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Name; 1 to 60 characters.
 */
name: string, 
/**
 * What it shows.
 */
view: GridView, };

/**
 * Has a second person approve a plan.
 */
export type SecondStart = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the plan.
 */
plan: number, 
/**
 * Open the system browser.
 */
openBrowser: boolean, };

/**
 * How the second person's approval stands.
 */
export type SecondView = { "state": "idle" } | { "state": "waiting", 
/**
 * To open again or copy.
 */
authorizeUrl: string, 
/**
 * When it started.
 */
since: string, 
/**
 * When it ends by itself.
 */
until: string, } | { "state": "checking" } | { "state": "done", 
/**
 * The approval.
 */
approval: ApprovalView, } | { "state": "failed", 
/**
 * Why.
 */
problem: Problem, };

/**
 * The brake's reading for one service.
 */
export type ServiceBrake = { 
/**
 * `incoming`, `outgoing` or `archiving`.
 */
service: string, 
/**
 * Removals of the last 24 hours that took it.
 */
done: number, 
/**
 * Removals in the plan that take it.
 */
planned: number, 
/**
 * So many go through in 24 hours.
 */
limit: number, 
/**
 * It is the one that holds.
 */
holds: boolean, };

/**
 * How many recipients have a service.
 */
export type ServiceCounts = { incoming: number, outgoing: number, archiving: number, };

/**
 * Numbers of chosen recipients and services, and how they differ from the gateway now.
 */
export type ServiceTotals = { recipients: number, selected: number, incoming: number, outgoing: number, archiving: number, incomingDelta: number, outgoingDelta: number, archivingDelta: number, 
/**
 * Objects of the tenant that are no recipients.
 */
notTaken: number, };

/**
 * Three toggles.
 */
export type ServicesView = { incoming: boolean, outgoing: boolean, archiving: boolean, };

/**
 * A change of the brake or of the second person.
 */
export type SettingChange = { 
/**
 * When.
 */
at: string, 
/**
 * Who sat at the keyboard.
 */
who: string, 
/**
 * `second-person`, `approvers`, `brake-percent` or `brake-floor`.
 */
setting: string, 
/**
 * As it was.
 */
was: string, 
/**
 * As it became.
 */
became: string, };

/**
 * How many recipients get settings anew; the next plan has the steps.
 */
export type SettingsApplied = { 
/**
 * Recipients.
 */
changed: number, };

/**
 * Gives the options' settings to recipients that were added earlier (R12).
 */
export type SettingsApply = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Whom.
 */
target: MailboxTarget, };

/**
 * Changes settings; what is left out stays.
 */
export type SettingsSet = { 
/**
 * Language.
 */
language?: LanguageChoice, 
/**
 * Colours.
 */
theme?: ThemeChoice, 
/**
 * Closing the window keeps the program running.
 */
closeKeepsRunning?: boolean, 
/**
 * Notifications.
 */
notifications?: NotifyView, 
/**
 * Quiet hours on these times, or none.
 */
quietHours?: QuietSet, 
/**
 * Nothing begins by itself on a connection that is paid by volume.
 */
pauseOnMetered?: boolean, 
/**
 * Newer versions are looked for.
 */
checkForUpdates?: boolean, };

/**
 * The settings of the program.
 */
export type SettingsView = { 
/**
 * Language.
 */
language: LanguageChoice, 
/**
 * Colours.
 */
theme: ThemeChoice, 
/**
 * Closing the window keeps the program running.
 */
closeKeepsRunning: boolean, 
/**
 * Notifications.
 */
notifications: NotifyView, 
/**
 * Quiet hours.
 */
quietHours: QuietView | null, 
/**
 * Nothing begins by itself on a connection that is paid by volume.
 */
pauseOnMetered: boolean, 
/**
 * Newer versions are looked for.
 */
checkForUpdates: boolean, 
/**
 * What works here.
 */
desktop: DesktopView, };

/**
 * A shape as people read it.
 */
export type ShapeView = { "of": "domain", 
/**
 * `host:port` in order of preference.
 */
routes: Array<string>, 
/**
 * Products.
 */
products: ServicesView, 
/**
 * The gateway's own LDAP sync.
 */
ldapSync: boolean, 
/**
 * Mail to unlisted addresses is refused.
 */
rejectUnlisted: boolean, 
/**
 * The outgoing user is there.
 */
outgoingUser: boolean, 
/**
 * Region, where the gateway has regions.
 */
region: string | null, 
/**
 * It is an alias of this domain.
 */
aliasOf: string | null, } | { "of": "recipient", 
/**
 * Primary address.
 */
primary: string, 
/**
 * Aliases.
 */
aliases: Array<string>, 
/**
 * Kind.
 */
kind: string, 
/**
 * Mail for it is accepted.
 */
listed: boolean, 
/**
 * Services.
 */
services: ServicesView, };

/**
 * Starts a sign-in.
 */
export type SignInStart = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Domain or GUID; needed when no tenant is pinned yet.
 */
tenant: string | null, 
/**
 * Open the system browser.
 */
openBrowser: boolean, };

/**
 * How a sign-in stands.
 */
export type SignInView = { "state": "idle" } | { "state": "waiting", 
/**
 * To open again or copy.
 */
authorizeUrl: string, 
/**
 * When it started.
 */
since: string, 
/**
 * When it ends by itself.
 */
until: string, } | { "state": "approving", 
/**
 * To open again or copy.
 */
approveUrl: string, 
/**
 * When it started.
 */
since: string, 
/**
 * When it ends by itself.
 */
until: string, } | { "state": "approved" } | { "state": "device", 
/**
 * What is typed.
 */
userCode: string, 
/**
 * Where it is typed.
 */
verificationUri: string, 
/**
 * When it started.
 */
since: string, 
/**
 * When the code ends.
 */
until: string, } | { "state": "checking" } | { "state": "done", 
/**
 * Receipt.
 */
receipt: ConsentReceipt, 
/**
 * Tenant.
 */
tenant: TenantView, } | { "state": "failed", 
/**
 * Why.
 */
problem: Problem, };

/**
 * An earlier reading of the tenant that a rehearsal can start from.
 */
export type SnapshotDay = { 
/**
 * When the tenant was read.
 */
readAt: string, 
/**
 * Recipients then.
 */
recipients: number, };

/**
 *Why it stands so: key of the words.
 */
export type StepCode = "not-checked" | "dns-timeout" | "dns-failed" | "target-missing" | "addresses-missing" | "addresses-ipv6" | "smarthost-missing" | "spf-target-missing" | "exchange-missing" | "exchange-failed" | "recipients-listed" | "recipients-missing" | "recipients-unchosen" | "domain-missing" | "mx-gateway" | "mx-some" | "mx-microsoft" | "mx-mixed" | "mx-other" | "mx-none" | "mx-null" | "spf-good" | "spf-missing" | "spf-several" | "spf-without-gateway" | "spf-without-microsoft" | "spf-too-many-lookups" | "spf-too-many-voids" | "spf-invalid" | "spf-unreachable" | "dkim-good" | "dkim-not-signing" | "dkim-not-set-up" | "dkim-partly" | "dkim-missing" | "dmarc-enforced" | "dmarc-partly" | "dmarc-watches" | "dmarc-missing" | "dmarc-several" | "dmarc-invalid" | "mta-sts-none" | "mta-sts-matches" | "mta-sts-refuses" | "mta-sts-testing" | "mta-sts-unreachable" | "allow-listed" | "allow-enhanced" | "allow-list-missing" | "outbound-good" | "outbound-refuses-some" | "outbound-by-rule" | "outbound-off" | "outbound-missing" | "outbound-other" | "outbound-not-needed" | "inbound-locked" | "inbound-others-too" | "inbound-others-yet" | "inbound-refuses" | "inbound-by-certificate" | "inbound-by-addresses" | "inbound-ipv6" | "inbound-unseen" | "inbound-open" | "inbound-after-switch" | "direct-send-rejected" | "direct-send-open" | "direct-send-after-connector" | "journal-not-needed" | "journal-found" | "journal-partly" | "journal-missing";

/**
 * A step. The order of the variants is the order in which no mail is lost.
 */
export type StepKind = "recipients" | "allow-list" | "spf" | "outbound-connector" | "dkim" | "dmarc" | "mta-sts" | "mx" | "inbound-connector" | "direct-send" | "journal";

/**
 * A side of the switch.
 */
export type StepPart = "before" | "switch" | "after";

/**
 * How a step stands.
 */
export type StepState = "do-now" | "look" | "done" | "wait" | "unknown";

/**
 * Steps by how they stand.
 */
export type StepTally = { 
/**
 * To be done next.
 */
doNow: number, 
/**
 * To be looked at.
 */
look: number, 
/**
 * Done.
 */
done: number, 
/**
 * Others come first, or nobody could tell.
 */
wait: number, };

/**
 * A step, as it stands.
 */
export type StepView = { 
/**
 * Which.
 */
kind: StepKind, 
/**
 * Its place among all steps, from 1.
 */
number: number, 
/**
 * On which side of the switch it is done.
 */
part: StepPart, 
/**
 * How it stands.
 */
state: StepState, 
/**
 * Why: key of the words.
 */
code: StepCode, 
/**
 * Values for the words.
 */
facts: { [key in string]: string }, 
/**
 * As it is.
 */
now: Array<string>, 
/**
 * As it is to be.
 */
wanted: Array<string>, 
/**
 * Exchange Online PowerShell to copy.
 */
powershell: string | null, 
/**
 * A person's word that it is done would count.
 */
takesMark: boolean, 
/**
 * A person's mark.
 */
mark: MarkView | null, 
/**
 * When it was last looked up.
 */
checkedAt: string | null, };

/**
 * A kind of data that screens read; mutations and events say which went stale, so that no screen guesses.
 */
export type Tag = "app" | "clients" | "client" | "sign-in" | "domains" | "mailboxes" | "options" | "plan" | "run" | "history" | "registration" | "gateway" | "settings" | "background" | "cutover" | "import";

/**
 * Who said what a gateway is called.
 */
export type TargetSource = "person" | "kind" | "nobody";

/**
 * What a gateway is called from outside.
 */
export type TargetView = { 
/**
 * Its mail exchangers, by preference.
 */
mx: Array<MxTarget>, 
/**
 * How SPF names it, such as `include:spf.gateway.example`.
 */
spf: string | null, 
/**
 * Host that takes outgoing mail.
 */
smarthost: string | null, 
/**
 * Addresses and ranges it delivers from.
 */
addresses: Array<string>, 
/**
 * Who said so.
 */
source: TargetSource, 
/**
 * The person who said so.
 */
by: string | null, 
/**
 * When.
 */
at: string | null, };

/**
 * A tenant that was found.
 */
export type TenantFound = { 
/**
 * GUID.
 */
tenantId: string, 
/**
 * What was asked.
 */
query: string, 
/**
 * Cloud that knows it, as the tenant's metadata tells it: `global`, `gcc`, `gcc-high`, `dod`, `china`, or
 * the name of a cloud file.
 */
cloud: string, 
/**
 * It lives in another cloud than the client was set to; a sign-in moves the client there.
 */
otherCloud: boolean, 
/**
 * Another client that already has this tenant (R11).
 */
takenBy: string | null, };

/**
 * Asks which tenant a domain or GUID belongs to.
 */
export type TenantQuery = { 
/**
 * Id of the client, whose cloud is asked.
 */
client: number, 
/**
 * Any domain of the tenant or its GUID.
 */
query: string, };

/**
 * A pinned tenant (R11).
 */
export type TenantView = { 
/**
 * GUID.
 */
tenantId: string, 
/**
 * Display name; known after the first sign-in.
 */
name: string | null, 
/**
 * Initial `*.onmicrosoft.com` domain; known after the first sign-in.
 */
initialDomain: string | null, 
/**
 * What the technician typed to find it.
 */
domain: string | null, };

/**
 * In which colours the program is shown.
 */
export type ThemeChoice = "system" | "light" | "dark";

/**
 * Makes a plan that takes a run back, or one row of it.
 */
export type UndoMake = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * Id of the run.
 */
run: number, 
/**
 * `seq` of one row; absent: the whole run.
 */
row: number | null, };

/**
 * What is known of newer versions.
 */
export type UpdateView = { 
/**
 * This build has a place to ask at.
 */
configured: boolean, 
/**
 * The version that runs.
 */
current: string, 
/**
 * When it was asked last in this start.
 */
askedAt: string | null, 
/**
 * A newer version; `None`: none is known.
 */
offer: OfferView | null, };

/**
 * What the next plan does.
 */
export type WhyOutcome = { "outcome": "nothing" } | { "outcome": "exempt" } | { "outcome": "held-by-another", 
/**
 * As the gateway names it.
 */
owner: string, } | { "outcome": "step", 
/**
 * `create`, `adopt`, `change`, `stop`, `remove`.
 */
action: string, 
/**
 * Reason code.
 */
reason: string, 
/**
 * The rule's number, such as `R6`.
 */
rule: string, 
/**
 * Why it would wait.
 */
held: string | null, 
/**
 * What the gateway is to have.
 */
after: ShapeView | null, } | { "outcome": "stopped", 
/**
 * Code of the problem.
 */
code: string, };

/**
 * Asks about one recipient, one object that is none, or any address.
 */
export type WhyQuery = { 
/**
 * Id of the client.
 */
client: number, 
/**
 * A directory id, or any address, in any case.
 */
about: string, };

/**
 * What an address or id turned out to be.
 */
export type WhySubject = "recipient" | "leaver" | "not-taken" | "gateway-only" | "nobody";

/**
 * Everything known about one subject, in the order in which it counts.
 */
export type WhyView = { 
/**
 * What was asked.
 */
about: string, 
/**
 * What it is.
 */
subject: WhySubject, 
/**
 * Directory id.
 */
id: string | null, 
/**
 * Display name.
 */
name: string | null, 
/**
 * Primary address.
 */
address: string | null, 
/**
 * Kind.
 */
kind: string | null, 
/**
 * What would happen to it now.
 */
outcome: WhyOutcome, 
/**
 * Services that the gateway bills for it now.
 */
billed: ServicesView | null, 
/**
 * Why.
 */
evidence: Array<Evidence>, };

/**
 * The steps of the wizard, in order.
 */
export type WizardStep = "client" | "connect" | "domains" | "mailboxes" | "options" | "review" | "apply";

/**
 * A zone to choose.
 */
export type ZoneView = { 
/**
 * IANA name.
 */
name: string, 
/**
 * Abbreviation now.
 */
abbreviation: string, 
/**
 * Offset now, minutes east of UTC.
 */
offsetMinutes: number, };

/** Every command that the page may call. */
export interface Commands {
  app_state: { request: null; answer: AppView };
  client_list: { request: null; answer: Cockpit };
  client_get: { request: ClientRef; answer: ClientView };
  client_add: { request: ClientAdd; answer: ClientView };
  client_change: { request: ClientChange; answer: ClientView };
  client_remove: { request: ClientRef; answer: null };
  gateway_kinds: { request: null; answer: Array<GatewayKindView> };
  gateway_get: { request: ClientRef; answer: GatewayView };
  gateway_test: { request: GatewayTry; answer: GatewayTest };
  gateway_compare: { request: GatewayTry; answer: GatewayComparison };
  gateway_change: { request: GatewayTry; answer: GatewayView };
  gateway_outgoing_password: { request: GatewayPassword; answer: null };
  gateway_panel: { request: ClientRef; answer: null };
  gateway_files: { request: ClientRef; answer: FilesWritten };
  by_hand_list: { request: ByHandQuery; answer: ByHandWindow };
  by_hand_csv: { request: ClientRef; answer: FileWritten };
  by_hand_done: { request: ByHandDone; answer: ByHandWindow };
  networks_refresh: { request: ClientRef; answer: GatewayView };
  permissions: { request: null; answer: Array<PermissionView> };
  registration_get: { request: CloudRef; answer: RegistrationView };
  registration_set: { request: RegistrationSet; answer: RegistrationView };
  tenant_discover: { request: TenantQuery; answer: TenantFound };
  tenant_typed: { request: TenantQuery; answer: null };
  sign_in_start: { request: SignInStart; answer: SignInView };
  approval_start: { request: SignInStart; answer: SignInView };
  device_sign_in_start: { request: SignInStart; answer: SignInView };
  sign_in_state: { request: ClientRef; answer: SignInView };
  sign_in_open_again: { request: ClientRef; answer: null };
  sign_in_cancel: { request: ClientRef; answer: null };
  sign_out: { request: ClientRef; answer: null };
  fetch_start: { request: ClientRef; answer: null };
  domain_list: { request: ClientRef; answer: DomainList };
  domain_choose: { request: DomainChoose; answer: DomainList };
  mailbox_window: { request: MailboxQuery; answer: MailboxWindow };
  mailbox_choose: { request: MailboxChoose; answer: MailboxChosen };
  mailbox_find: { request: MailboxFind; answer: MailboxFound };
  mailbox_csv: { request: MailboxCsv; answer: FileWritten };
  mailbox_import: { request: MailboxImport; answer: ImportReport };
  choice_undo: { request: ClientRef; answer: MailboxChosen };
  view_list: { request: ClientRef; answer: Array<SavedView> };
  view_save: { request: SavedViewSet; answer: null };
  view_remove: { request: SavedViewRef; answer: null };
  mailbox_get: { request: MailboxRef; answer: MailboxDetail };
  mailbox_kind: { request: MailboxKind; answer: MailboxDetail };
  not_taken: { request: MailboxQuery; answer: NotTakenWindow };
  options_get: { request: ClientRef; answer: OptionsScreen };
  options_set: { request: OptionsSet; answer: OptionsScreen };
  options_preview: { request: OptionsSet; answer: OptionsScreen };
  zone_list: { request: null; answer: Array<ZoneView> };
  plan_make: { request: ClientRef; answer: PlanView };
  plan_get: { request: PlanRef; answer: PlanView };
  plan_rows: { request: PlanQuery; answer: PlanWindow };
  plan_apply: { request: PlanApply; answer: RunView };
  run_get: { request: RunRef; answer: RunView };
  run_pause: { request: RunRef; answer: RunView };
  run_resume: { request: RunRef; answer: RunView };
  run_cancel: { request: RunRef; answer: RunView };
  sync_now: { request: ClientRef; answer: null };
  sync_full: { request: ClientRef; answer: null };
  client_overview: { request: ClientRef; answer: ClientOverview };
  history: { request: ClientRef; answer: HistoryView };
  plan_answer: { request: PlanAnswer; answer: PlanView };
  exception_list: { request: ExceptionQuery; answer: ExceptionWindow };
  exception_set: { request: ExceptionSet; answer: null };
  exception_remove: { request: ExceptionRemove; answer: null };
  why: { request: WhyQuery; answer: WhyView };
  undo_make: { request: UndoMake; answer: PlanView };
  run_rows: { request: RunRowsQuery; answer: RunRows };
  run_retry: { request: RunRef; answer: RunView };
  rehearse: { request: Rehearse; answer: PlanView };
  snapshot_days: { request: ClientRef; answer: Array<SnapshotDay> };
  plan_export: { request: PlanRef; answer: FileWritten };
  plan_import: { request: PlanImport; answer: PlanView };
  plan_csv: { request: PlanRef; answer: FileWritten };
  plan_pdf: { request: PlanRef; answer: FileWritten };
  handover_make: { request: HandoverMake; answer: HandoverFiles };
  bill_csv: { request: PlanRef; answer: FileWritten };
  second_start: { request: SecondStart; answer: SecondView };
  second_state: { request: PlanRef; answer: SecondView };
  second_open_again: { request: PlanRef; answer: null };
  second_cancel: { request: PlanRef; answer: null };
  cutover_get: { request: ClientRef; answer: CutoverView };
  cutover_check: { request: CutoverCheck; answer: CutoverView };
  cutover_mark: { request: CutoverMark; answer: CutoverView };
  cutover_target: { request: CutoverTarget; answer: CutoverView };
  import_get: { request: ClientRef; answer: ImportView | null };
  import_window: { request: ImportWindowQuery; answer: ImportWindow };
  import_ledger: { request: ImportPartRef; answer: ImportLedger };
  import_begin: { request: ImportBegin; answer: ImportView };
  import_add: { request: ImportAdd; answer: null };
  import_password: { request: ImportPassword; answer: null };
  import_try_sink: { request: ImportSinkTry; answer: ImportSinkTried };
  import_count: { request: ImportRef; answer: null };
  import_room: { request: ImportRef; answer: ImportRoomView | null };
  import_resume: { request: ImportRef; answer: null };
  import_pause: { request: ImportRef; answer: null };
  import_show: { request: ImportRef; answer: null };
  import_hours: { request: ImportHours; answer: null };
  import_first: { request: ImportMailboxRef; answer: null };
  import_retry: { request: ImportPartRef; answer: ImportRetried };
  import_certificate: { request: ImportCertify; answer: FileWritten };
  import_access: { request: ClientRef; answer: ImportAccessView };
  import_register: { request: ImportRegister; answer: ImportStepView };
  import_remove: { request: ClientRef; answer: ImportStepView };
  import_step: { request: ClientRef; answer: ImportStepView };
  import_step_open_again: { request: ClientRef; answer: null };
  import_step_cancel: { request: ClientRef; answer: null };
  import_certificate_file: { request: ClientRef; answer: ImportCertificateWritten };
  import_accept: { request: ImportAccept; answer: null };
  import_scope: { request: ImportScope; answer: ImportScript };
  import_unscope: { request: ClientRef; answer: ImportLeftView };
  import_try: { request: ImportTry; answer: ImportTried };
  settings_apply: { request: SettingsApply; answer: SettingsApplied };
  settings_get: { request: null; answer: SettingsView };
  settings_set: { request: SettingsSet; answer: SettingsView };
  background_state: { request: null; answer: BackgroundView };
  pause_all: { request: PauseAll; answer: BackgroundView };
  diagnostics: { request: null; answer: Diagnostics };
  support_bundle_look: { request: null; answer: BundleView };
  support_bundle: { request: null; answer: FileWritten };
  data_folder_open: { request: null; answer: null };
  written_show: { request: FileWritten; answer: null };
  update_state: { request: null; answer: UpdateView };
  update_check: { request: null; answer: UpdateView };
  update_page_open: { request: null; answer: null };
}

/** What each command reads, and what it makes stale. */
export const commandTags: Record<keyof Commands, { reads: Tag[]; stales: Tag[] }> = {
  app_state: { reads: ["app"], stales: [] },
  client_list: { reads: ["clients"], stales: [] },
  client_get: { reads: ["client"], stales: [] },
  client_add: { reads: [], stales: ["clients"] },
  client_change: { reads: [], stales: ["clients", "client"] },
  client_remove: { reads: [], stales: ["clients"] },
  gateway_kinds: { reads: ["app"], stales: [] },
  gateway_get: { reads: ["gateway"], stales: [] },
  gateway_test: { reads: [], stales: [] },
  gateway_compare: { reads: [], stales: [] },
  gateway_change: { reads: [], stales: ["gateway", "client", "clients", "plan", "mailboxes", "domains", "cutover"] },
  gateway_outgoing_password: { reads: [], stales: [] },
  gateway_panel: { reads: [], stales: [] },
  gateway_files: { reads: [], stales: [] },
  by_hand_list: { reads: ["gateway"], stales: [] },
  by_hand_csv: { reads: [], stales: [] },
  by_hand_done: { reads: [], stales: ["gateway", "client", "clients"] },
  networks_refresh: { reads: [], stales: ["gateway"] },
  permissions: { reads: ["app"], stales: [] },
  registration_get: { reads: ["registration", "clients"], stales: [] },
  registration_set: { reads: [], stales: ["registration", "app"] },
  tenant_discover: { reads: [], stales: [] },
  tenant_typed: { reads: [], stales: ["client"] },
  sign_in_start: { reads: [], stales: ["sign-in"] },
  approval_start: { reads: [], stales: ["sign-in"] },
  device_sign_in_start: { reads: [], stales: ["sign-in"] },
  sign_in_state: { reads: ["sign-in"], stales: [] },
  sign_in_open_again: { reads: [], stales: [] },
  sign_in_cancel: { reads: [], stales: ["sign-in"] },
  sign_out: { reads: [], stales: ["clients", "client", "sign-in"] },
  fetch_start: { reads: [], stales: ["clients", "client"] },
  domain_list: { reads: ["domains"], stales: [] },
  domain_choose: { reads: [], stales: ["domains", "mailboxes", "client", "plan", "clients"] },
  mailbox_window: { reads: ["mailboxes"], stales: [] },
  mailbox_choose: { reads: [], stales: ["mailboxes", "client", "plan", "clients"] },
  mailbox_find: { reads: [], stales: [] },
  mailbox_csv: { reads: [], stales: [] },
  mailbox_import: { reads: [], stales: ["mailboxes", "client", "plan", "clients"] },
  choice_undo: { reads: [], stales: ["mailboxes", "client", "plan", "clients"] },
  view_list: { reads: ["mailboxes"], stales: [] },
  view_save: { reads: [], stales: ["mailboxes"] },
  view_remove: { reads: [], stales: ["mailboxes"] },
  mailbox_get: { reads: ["mailboxes"], stales: [] },
  mailbox_kind: { reads: [], stales: ["mailboxes", "domains", "client", "plan"] },
  not_taken: { reads: ["mailboxes"], stales: [] },
  options_get: { reads: ["options"], stales: [] },
  options_set: { reads: [], stales: ["options", "mailboxes", "client", "plan", "clients"] },
  options_preview: { reads: [], stales: [] },
  zone_list: { reads: ["app"], stales: [] },
  plan_make: { reads: [], stales: ["plan", "client", "clients"] },
  plan_get: { reads: ["plan"], stales: [] },
  plan_rows: { reads: ["plan"], stales: [] },
  plan_apply: { reads: [], stales: ["plan", "run", "client", "clients", "history"] },
  run_get: { reads: ["run"], stales: [] },
  run_pause: { reads: [], stales: ["run"] },
  run_resume: { reads: [], stales: ["run"] },
  run_cancel: { reads: [], stales: ["run"] },
  sync_now: { reads: [], stales: ["clients", "client"] },
  sync_full: { reads: [], stales: ["clients", "client"] },
  client_overview: { reads: ["client", "plan", "mailboxes", "gateway", "history"], stales: [] },
  history: { reads: ["history"], stales: [] },
  plan_answer: { reads: [], stales: ["plan", "mailboxes", "domains", "client", "clients"] },
  exception_list: { reads: ["mailboxes", "domains"], stales: [] },
  exception_set: { reads: [], stales: ["mailboxes", "domains", "plan", "client"] },
  exception_remove: { reads: [], stales: ["mailboxes", "domains", "plan", "client"] },
  why: { reads: ["mailboxes", "domains", "plan"], stales: [] },
  undo_make: { reads: [], stales: ["plan", "client", "clients"] },
  run_rows: { reads: ["run", "history"], stales: [] },
  run_retry: { reads: [], stales: ["plan", "run", "client", "clients", "history"] },
  rehearse: { reads: [], stales: ["plan"] },
  snapshot_days: { reads: ["client"], stales: [] },
  plan_export: { reads: [], stales: [] },
  plan_import: { reads: [], stales: ["plan", "client", "clients"] },
  plan_csv: { reads: [], stales: [] },
  plan_pdf: { reads: [], stales: [] },
  handover_make: { reads: [], stales: [] },
  bill_csv: { reads: [], stales: [] },
  second_start: { reads: [], stales: ["sign-in"] },
  second_state: { reads: ["sign-in", "plan"], stales: [] },
  second_open_again: { reads: [], stales: [] },
  second_cancel: { reads: [], stales: ["sign-in"] },
  cutover_get: { reads: ["cutover", "domains", "mailboxes"], stales: [] },
  cutover_check: { reads: [], stales: ["cutover", "domains"] },
  cutover_mark: { reads: [], stales: ["cutover"] },
  cutover_target: { reads: [], stales: ["cutover"] },
  import_get: { reads: ["import"], stales: [] },
  import_window: { reads: ["import"], stales: [] },
  import_ledger: { reads: ["import"], stales: [] },
  import_begin: { reads: [], stales: ["import"] },
  import_add: { reads: [], stales: ["import"] },
  import_password: { reads: [], stales: ["import"] },
  import_try_sink: { reads: [], stales: [] },
  import_count: { reads: [], stales: ["import"] },
  import_room: { reads: ["import"], stales: [] },
  import_resume: { reads: [], stales: ["import"] },
  import_pause: { reads: [], stales: ["import"] },
  import_show: { reads: [], stales: ["import"] },
  import_hours: { reads: [], stales: ["import"] },
  import_first: { reads: [], stales: ["import"] },
  import_retry: { reads: [], stales: ["import"] },
  import_certificate: { reads: [], stales: [] },
  import_access: { reads: ["sign-in"], stales: [] },
  import_register: { reads: [], stales: ["sign-in"] },
  import_remove: { reads: [], stales: ["sign-in"] },
  import_step: { reads: ["sign-in"], stales: [] },
  import_step_open_again: { reads: [], stales: [] },
  import_step_cancel: { reads: [], stales: ["sign-in"] },
  import_certificate_file: { reads: [], stales: ["sign-in"] },
  import_accept: { reads: [], stales: ["sign-in"] },
  import_scope: { reads: [], stales: [] },
  import_unscope: { reads: ["sign-in"], stales: [] },
  import_try: { reads: [], stales: [] },
  settings_apply: { reads: [], stales: ["mailboxes", "plan", "client"] },
  settings_get: { reads: ["settings"], stales: [] },
  settings_set: { reads: [], stales: ["settings", "background"] },
  background_state: { reads: ["background", "clients"], stales: [] },
  pause_all: { reads: [], stales: ["background", "clients"] },
  diagnostics: { reads: [], stales: [] },
  support_bundle_look: { reads: [], stales: [] },
  support_bundle: { reads: [], stales: [] },
  data_folder_open: { reads: [], stales: [] },
  written_show: { reads: [], stales: [] },
  update_state: { reads: ["app"], stales: [] },
  update_check: { reads: [], stales: ["app"] },
  update_page_open: { reads: [], stales: [] },
};
