//! teloxide against the local Bot API: it understands everything it gets, and is understood.
//!
//! What it can't read becomes an error here, as it would in the bot.

use super::{OMAR, Place};
use claviger::demo::botapi::{Fault, FaultKind};
use teloxide::{payloads::*, prelude::*, types as tg};

impl Place {
    fn bot(&self) -> Bot {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Bot::with_client(self.api.token(), client).set_api_url(self.api.url().parse().unwrap())
    }
}

/// One black pixel.
fn png() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[0]).unwrap();
    out
}

#[tokio::test]
async fn teloxide_sends_files_and_fetches_them() {
    use teloxide::net::Download;
    let place = Place::new().await;
    let (bot, chat) = (place.bot(), ChatId(OMAR));
    let file = tg::InputFile::memory("a;b\n").file_name("list.csv");
    let sent = bot.send_document(chat, file).caption("<b>List</b>").parse_mode(tg::ParseMode::Html).await.unwrap();
    assert_eq!(sent.document().unwrap().file_name.as_deref(), Some("list.csv"));
    let meta = bot.get_file(sent.document().unwrap().file.id.clone()).await.unwrap();
    let mut bytes = Vec::new();
    bot.download_file(&meta.path, &mut bytes).await.unwrap();
    assert_eq!(bytes, b"a;b\n");
    let sent = bot.send_photo(chat, tg::InputFile::memory(png())).await.unwrap();
    assert_eq!(sent.photo().unwrap().last().map(|size| (size.width, size.height)), Some((1, 1)));
    let again = tg::InputFile::file_id(sent.photo().unwrap()[0].file.id.clone());
    bot.send_photo(chat, again).await.unwrap();
    let fake = bot.send_photo(chat, tg::InputFile::memory("no picture")).await;
    assert!(matches!(fake.unwrap_err(), teloxide::RequestError::Api(teloxide::ApiError::ImageProcessFailed)));
    let item = || tg::InputMedia::Photo(tg::InputMediaPhoto::new(tg::InputFile::memory(png())));
    assert_eq!(bot.send_media_group(chat, [item(), item()]).await.unwrap().len(), 2);
    let shown = place.api.chat(OMAR);
    assert_eq!(shown[0].document.as_ref().map(|file| &file.bytes[..]), Some(b"a;b\n".as_slice()));
    assert_eq!((shown.len(), shown[0].html.as_str()), (5, "<b>List</b>"));
    let mine = place.api.send_document(OMAR, "receipt.pdf", "%PDF-", "for November");
    let update = bot.get_updates().await.unwrap().pop().unwrap();
    let tg::UpdateKind::Message(message) = update.kind else { panic!("not a message: {update:?}") };
    assert_eq!((message.id.0, message.caption()), (mine, Some("for November")));
    assert_eq!(message.from.unwrap().id.0, u64::try_from(OMAR).unwrap());
}

#[tokio::test]
async fn teloxide_understands_everything_it_gets() {
    let place = Place::new().await;
    let (bot, chat) = (place.bot(), ChatId(OMAR));
    bot.get_me().await.unwrap();
    bot.get_webhook_info().await.unwrap();
    assert_eq!(bot.get_chat(chat).await.unwrap().first_name(), Some("Omar"));
    bot.get_chat_member(chat, UserId(u64::try_from(OMAR).unwrap())).await.unwrap();
    let copy = tg::InlineKeyboardButton::copy_text_button("Copy", tg::CopyTextButton { text: "ss://x".into() });
    let keyboard = tg::InlineKeyboardMarkup::new([[copy, tg::InlineKeyboardButton::callback("Go", "go")]]);
    let sent = bot.send_message(chat, "hello").reply_markup(keyboard.clone()).await.unwrap();
    assert_eq!(sent.reply_markup(), Some(&keyboard));
    let same = bot.edit_message_text(chat, sent.id, "hello").reply_markup(keyboard).await.unwrap_err();
    assert!(matches!(same, teloxide::RequestError::Api(teloxide::ApiError::MessageNotModified)));
    bot.send_chat_action(chat, tg::ChatAction::Typing).await.unwrap();
    bot.pin_chat_message(chat, sent.id).await.unwrap();
    bot.forward_message(chat, chat, sent.id).await.unwrap();
    bot.copy_message(chat, chat, sent.id).await.unwrap();
    let price = tg::LabeledPrice::new("Key", 250);
    let invoice = bot.send_invoice(chat, "Key", "50 GB", "order-7", "XTR", [price]).await.unwrap();
    place.api.tap_label(OMAR, "Go").unwrap();
    place.api.inline_query(OMAR, "phone");
    place.api.set_blocked(OMAR, true);
    place.api.set_blocked(OMAR, false);
    let question = place.api.pay(OMAR, invoice.id.0).unwrap();
    for update in bot.get_updates().await.unwrap() {
        assert!(!matches!(update.kind, tg::UpdateKind::Error(_)), "{update:?}");
    }
    bot.answer_pre_checkout_query(tg::PreCheckoutQueryId(question), true).await.unwrap();
    let paid = bot.get_updates().offset(-1).await.unwrap().pop().unwrap();
    let tg::UpdateKind::Message(message) = paid.kind else { panic!("not a message: {paid:?}") };
    assert_eq!(message.successful_payment().unwrap().invoice_payload, "order-7");
    place.api.inject(Fault::next(FaultKind::TooManyRequests { retry_after: 7 }));
    let slow = bot.send_message(chat, "x").await.unwrap_err();
    assert!(matches!(slow, teloxide::RequestError::RetryAfter(seconds) if seconds.seconds() == 7));
}
