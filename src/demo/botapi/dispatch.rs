//! From a method's name, in any case, to what carries it out.
//!
//! `getUpdates` waits and so isn't here.

use super::{
    methods::{answer, chat, edit, pay, profile, send},
    params::Params,
    refusal::Refusal,
    state::State,
    webhook,
};
use serde_json::Value;

/// What carries a method out.
pub type Method = fn(&mut State, &Params) -> Result<Value, Refusal>;

/// The method's documented name and what carries it out.
pub fn find(name: &str) -> Option<(&'static str, Method)> {
    let lower = name.to_ascii_lowercase();
    message_method(&lower).or_else(|| other_method(&lower))
}

fn message_method(lower: &str) -> Option<(&'static str, Method)> {
    Some(match lower {
        "sendmessage" => ("sendMessage", send::message),
        "sendphoto" => ("sendPhoto", |state, params| send::file(state, params, true)),
        "senddocument" => ("sendDocument", |state, params| send::file(state, params, false)),
        "sendmediagroup" => ("sendMediaGroup", send::group),
        "sendinvoice" => ("sendInvoice", pay::invoice),
        "copymessage" => ("copyMessage", send::copy),
        "forwardmessage" => ("forwardMessage", send::forward),
        "editmessagetext" => ("editMessageText", edit::text),
        "editmessagecaption" => ("editMessageCaption", edit::caption),
        "editmessagereplymarkup" => ("editMessageReplyMarkup", edit::markup),
        "editmessagemedia" => ("editMessageMedia", edit::media),
        "deletemessage" => ("deleteMessage", edit::delete),
        "deletemessages" => ("deleteMessages", edit::delete_many),
        "answercallbackquery" => ("answerCallbackQuery", answer::callback),
        "answerinlinequery" => ("answerInlineQuery", answer::inline),
        "answerprecheckoutquery" => ("answerPreCheckoutQuery", pay::checkout),
        "sendchataction" => ("sendChatAction", chat::action),
        "pinchatmessage" => ("pinChatMessage", chat::pin),
        "unpinchatmessage" => ("unpinChatMessage", chat::unpin),
        "unpinallchatmessages" => ("unpinAllChatMessages", chat::unpin),
        "setmessagereaction" => ("setMessageReaction", chat::react),
        _ => return None,
    })
}

fn other_method(lower: &str) -> Option<(&'static str, Method)> {
    Some(match lower {
        "getme" => ("getMe", |state, _| Ok(profile::me(state))),
        "setwebhook" => ("setWebhook", webhook::set),
        "deletewebhook" => ("deleteWebhook", |state, params| Ok(webhook::delete(state, params))),
        "getwebhookinfo" => ("getWebhookInfo", |state, _| Ok(webhook::info(state))),
        "setmycommands" => ("setMyCommands", profile::set_commands),
        "getmycommands" => ("getMyCommands", profile::get_commands),
        "deletemycommands" => ("deleteMyCommands", profile::delete_commands),
        "setmyname" => ("setMyName", |state, params| profile::set_text(state, params, "name", 64)),
        "getmyname" => ("getMyName", |state, params| profile::get_text(state, params, "name")),
        "setmydescription" => {
            ("setMyDescription", |state, params| profile::set_text(state, params, "description", 512))
        }
        "getmydescription" => ("getMyDescription", |state, params| profile::get_text(state, params, "description")),
        "setmyshortdescription" => {
            ("setMyShortDescription", |state, params| profile::set_text(state, params, "short_description", 120))
        }
        "getmyshortdescription" => {
            ("getMyShortDescription", |state, params| profile::get_text(state, params, "short_description"))
        }
        "setchatmenubutton" => ("setChatMenuButton", profile::set_menu),
        "getchatmenubutton" => ("getChatMenuButton", profile::get_menu),
        "getchat" => ("getChat", chat::get),
        "getchatmember" => ("getChatMember", chat::member),
        "getfile" => ("getFile", |state, params| chat::file(state, params)),
        _ => return None,
    })
}
