//! Telegram's own payments: an invoice, the question before the money moves, and the message that tells it moved.
//!
//! No provider is spoken to: once the bot agreed, the money has moved. Shipping and tips are left out.

use super::super::{
    keyboard,
    model::{Change, Formatted},
    params::Params,
    refusal::{Refusal, bad, stale_query},
    state::{Asked, State},
    texts,
};
use serde_json::{Value, json};

/// `sendInvoice`.
pub fn invoice(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let chat = params.chat()?;
    let within = |name: &str, limit: usize, words: &str| {
        let text = params.text(name).unwrap_or_default();
        if text.is_empty() || texts::units(&text) > limit { Err(bad(words)) } else { Ok(text) }
    };
    let title = within("title", 32, "INVOICE_TITLE_INVALID")?;
    let description = within("description", 255, "INVOICE_DESCRIPTION_INVALID")?;
    let payload = params.text("payload").filter(|payload| !payload.is_empty() && payload.len() <= 128);
    let payload = payload.ok_or_else(|| bad("INVOICE_PAYLOAD_INVALID"))?;
    let currency = params.text("currency").filter(|code| code.len() == 3).ok_or_else(|| bad("CURRENCY_INVALID"))?;
    let prices = params.json("prices")?.and_then(|prices| prices.as_array().cloned()).unwrap_or_default();
    let amounts: Option<Vec<i64>> = prices.iter().map(|price| price.get("amount")?.as_i64()).collect();
    let total: i64 = amounts.filter(|amounts| !amounts.is_empty()).map_or(0, |amounts| amounts.iter().sum());
    if total <= 0 || u32::try_from(total).is_err() {
        return Err(bad("CURRENCY_TOTAL_AMOUNT_INVALID"));
    }
    let markup = keyboard::read(params.json("reply_markup")?)?;
    let rows = markup.inline.unwrap_or_else(|| json!([[{"text": format!("Pay {total} {currency}"), "pay": true}]]));
    if rows.pointer("/0/0/pay").is_none() {
        return Err(bad("the first button must be a Pay button"));
    }
    state.writable(chat)?;
    let mut draft = state.draft(true, Formatted::default(), None);
    draft.inline = Some(rows);
    draft.payload = Some(payload);
    draft.more.insert(
        "invoice".to_owned(),
        json!({
            "title": title, "description": description, "currency": currency, "total_amount": total,
            "start_parameter": params.text("start_parameter").unwrap_or_default(),
        }),
    );
    let id = state.add(chat, draft);
    Ok(state.message_json(chat, id))
}

/// `answerPreCheckoutQuery`: with `ok`, the money moves at once and the bot is told.
pub fn checkout(state: &mut State, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("pre_checkout_query_id").ok_or_else(stale_query)?;
    let ok = params.truth("ok");
    let words = params.text("error_message").filter(|words| !words.is_empty());
    if !ok && words.is_none() {
        return Err(bad("non-empty error message must be specified"));
    }
    let answer = json!({"ok": ok, "error_message": words});
    let query = state.answer(&id, |asked| matches!(asked, Asked::Checkout(_)), answer)?;
    state.tell(Change::Answer { chat: query.chat, query: id, text: words, alert: !ok, url: None });
    if let (true, Asked::Checkout(payment)) = (ok, query.asked) {
        let mut draft = state.draft(false, Formatted::default(), None);
        draft.more.insert("successful_payment".to_owned(), payment);
        let id = state.add(query.chat, draft);
        let message = state.message_json(query.chat, id);
        state.update(query.chat, "message", message);
    }
    Ok(Value::Bool(true))
}
