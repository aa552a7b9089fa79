//! The one table of routes and actions: code, typed arguments, permission, step-up, parent.
//!
//! A route is a GET: a screen with its arguments. An action is a POST: it changes something and then leads to a route.
//! Both fit a button's 64 bytes in the worst case (a test checks), hold ids and versions only, and are decoded strictly,
//! for a client can send any bytes it likes. This file knows no screen.

mod target;

pub use super::arguments::{
    About, AdoptionDeed, BatchDeed, CustomerField, Deed, HouseField, InvitationDeed, KeepSize, KeyDeed, KeyField,
    KeyGroup, NeedDeed, NeedRef, PeopleGroup, PersonDeed, PlanField, Preset, RuleDeed, SellerDeed, SellerField,
    Selling, ServerDeed, Step, StopRule, TestField,
};
use super::arguments::{Argument, pick};
use super::table::{routes, step_up};
use crate::domain::{
    backup::{Every, Place},
    chart::{Span, UsageOf},
    ids::{
        AdoptionId, AuditId, BackupId, BatchId, CustomerId, DifferenceId, FilterId, InvitationId, JobId, KeyId,
        PersonId, PlanId, RepresentativeId, ServerId, UndoId,
    },
    notice::NoticeKind,
    person::{Calendar, Language, Numerals},
    role::{Permission, Role},
};
pub use target::Target;

routes! {
    /// A screen with its arguments.
    pub enum Route {
        /// Where everything begins.
        Home = "h", Enter, plain, Self::Home;
        /// How to use the bot.
        Help = "hp", Enter, plain, Self::Home;
        /// What waits for the reader's decision, one at a time: the first after `after`.
        Needs { after: Option<NeedRef> } = "n", Enter, plain, Self::Home;
        /// Says what can be typed to find something.
        Find = "f", KeyRead, plain, Self::Home;
        /// What was found for a stored query.
        Found { filter: FilterId, before: Option<KeyId> } = "fd", KeyRead, plain, Self::Find;
        /// Keys, a page.
        Keys { group: KeyGroup, server: Option<ServerId>, before: Option<KeyId> } = "ks", KeyRead, plain, Self::Home;
        /// One key.
        Key { key: KeyId } = "k", KeyRead, plain, Self::Keys { group: KeyGroup::All, server: None, before: None };
        /// What has happened to a key.
        KeyHistory { key: KeyId, before: Option<AuditId> } = "kh", KeyHistory, plain, Self::Key { key };
        /// Asks before a key is deleted.
        KeyDelete { key: KeyId } = "kd", KeyDelete, plain, Self::Key { key };
        /// Many keys made in one go.
        Batch { batch: BatchId } = "kb", KeyRead, plain, Self::Keys { group: KeyGroup::All, server: None, before: None };
        /// What keys have moved: a key's, a server's, a representative's, all.
        Usage { of: UsageOf } = "us", KeyRead, plain, usage_parent(of);
        /// Servers.
        Servers = "ss", ServerRead, plain, Self::Home;
        /// A page of servers: all, or those that are down.
        ServersPage { down: bool, before: Option<ServerId> } = "sl", ServerRead, plain, Self::Servers;
        /// One server.
        Server { server: ServerId } = "s", ServerRead, plain, Self::Servers;
        /// A server that is being added.
        Adding { job: JobId } = "sa", ServerAdd, plain, Self::Servers;
        /// Asks before a server is let go.
        ServerRemove { server: ServerId } = "sr", ServerRemove, plain, Self::Server { server };
        /// How a server is reached.
        ServerReveal { server: ServerId } = "sv", ServerReveal, stepup, Self::Server { server };
        /// Differences found on a server, one at a time.
        Differences { server: ServerId, after: Option<DifferenceId> } = "d", ServerChange, plain, Self::Server { server };
        /// Asks before a key that differs is deleted, on its server or here.
        DifferenceDelete { server: ServerId, difference: DifferenceId, needs: bool } = "dd", ServerChange, plain, difference_parent(server, needs);
        /// An adoption of a server's keys: what is there, what is decided, how far it is.
        Adopt { adoption: AdoptionId } = "ad", ServerChange, plain, Self::Servers;
        /// One rule of it, counted from 0; negative is the rest.
        AdoptRule { adoption: AdoptionId, rule: i64 } = "ar", ServerChange, plain, Self::Adopt { adoption };
        /// Asks whose a rule's keys are to be.
        AdoptSeller { adoption: AdoptionId, rule: i64, before: Option<RepresentativeId> } = "as", ServerChange, plain, Self::AdoptRule { adoption, rule };
        /// Asks which plan they are to have.
        AdoptPlan { adoption: AdoptionId, rule: i64, before: Option<PlanId> } = "ap", ServerChange, plain, Self::AdoptRule { adoption, rule };
        /// Asks who is to hold them.
        AdoptHolder { adoption: AdoptionId, rule: i64, before: Option<CustomerId> } = "ac", ServerChange, plain, Self::AdoptRule { adoption, rule };
        /// What would come of it.
        AdoptOutlook { adoption: AdoptionId } = "av", ServerChange, plain, Self::Adopt { adoption };
        /// Plans that are sold, or archived ones.
        Plans { archived: bool } = "ps", PlanRead, plain, Self::Home;
        /// A later page of plans.
        PlansPage { archived: bool, before: PlanId } = "pl", PlanRead, plain, Self::Plans { archived };
        /// One plan.
        Plan { plan: PlanId } = "p", PlanRead, plain, Self::Plans { archived: false };
        /// The house's people, a page.
        People { group: PeopleGroup, before: Option<PersonId> } = "ws", PeopleRead, plain, Self::Home;
        /// One person.
        Person { person: PersonId } = "w", PeopleRead, plain, Self::People { group: PeopleGroup::Staff, before: None };
        /// Asks which role a person is to have.
        PersonRole { person: PersonId } = "wr", PeopleChange, plain, Self::Person { person };
        /// Asks before a person is removed.
        PersonRemove { person: PersonId } = "wd", PeopleChange, plain, Self::Person { person };
        /// Asks whom to invite.
        Invite = "iv", PeopleChange, plain, Self::People { group: PeopleGroup::Staff, before: None };
        /// Invitations that are good, a page.
        Invitations { before: Option<InvitationId> } = "is", InvitationRead, plain, Self::Home;
        /// One invitation.
        Invitation { invitation: InvitationId } = "i", InvitationRead, plain, Self::Invitations { before: None };
        /// Representatives, a page.
        Representatives { before: Option<RepresentativeId> } = "rs", RepresentativeRead, plain, Self::Home;
        /// One representative.
        Representative { representative: RepresentativeId } = "r", RepresentativeRead, plain, Self::Representatives { before: None };
        /// What a representative may sell.
        Sells { representative: RepresentativeId, what: Selling } = "rp", RepresentativeChange, plain, Self::Representative { representative };
        /// Asks before a representative is removed.
        RepresentativeRemove { representative: RepresentativeId } = "rd", RepresentativeChange, plain, Self::Representative { representative };
        /// Customers, a page: of one representative, or all within scope.
        Customers { representative: Option<RepresentativeId>, before: Option<CustomerId> } = "cs", CustomerRead, plain, Self::Home;
        /// One customer, and a page of their keys.
        Customer { customer: CustomerId, before: Option<KeyId> } = "c", CustomerRead, plain, Self::Customers { representative: None, before: None };
        /// Asks whose a key is to be.
        KeyCustomer { key: KeyId, before: Option<CustomerId> } = "kc", CustomerChange, plain, Self::Key { key };
        /// Settings.
        Settings = "o", Enter, plain, Self::Home;
        /// The reader's language, digits and calendar.
        Reading = "ol", Enter, plain, Self::Settings;
        /// Which notices the reader wants, and when.
        Notices = "on", Enter, plain, Self::Settings;
        /// The house's name, currency and time zone.
        House = "oh", HouseChange, plain, Self::Settings;
        /// When people are told of quotas, and whether keys stop.
        UsageRules = "ou", HouseChange, plain, Self::Settings;
        /// What test keys give, and how many there are in a day.
        TestKeys = "ox", HouseChange, plain, Self::Settings;
        /// Backups, a page.
        Backups { before: Option<BackupId> } = "bs", BackupManage, plain, Self::Home;
        /// One backup.
        Backup { backup: BackupId } = "b", BackupManage, plain, Self::Backups { before: None };
        /// Work on a backup.
        BackupWork { job: JobId } = "bw", BackupManage, plain, Self::Backups { before: None };
        /// Asks before a backup is deleted.
        BackupDelete { backup: BackupId } = "bd", BackupManage, plain, Self::Backup { backup };
        /// What a restore from a backup means.
        RestorePreview { backup: BackupId } = "br", BackupRestore, plain, Self::Backup { backup };
        /// When, where, how many.
        BackupRules = "bo", BackupManage, plain, Self::Backups { before: None };
        /// What waits after a restore.
        Held = "bh", BackupRestore, plain, Self::Home;
        /// The first start: what is done and what comes next.
        Setup = "u", HouseChange, plain, Self::Settings;
    }
}

routes! {
    /// A change, and what it applies to. What was drawn from a row carries that row's version.
    pub enum Action {
        /// Begins the form for a new key.
        NewKey { server: Option<ServerId>, plan: Option<PlanId> } = "k+", KeyCreate, plain, Route::Home;
        /// Begins the form for many keys.
        ManyKeys { server: Option<ServerId> } = "km", KeyCreate, plain, Route::Keys { group: KeyGroup::All, server: None, before: None };
        /// Begins the form for a test key.
        TestKey { server: Option<ServerId> } = "kt", KeyCreate, plain, Route::Keys { group: KeyGroup::All, server: None, before: None };
        /// Stops a batch, or tries again what failed in it.
        BatchDo { batch: BatchId, version: i64, deed: BatchDeed } = "kz", KeyCreate, plain, Route::Batch { batch };
        /// Sends a batch's access URLs again: as a file, or as pages of QR codes.
        BatchSend { batch: BatchId, codes: bool } = "kw", KeyRead, plain, Route::Batch { batch };
        /// Begins the form for one value of test keys.
        TestEdit { field: TestField } = "ov", HouseChange, plain, Route::TestKeys;
        /// Begins the form for one value of a key.
        KeyEdit { key: KeyId, field: KeyField } = "ke", KeyChange, plain, Route::Key { key };
        /// Stops, resumes, deletes a key, or tries again to make it.
        KeyDo { key: KeyId, version: i64, deed: KeyDeed } = "kx", KeyChange, plain, Route::Key { key };
        /// Sends a key's QR picture again, or a file.
        KeySend { key: KeyId, file: bool } = "kf", KeyRead, plain, Route::Key { key };
        /// Sends a picture of usage.
        Chart { of: UsageOf, span: Span } = "uc", KeyRead, plain, Route::Usage { of };
        /// Hears of all keys' quotas, or doesn't.
        UsageWatch { on: bool } = "uw", KeyGrant, plain, Route::Usage { of: UsageOf::All };
        /// Begins the form for a new server.
        AddServer = "s+", ServerAdd, plain, Route::Servers;
        /// Begins the form for a server's name.
        ServerName { server: ServerId } = "sn", ServerChange, plain, Route::Server { server };
        /// Pauses a server, resumes it, or lets go of one without keys.
        ServerDo { server: ServerId, version: i64, keys: i64, deed: ServerDeed } = "sx", ServerChange, plain, Route::Server { server };
        /// Asks a server now how it is.
        ServerCheck { server: ServerId } = "sc", ServerRead, plain, Route::Server { server };
        /// Begins the form for another management line of a server.
        ServerReplace { server: ServerId } = "sl", ServerAdd, stepup, Route::Server { server };
        /// Takes the line that was pasted before for a server that is in the house already.
        ServerTake { server: ServerId, job: JobId } = "su", ServerAdd, stepup, Route::Server { server };
        /// Decides about a difference.
        Settle { server: ServerId, difference: DifferenceId, version: i64, deed: Deed } = "dx", ServerChange, plain, Route::Differences { server, after: None };
        /// Begins to adopt what a server has, or goes on.
        AdoptBegin { server: ServerId } = "a+", ServerChange, plain, Route::Server { server };
        /// Adds a rule for the n-th pattern that is suggested.
        AdoptSuggested { adoption: AdoptionId, version: i64, choice: i64 } = "aq", ServerChange, plain, Route::Adopt { adoption };
        /// Begins the form for a rule's pattern; without a rule, for a new one's.
        AdoptPattern { adoption: AdoptionId, rule: Option<i64> } = "ae", ServerChange, plain, Route::Adopt { adoption };
        /// Begins the form for a list of names.
        AdoptList { adoption: AdoptionId } = "am", ServerChange, plain, Route::Adopt { adoption };
        /// Moves a rule, takes it away, or says who holds its keys.
        AdoptRuleDo { adoption: AdoptionId, version: i64, rule: i64, deed: RuleDeed } = "ax", ServerChange, plain, Route::Adopt { adoption };
        /// Says whose a rule's keys are to be.
        AdoptTo { adoption: AdoptionId, version: i64, rule: i64, to: Option<RepresentativeId> } = "at", ServerChange, plain, Route::AdoptRule { adoption, rule };
        /// Says which plan they are to have.
        AdoptAs { adoption: AdoptionId, version: i64, rule: i64, plan: Option<PlanId> } = "ap", ServerChange, plain, Route::AdoptRule { adoption, rule };
        /// Says which customer is to hold them.
        AdoptFor { adoption: AdoptionId, version: i64, rule: i64, customer: CustomerId } = "ah", ServerChange, plain, Route::AdoptRule { adoption, rule };
        /// Asks the server anew, starts, stops, gives up, sends the list.
        AdoptDo { adoption: AdoptionId, version: i64, deed: AdoptionDeed } = "ag", ServerChange, plain, Route::Adopt { adoption };
        /// Begins the form for a new plan.
        NewPlan { preset: Option<Preset> } = "p+", PlanChange, plain, Route::Plans { archived: false };
        /// Begins the form for one value of a plan.
        PlanEdit { plan: PlanId, field: PlanField } = "pe", PlanChange, plain, Route::Plan { plan };
        /// Lets a plan's keys stop when they are used up, or only tells; or leaves that to the house.
        PlanStops { plan: PlanId, version: i64, rule: StopRule } = "pw", PlanChange, plain, Route::Plan { plan };
        /// Archives a plan, or takes it back.
        PlanArchive { plan: PlanId, version: i64, archive: bool } = "px", PlanChange, plain, Route::Plan { plan };
        /// Invites somebody to a role among the house's own people.
        Invite { role: Role } = "i+", PeopleChange, stepup, Route::Invite;
        /// Begins the form for a new representative.
        InviteSeller = "r+", RepresentativeChange, plain, Route::Representatives { before: None };
        /// Sends an invitation's message again, or takes the invitation back.
        InvitationDo { invitation: InvitationId, deed: InvitationDeed } = "ix", InvitationRead, plain, Route::Invitation { invitation };
        /// Gives a person another role.
        PersonRole { person: PersonId, version: i64, role: Role } = "wo", PeopleChange, stepup, Route::Person { person };
        /// Suspends, resumes or removes a person.
        PersonDo { person: PersonId, version: i64, deed: PersonDeed } = "wx", PeopleChange, stepup, Route::Person { person };
        /// Hands the house over.
        HandHouse = "oy", HouseHandOver, stepup, Route::People { group: PeopleGroup::Staff, before: None };
        /// Invites somebody to act for a representative in place of who does now.
        HandSeller { representative: RepresentativeId } = "rh", RepresentativeChange, stepup, Route::Representative { representative };
        /// Begins the form for one value of a representative.
        SellerEdit { representative: RepresentativeId, field: SellerField } = "re", RepresentativeChange, plain, Route::Representative { representative };
        /// Suspends, resumes or removes a representative.
        SellerDo { representative: RepresentativeId, version: i64, deed: SellerDeed } = "rx", RepresentativeChange, plain, Route::Representative { representative };
        /// Lets a representative sell everything, or only what is named.
        SellAll { representative: RepresentativeId, version: i64, what: Selling, all: bool } = "ra", RepresentativeChange, plain, Route::Sells { representative, what };
        /// Lets a representative sell a plan, or not any more.
        SellPlan { representative: RepresentativeId, version: i64, plan: PlanId, on: bool } = "rq", RepresentativeChange, plain, Route::Sells { representative, what: Selling::Plans };
        /// Lets a representative sell on a server, or not any more.
        SellServer { representative: RepresentativeId, version: i64, server: ServerId, on: bool } = "rw", RepresentativeChange, plain, Route::Sells { representative, what: Selling::Servers };
        /// Begins the form for a new customer, who holds that key.
        NewCustomer { key: Option<KeyId> } = "c+", CustomerChange, plain, Route::Customers { representative: None, before: None };
        /// Begins the form for one value of a customer.
        CustomerEdit { customer: CustomerId, field: CustomerField } = "ce", CustomerChange, plain, Route::Customer { customer, before: None };
        /// Invites somebody to be a customer in place of who is now.
        HandCustomer { customer: CustomerId } = "ch", CustomerChange, plain, Route::Customer { customer, before: None };
        /// Gives a key to a customer, or to nobody.
        KeyGive { key: KeyId, version: i64, customer: Option<CustomerId> } = "kg", CustomerChange, plain, Route::Key { key };
        /// Invites somebody to hold a key.
        KeyClaim { key: KeyId } = "kl", CustomerChange, plain, Route::Key { key };
        /// Looks at the house as a representative does.
        ViewAs { representative: RepresentativeId } = "va", ViewAs, plain, Route::Representative { representative };
        /// Looks at it as oneself again.
        ViewEnd = "vx", Enter, plain, Route::Home;
        /// Chooses a language.
        Speak { language: Language } = "ll", Enter, plain, Route::Reading;
        /// Chooses digits.
        Count { numerals: Numerals } = "ln", Enter, plain, Route::Reading;
        /// Chooses a calendar.
        Date { calendar: Calendar } = "lc", Enter, plain, Route::Reading;
        /// Wants a kind of notice, or doesn't.
        NoticeChoice { kind: NoticeKind, wanted: bool } = "nk", Enter, plain, Route::Notices;
        /// Begins the form for quiet hours.
        QuietEdit = "nq", Enter, plain, Route::Notices;
        /// Sends the reader a notice to try whether they come.
        NoticeTest = "nt", Enter, plain, Route::Notices;
        /// Sends the house's notices to that group as well.
        GroupJoin { group: i64 } = "ng", HouseChange, plain, Route::Notices;
        /// Sends them to no group any more.
        GroupLeave = "nl", HouseChange, plain, Route::Notices;
        /// Begins the form for a setting of the house.
        HouseEdit { field: HouseField } = "oe", HouseChange, plain, Route::House;
        /// Begins the form for when people are told of quotas.
        UsageThresholds = "oa", HouseChange, plain, Route::UsageRules;
        /// Lets keys stop when they are used up, or only tells.
        UsageStops { on: bool } = "ow", HouseChange, plain, Route::UsageRules;
        /// Shows rial as toman, or as they are.
        Toman { on: bool } = "ot", HouseChange, plain, Route::House;
        /// Decides about something that waits, and goes on to the next.
        NeedDo { need: NeedRef, version: i64, deed: NeedDeed } = "nd", Enter, plain, Route::Needs { after: None };
        /// Puts back what the reader changed a moment ago.
        Undo { undo: UndoId } = "un", Enter, plain, Route::Home;
        /// Skips a step of the first start.
        Skip { step: Step } = "us", HouseChange, plain, Route::Setup;
        /// Ends the first start, or begins it again.
        SetupOver { over: bool } = "uo", HouseChange, plain, Route::Setup;
        /// Takes the message with a server's management URL out of the chat.
        Forget { server: ServerId } = "sf", ServerReveal, plain, Route::Server { server };
        /// Makes a backup now.
        BackupNow = "b+", BackupManage, plain, Route::Backups { before: None };
        /// Sends a backup's file into one's own chat.
        BackupSend { backup: BackupId } = "bf", BackupManage, plain, Route::Backup { backup };
        /// Deletes a backup.
        BackupErase { backup: BackupId } = "bx", BackupManage, plain, Route::Backups { before: None };
        /// Begins the typed confirmation of a restore.
        RestoreFrom { backup: BackupId } = "br", BackupRestore, stepup, Route::RestorePreview { backup };
        /// Begins the form for the passphrase of an archive that this house's doesn't open.
        BackupUnlock { backup: BackupId } = "bu", BackupRestore, plain, Route::Backup { backup };
        /// Begins the typed confirmation of a new passphrase.
        MakePassphrase = "bp", BackupManage, stepup, Route::Backups { before: None };
        /// Chooses how often backups are made.
        BackupEvery { every: Every } = "be", BackupManage, plain, Route::BackupRules;
        /// Chooses the hour at which they are made.
        BackupHour { hour: i64 } = "bt", BackupManage, plain, Route::BackupRules;
        /// Chooses a place for them, or leaves it.
        BackupInto { place: Place, on: bool } = "bi", BackupManage, plain, Route::BackupRules;
        /// Chooses how many are kept.
        BackupKeep { size: KeepSize } = "bk", BackupManage, plain, Route::BackupRules;
        /// Lets go what waits after a restore; the messages of then are sent, or dropped.
        LetGo { send: bool } = "bl", BackupRestore, plain, Route::Held;
        /// Leaves the form without a change.
        Cancel = "x", Enter, plain, Route::Home;
    }
}

/// Where a difference was come upon: in what needs the reader, or in its server's list.
const fn difference_parent(server: ServerId, needs: bool) -> Route {
    if needs { Route::Needs { after: None } } else { Route::Differences { server, after: None } }
}

const fn usage_parent(of: UsageOf) -> Route {
    match of {
        UsageOf::Key(key) => Route::Key { key },
        UsageOf::Server(server) => Route::Server { server },
        UsageOf::Representative(representative) => Route::Representative { representative },
        UsageOf::All => Route::Home,
    }
}

#[cfg(test)]
mod tests;
