//! Many keys in one go: how far they are, followed while they are made; then how it ended and what can be fetched.
//! Read within the reader's scope: another's batch is the same as one that isn't there.

use crate::{
    bot::{
        batch_words,
        context::Context,
        routes::{Action, BatchDeed, KeyGroup, Route},
        ui::{self, Button, View},
    },
    domain::{
        batch::{Batch, BatchState},
        ids::BatchId,
        role::Permission,
    },
    service::{Outcome, batches},
    store::{self, Access},
    text::{Html, Text, chart, label, tr},
};

/// A batch and what the reader may do with it.
#[derive(Debug, Clone)]
pub struct Model {
    batch: Batch,
    plan: String,
    /// Where, for those who see servers.
    server: Option<String>,
    ends: (String, String),
    failures: Vec<(String, String)>,
    trouble: Option<String>,
    sees_server: bool,
    may_create: bool,
}

/// Reads it.
pub async fn load(access: &mut impl Access, context: Context<'_>, id: BatchId) -> Outcome<Model> {
    let batch = batches::get(access, &context.known.actor, id).await?;
    let sees_server = context.may(Permission::ServerRead);
    let server = if sees_server { store::servers::get(access, batch.server).await? } else { None };
    Ok(Model {
        plan: store::plans::get(access, batch.plan).await?.map(|plan| plan.name).unwrap_or_default(),
        server: server.map(|server| server.name),
        ends: store::batches::ends(access, id).await?.unwrap_or_default(),
        failures: store::batches::failures(access, id).await?,
        trouble: store::batches::trouble(access, id).await?,
        sees_server,
        may_create: context.may(Permission::KeyCreate),
        batch,
    })
}

/// Shows it.
pub fn view(model: &Model, text: &Text) -> View {
    let batch = &model.batch;
    let (first, last) = (model.ends.0.as_str(), model.ends.1.as_str());
    let path = [tr!(text, "keys-title")];
    let names = if batch.total > 1 {
        tr!(text, "batch-names", first = first, last = last)
    } else {
        tr!(text, "batch-name", name = first)
    };
    let mut view = View::titled(&path, &tr!(text, "batch-title", count = batch.total)).line(names);
    view = view
        .line(tr!(text, "key-line-plan", plan = model.plan.as_str()))
        .maybe(model.server.as_deref().map(|server| tr!(text, "key-line-server", server = server)))
        .gap();
    let open = batch.state != BatchState::Done;
    view = if open { progress(view, model, text) } else { result(view, model, text) };
    view.back(text, Route::Keys { group: KeyGroup::All, server: None, before: None }).live(open)
}

fn progress(view: View, model: &Model, text: &Text) -> View {
    let batch = &model.batch;
    let through = batch.total - batch.pending;
    let percent = (through * 100).checked_div(batch.total).unwrap_or(100);
    let left = batch.seconds_left().map(|seconds| match seconds {
        ..90 => tr!(text, "batch-seconds-left", count = seconds.max(1)),
        n => tr!(text, "batch-minutes-left", count = (n + 59) / 60),
    });
    let mut line = tr!(text, "batch-progress", made = batch.made, total = batch.total);
    let failed = (batch.failed > 0).then(|| tr!(text, "batch-failed", count = batch.failed));
    for part in failed.into_iter().chain(left) {
        line.push(&Html::plain(" · "));
        line.push(&part);
    }
    let waits = model.trouble.as_deref().map(|why| Html::plain(&ui::key_trouble(text, why, model.sees_server)));
    let view = view.line(line).line(Html::plain(&chart::bar(percent))).maybe(waits);
    if batch.state == BatchState::Stopping {
        return view.line(tr!(text, "batch-stopping"));
    }
    let stop = Action::BatchDo { batch: batch.id, version: batch.version, deed: BatchDeed::Stop };
    let view = view.line(tr!(text, "batch-away"));
    if model.may_create { view.row([Button::act(label!(text, "batch-stop"), stop)]) } else { view }
}

fn result(view: View, model: &Model, text: &Text) -> View {
    let batch = &model.batch;
    let mut view = view
        .line(batch_words::outcome(batch, text))
        .maybe(batch_words::stopped(batch, text))
        .lines(batch_words::causes(&model.failures, model.sees_server, text));
    if batch.made > 0 {
        view = view.row([
            Button::act(label!(text, "batch-send-file"), Action::BatchSend { batch: batch.id, codes: false }),
            Button::act(label!(text, "batch-send-codes"), Action::BatchSend { batch: batch.id, codes: true }),
        ]);
    }
    if model.may_create && !model.failures.is_empty() {
        let retry = Action::BatchDo { batch: batch.id, version: batch.version, deed: BatchDeed::Retry };
        view = view.row([Button::act(label!(text, "batch-retry", count = model.failures.len()), retry)]);
    }
    view
}

/// Samples.
pub fn samples() -> Vec<(&'static str, Model)> {
    use crate::domain::ids::{PersonId, PlanId, ServerId};
    let now = crate::bot::screens::sample::now();
    let began = now - chrono::TimeDelta::seconds(16);
    let batch = Batch {
        id: BatchId(4),
        person: Some(PersonId(1)),
        representative: None,
        plan: PlanId(1),
        server: ServerId(1),
        total: 500,
        state: BatchState::Making,
        round: 1,
        round_total: 500,
        round_at: began,
        made: 137,
        failed: 2,
        pending: 361,
        told_at: now,
        created_at: began,
        finished_at: None,
        version: 1,
    };
    let model = Model {
        batch: batch.clone(),
        plan: "50 GB · 30 days".to_owned(),
        server: Some("Frankfurt".to_owned()),
        ends: ("sara-001".to_owned(), "sara-500".to_owned()),
        failures: Vec::new(),
        trouble: None,
        sees_server: true,
        may_create: true,
    };
    let with = |batch: Batch| Model { batch, ..model.clone() };
    let fresh = Batch { made: 0, failed: 0, pending: 500, told_at: began, ..batch.clone() };
    let mut waiting = with(fresh.clone());
    waiting.trouble = Some("unreachable".to_owned());
    let done = Batch { state: BatchState::Done, made: 500, failed: 0, pending: 0, ..batch.clone() };
    let failure = |name: &str, why: &str| (name.to_owned(), why.to_owned());
    let mut failed = with(Batch { made: 480, failed: 3, ..done.clone() });
    failed.failures = vec![failure("sara-007", "refused"), failure("کلید <۸>", "refused"), failure("z", "timeout")];
    let few = Model {
        ends: ("ali".to_owned(), "مینا".to_owned()),
        server: None,
        sees_server: false,
        ..with(Batch { total: 3, made: 3, ..done.clone() })
    };
    vec![
        ("begun", with(fresh)),
        ("making", model.clone()),
        ("waiting", waiting),
        ("stopping", with(Batch { state: BatchState::Stopping, made: 140, pending: 3, ..batch })),
        ("done", with(done)),
        ("failed", failed),
        ("representative", few),
    ]
}
