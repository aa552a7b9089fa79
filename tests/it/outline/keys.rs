//! Keys: made, found, changed and taken away, each as often as asked and with one effect.
//!
//! What the server then really holds is asked of the simulator, not of the driver.

use super::{JSON, Scene, key, options, raw};
use claviger::{
    demo::outline::options::Fault,
    domain::traffic::Traffic,
    ports::{Driver, DriverError},
};
use std::collections::BTreeMap;

fn calls(scene: &Scene) -> BTreeMap<String, u64> {
    let calls = scene.sim.calls();
    scene.sim.forget_calls();
    calls
}

fn made(calls: &[(&str, u64)]) -> BTreeMap<String, u64> {
    calls.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test]
async fn the_life_of_a_key() {
    let scene = Scene::new().await;
    let facts = scene.driver.probe().await.unwrap();
    assert_eq!((facts.host.as_str(), facts.name.as_str()), ("127.0.0.1", "Outline server"));
    assert_eq!(facts.remote_uid.len(), 36);
    calls(&scene);

    let first = scene.driver.ensure(&key("4007199254740990", "Ann", Some(5_000))).await.unwrap();
    assert_eq!(calls(&scene), made(&[("PUT /access-keys/{id}", 1)]), "a new key takes one call");
    assert_eq!((first.name.as_str(), first.limit), ("Ann", Some(Traffic(5_000))));
    assert!(first.access_url.starts_with("ss://") && first.access_url.ends_with("/?outline=1"));

    let again = scene.driver.ensure(&key("4007199254740990", "Ann", Some(5_000))).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(calls(&scene), made(&[("PUT /access-keys/{id}", 1), ("GET /access-keys/{id}", 1)]));

    let changed = scene.driver.ensure(&key("4007199254740990", "Ann B", Some(6_000))).await.unwrap();
    assert_eq!((changed.access_url, changed.limit), (first.access_url, Some(Traffic(6_000))));
    let truth = scene.sim.truth();
    assert_eq!((truth[0].name.as_str(), truth[0].limit, truth.len()), ("Ann B", Some(6_000), 1));

    scene.driver.ensure(&key("4007199254740990", "Ann B", None)).await.unwrap();
    assert_eq!(scene.sim.truth()[0].limit, None);
    let found = scene.driver.status("4007199254740990").await.unwrap().unwrap();
    assert_eq!(scene.driver.list().await.unwrap(), vec![found]);

    scene.driver.remove("4007199254740990").await.unwrap();
    scene.driver.remove("4007199254740990").await.unwrap();
    assert!(scene.sim.truth().is_empty());
    assert_eq!(scene.driver.status("4007199254740990").await.unwrap(), None);
    assert_eq!(scene.driver.list().await.unwrap(), vec![]);
}

#[tokio::test]
async fn limit_zero_blocks_at_once_and_none_lets_go() {
    let scene = Scene::new().await;
    let made = scene.driver.ensure(&key("7", "Ann", None)).await.unwrap();
    scene.driver.ensure(&key("7", "Ann", Some(0))).await.unwrap();
    assert!(scene.sim.truth()[0].blocked);
    assert_eq!(scene.sim.move_traffic("7", 10), 0, "nothing moves through a blocked key");
    let on = scene.driver.ensure(&key("7", "Ann", None)).await.unwrap();
    assert_eq!(on, made, "the credential stays");
    assert!(!scene.sim.truth()[0].blocked);
    scene.driver.ensure(&key("8", "Bob", Some(0))).await.unwrap();
    assert!(scene.sim.truth()[1].blocked, "made blocked");
}

#[tokio::test]
async fn names_that_the_server_would_refuse() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("1", "", Some(9))).await.unwrap();
    scene.driver.ensure(&key("1", "  ", Some(10))).await.unwrap();
    let long = "x".repeat(150);
    let made = scene.driver.ensure(&key("2", &long, None)).await.unwrap();
    assert_eq!(made.name.len(), 100);
    scene.sim.forget_calls();
    scene.driver.ensure(&key("2", &long, None)).await.unwrap();
    assert_eq!(scene.sim.calls().len(), 2, "a cut name isn't sent again and again");
    scene.driver.ensure(&key("2", "", None)).await.unwrap();
    let truth = scene.sim.truth();
    assert_eq!((truth[0].name.as_str(), truth[0].limit, truth[1].name.len()), ("", Some(10), 100));
}

#[tokio::test]
async fn ids_lead_nowhere_else() {
    let scene = Scene::new().await;
    let sly = "../server?x#y/ü";
    scene.driver.ensure(&key(sly, "Sly", None)).await.unwrap();
    assert_eq!(scene.sim.truth()[0].id, sly);
    assert!(scene.driver.status(sly).await.unwrap().is_some());
    for id in ["", ".", ".."] {
        assert!(matches!(scene.driver.remove(id).await, Err(DriverError::Refused { .. })), "{id}");
        assert!(matches!(scene.driver.ensure(&key(id, "x", None)).await, Err(DriverError::Refused { .. })), "{id}");
    }
    scene.driver.remove(sly).await.unwrap();
    assert!(scene.sim.truth().is_empty());
}

#[tokio::test]
async fn a_lost_answer_doubles_nothing() {
    let mut patient = options();
    patient.retries = 2;
    let scene = Scene::with(patient).await;
    scene.sim.set_fault(Fault::LosesAnswers, true).await.unwrap();
    let error = scene.driver.ensure(&key("5", "Ann", Some(100))).await.unwrap_err();
    assert!(matches!(error, DriverError::Unreachable(_)), "{error:?}");
    assert_eq!(scene.sim.truth().len(), 1, "done all the same");
    scene.sim.set_fault(Fault::LosesAnswers, false).await.unwrap();
    let made = scene.driver.ensure(&key("5", "Ann", Some(200))).await.unwrap();
    assert_eq!((made.limit, scene.sim.truth().len()), (Some(Traffic(200)), 1));

    scene.sim.lose_next_answers(1);
    let made = scene.driver.ensure(&key("6", "Bob", Some(300))).await.unwrap();
    assert_eq!(
        (made.name.as_str(), made.limit, scene.sim.truth().len()),
        ("Bob", Some(Traffic(300)), 2),
        "mended at once"
    );
    scene.sim.lose_next_answers(1);
    scene.driver.remove("6").await.unwrap();

    scene.sim.set_fault(Fault::LosesAnswers, true).await.unwrap();
    assert!(scene.driver.remove("5").await.is_err() || scene.sim.truth().is_empty());
    scene.sim.set_fault(Fault::LosesAnswers, false).await.unwrap();
    scene.driver.remove("5").await.unwrap();
    assert!(scene.sim.truth().is_empty());
}

#[tokio::test]
async fn many_at_once_make_one_key() {
    let scene = Scene::new().await;
    let wanted = key("11", "Ann", Some(1));
    let made = futures::future::join_all((0..16).map(|_| scene.driver.ensure(&wanted))).await;
    assert!(made.iter().all(|made| made.as_ref().is_ok_and(|made| made.id == "11")));
    assert_eq!(scene.sim.truth().len(), 1);
    let all: Vec<_> = (0..16).map(|n| key(&n.to_string(), "Bob", Some(n))).collect();
    futures::future::join_all(all.iter().map(|key| scene.driver.ensure(key))).await;
    futures::future::join_all(all.iter().map(|key| scene.driver.remove(&key.id))).await;
    assert!(scene.sim.truth().is_empty());
    assert_eq!(scene.sim.most_changes(), 1, "never two changes at once");
}

#[tokio::test]
async fn ten_thousand_keys_are_listed_and_too_many_are_refused() {
    let scene = Scene::new().await;
    for n in 0..10_000 {
        scene.sim.create_key_by_hand(&format!("Key {n}"));
    }
    assert_eq!(scene.driver.list().await.unwrap().len(), 10_000);
    for n in 0..40_000 {
        scene.sim.create_key_by_hand(&format!("A key with a longer name {n}"));
    }
    assert_eq!(scene.driver.list().await, Err(DriverError::NotTheApi("its answer is too large".into())));
}

#[tokio::test]
async fn keys_made_and_deleted_by_hand_are_seen() {
    let scene = Scene::new().await;
    let id = scene.sim.create_key_by_hand("Mine");
    assert_eq!(id, "0", "ids that the server makes are a sequence");
    assert_eq!(scene.driver.list().await.unwrap()[0].name, "Mine");
    scene.driver.ensure(&key(&id, "Ours", Some(3))).await.unwrap();
    assert_eq!(scene.sim.truth()[0].name, "Ours");
    assert!(scene.sim.delete_key_by_hand(&id));
    assert_eq!(scene.driver.status(&id).await.unwrap(), None);
}

#[tokio::test]
async fn the_simulators_traps_of_form() {
    let scene = Scene::new().await;
    scene.driver.ensure(&key("3", "Ann", Some(1_000))).await.unwrap();
    assert_eq!(raw(&scene.sim, "PUT", "/access-keys/3/data-limit", JSON, r#"{"bytes":5}"#).await.0, 204);
    assert_eq!(scene.sim.truth()[0].limit, None, "without `limit` around it the limit is removed");
    let (status, _) =
        raw(&scene.sim, "POST", "/access-keys", "text/plain", r#"{"name":"B","limit":{"bytes":5}}"#).await;
    let truth = scene.sim.truth();
    assert_eq!((status, truth[1].name.as_str(), truth[1].limit), (201, "", None));
    for (method, path, body, status) in [
        ("POST", "/access-keys", r#"{"id":"x"}"#, 400),
        ("POST", "/access-keys", r#"{"limit":{"bytes":-1}}"#, 400),
        ("POST", "/access-keys", r#"{"name":"C","limit":{"bytes":1}}"#, 201),
        ("PUT", "/access-keys/3", "{}", 409),
        ("PUT", "/access-keys/3/name", r#"{"name":""}"#, 400),
        ("PUT", "/access-keys/9999/name", r#"{"name":"x"}"#, 404),
        ("PUT", "/access-keys/9999/data-limit", r#"{"limit":{"bytes":1}}"#, 404),
        ("PUT", "/access-keys/3/data-limit", r#"{"limit":{"bytes":"1"}}"#, 400),
        ("DELETE", "/access-keys/9999", "", 404),
        ("PUT", "/name", "{}", 400),
        ("PUT", "/name", r#"{"name":"New"}"#, 204),
        ("PUT", "/server/port-for-new-access-keys", r#"{"port":0}"#, 400),
        ("PUT", "/server/port-for-new-access-keys", r#"{"port":4433}"#, 204),
        ("PUT", "/server/hostname-for-access-keys", r#"{"hostname":"a b"}"#, 400),
        ("PUT", "/server/access-key-data-limit", r#"{"limit":{"bytes":0}}"#, 204),
        ("DELETE", "/server/access-key-data-limit", "", 204),
        ("PUT", "/metrics/enabled", r#"{"metricsEnabled":true}"#, 204),
        ("PUT", "/metrics/enabled", r#"{"metricsEnabled":1}"#, 400),
        ("GET", "/metrics/enabled", "", 200),
        ("GET", "/experimental/server/metrics?since=2y", "", 400),
        ("GET", "/nothing", "", 404),
    ] {
        let answer = raw(&scene.sim, method, path, JSON, body).await;
        assert_eq!(answer.0, status, "{method} {path} {body}: {}", answer.1);
        assert!(status != 204 || answer.1.is_empty());
    }
    let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(101));
    assert_eq!(raw(&scene.sim, "PUT", "/name", JSON, &long).await.0, 409);
    let taken = format!(r#"{{"port":{}}}"#, scene.sim.address().port());
    assert_eq!(raw(&scene.sim, "POST", "/access-keys", JSON, &taken).await.0, 409);
}
