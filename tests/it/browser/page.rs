//! The demo's chat page as somebody in front of it uses it: what is seen is waited for in the page itself, what is done
//! is done by clicks and keys.

use super::chromium::{Chromium, Screen};
use crate::harness::db::folder;
use axum::http::Method;
use claviger::demo::{self, Demo};
use fantoccini::{
    elements::{Element, ElementRef},
    wd::WebDriverCompatibleCommand,
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What the conditions are written with. Isolates are invisible, so they are left out of what is compared.
const WORDS: &str = r"
const clean = text => text.replace(/[\u2066-\u2069\u200e\u200f]/g, '');
const said = () => [...document.querySelectorAll('#log .m:not(.me) .b')].map(bubble => clean(bubble.innerText));
const button = label => [...document.querySelectorAll('#log .m')].reverse()
    .flatMap(message => [...message.querySelectorAll('.kb button')]).find(found => clean(found.innerText).includes(label));
const within = (css, text) => [...document.querySelectorAll(css)].find(found => clean(found.innerText).includes(text) && found.offsetParent);
";

/// Looks again whenever something in the page changed, so that nothing is asked for in vain.
const WAIT: &str = r"
const done = arguments[arguments.length - 1], a = arguments[0];
const look = () => { let found = null; try { found = check(); } catch { } if (found) { seen.disconnect(); done(found); } };
const seen = new MutationObserver(look);
seen.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
for (const kind of ['load', 'input']) document.addEventListener(kind, look, true);
look();
";

/// A page, with its demo and its browser.
#[derive(Debug)]
pub struct Page {
    demo: Demo,
    browser: Chromium,
    folder: PathBuf,
}

impl Page {
    /// Starts a demo and opens its page, where there is a browser.
    pub async fn open(test: &str, screen: Screen, empty: bool, how: &str) -> Option<Self> {
        let browser = Chromium::start(test, screen).await?;
        let folder = folder();
        let demo = demo::start_in(&folder, ([127, 0, 0, 1], 0).into(), empty).await.unwrap();
        let page = Self { demo, browser, folder };
        page.browser.client.goto(&format!("{}#{how}", page.demo.page())).await.unwrap();
        page.until("document.querySelector('#list .who') && document.querySelector('#around .srv')", &json!(null))
            .await;
        Some(page)
    }

    /// Ends it; the browser may have nothing to complain about.
    pub async fn close(self) {
        let logged = self.browser.client.issue_cmd(Log).await.unwrap();
        // A message that the bot takes out again may be gone before the page has read it.
        let gone = |line: &str| line.contains("/messages/") && line.contains("404");
        let lines = logged.as_array().unwrap().iter().filter_map(|entry| entry["message"].as_str());
        assert_eq!(lines.filter(|line| !gone(line)).collect::<Vec<_>>(), [""; 0], "the browser's console");
        let _ = self.browser.client.close().await;
        self.demo.stop().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
    }

    /// Waits until a condition holds in the page; `a` in it is `argument`.
    pub async fn until(&self, condition: &str, argument: &Value) -> Value {
        let script = format!("{WORDS}const check = () => ({condition});{WAIT}");
        match self.browser.client.execute_async(&script, vec![argument.clone()]).await {
            Ok(found) => found,
            Err(error) => {
                let shown = self.read("document.getElementById('log').innerText").await;
                panic!("waiting for {condition} with {argument}: {error}\n{}", shown.as_str().unwrap_or_default())
            }
        }
    }

    /// What an expression gives now.
    pub async fn read(&self, expression: &str) -> Value {
        self.browser.client.execute(&format!("{WORDS}return {expression};"), Vec::new()).await.unwrap()
    }

    /// Waits until the bot says something.
    pub async fn sees(&self, text: &str) {
        self.until("said().some(text => text.includes(a))", &json!(text)).await;
    }

    /// Taps a button under a message.
    pub async fn taps(&self, label: &str) {
        self.click("button(a)", label).await;
    }

    /// Clicks what is there for a selector, and shown.
    pub async fn clicks(&self, css: &str) {
        self.click("[...document.querySelectorAll(a)].find(found => found.offsetParent)", css).await;
    }

    /// Clicks what is there for a selector, with that text in it.
    pub async fn clicks_on(&self, css: &str, text: &str) {
        self.click(&format!("within({}, a)", json!(css)), text).await;
    }

    async fn click(&self, which: &str, argument: &str) {
        loop {
            let found = self.until(which, &json!(argument)).await;
            let id = found.as_object().and_then(|o| o.values().next()?.as_str()).unwrap().to_owned();
            let element = Element::from_element_id(self.browser.client.clone(), ElementRef::from(id));
            match element.click().await {
                // The message was drawn anew between looking and clicking.
                Err(error) if error.is_stale_element_reference() => {}
                clicked => return clicked.unwrap(),
            }
        }
    }

    /// Types into the field where messages are written, and sends it.
    pub async fn types(&self, text: &str) {
        self.keys(text).await;
        self.keys("\u{E007}").await;
    }

    /// Presses keys in that field.
    pub async fn keys(&self, keys: &str) {
        let field = self.browser.client.find(fantoccini::Locator::Id("text")).await.unwrap();
        field.send_keys(keys).await.unwrap();
    }

    /// Where `CLAVIGER_PICTURES` names a folder, what is to be seen is kept there.
    pub async fn picture(&self, name: &str) {
        let Ok(folder) = std::env::var("CLAVIGER_PICTURES") else { return };
        let calm = "document.activeElement.blur(); document.getElementById('toast').hidden = true; scrollTo(0, 0);";
        self.browser.client.execute(calm, Vec::new()).await.unwrap();
        let picture = self.browser.client.screenshot().await.unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }
}

/// Asks for what the browser wrote to its console, an addition of Chromium's to the protocol.
#[derive(Debug)]
struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
