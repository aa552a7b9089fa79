//! What an update does: runs in the transaction that also marks it as done, and says what is to be shown.
//!
//! Nothing is sent from here. Whatever is refused rolls everything back; `handle` then says so.

use super::{
    actions, asked,
    chat_place::{self, Part},
    commands::{self, Typed},
    context::Context,
    desk::Desk,
    door::{self, Came},
    flows::{Form, FormContext, Input, Step, add_server::AddServer, adopt::AdoptForm},
    followed,
    incoming::{Coming, What},
    led::Led,
    perform::{self, Done},
    reply::{Answer, Reply, Show, Spot},
    routes::{Action, Route, Target},
    ui::View,
};
use crate::{
    domain::role::Permission,
    service::{Outcome, Refusal, backup::records, notices, people, people::Known, require},
    store::{self, Tx, inbox::Turn, sessions::Session},
    text::{label, tr},
};
use chrono::{DateTime, Utc};

/// What a session keeps in place of a route while its form is to be shown.
pub const FORM: &str = "=";

/// What a stored update led to.
#[derive(Debug)]
pub enum Taken {
    /// This is to be shown.
    Done(Box<Answer>),
    /// It was done before.
    Before,
    /// An older one of its chat isn't done, and comes first.
    Early,
}

/// Does what a stored update asks for, in its turn.
pub async fn take(tx: &mut Tx, desk: &Desk, coming: &Coming, now: DateTime<Utc>) -> Outcome<Taken> {
    Ok(match store::inbox::in_turn(tx, coming.update, "done", now).await? {
        Turn::Its { again } => Taken::Done(Box::new(act_on(tx, desk, coming, again, now).await?)),
        Turn::Past => Taken::Before,
        Turn::NotYet => Taken::Early,
    })
}

async fn act_on(tx: &mut Tx, desk: &Desk, coming: &Coming, again: bool, now: DateTime<Utc>) -> Outcome<Answer> {
    let chat = coming.profile.chat;
    let door = people::at_the_door(tx, chat).await?;
    let house = match &door {
        Some(door) => desk.house_at(tx, door.settings_rev).await?,
        None => desk.house(tx).await?,
    };
    let (known, greeted) = match door.map(|door| door.known) {
        Some(known) => (known, false),
        None => match door::let_in(tx, desk, coming, now).await? {
            Came::In(known) => (*known, true),
            Came::NoGood => return Ok(door::no_good_words(coming, &house)),
            Came::Wrong(left) => return Ok(door::wrong(coming, &house, left)),
            Came::Not => return door::stranger(tx, desk, coming, &house, now).await,
        },
    };
    if let What::Reach(reachable) = coming.what {
        store::people::set_reachable(tx, chat, reachable).await?;
        if reachable {
            people::back(tx, &desk.env, chat, now).await?;
        }
        let text = Desk::text_for(&known.person, &house);
        return Ok(Answer { reply: Reply::nothing(), known: Some(known), house, text, session: None });
    }
    if let What::Group { group, title, here } = &coming.what {
        notices::group_changed(tx, &desk.env, &known.actor, (*group, title), *here, now).await?;
        let text = Desk::text_for(&known.person, &house);
        return Ok(Answer { reply: Reply::nothing(), known: Some(known), house, text, session: None });
    }
    // Typed or tapped before what was done meanwhile: taken now, it would answer a question that it wasn't meant for.
    if again
        && matches!(coming.what, What::Text(..) | What::Tap { .. })
        && store::inbox::overtaken(tx, coming.update).await?
    {
        let text = Desk::text_for(&known.person, &house);
        return Ok(Answer { reply: Reply::nothing(), known: Some(known), house, text, session: None });
    }
    people::refresh(tx, &known.person, &coming.profile, now).await?;
    if !known.person.reachable {
        people::back(tx, &desk.env, chat, now).await?;
    }
    let text = Desk::text_for(&known.person, &house);
    let context = Context { env: &desk.env, known: &known, house: &house, text: &text, now };
    let mut session = store::sessions::lock(tx, chat, now).await?;
    desk.recall_living(chat, session.living_message);
    let living = desk.living(chat);
    // What is tapped is the message that the answer goes to: after a crash it is followed there.
    if let What::Tap { message: Some(tapped), .. } = coming.what
        && living.is_none_or(|living| tapped >= living)
    {
        session.living_message = Some(tapped);
    }
    let mut reply = if greeted {
        Reply { commands: true, ..Reply::show(Show::Screen(welcome(context)), Spot::Below) }
    } else {
        respond(tx, context, &mut session, living, &coming.what).await?
    };
    followed::leave(tx, context, &session, &reply.show).await?;
    asked::take_words(tx, context, &mut session, &reply.show).await?;
    keep(tx, &mut session, &reply.show, now).await?;
    // A form that goes on has changed nothing but the session.
    if let Show::Form(_) = reply.show {
        return Ok(Answer { reply, known: Some(known), house, text, session: Some(session) });
    }
    let (known, house, text) = finish(tx, desk, known, &mut reply).await?;
    Ok(Answer { reply, known: Some(known), house, text, session: Some(session) })
}

/// Writes the session, with what is to be shown and followed.
async fn keep(tx: &mut Tx, session: &mut Session, show: &Show, now: DateTime<Utc>) -> Outcome<()> {
    match show {
        Show::Screen(route) => {
            session.watch = followed::is_live(*route).then(|| route.encode());
            session.unshown = Some(route.encode());
        }
        Show::Form(_) => (session.watch, session.unshown) = (None, Some(FORM.to_owned())),
        Show::Once(_) => (session.watch, session.unshown) = (None, None),
        Show::Nothing => session.unshown = None,
    }
    session.rev += 1;
    Ok(store::sessions::save(tx, session, now).await?)
}

/// Person and house as they are after the change: a new language shows at once.
async fn finish(
    tx: &mut Tx,
    desk: &Desk,
    known: Known,
    reply: &mut Reply,
) -> Outcome<(Known, crate::service::house::House, crate::text::Text)> {
    let house = desk.house(tx).await?;
    let after = people::present(tx, known.person.chat).await?.ok_or(Refusal::NotAllowed)?;
    reply.commands |=
        after.person.reading.language != known.person.reading.language || after.person.role != known.person.role;
    let text = Desk::text_for(&after.person, &house);
    Ok((after, house, text))
}

/// The first screen of someone who just came in.
fn welcome(context: Context<'_>) -> Route {
    let setup = context.may(Permission::HouseChange) && context.house.next_step().is_some();
    if setup { Route::Setup } else { Route::Home }
}

async fn respond(
    tx: &mut Tx,
    context: Context<'_>,
    session: &mut Session,
    living: Option<i64>,
    what: &What,
) -> Outcome<Reply> {
    match what {
        What::Text(typed, message) => match commands::read(typed) {
            Some(command) => run_command(tx, context, session, command).await,
            None => type_in(tx, context, session, typed, *message).await,
        },
        What::List(text) => match session.form.as_deref().and_then(Form::restore) {
            Some(form) => answer(tx, context, session, form, Input::Text(text), Spot::Below).await,
            None => match store::adoptions::draft_of(tx, context.known.person.id).await? {
                Some(draft) => {
                    let form = Form::Adopt(AdoptForm::list(draft.id, draft.version));
                    answer(tx, context, session, form, Input::Text(text), Spot::Below).await
                }
                None => Ok(Reply::show(Show::Once(unknown(context)), Spot::Below)),
            },
        },
        What::Document { file, name, .. }
            if name.ends_with("age") && session.form.is_none() && context.may(Permission::BackupRestore) =>
        {
            let part = Part { file: file.clone(), message: 0 };
            let offered = (name.as_str(), &*chat_place::reference(&[part]));
            let job = records::offer(tx, context.env, &context.known.actor, offered, context.now).await?;
            Ok(Reply::show(Show::Screen(Route::BackupWork { job }), Spot::Below))
        }
        What::Other | What::Document { .. } => Ok(match session.form {
            Some(_) => Reply::show(Show::Form(Some(tr!(context.text, "form-text-please"))), Spot::Below),
            None => Reply::show(Show::Once(unknown(context)), Spot::Below),
        }),
        What::Tap { message, target, .. } => tap(tx, context, session, living, *message, *target).await,
        What::Reach(_) | What::Group { .. } | What::Inline { .. } => Ok(Reply::nothing()),
    }
}

fn unknown(context: Context<'_>) -> View {
    View::plain(tr!(context.text, "not-understood")).back(context.text, Route::Home)
}

async fn run_command(tx: &mut Tx, context: Context<'_>, session: &mut Session, command: Typed<'_>) -> Outcome<Reply> {
    match command {
        Typed::Start(payload) => {
            if let Some(reply) = door::opened(tx, context, payload).await? {
                session.form = None;
                return Ok(reply);
            }
            let route = commands::deep_link(payload).unwrap_or_else(|| welcome(context));
            // A role that was given since the last start has other commands.
            Ok(Reply { spot: Spot::Below, commands: true, ..open(tx, context, session, route).await? })
        }
        Typed::Find(words) => asked::search(tx, context, session, words).await,
        Typed::Known(Target::Do(Action::Cancel)) => Ok(cancel(session, Spot::Below)),
        Typed::Known(Target::Do(action)) => act(tx, context, session, action, Spot::Below).await,
        Typed::Known(Target::Go(route)) => {
            session.form = None;
            Ok(Reply::show(Show::Screen(route), Spot::Below))
        }
        Typed::Known(_) | Typed::Unknown => Ok(Reply::show(Show::Once(unknown(context)), Spot::Below)),
    }
}

fn cancel(session: &mut Session, spot: Spot) -> Reply {
    let origin = session.form.as_deref().and_then(Form::restore).map_or(Route::Home, |form| form.origin());
    session.form = None;
    Reply::show(Show::Screen(origin), spot)
}

async fn type_in(
    tx: &mut Tx,
    context: Context<'_>,
    session: &mut Session,
    typed: &str,
    message: i64,
) -> Outcome<Reply> {
    // A server's address is a secret wherever it is pasted.
    let pasted = context.env.drivers.is_paste(typed);
    if pasted {
        asked::take_out(tx, context.env, context.known.person.chat, message, context.now).await?;
    }
    let Some(stored) = &session.form else {
        // Who pastes a server without being asked means to add it.
        if !pasted {
            if let Some(reply) = door::opened(tx, context, typed).await? {
                return Ok(reply);
            }
            return asked::search(tx, context, session, typed).await;
        }
        require(&context.known.actor, Action::AddServer.permission())?;
        let form = Form::AddServer(AddServer::default());
        return answer(tx, context, session, form, Input::Text(typed), Spot::Below).await;
    };
    let Some(form) = Form::restore(stored) else {
        session.form = None;
        let words = tr!(context.text, "form-lost");
        return Ok(Reply::show(Show::Once(View::plain(words).back(context.text, Route::Home)), Spot::Below));
    };
    if form.secret() {
        asked::take_out(tx, context.env, context.known.person.chat, message, context.now).await?;
    }
    answer(tx, context, session, form, Input::Text(typed), Spot::Below).await
}

async fn tap(
    tx: &mut Tx,
    context: Context<'_>,
    session: &mut Session,
    living: Option<i64>,
    message: Option<i64>,
    target: Option<Target>,
) -> Outcome<Reply> {
    let text = context.text;
    let old = message.zip(living).is_some_and(|(tapped, living)| tapped < living);
    let stale = |session: &Session| {
        let show = if session.form.is_some() { Show::Form(None) } else { Show::Screen(Route::Home) };
        Reply { old: true, ..Reply::show(show, Spot::Below) }.toast(label!(text, "toast-old-menu"))
    };
    // The same message has gone on since: a second tap, quicker than the screen, and nothing to be told off for.
    let twice = |session: &Session, step: i64| match session.watch.as_deref().and_then(Route::decode) {
        _ if asked::asks_setup(session) => Reply::show(Show::Screen(Route::Setup), Spot::Stay),
        _ if session.form.is_some() => Reply::show(Show::Form(None), Spot::Stay),
        Some(route) => Reply::show(Show::Screen(route), Spot::Stay),
        None if step == session.form_seq => Reply::nothing(),
        None => Reply { spot: Spot::Stay, ..stale(session) },
    };
    match target {
        None => Ok(Reply::nothing().toast(label!(text, "toast-old-menu"))),
        Some(Target::Also(action)) => act(tx, context, session, action, Spot::Below).await,
        Some(Target::Go(route) | Target::Open(route)) => open(tx, context, session, route).await,
        Some(Target::Do(action @ Action::Forget { .. })) => {
            require(&context.known.actor, action.permission())?;
            if let Some(message) = message {
                asked::take_out(tx, context.env, context.known.person.chat, message, context.now).await?;
            }
            session.form = None;
            Ok(Reply::show(Show::Screen(action.parent()), Spot::Below))
        }
        Some(_) if old => Ok(stale(session)),
        Some(Target::Do(Action::Cancel)) => Ok(cancel(session, Spot::Here)),
        Some(Target::Do(action)) => act(tx, context, session, action, Spot::Here).await,
        Some(Target::Choose { step, .. } | Target::Back { step }) if step != session.form_seq => {
            Ok(twice(session, step))
        }
        Some(Target::Choose { step, choice }) => {
            let Some(form) = session.form.as_deref().and_then(Form::restore) else { return Ok(twice(session, step)) };
            let choice = usize::try_from(choice).unwrap_or(usize::MAX);
            answer(tx, context, session, form, Input::Choice(choice), Spot::Here).await
        }
        Some(Target::Back { step }) => {
            let Some(form) = session.form.as_deref().and_then(Form::restore) else { return Ok(twice(session, step)) };
            answer(tx, context, session, form, Input::Back, Spot::Here).await
        }
    }
}

/// A screen that a tap leads to where the session has to be written: a form is left, or a confirmation is asked for.
pub async fn open(tx: &mut Tx, context: Context<'_>, session: &mut Session, route: Route) -> Outcome<Reply> {
    session.form = None;
    if let Route::ServerReveal { server } = route {
        require(&context.known.actor, route.permission())?;
        let name = crate::service::servers::present(tx, server).await?.name;
        let confirm = super::flows::confirm::Confirm::new(Target::Go(route), name, 0);
        asked::begin(session, &Form::Confirm(confirm));
        return Ok(Reply::show(Show::Form(None), Spot::Here));
    }
    Ok(Reply::show(Show::Screen(route), Spot::Here))
}

async fn act(tx: &mut Tx, context: Context<'_>, session: &mut Session, action: Action, spot: Spot) -> Outcome<Reply> {
    Ok(match actions::act(tx, context, action).await? {
        Led::Form(form) => {
            asked::begin(session, &form);
            Reply::show(Show::Form(None), spot)
        }
        Led::To(route, words) => {
            session.form = None;
            let reply = Reply::show(Show::Screen(route), spot);
            words.into_iter().fold(reply, Reply::toast)
        }
        Led::View(as_whom) => {
            if let (None, Some(left)) = (as_whom, session.view_as) {
                people::view_ended(tx, &context.known.actor, left, context.now).await?;
            }
            (session.view_as, session.form) = (as_whom, None);
            Reply::show(Show::Screen(Route::Home), spot)
        }
        Led::Once(view) => {
            session.form = None;
            Reply::show(Show::Once(view), spot)
        }
        Led::Said(words) => Reply::nothing().toast(words),
    })
}

async fn answer(
    tx: &mut Tx,
    context: Context<'_>,
    session: &mut Session,
    form: Form,
    input: Input<'_>,
    spot: Spot,
) -> Outcome<Reply> {
    let seen =
        FormContext { text: context.text, house: context.house, now: context.now, drivers: &*context.env.drivers };
    let origin = form.origin();
    Ok(match form.step(input, seen) {
        Step::Ask(form) => {
            asked::begin(session, &form);
            Reply::show(Show::Form(None), spot)
        }
        Step::Wrong(form, problem) => {
            asked::begin(session, &form);
            Reply::show(Show::Form(Some(problem)), spot)
        }
        Step::Leave => {
            session.form = None;
            Reply::show(Show::Screen(origin), spot)
        }
        Step::Done(command) => {
            let done = perform::perform(tx, context, &command).await?;
            session.form = None;
            match done {
                Done::To(route) => Reply::show(Show::Screen(route), spot),
                Done::Said(route, words) => Reply::show(Show::Screen(route), spot).toast(words),
                Done::Once(view) => Reply::show(Show::Once(view), spot),
                Done::Form(form) => {
                    asked::begin(session, &form);
                    Reply::show(Show::Form(None), spot)
                }
            }
        }
    })
}
