### کلاویجر به فارسی.
###
### ساده، کوتاه، مؤدبانه. بدون اصطلاح فنی و بدون علامت تعجب. برای هر چیز همیشه یک واژه.
###
### واژه‌نامه
###   key             کلید
###   server          سرور
###   plan            طرح
###   quota           سهمیه
###   traffic         ترافیک
###   lifetime        مدت اعتبار؛ «پایان یافتن»؛ کلید پایان‌یافته «منقضی» است
###   house           مجموعه
###   owner, admin, operator   مالک، مدیر، اپراتور
###   representative  نماینده
###   customer        مشتری
###   invoice         صورت‌حساب
###   payment         پرداخت
###   suspend, resume تعلیق، ازسرگیری
###   backup, restore پشتیبان، بازیابی؛ passphrase: گذرواژه
###   delete          حذف
###   Home            خانه

## Units

unit-terabytes = { $amount } ترابایت
unit-gigabytes = { $amount } گیگابایت
unit-megabytes = { $amount } مگابایت
unit-kilobytes = { $amount } کیلوبایت
unit-bytes = { $amount } بایت
unit-unlimited = نامحدود
unit-used-of = { $used } از { $quota }
unit-used = { $used }، نامحدود
unit-money = { $amount } { $code }
unit-money-toman = { $amount } تومان
unit-money-of-eur = { $amount } یورو
unit-money-of-gbp = { $amount } پوند
unit-money-of-irr = { $amount } ریال
unit-money-of-rub = { $amount } روبل
unit-money-of-try = { $amount } لیر
unit-money-of-aed = { $amount } درهم
unit-money-of-usd = { $amount } دلار
unit-money-of-usdt = { $amount } تتر

## Dates and spans

date-day = { $day } { $month } { $year }
date-day-short = { $day } { $month }
date-and-time = { $date }، { $time }
date-gregorian-1 = ژانویه
date-gregorian-2 = فوریه
date-gregorian-3 = مارس
date-gregorian-4 = آوریل
date-gregorian-5 = مه
date-gregorian-6 = ژوئن
date-gregorian-7 = ژوئیه
date-gregorian-8 = اوت
date-gregorian-9 = سپتامبر
date-gregorian-10 = اکتبر
date-gregorian-11 = نوامبر
date-gregorian-12 = دسامبر
date-jalali-1 = فروردین
date-jalali-2 = اردیبهشت
date-jalali-3 = خرداد
date-jalali-4 = تیر
date-jalali-5 = مرداد
date-jalali-6 = شهریور
date-jalali-7 = مهر
date-jalali-8 = آبان
date-jalali-9 = آذر
date-jalali-10 = دی
date-jalali-11 = بهمن
date-jalali-12 = اسفند
date-days = { $count } روز
date-days-from-first-use = { $count } روز از نخستین استفاده
date-no-end = بدون پایان
date-just-now = همین حالا
date-minutes-ago = { $count } دقیقه پیش
date-hours-ago = { $count } ساعت پیش
date-days-ago = { $count } روز پیش
date-minutes-left = { $count } دقیقه مانده
date-hours-left = { $count } ساعت مانده
date-days-left = { $count } روز مانده
date-nearly-ended = کمتر از یک دقیقه مانده
date-ended = پایان یافته

## What is wrong with an answer, and an example

problem-empty = لطفاً چیزی بنویسید.
problem-too-long = لطفاً حداکثر { $max } نویسه بنویسید.
problem-traffic = این را به‌عنوان مقدار ترافیک متوجه نشدم. نمونه: <code>۵۰ گیگ</code>، <code>۱٫۵ ترابایت</code> یا <code>نامحدود</code>.
problem-traffic-too-small = این مقدار خیلی کم است. نمونه: <code>۵۰۰ مگ</code>؛ برای بدون محدودیت بنویسید <code>نامحدود</code>.
problem-traffic-too-large = این مقدار خیلی زیاد است؛ حداکثر ۱٬۰۰۰ ترابایت ممکن است. برای بدون محدودیت بنویسید <code>نامحدود</code>.
problem-days = این را به‌عنوان مدت متوجه نشدم. نمونه: <code>۳۰ روز</code>، <code>۲ ماه</code> (هر ماه ۳۰ روز) یا <code>نامحدود</code>.
problem-days-too-few = مدت باید دست‌کم یک روز باشد. نمونه: <code>۳۰ روز</code>.
problem-days-too-many = مدت حداکثر { $max } روز است. برای بدون پایان بنویسید <code>نامحدود</code>.
problem-date = این را به‌عنوان تاریخ متوجه نشدم. نمونه: <code>۳۰ آذر ۱۴۰۵</code>، <code>۳۰ روز</code> یا <code>نامحدود</code>.
problem-no-such-day = چنین روزی در تقویم نیست. نمونه: <code>۳۰ آذر ۱۴۰۵</code>.
problem-date-past = این روز گذشته است. لطفاً روز دیگری بنویسید، برای نمونه <code>۳۰ روز</code> (از امروز).
problem-date-too-far = این تاریخ بیش از ده سال با امروز فاصله دارد. برای بدون پایان بنویسید <code>نامحدود</code>.
problem-money = این را به‌عنوان مبلغ متوجه نشدم. نمونه: <code>{ $example }</code>.
problem-money-negative = مبلغ نمی‌تواند کمتر از صفر باشد. نمونه: <code>{ $example }</code>.
problem-money-too-large = این مبلغ خیلی زیاد است. نمونه: <code>{ $example }</code>.
problem-money-too-fine = { $decimals ->
    [0] این واحد پول رقم اعشار ندارد. نمونه: <code>{ $example }</code>.
   *[other] این واحد پول حداکثر { $decimals } رقم اعشار دارد. نمونه: <code>{ $example }</code>.
}
problem-other-currency = مبلغ باید به { $currency } باشد. نوشتن عدد کافی است. نمونه: <code>{ $example }</code>.
problem-time-zone = این منطقهٔ زمانی را نمی‌شناسم. لطفاً نام یک شهر را بنویسید، برای نمونه <code>Tehran</code> یا <code>Europe/Berlin</code>.
problem-currency = این واحد پول را نمی‌شناسم. لطفاً کد آن را بنویسید، برای نمونه <code>EUR</code> یا <code>IRR</code>.

## Buttons that are everywhere

button-home = 🏠 خانه
button-back = ‹ بازگشت
button-cancel = ✖ انصراف
button-more = صفحهٔ بعد ›
button-first-page = « صفحهٔ اول
button-next = بعدی ›
button-undo = ↩ برگرداندن
button-keep = نگه داشتن
button-copy = 📋 کپی
button-settings = ⚙ تنظیمات
button-help = ❓ راهنما
button-find = 🔎 جستجو
button-keys = 🗝 کلیدها
button-servers = 🖥 سرورها
button-plans = 🏷 طرح‌ها
button-new-key = ➕ کلید تازه
button-add-server = ➕ افزودن سرور
button-open-key = 🗝 باز کردن
button-decide = ⚖ تصمیم‌گیری
button-setup = 🧭 گام‌های نخست ({ $done } از { $of })
button-setup-on = 🧭 ادامهٔ گام‌های نخست
button-needs-you = ⚠ منتظر شما ({ $count })

## Home

home-title = { $house }
home-title-person = { " · " }{ $name }
home-servers = سرورها: { $up } از { $all } در دسترس
home-no-servers = هنوز سروری نیست
home-keys-ending = کلیدها: { $active } فعال · { $ending } تا پایان هفته · { $stopped } متوقف
home-suspended = ⏸ شما معلق هستید: می‌توانید ببینید، ولی نمی‌توانید بفروشید. لطفاً از مجموعه بپرسید.
home-keys = کلیدها: { $active } فعال · { $stopped } متوقف
home-no-keys = هنوز کلیدی نیست
home-traffic = امروز { $today } { $week } · { $days } روز { $month }
home-keys-making = ⏳ در حال ساخت: { $making }
home-keys-unconfirmed = ⏳ در انتظار تأیید سرور: { $count }
home-customer = خوش آمدید. وقتی کلیدی به شما داده شود، آن را اینجا می‌بینید.

## What waits for a person

needs-line = ⚠ منتظر شما: { $what }
needs-comma = { "، " }
needs-servers-down = { $count ->
    [one] { $names } از دسترس خارج است
   *[other] { $names } از دسترس خارج‌اند
}
needs-servers-down-more = { $names } و { $count } سرور دیگر از دسترس خارج‌اند
needs-differences = { $count } تفاوت
needs-keys-failed = { $count } کلید ساخته نشد
needs-backup-failed = آخرین پشتیبان‌گیری ناموفق بود
needs-title = ⚠ منتظر شما · { $count }
needs-title-none = ⚠ منتظر شما
needs-none = چیزی منتظر شما نیست.
needs-open = 👁 باز کردن
needs-server = 🔴 { $name } از { $date } پاسخ نداده است. کلیدهای آن: { $count }.
needs-backup = 🛟 پشتیبان { $date } ناموفق بود.
needs-key = 🗝 { $name } روی { $server } ساخته نشد.
needs-own-key = 🗝 { $name } ساخته نشد.
needs-key-seller = فروشنده: { $name }
needs-on-server = 🖥 { $name }
needs-rebuilt = سرور کلیدهای مجموعه را ندارد: از نو راه‌اندازی شده است.

## Help

help-title = ❓ راهنما
help-keys = 🗝 کلید: «کلید تازه» را بزنید، طرحی انتخاب کنید، نام پیشنهادی را بپذیرید و «ساختن» را بزنید. تصویری با کد QR می‌گیرید که برای مشتری بفرستید.
help-find = 🔎 برای پیدا کردن کلید، آغاز یکی از واژه‌های نام آن را همین‌جا بنویسید یا نشانی دسترسی آن را بچسبانید.
help-servers = 🖥 سرور: «سرورها» و سپس «افزودن سرور» را بزنید و آنچه را نصب‌کنندهٔ Outline نشان داده بچسبانید.
help-commands = فرمان‌ها: { "\u200E" }/menu خانه را نشان می‌دهد، { "\u200E" }/cancel از فرم بیرون می‌رود، { "\u200E" }/language زبان را عوض می‌کند.

## Find

find-title = 🔎 جستجو
find-ask = ابتدای یکی از واژه‌های نام کلید را بنویسید یا نشانی دسترسی آن را بچسبانید.
find-found = نتیجه برای { $query }:
find-nothing = برای { $query } چیزی پیدا نشد. حرف‌های کمتری بنویسید یا واژهٔ دیگری از نام را امتحان کنید.

## Keys

keys-title = 🗝 کلیدها
keys-none = اینجا کلیدی نیست.
keys-button = { $mark } { $name } · { $state }
keys-button-of = { $mark } { $name } · { $seller } · { $state }
keys-active-week = فعال · { $week }
keys-active-on = فعال · { $server }
keys-unconfirmed = در انتظار تأیید
keys-state-unconfirmed = { $state }، در انتظار تأیید
keys-group-all = همه
keys-group-active = فعال
keys-group-stopped = متوقف
keys-group-trouble = ناتمام
keys-group-trouble-count = ناتمام ({ $count })
key-state-provisioning = ⏳ در حال ساخت
key-state-failed = ⚠ ساخته نشد
key-state-active = 🟢 فعال
key-state-missing = ⚠ روی سرور نیست
key-state-suspended = ⏸ معلق
key-state-expired = ⌛ منقضی
key-state-exhausted = 🪫 سهمیه تمام شده
key-state-deleting = ⏳ در حال حذف
key-state-deleted = 🗑 حذف‌شده
key-word-provisioning = در حال ساخت
key-word-failed = ساخته نشد
key-word-suspended = معلق
key-word-expired = منقضی
key-word-exhausted = اتمام سهمیه
key-word-missing = روی سرور نیست
key-word-deleting = در حال حذف
key-word-deleted = حذف‌شده
key-why-suspended = در { $date } معلق شد.
key-why-suspended-by = در { $date } به‌دست { $who } معلق شد.
key-why-suspended-house = در { $date } از سوی مجموعه معلق شد.
key-why-held = مجموعه از زمان بازیابی در انتظار است و از هیچ سروری چیزی خواسته نمی‌شود. همین که در خانه به این انتظار پایان داده شود، ساخته می‌شود.
key-why-ask-more = لطفاً آن را از مجموعه بخواهید.
key-why-ask-house = ازسرگیری آن فقط در اختیار مجموعه است. لطفاً از مجموعه بپرسید.
key-why-expired = مدت اعتبار آن در { $date } پایان یافت.
key-why-exhausted = سهمیهٔ آن در { $date } تمام شد. با افزایش سهمیه یا صفر کردن مصرف ادامه می‌یابد.
key-why-failed = هزینه‌ای حساب نشده است. می‌توانید دوباره تلاش کنید یا آن را حذف کنید.
key-why-provisioning = از سرور درخواست شده است. این صفحه خودش تازه می‌شود.
key-why-provisioning-again = هنوز ساخته نشده است. خودکار دوباره تلاش می‌شود و این صفحه خودش تازه می‌شود.
key-why-deleting = از سرور درخواست شده است. این صفحه خودش تازه می‌شود.
key-why-deleting-again = هنوز از سرور حذف نشده است. خودکار دوباره تلاش می‌شود و این صفحه خودش تازه می‌شود.
key-trouble-house = سرور فعلاً این کار را انجام نمی‌دهد. مجموعه هم این را می‌بیند.
key-trouble-circuit-open = سرور چند بار پشت سر هم ناموفق بود؛ پس نیم دقیقه به آن فرصت داده می‌شود.
key-line-not-in-step = ⏳ سرور هنوز آخرین تغییر را تأیید نکرده است.
key-line-missing = سرور آن دیگر این کلید را ندارد؛ تا همکاران مجموعه تصمیم نگیرند، کار نمی‌کند.
key-line-plan = طرح: { $plan }
key-line-adopted = طرح: ندارد (از سرور افزوده شده)
key-line-quota = سهمیه: { $quota }
key-line-used = مصرف: { $used }
key-line-bar = { $bar } { $percent } · { $week }
key-line-week = ۷ روز: { $week }
key-line-resets = شروع دوباره: { $date } ({ $left })
key-line-extra = خریداری‌شده برای این دوره: { $extra }
key-line-traffic = آخرین ترافیک: { $ago }
key-line-traffic-before = آخرین ترافیک: پیش از افزودن به مجموعه
key-line-no-traffic = آخرین ترافیک: هنوز هیچ
key-line-estimated = بخشی از ترافیک گذشتهٔ آن برآوردی است.
key-line-stops = پس از اتمام سهمیه: کلید متوقف می‌شود
key-line-tells = پس از اتمام سهمیه: فقط اطلاع داده می‌شود و کلید کار می‌کند
quota-day = { $quota } در روز
quota-week = { $quota } در هفته
quota-month = { $quota } در ماه
quota-billing = { $quota } تا تمدید بعدی
quota-period-total = در کل
quota-period-day = هر روز
quota-period-week = هر هفته
quota-period-month = هر ماه
quota-period-billing = تا تمدید بعدی
key-line-ends = پایان: { $date } ({ $left })
key-line-ends-on = پایان: { $date }
key-line-ends-after = پایان: { $days } پس از نخستین استفاده
key-line-no-end = پایان: ندارد
key-line-server = سرور: { $server }
key-line-representative = نماینده: { $name }
key-line-made = ساخته‌شده در: { $date }
key-line-asked = درخواست‌شده در: { $date }
key-origin-own = ویژهٔ این کلید
key-origin-plan = از طرح
key-origin-house = مانند بقیهٔ مجموعه
key-no-end = بدون پایان
key-send = 📲 فرستادن دوباره
key-file = 📄 به‌صورت فایل
key-quota = 📊 سهمیه
key-usage = 📈 مصرف
key-topup = ➕ ترافیک بیشتر
key-reset = ♻ صفر کردن مصرف
key-period = 🗓 دورهٔ سهمیه
key-stop-on = ⛔ توقف پس از اتمام
key-stop-off = 🔔 فقط اطلاع پس از اتمام
key-stop-sold = ↩ مانند طرح یا مجموعه
key-end = 📅 پایان
key-extend = 📅 افزایش مدت
key-suspend = ⏸ تعلیق
key-resume = ▶ ازسرگیری
key-hold = ⏸ تعلیق از سوی مجموعه
key-rename = ✏ تغییر نام
key-retry = 🔁 تلاش دوباره
key-history = 🕘 تاریخچه
key-delete = 🗑 حذف
key-history-title = 🕘 تاریخچه
key-delete-title = 🗑 این کلید حذف شود؟
key-delete-lost = کلید { $name } بی‌درنگ برای همهٔ کسانی که از آن استفاده می‌کنند از کار می‌افتد. نشانی دسترسی آن دیگر برنمی‌گردد.
key-delete-left = مدت اعتبار آن: { $left }.
key-delete-reversed = کمتر از یک روز از ساخت آن گذشته و هرگز استفاده نشده است؛ پس فروش آن برگردانده می‌شود.
key-delete-yes = 🗑 حذف شود
## Usage

usage-title = 📈 مصرف
usage-of-own = کلیدهای من
usage-line = { $span }: { $total }
usage-line-trend = { $span }: { $total } · { $trend }
usage-week = { $week }
usage-active = کلیدهای در حال استفادهٔ امروز: { $count }
usage-ask = برای تصویر، یک بازه را بزنید.
usage-span-24h = ۲۴ ساعت
usage-span-7d = ۷ روز
usage-span-30d = ۳۰ روز
usage-trend-up = { $percent } بیشتر
usage-trend-down = { $percent } کمتر
usage-trend-same = مانند پیش از آن
usage-title-plain = { $total } در { $span }
usage-title-trend = { $total } در { $span }، { $trend }
usage-title-none = بدون ترافیک در { $span }
usage-now = اکنون
usage-today = امروز
usage-button = 🖼 { $span }
usage-watch-on = 🔔 از همهٔ کلیدها خبر بده
usage-watch-off = 🔕 از همهٔ کلیدها خبر نده
usage-watching = 🔔 هرگاه سهمیهٔ هر کلیدی رو به اتمام باشد، به شما خبر داده می‌شود.
usage-rules-title = 📊 سهمیه‌ها
usage-rules-told = خبر دادن در: { $percents }
usage-rules-care = این برای همهٔ کلیدهاست، مگر آنکه طرح یا خود کلید دربارهٔ توقف چیز دیگری گفته باشد.
usage-rules-thresholds = 🔔 زمان خبر دادن

## What happened to a key

audit-key-create = درخواست شد
audit-key-active = روی سرور به کار افتاد
audit-key-failed = ساخته نشد
audit-key-update = تغییر کرد
audit-key-topup = ترافیک بیشتری گرفت
audit-key-reset = مصرف آن صفر شد
audit-key-exhaust = سهمیه تمام شد
audit-key-refill = دوباره کار می‌کند: سهمیه دارد
audit-key-suspend = معلق شد
audit-key-resume = از سر گرفته شد
audit-key-expire = مدت اعتبار پایان یافت
audit-key-retry = دوباره تلاش شد
audit-key-remade = نشانی دسترسی تازه‌ای از سرور گرفت
audit-key-reveal = دوباره فرستاده شد
audit-key-delete = حذف آن درخواست شد
audit-key-deleted = از سرور حذف شد
history-adopted = از سرور به مجموعه افزوده شد
history-adopted-renamed = از سرور به مجموعه افزوده شد؛ نامش آنجا { $name } بود
history-claimed = { $name } پیوند را باز کرد و کلید از آنِ او شد
history-customer = به { $name } داده شد
history-customer-gone = به یک مشتری داده شد
history-customer-taken = از { $name } گرفته شد
history-customer-none = از مشتری گرفته شد

history-line = { $what } · { $date }
history-line-who = { $what } · { $who } · { $date }
history-line-house = { $what } · مجموعه · { $date }
history-none = هنوز چیزی ثبت نشده است.
history-name = نام: از { $from } به { $to }
history-quota = سهمیه: از { $from } به { $to }
history-quota-plan = سهمیه: از { $from } به { $to }، مانند طرح
history-end = پایان: از { $from } به { $to }
history-end-plan = پایان: از { $from } به { $to }، مانند زمان فروش
history-failed = ساخته نشد: { $why }
history-deleted-reversed = از سرور حذف شد و فروش آن برگردانده شد

## Servers

servers-title = 🖥 سرورها
servers-none = هنوز سروری نیست. نخستین سرور را اضافه کنید؛ کافی است یک متن را بچسبانید.
servers-line = { $state } · { $name } · { $keys } کلید
servers-button = 🖥 { $name }
servers-none-down = ✅ هیچ سروری از دسترس خارج نیست.
servers-down = 🔴 سرورهای قطع ({ $count })
servers-all = 🖥 همهٔ سرورها
server-health-unknown = ⏳ در حال بررسی
server-health-up = 🟢 در دسترس
server-health-degraded = 🟡 کند یا ناپایدار
server-health-down = 🔴 از دسترس خارج
server-state-paused = ⏸ موقتاً متوقف
server-state-removed = 🗑 حذف‌شده
server-line-host = نشانی: { $host }
server-line-keys = کلیدها: { $keys }
server-line-latency = زمان پاسخ: { $ms } میلی‌ثانیه
server-line-version = نسخه: { $version }
server-line-since = از { $date }
server-line-checked = آخرین بررسی: { $ago }
server-line-unchecked = هنوز بررسی نشده
server-line-checking = ⏳ در حال بررسی …
server-line-slow = پاسخ می‌دهد، ولی بیش از ۳ ثانیه طول می‌کشد. شاید کلیدهای آن خوب کار کنند؛ اگر همین‌طور بماند، یا سرور شلوغ است یا شبکه تا آن مشکل دارد.
server-line-missing = ⚠ { $count } کلید روی این سرور نیست.
server-line-remaking = 🔁 کلیدها دوباره ساخته می‌شوند: { $done } از { $of }
server-line-deleting = 🗑 کلیدهای گم‌شده حذف می‌شوند: { $done } از { $of }
server-differences = ⚠ تفاوت‌ها ({ $count })
server-missing = ⚠ کلیدهای گم‌شده ({ $count })
none-up-title = هیچ سروری در دسترس نیست
none-up-what = همه از دسترس خارج‌اند یا موقتاً متوقف، پس کلید تازه باید منتظر بماند. یکی را دوباره بررسی کنید، یا با همین حال کلید را روی آن بسازید: همین که سرور پاسخ دهد ساخته می‌شود.
none-up-check = 🩺 بررسی { $name }
none-up-make = ➕ کلید روی { $name }
server-check = 🩺 بررسی
server-pause = ⏸ توقف موقت
server-resume = ▶ ازسرگیری
server-rename = ✏ تغییر نام
server-replace = 🔌 تعویض خط مدیریت
server-reveal = 🔑 نشانی مدیریت
server-forget = 🗑 حذف این پیام
server-remove = 🗑 حذف
server-remove-title = 🗑 این سرور از مجموعه حذف شود؟
server-remove-empty = سرور { $name } از مجموعه بیرون می‌رود. کلیدی روی آن نیست. روی خود سرور چیزی تغییر نمی‌کند.
server-remove-keys = سرور { $name } با { $count } کلید از مجموعه بیرون می‌رود و کلیدها دیگر از اینجا مدیریت نمی‌شوند. روی خود سرور همچنان کار می‌کنند، تا وقتی آنها را همان‌جا حذف کنید.
server-remove-active = از این میان فعال: { $count }
server-remove-of = { $name }: { $count } کلید
server-remove-of-house = خود مجموعه: { $count } کلید
server-remove-of-others = دیگران: { $count } کلید
server-remove-yes = 🗑 حذف شود
server-revealed = هر کس این را داشته باشد، هر کاری می‌تواند با سرور بکند. فقط همین یک بار نشان داده می‌شود. این پیام پنج دقیقهٔ دیگر پاک می‌شود؛ اگر زودتر کارتان تمام شد، خودتان حذفش کنید.

adding-title = سرور تازه
adding-title-asking = پرسیدن از سرور
adding-title-replace = خط مدیریت سرور
adding-asking = ⏳ در حال پرسیدن از { $address } …
adding-failed = ⚠ سرور { $address } اضافه نشد.
adding-nothing-written = چیزی ذخیره نشد.
adding-again = 📋 چسباندن دوباره
adding-known = این سرور از پیش با نام { $name } در مجموعه هست.
adding-offer = ولی خطی که چسباندید با خطی که مجموعه دارد فرق دارد. اگر سرور از نو راه‌اندازی شده یا جابه‌جا شده، از همین خط استفاده کنید.
adding-take = 🔌 استفاده برای { $name }
adding-not-replaced = ⚠ خط مدیریت عوض نشد: { $address }
adding-replaced = ✅ از این پس سرور { $name } با خط تازه در دسترس است.
adding-replaced-all = هر { $count } کلید آن سر جایش است.
adding-replaced-some = { $there ->
    [0] هیچ‌یک از { $count } کلید آن سر جایش نیست. به‌زودی دربارهٔ آنها از شما پرسیده می‌شود.
   *[other] از { $count } کلید آن، { $there } کلید سر جایش است. به‌زودی دربارهٔ بقیه از شما پرسیده می‌شود.
}
adding-done = ✅ سرور { $name } اضافه شد.

server-trouble-unreachable = آنجا چیزی پاسخ نمی‌دهد. آیا سرور روشن است و پورت آن در فایروال باز است؟
server-trouble-timeout = به‌موقع پاسخ نداد. آیا سرور روشن است و پورت آن در فایروال باز است؟
server-trouble-fingerprint = گواهی سرور با آنچه چسباندید فرق دارد. یا سرور از نو راه‌اندازی شده (پس خط‌های تازه را بچسبانید)، یا کسی میان راه است (پس این کار را نکنید).
server-trouble-not-the-api = آنجا چیزی پاسخ می‌دهد، ولی بخش مدیریت Outline نیست. آیا خط apiUrl را کامل چسباندید؟
server-trouble-wrong-path = سرور پاسخ می‌دهد، ولی بخش محرمانهٔ نشانی را نمی‌شناسد. آیا آن را کامل چسباندید؟
server-trouble-private-address = این نشانی در یک شبکهٔ خصوصی است. برای اجازه دادن به چنین نشانی‌هایی ALLOW_PRIVATE_NETWORKS=true را تنظیم و برنامه را دوباره اجرا کنید.
server-trouble-circuit-open = چند بار پشت سر هم ناموفق بود؛ پس نیم دقیقه با آن کاری نداریم. در بررسی بعدی دوباره تلاش می‌شود.
server-trouble-refused = سرور نپذیرفت. شاید نسخهٔ آن قدیمی باشد؛ نسخهٔ 1.8.0 یا تازه‌تر لازم است.
server-trouble-inside = خود سرور خطایی داشت. معمولاً تلاش دوباره یا راه‌اندازی دوبارهٔ آن کمک می‌کند.
server-trouble-not-allowed = شما دیگر اجازهٔ افزودن سرور ندارید.
server-trouble-other = سرور کاری را که خواسته شد انجام نداد.
server-trouble-gone = این سرور دیگر در مجموعه نیست.

server-known-unreachable = آنجا چیزی پاسخ نمی‌دهد. آیا سرور روشن است و پورت آن در فایروال باز است؟ اگر از نو راه‌اندازی یا جابه‌جا شده، خط مدیریت آن را عوض کنید.
server-known-timeout = به‌موقع پاسخ نداد. آیا سرور روشن است و پورت آن در فایروال باز است؟ اگر از نو راه‌اندازی یا جابه‌جا شده، خط مدیریت آن را عوض کنید.
server-known-fingerprint = گواهی سرور با پیش از این فرق دارد. اگر سرور را از نو راه‌اندازی کرده‌اید، خط تازه را جایگزین کنید. اگر نه، شاید کسی میان راه باشد: نخست از مسئول سرور بپرسید.
server-known-not-the-api = آنجا چیزی پاسخ می‌دهد، ولی دیگر بخش مدیریت Outline نیست. اگر سرور به پورت دیگری رفته، خط مدیریت آن را عوض کنید.
server-known-wrong-path = سرور پاسخ می‌دهد، ولی دیگر بخش محرمانهٔ نشانی را نمی‌شناسد. احتمالاً از نو راه‌اندازی شده است: خط تازه را جایگزین کنید.
server-known-another-server = در نشانی این سرور، سرور دیگری از مجموعه پاسخ می‌دهد. خط مدیریت همین سرور را جایگزین کنید.

server-paste-unreadable = این را متوجه نشدم. لطفاً آنچه را نصب‌کننده نشان داده کامل بچسبانید: با آکولاد شروع و با آکولاد تمام می‌شود و apiUrl در آن است.
server-paste-no-fingerprint = اثر انگشت گواهی در آن نیست. لطفاً همهٔ خط را با certSha256 بچسبانید.
server-paste-bad-fingerprint = اثر انگشت کامل نیست: باید ۶۴ رقم و حرف باشد (از 0 تا 9 و از A تا F).
server-paste-not-https = نشانی باید با https شروع شود.
server-paste-no-path = بخش محرمانهٔ نشانی در آن نیست. لطفاً آن را کامل بچسبانید.
server-paste-access-key = این نشانی دسترسی یک مشتری است. لطفاً نشانی مدیریت را بچسبانید: نصب‌کننده آن را با apiUrl نشان داده است.

differences-title = ⚠ تفاوت‌ها
differences-none = ✅ سرور و مجموعه یکسان‌اند.
differences-open = { $count } تفاوت منتظر تصمیم شماست.
difference-foreign = روی سرور کلیدی هست که از این مجموعه نیست: { $name }.
difference-missing = کلید { $name } روی سرور نیست: کسی آن را آنجا حذف کرده است.
difference-found = پیدا شد در { $date }
difference-adopt = ✅ افزودن به مجموعه
difference-delete = 🗑 حذف از سرور
difference-restore = 🔁 ساخت دوباره
difference-moved = ترافیکی که سرور برای آن شمرده است: { $traffic }
difference-unused = سرور ترافیکی برای آن نشمرده است.
difference-delete-there = کلید { $name } از این مجموعه نیست. از روی سرور حذف می‌شود و همان لحظه برای همهٔ کسانی که از آن استفاده می‌کنند از کار می‌افتد. لینک دسترسی آن دیگر برنمی‌گردد.
difference-delete-here = کلید { $name } روی سرور نیست. از مجموعه هم بیرون می‌رود. اگر کسی هنوز به آن نیاز دارد، به جای این کار آن را دوباره بسازید.
difference-accept = 🗑 اینجا هم حذف شود
difference-ignore = 🙈 نادیده گرفتن
rebuilt-all = سرور { $name } پاسخ می‌دهد، ولی هیچ‌یک از { $count } کلید آن دیگر آنجا نیست: سرور از نو راه‌اندازی شده است.
rebuilt-most = سرور { $name } پاسخ می‌دهد، ولی { $missing } کلید از { $count } کلید آن دیگر آنجا نیست: سرور از نو راه‌اندازی شده است.
rebuilt-say-restore = با ساخت دوباره، نام و سهمیه و پایان هر کلید همان می‌ماند. هر کلید نشانی دسترسی تازه‌ای می‌گیرد که برای سازندهٔ آن فرستاده می‌شود تا به مشتری بدهد.
rebuilt-say-delete = با حذف، این کلیدها برای همیشه از فهرست‌های شما برداشته می‌شوند.
rebuilt-say-leave = با نادیده گرفتن چیزی تغییر نمی‌کند؛ کلیدها نشان‌دار می‌مانند و بعداً در صفحهٔ سرور می‌توانید تصمیم بگیرید.
rebuilt-restore = 🔁 ساخت دوبارهٔ همهٔ کلیدها
rebuilt-delete = 🗑 حذف از اینجا
rebuilt-leave = 🙈 نادیده گرفتن

## Plans

plans-title = 🏷 طرح‌ها
plans-archived-title = 🗄 طرح‌های بایگانی‌شده
plans-none = هنوز طرحی نیست. با یک طرح آماده شروع کنید یا طرح خودتان را بسازید.
plans-none-sold = اکنون هیچ طرحی فروخته نمی‌شود. یکی از بایگانی‌شده‌ها را دوباره بفروشید یا طرح تازه‌ای بسازید.
plans-again = ♻ { $name } · { $price }
plans-archived-none = چیزی بایگانی نشده است.
plans-new = ➕ طرح تازه
plans-archived = 🗄 بایگانی‌شده‌ها
plan-preset = { $quota } · { $days }
plan-preset-unlimited = نامحدود · { $days }
plan-line-archived = 🗄 بایگانی‌شده: دیگر فروخته نمی‌شود. کلیدهای آن برقرار می‌مانند.
plan-line-life = مدت اعتبار: { $life }
plan-line-quota = سهمیه: { $quota }
plan-line-price = قیمت: { $price }
plan-line-care = تغییرها برای کلیدهای تازه است؛ کلیدهای فروخته‌شده همان را دارند که داشتند.
plan-price = 💰 قیمت
plan-quota = 📊 سهمیه
plan-period = 🗓 دورهٔ سهمیه
plan-life = 📅 مدت اعتبار
plan-name = ✏ نام
plan-archive = 🗄 بایگانی
plan-restore = ♻ فروش دوباره
plan-stop-house = ↩ پس از اتمام: مانند مجموعه

## People

people-title = 👥 افراد
people-none = اینجا کسی نیست.
people-button = { $mark } { $name } · { $what }
people-group-staff = همکاران مجموعه
people-group-sellers = نماینده‌ها
people-group-customers = مشتری‌ها
people-hand-house = 👑 واگذاری مجموعه
role-owner = مالک
role-admin = مدیر
role-operator = اپراتور
role-representative = نماینده
role-customer = مشتری
role-explain-operator = اپراتور: کلیدها، مشتری‌ها و سرورها؛ نه افراد، نه قیمت‌ها، نه تنظیمات.
role-explain-admin = مدیر: همه چیز، جز نقش مالک‌ها.
role-explain-owner = مالک: همه چیز، مانند شما.
person-active = 🟢 دسترسی دارد
person-suspended = ⏸ معلق: ربات به او پاسخ نمی‌دهد
person-removed = 🗑 حذف‌شده
person-role = نقش: { $role }
person-telegram = تلگرام: { $name }
person-unreachable = 📵 پیام‌ها به او نمی‌رسد: ربات را مسدود کرده یا از تلگرام رفته است.
person-seen = آخرین حضور: { $ago }
person-never-seen = هنوز نیامده است
person-holds = به‌عنوان مشتری { $count } کلید دارد
person-since = از { $date }
person-change-role = 🎓 نقش
person-suspend = ⏸ تعلیق
person-resume = ▶ ازسرگیری
person-remove = 🗑 حذف
person-remove-title = 🗑 این فرد حذف شود؟
person-remove-lost = { $name } دیگر نمی‌تواند از ربات استفاده کند و دعوت‌نامه‌هایی که ساخته پس گرفته می‌شود. می‌توان دوباره او را دعوت کرد.
person-remove-seller = دیگر کسی برای { $name } کار نمی‌کند. { $count ->
    [0] کلیدی ندارد.
   *[other] { $count } کلید آن همچنان کار می‌کند.
} از صفحهٔ نماینده آن را به فرد دیگری واگذار کنید.
person-remove-held = { $count } کلیدی که دارد همچنان کار می‌کند، ولی دیگر آن را نمی‌بیند.
person-remove-yes = 🗑 حذف شود
button-keep-person = بماند
button-people = 👥 افراد
button-sellers = 🤝 نماینده‌ها
button-customers = 👥 مشتری‌ها
button-all-keys = 🗝 همهٔ کلیدها
button-invite = ✉ دعوت
button-invitations = 📨 دعوت‌نامه‌ها

## Invitations

invite-ask = چه کسی را دعوت می‌کنید؟
invite-care = پیامی با یک پیوند می‌گیرید تا بفرستید. فقط برای یک نفر و تا هفت روز اعتبار دارد.
invite-as = ✉ { $role }
invitations-title = 📨 دعوت‌نامه‌ها
invitations-none = هیچ دعوت‌نامه‌ای باز نیست.
invitation-gift = برای: { $what }
invitation-open = 🟢 تا { $date } معتبر است ({ $left })
invitation-used = ✅ { $name } با آن وارد شد.
invitation-revoked = 🗑 پس گرفته شد.
invitation-expired = ⌛ اعتبار آن در { $date } پایان یافت.
invitation-house = هر کس آن را باز کند، مالک مجموعه می‌شود و شما مدیر می‌شوید. آن را برای کس دیگری نفرستید.
invitation-maker = ساختهٔ { $name }، { $date }
invitation-forward = پیوند در پیامی جداگانه است: همان را برای فرد موردنظر بفرستید.
invitation-send = 📤 فرستادن دوباره
invitation-revoke = 🗑 پس گرفتن
gift-representative = نمایندهٔ { $name }
gift-hand-representative = کار برای { $name }
gift-hand-customer = مشتری { $name }
gift-key = کلید { $name }

## Representatives

sellers-title = 🤝 نماینده‌ها
sellers-none = هنوز نماینده‌ای نیست. یکی را دعوت کنید: از منوی خودش می‌فروشد و فقط آنچه را از آن خودش است می‌بیند.
sellers-button = { $mark } { $name } · { $keys } کلید
sellers-button-plain = 🤝 { $name }
sellers-new = ➕ نماینده
seller-active = 🟢 می‌فروشد
seller-suspended = ⏸ معلق: می‌بیند، ولی نمی‌فروشد
seller-removed = 🗑 حذف‌شده
seller-keys = کلیدها: { $active } فعال · { $stopped } متوقف
seller-customers = مشتری‌ها: { $count }
seller-person = رابط: { $name }
seller-nobody = کسی مسئول آن نیست. آن را به کسی واگذار کنید.
seller-limit = حداکثر کلید هم‌زمان: { $limit }
seller-over-limit = ⚠ اکنون { $count } کلید هست و همه می‌مانند. ساخت کلید تازه تنها وقتی ممکن است که کمتر از { $most } کلید مانده باشد.
seller-no-limit = بدون محدودیت
seller-all-plans = طرح‌ها: همه
seller-plans = طرح‌ها: { $count ->
    [0] هیچ
   *[other] فقط { $count }
}
seller-all-servers = سرورها: همه
seller-servers = سرورها: { $count ->
    [0] هیچ
   *[other] فقط { $count }
}
seller-tests = کلید آزمایشی در روز: { $count }
seller-open-person = 👤 فرد
seller-view-as = 👁 دیدن از نگاه او
seller-edit-keys = 🔢 محدودیت
seller-edit-plans = 🏷 طرح‌ها
seller-edit-servers = 🖥 سرورها
seller-edit-tests = 🧪 کلید آزمایشی
seller-rename = ✏ تغییر نام
seller-hand-over = 🤝 واگذاری
seller-remove-title = 🗑 این نماینده حذف شود؟
seller-remove-lost = { $name } دیگر چیزی نمی‌فروشد و مسئول آن نمی‌تواند از ربات استفاده کند. این کار برگشت‌پذیر نیست.
seller-remove-keys = { $count ->
    [0] کلیدی ندارد.
   *[other] { $count } کلید آن همچنان کار می‌کند و مجموعه به آنها رسیدگی می‌کند.
}
seller-remove-customers = { $count } مشتری آن ثبت‌شده می‌ماند.
sells-everything = همه چیز را می‌تواند بفروشد، حتی آنچه بعداً اضافه شود.
sells-ticked = فقط آنچه علامت دارد فروخته می‌شود.
sells-care = این برای کلیدهای تازه است؛ آنچه فروخته شده برقرار می‌ماند.
sells-all-plans = همهٔ طرح‌ها
sells-all-servers = همهٔ سرورها

## Customers

customers-title = 👥 مشتری‌ها
customers-none = هنوز مشتری‌ای نیست. اینجا یکی را ثبت کنید یا از صفحهٔ کلید، آن را به کسی بدهید.
customers-button = { $mark } { $name } · { $keys } کلید
customers-new = ➕ مشتری تازه
customer-unclaimed = تلگرام: هنوز وصل نیست. پیوندی بفرستید تا کلیدهایش را در ربات ببیند.
customer-keys = کلیدها: { $count }
customer-note = یادداشت: { $note }
customer-invite = 🔗 فرستادن پیوند
customer-hand-over = 🤝 واگذاری
customer-edit-note = 📝 یادداشت
key-line-customer = مشتری: { $name }
key-no-customer = این کلید مشتری ندارد.
key-customer = 👤 مشتری
key-customer-ask = کسی را انتخاب کنید، کس تازه‌ای ثبت کنید، یا پیوندی بسازید: هر کس آن را باز کند، دارندهٔ کلید می‌شود.
key-customer-open = 👤 باز کردن
key-customer-none = ✖ هیچ‌کس
key-claim = 🔗 پیوند دریافت کلید

## What a customer sees

own-line = { $name }: { $quota } · { $left }
own-left = زمان: { $left }
own-connect = 📲 اتصال
own-suspended = کسی که آن را به شما داده در { $date } متوقفش کرده است. لطفاً از او بپرسید.
own-suspended-house = مجموعه در { $date } آن را متوقف کرده است. لطفاً از کسی که آن را به شما داده بپرسید.
own-expired = مدت اعتبار آن پایان یافته است. لطفاً از کسی که آن را به شما داده بپرسید.
own-exhausted = ترافیک آن تمام شده است. لطفاً از کسی که آن را به شما داده بپرسید.

## View as

view-mark = 👁 از نگاه { $name }
view-end = 👁 پایان این نگاه

## Forms

form-now = اکنون: { $value }
form-tap-please = لطفاً یکی از دکمه‌ها را بزنید.
form-type-please = لطفاً پاسخ خود را بنویسید.
form-text-please = لطفاً پاسخ خود را به‌صورت متن بفرستید.
form-of-plan = ↩ مانند طرح: { $value }
form-lost = این فرم از نسخهٔ قدیمی‌تر است و ادامه نمی‌یابد. لطفاً دوباره شروع کنید.

form-add-server-title = 🖥 سرور تازه
form-add-server-ask = آنچه را نصب‌کنندهٔ Outline نشان داده بچسبانید. چیزی مانند این است:
form-add-server-care = پیام شما از گفتگو پاک می‌شود و نشانی رمزگذاری‌شده نگهداری می‌شود.
form-replace-title = 🔌 خط تازه برای { $name }
form-replace-ask = آنچه را نصب‌کنندهٔ Outline برای سرور { $name } نشان داده بچسبانید. پیش از هر تغییری از سرور پرسیده می‌شود. چیزی مانند این است:

form-new-key-title = 🗝 کلید تازه
form-new-key-plan = { $name } · { $price }
form-new-key-ask-plan = کدام طرح؟
form-new-key-ask-name = نام آن چه باشد؟ پیشنهاد را بزنید یا نام دیگری بنویسید.
form-new-key-name = { $name }
form-new-key-ask-server = روی کدام سرور؟
form-new-key-best = ⚖ سروری با کمترین کلید
form-new-key-create = ✅ ساختن
form-new-key-other-server = 🖥 سرور دیگر
form-new-key-look-name = نام: { $name }
form-new-key-look-plan = طرح: { $plan } · { $price }
form-new-key-look-gets = شامل: { $quota }، { $life }
form-new-key-look-server = سرور: { $server }
form-new-key-look-best = سرور: { $server } (کمترین کلید)

form-plan-title = 🏷 طرح تازه
form-plan-ask-name = نام طرح چه باشد؟ نمونه: ۵۰ گیگ ماهانه
form-plan-ask-days = هر کلید چه مدت اعتبار دارد؟ دکمه‌ای را بزنید یا بنویسید: ۴۵ روز، ۲ ماه
form-plan-no-end = بدون پایان
form-plan-ask-start = مدت آن از کی شروع می‌شود؟
form-plan-start-made = از زمان ساخت
form-plan-start-used = از نخستین استفاده
form-plan-ask-quota = هر کلید چقدر ترافیک دارد؟ دکمه‌ای را بزنید یا بنویسید: ۷۵ گیگ، ۱٫۵ ترابایت
form-plan-no-quota = نامحدود
form-plan-ask-price = قیمت هر کلید چقدر است؟ مبلغ‌ها به { $currency } است. نمونه: { $example }
form-plan-ask-sure = این را دو جور می‌شود خواند. منظورتان کدام است؟
form-plan-look-name = نام: { $name }
form-plan-create = ✅ ساختن طرح

form-number-please = این را به‌عنوان عدد متوجه نشدم. نمونه: <code>۲۵</code>.
form-seller-name = نام نماینده چیست؟ نمونه: فروشگاه سارا
form-seller-keys = هم‌زمان چند کلید می‌تواند داشته باشد؟ دکمه‌ای را بزنید یا عددی بنویسید؛ <code>نامحدود</code> یعنی بدون محدودیت.
form-seller-tests = در روز چند کلید آزمایشی می‌تواند بسازد؟ دکمه‌ای را بزنید یا عددی بنویسید؛ <code>۰</code> یعنی هیچ.
form-customer-name = نام مشتری چیست؟
form-customer-note = دربارهٔ این مشتری چه چیزی را به یاد داشته باشیم؟ فقط شما و مجموعه آن را می‌بینید.
form-customer-no-note = بدون یادداشت
form-key-name = نام کلید چه باشد؟
form-key-quota = در کل چقدر ترافیک؟ دکمه‌ای را بزنید یا بنویسید: ۷۵ گیگ، نامحدود
form-key-end = تا کی؟ دکمه‌ای را بزنید یا تاریخ یا مدتی بنویسید: ۳۰ آذر ۱۴۰۵، ۴۵ روز
form-key-topup = چقدر ترافیک بیشتر؟ به سهمیهٔ کلید افزوده می‌شود. دکمه‌ای را بزنید یا بنویسید: ۵ گیگ
form-key-period = این سهمیه برای چه دوره‌ای است؟ پس از هر دوره از نو آغاز می‌شود.
form-server-name = نام سرور چه باشد؟
form-house-name = نام مجموعهٔ شما چیست؟ همکاران شما این نام را می‌بینند.
form-house-currency = قیمت‌های شما به چه واحد پولی است؟ دکمه‌ای را بزنید یا نام آن را بنویسید: تومان، دلار، یورو
form-currency-sure = قیمت { $count } طرح به { $old } می‌ماند. قیمت‌های تازه به { $new } پرسیده می‌شود. واحد پول عوض شود؟
form-currency-change = 💱 تغییر به { $currency }
form-house-zone = روز شما به وقت کجا شروع می‌شود؟ دکمه‌ای را بزنید یا نام یک شهر را بنویسید: Tehran
form-thresholds = با مصرف چند درصد از سهمیه خبر داده شود؟ دکمه‌ای را بزنید یا تا هشت درصد را بنویسید: ۷۵، ۹۰. در ۱۰۰٪ همیشه خبر داده می‌شود.
form-backup-passphrase = گذرواژه‌ای را که این پشتیبان با آن رمزگذاری شده بنویسید.
form-backup-passphrase-care = پیام شما از گفتگو برداشته می‌شود. گذرواژه فقط برای همین بازیابی و حداکثر یک روز، رمزگذاری‌شده، نگه داشته می‌شود.

confirm-title = ⚠ مطمئن هستید؟
confirm-ask = برای ادامه <code>{ $word }</code> را بنویسید.
confirm-wrong = واژه این نیست. واژهٔ <code>{ $word }</code> را بنویسید یا انصراف دهید.
confirm-word-remove = حذف
confirm-word-show = نمایش
confirm-word-replace = تعویض
confirm-word-delete = حذف
confirm-word-hand-over = واگذاری
confirm-hand-house = پیوندی می‌گیرید. هر کس آن را باز کند مالک { $name } با همهٔ دارایی‌اش ({ $count } کلید، سرورها، افراد، دفترها) می‌شود و شما مدیر می‌شوید.
confirm-hand-seller = پیوندی می‌گیرید. هر کس آن را باز کند از آن پس به‌جای { $name } کار می‌کند. { $count } کلید و { $customers } مشتری با آن می‌روند؛ همهٔ کلیدها کار می‌کنند.
confirm-hand-customer = پیوندی می‌گیرید. هر کس آن را باز کند از آن پس مشتری { $name } است و { $count } کلید می‌گیرد. هر کس نشانی دسترسی را از پیش دارد، همچنان می‌تواند از آن استفاده کند.
confirm-hand-from = اکنون در دست { $name } است؛ آنگاه از دستش می‌رود و به او خبر داده می‌شود.
confirm-server-remove = سرور { $name } با { $count } کلید از مجموعه بیرون می‌رود.
confirm-server-reveal = نشانی مدیریت سرور { $name } نشان داده می‌شود. هر کس آن را ببیند، هر کاری می‌تواند با سرور بکند.
confirm-server-replace = از این پس سرور { $name } با خط دیگری در دسترس خواهد بود. هر کس آن سرور را داشته باشد، کلیدهای مشتریان شما را دارد: فقط اگر سرور خودتان است ادامه دهید.
confirm-rebuilt-delete = { $count } کلید سرور { $name } که آنجا نیست، از اینجا برای همیشه حذف می‌شود.

## Settings

settings-title = ⚙ تنظیمات
settings-reading = 🌐 زبان، ارقام، تقویم
settings-house = 🏢 مجموعه
settings-usage = 📊 سهمیه‌ها
settings-setup = 🧭 گام‌های نخست
reading-title = 🌐 زبان، ارقام، تقویم
reading-example = نمونه: { $date } · { $number }
reading-latin = 123
reading-persian = ۱۲۳
reading-gregorian = میلادی
reading-jalali = شمسی
house-title = 🏢 مجموعه
house-line-name = نام: { $name }
house-line-currency = واحد پول: { $currency }
house-line-zone = منطقهٔ زمانی: { $zone }
house-toman = مبلغ‌ها به تومان نشان داده می‌شود (هر تومان ۱۰ ریال است).
house-rial = مبلغ‌ها به ریال نشان داده می‌شود.
house-unit-toman = تومان
house-name = ✏ نام
house-currency = 💱 واحد پول
house-zone = 🕘 منطقهٔ زمانی
house-show-rial = نمایش به ریال
house-show-toman = نمایش به تومان

## First steps

setup-title = 🧭 گام‌های نخست · { $done } از { $of }
setup-line = { $mark } { $step }
setup-step-language = زبان شما
setup-step-name = نام مجموعه
setup-step-currency = واحد پول مجموعه
setup-step-zone = منطقهٔ زمانی مجموعه
setup-step-server = نخستین سرور
setup-step-plan = نخستین طرح
setup-step-key = نخستین کلید، برای خودتان
setup-step-representative = نماینده‌ای که می‌فروشد
setup-step-backup = پشتیبان
setup-say-language = Which language do you read? زبان شما کدام است؟
setup-say-name = همکاران شما این نام را بالای صفحهٔ خانه می‌بینند. آن را همین‌جا بنویسید.
setup-say-currency = قیمت‌ها و صورت‌حساب‌ها به این واحد پول است. کد آن را همین‌جا بنویسید، برای نمونه IRR، یا دکمه را بزنید.
setup-say-zone = روزها، گزارش‌ها و پایان کلیدها به این منطقهٔ زمانی است. نام یک شهر را همین‌جا بنویسید، برای نمونه Tehran، یا دکمه را بزنید.
setup-say-server = آنچه را نصب‌کنندهٔ Outline نشان داده همین‌جا بچسبانید. پیام شما سپس از گفتگو پاک می‌شود.
setup-say-plan = طرح می‌گوید یک کلید چه دارد و قیمتش چقدر است. سه طرح آماده هست؛ فقط قیمت را تعیین کنید.
setup-say-key = پیش از فروش، یک کلید بسازید و خودتان آن را امتحان کنید.
setup-say-representative = نماینده از منوی خودش کلید می‌فروشد و فقط آنچه را از آن خودش است می‌بیند. پیوندی می‌گیرید تا برایش بفرستید.
setup-say-backup = یک گذرواژه بسازید، جایی دیگر یادداشتش کنید و نخستین پشتیبان را بگیرید. پس از آن هر روز یکی گرفته می‌شود.
setup-skip = رد کردن
setup-later = بعداً
setup-all-done = ✅ همه انجام شد. همهٔ اینها را دوباره در تنظیمات پیدا می‌کنید.

## Short words after a tap

toast-invitation = پیوند در پیامی برای فرستادن می‌آید.
toast-old-menu = آن منو قدیمی است. منوی کنونی این است.
toast-sending = در حال فرستادن.
toast-checking = در حال بررسی.
toast-settled = انجام شد.
toast-trying = دوباره تلاش می‌شود.
toast-backup-begun = پشتیبان در حال ساخته شدن است. به شما خبر داده می‌شود.
toast-undone = به حالت پیش برگشت.
toast-topup = { $more } افزوده شد: سهمیهٔ { $name } اکنون { $quota } است.
toast-reset = مصرف { $name } از نو شروع شد.
toast-goes-on = دوباره کار می‌کند.
toast-goes-on-told = دوباره کار می‌کند و به مشتری آن خبر داده می‌شود.
toast-stopped-still = هنوز متوقف است: دلیل آن در صفحه‌اش آمده است.
toast-no-plans = ابتدا یک طرح بسازید.
toast-no-servers = ابتدا یک سرور اضافه کنید.
toast-server-removed = حذف شد.

## What can’t be done, and what to do

refusal-not-allowed = نقش شما اجازهٔ این کار را ندارد. از یکی از مالکان مجموعه بخواهید.
refusal-not-found = چنین چیزی اینجا نیست. شاید حذف شده باشد.
refusal-stale = این در همین فاصله تغییر کرده است. وضعیت کنونی این است.
refusal-wrong-state = این کار اکنون ممکن نیست. وضعیت کنونی این است.
refusal-undo-over = هر تغییر را تا یک دقیقه و فقط یک بار می‌توان برگرداند. این تغییر می‌ماند؛ اگر می‌خواهید همین‌جا دوباره تغییرش دهید.
refusal-only-looking = شما فقط از نگاه یک نماینده می‌بینید. برای تغییر، این نگاه را پایان دهید.
refusal-suspended = شما معلق هستید: می‌توانید ببینید، ولی نمی‌توانید چیزی را تغییر دهید. لطفاً از مجموعه بپرسید.
refusal-last-owner = مجموعه مالک می‌خواهد: این آخرین مالک است.
refusal-above = فقط مالک‌ها دربارهٔ مالک‌ها تصمیم می‌گیرند.
refusal-yourself = کسی دربارهٔ نقش خودش تصمیم نمی‌گیرد. از مالک یا مدیر دیگری بخواهید.
refusal-bad-limit = این عدد نمی‌تواند محدودیت باشد. نمونه: ۲۵.
refusal-acts-for-one = او برای یک نماینده کار می‌کند. نخست نماینده را به فرد دیگری واگذار کنید.
refusal-no-invitation = چنین دعوت‌نامه‌ای نیست.
refusal-invitation-used = این دعوت‌نامه پیش‌تر استفاده شده است. دعوت‌نامهٔ دیگری بخواهید.
refusal-invitation-revoked = این دعوت‌نامه پس گرفته شده است. دعوت‌نامهٔ دیگری بخواهید.
refusal-invitation-expired = اعتبار این دعوت‌نامه پایان یافته است. دعوت‌نامهٔ دیگری بخواهید.
refusal-staff-already = شما از پیش نقشی در این مجموعه دارید و هر کس یک نقش دارد. دعوت‌نامه برای فرد دیگری همچنان معتبر است.
refusal-that-already = شما از پیش همین هستید. دعوت‌نامه برای فرد دیگری همچنان معتبر است.
refusal-key-claimed = این کلید مشتری خودش را دارد.
refusal-customer-already = شما از پیش با نام دیگری مشتری او هستید.
refusal-other-seller = این مشتری از آن فروشندهٔ دیگری است.
refusal-limit-reached = به تعداد مجاز کلید رسیده‌اید. یکی را حذف کنید یا از مجموعه بیشتر بخواهید.
refusal-no-plan = طرحی نیست که بتوانید بفروشید. لطفاً از مجموعه بپرسید.
refusal-plan-not-theirs = شما نمی‌توانید این طرح را بفروشید. لطفاً طرح دیگری انتخاب کنید.
refusal-server-not-theirs = شما نمی‌توانید روی این سرور بفروشید.
refusal-name-taken = کلیدی با این نام هست. لطفاً نام دیگری انتخاب کنید.
refusal-bad-name = این نام را نمی‌شود به کار برد. نام باید ۱ تا ۶۰ نویسه داشته باشد.
refusal-no-server = اکنون هیچ سروری کلید تازه نمی‌پذیرد. سروری اضافه کنید یا سروری را که موقتاً متوقف است از سر بگیرید.
refusal-server-closed = این سرور کلید تازه نمی‌پذیرد: موقتاً متوقف است یا دیگر نیست. لطفاً سرور دیگری انتخاب کنید.
refusal-plan-archived = این طرح دیگر فروخته نمی‌شود. لطفاً طرح دیگری انتخاب کنید.
refusal-past-end = این روز گذشته است. لطفاً روز دیرتری انتخاب کنید.
refusal-stopped-by-house = این کلید را مجموعه معلق کرده است و ازسرگیری آن فقط در اختیار مجموعه است. لطفاً از مجموعه بپرسید.
refusal-server-known = این سرور از پیش در مجموعه هست.
refusal-offer-over = آنچه چسبانده بودید دیگر نگهداری نمی‌شود. لطفاً دوباره بچسبانید.
refusal-bad-price = قیمت باید از ۰ تا یک میلیارد باشد.

stranger = سلام. اینجا دفتر { $house } است و فقط برای همکاران آن. اگر از همکاران هستید، از آنها دعوت بخواهید.
stranger-no-owner = سلام. اینجا دفتر { $house } است و هنوز مالکی ندارد. اگر از آنِ شماست، کد یک‌بارمصرفی را که برنامه هنگام شروع نوشته بفرستید: در گزارش (لاگ) برنامه هست.
stranger-since-restore = سلام. { $house } به وضعیتی پیشین بازگردانده شده است و دیگر شما را نمی‌شناسد. لطفاً از کسی که شما را دعوت کرده بود دعوت تازه‌ای بخواهید.
invitation-no-good = این پیوند یا کد کار نمی‌کند یا دیگر کار نمی‌کند. لطفاً از کسی که آن را به شما داده یکی تازه بخواهید.
code-wrong = کد درست نیست. { $left ->
    [0] در این ساعت دیگر نمی‌شود امتحان کرد؛ بعد از آن دوباره بفرستید.
   *[other] در این ساعت { $left } بار دیگر می‌شود امتحان کرد.
}
inline-until = تا { $date }
inline-no-url = فعلاً قابل استفاده نیست.
not-understood = متوجه نشدم. از خانه به همه‌چیز می‌رسید.
fault = اینجا مشکلی پیش آمد. شاید کار شما انجام نشده باشد؛ لطفاً نگاه کنید و دوباره تلاش کنید. کد پیگیری: { $reference }

## Notices

notice-key-failed = ⚠ کلید { $name } ساخته نشد. هزینه‌ای حساب نشده است.
notice-key-deleted = 🗑 کلید { $name } از سرور حذف شد.
notice-key-remade = 🔁 کلید { $name } نشانی دسترسی تازه‌ای دارد. این نشانی جای نشانی پیشین را می‌گیرد که شاید دیگر کار نکند.
notice-own-remade = 🔁 کلید شما { $name } عوض شده است. لطفاً آن را در برنامه جای کلید پیشین بگذارید که شاید دیگر کار نکند.
notice-server-down = 🔴 سرور { $name } پاسخ نمی‌دهد.
notice-server-up = 🟢 سرور { $name } دوباره پاسخ می‌دهد.
notice-differences = ⚠ سرور { $name } با مجموعه تفاوت دارد. منتظر تصمیم شما: { $count }
notice-server-rebuilt = ⚠ سرور { $name } پاسخ می‌دهد، ولی { $count } کلید مجموعه دیگر آنجا نیست: سرور از نو راه‌اندازی شده است. تا تصمیم نگیرید، این کلیدها کار نمی‌کنند.
notice-rebuilt-made = ✅ { $count } کلید دوباره روی سرور { $name } ساخته شد. هر کدام نشانی دسترسی تازه‌ای دارد که در یک پیام برای فروشندهٔ آن‌ها و نیز برای مشتریانی که پیوند کلیدشان را باز کرده‌اند فرستاده می‌شود.
notice-rebuilt-deleted = 🗑 { $count } کلید سرور { $name } از اینجا حذف شد.
notice-rebuilt-silent = { $count } کلید آنجا اکنون کار نمی‌کند، پس فرستاده نمی‌شود: هر کدام را پس از به کار افتادن دوباره بفرستید.
notice-rebuilt-left = سرور { $count } کلید را نپذیرفت. خودکار دوباره تلاش می‌شود.
notice-owner = 🔑 { $name } به‌عنوان مالک وارد شد.
notice-handed-away-seller = 🤝 اکنون { $to } به‌جای شما برای { $name } کار می‌کند. { $count } کلید با آن رفت. اگر دلیل آن را نمی‌دانید، لطفاً از مجموعه بپرسید.
notice-handed-away-customer = 🤝 آنچه به نام { $name } داشتید اکنون از آنِ شخص دیگری است: { $count } کلید. اگر دلیل آن را نمی‌دانید، لطفاً از کسی که آن را به شما داده بپرسید.
notice-handed-away-house = 🤝 اکنون { $to } مالک { $name } با { $count } کلید است. شما مدیر هستید.
notice-handed-to-seller = 🤝 اکنون شما برای { $name } کار می‌کنید: { $count } کلید، { $customers } مشتری.
notice-handed-to-customer = 🤝 اکنون شما مشتری { $name } هستید: { $count } کلید.
notice-handed-to-house = 🤝 اکنون شما مالک { $name } هستید: { $count } کلید.
notice-quota = 📊 { $name } از سهمیه‌اش { $percent } مصرف کرده است: { $used }.
bundle-quota = 📊 { $count } کلید به پایان سهمیه نزدیک شده‌اند یا آن را تمام کرده‌اند
bundle-ending = ⏳ { $count } کلید به‌زودی پایان می‌یابند یا پایان یافته‌اند
bundle-remade = 🔁 { $count } کلید نشانی دسترسی تازه دارند
bundle-remade-file = نشانی‌ها با نام کلید و مشتری در این فایل هستند. نشانی‌های پیشین شاید دیگر کار نکنند.
bundle-remade-linked = مشتریِ { $count } کلید پیوند آن را باز کرده است و کلید تازه را از من می‌گیرد.
notice-ending = ⏳ مدت { $name } رو به پایان است: { $left } ({ $date }).
notice-ended = ⌛ مدت { $name } به پایان رسید ({ $date }) و دیگر کار نمی‌کند.
notice-stopped = ⏸ { $name } معلق شد و تا ازسرگیری کار نمی‌کند.
notice-stopped-house = ⏸ مجموعه { $name } را معلق کرد و تا ازسرگیری از سوی مجموعه کار نمی‌کند. اگر دلیل آن را نمی‌دانید، لطفاً از مجموعه بپرسید.
notice-own-stopped = ⏸ کلید شما { $name } معلق شد و اکنون کار نمی‌کند. لطفاً از کسی که آن را به شما داده بپرسید.
notice-on = ▶ { $name } دوباره کار می‌کند.
notice-own-on = ▶ کلید شما { $name } دوباره کار می‌کند. لازم نیست چیزی را در برنامه تغییر دهید.
notice-own-ending = برای ادامه، لطفاً از کسی که آن را به شما داده بخواهید.
bundle-others = … و { $count } کلید دیگر.
bundle-stopped = ⏸ کلیدهای متوقف
notice-quota-over = 🪫 سهمیهٔ { $name } ({ $quota }) تمام شد. کلید متوقف شد.
notice-quota-over-tells = 🪫 سهمیهٔ { $name } ({ $quota }) تمام شد. کلید همچنان کار می‌کند.
notice-own-quota = 📊 { $percent } از ترافیک کلید شما، { $name }، مصرف شده است: { $used }.
notice-own-stops = وقتی ترافیک تمام شود، کلید متوقف می‌شود. کسی که آن را به شما داده می‌تواند ترافیک بیشتری به آن بدهد.
notice-own-stops-until = وقتی ترافیک تمام شود، کلید تا { $date } متوقف می‌شود. کسی که آن را به شما داده می‌تواند زودتر ترافیک بیشتری به آن بدهد.
notice-own-over = 🪫 ترافیک کلید شما، { $name }، تمام شد ({ $quota }) و کلید متوقف شد.
notice-own-over-more = برای ترافیک بیشتر یا کلید تازه، از کسی که آن را به شما داده بپرسید.
notice-own-over-until = کلید در { $date } دوباره به کار می‌افتد. کسی که آن را به شما داده می‌تواند زودتر ترافیک بیشتری به آن بدهد.
notice-own-over-tells = 🪫 ترافیک کلید شما، { $name }، تمام شد ({ $quota }). کلید همچنان کار می‌کند.
notice-invitation = { $house } شما را دعوت می‌کند: { $what }.
notice-invitation-key = { $house }: کلید شما آماده است. آن را در ربات باز کنید تا خود کلید و مقدار مانده را ببینید.
notice-invitation-link = این پیوند را باز کنید:
notice-invitation-code = این کد را برای ربات بفرستید: { $code }
notice-invitation-once = یک بار و تا { $date } معتبر است.
notice-joined = ✅ { $name } وارد شد: { $what }
notice-role = 🎓 نقش شما در این مجموعه تغییر کرد: { $role }
notice-fault = ⚠ مشکلی پیش آمد. در گزارش برنامه با کد پیگیری { $reference } ثبت شده است.
notice-job-stuck = ⚠ این کار پی‌درپی ناموفق است: { $what }. خودکار دوباره تلاش می‌شود؛ علت را در گزارش برنامه ببینید.
job-sync-key = هماهنگ کردن سرور با یک کلید
job-add-server = افزودن یک سرور
job-check-server = بررسی یک سرور
job-rebuilt = رسیدگی به کلیدهای سروری که از نو راه‌اندازی شده
job-check-servers = بررسی همهٔ سرورها
job-poll-servers = پرسیدن ترافیک از همهٔ سرورها
job-poll-server = پرسیدن ترافیک از یک سرور
job-tell-endings = خبر دادن از پایان کلیدها
job-look-at-quotas = بررسی سهمیه‌ها
job-review-quotas = بررسی سهمیه‌ها پس از یک تغییر
job-prune-usage = پاک‌سازی ساعت‌های قدیمی ترافیک
job-expire-keys = متوقف کردن کلیدهای منقضی
job-seal-audit = مهر کردن تاریخچهٔ کارها
job-sweep = پاک‌سازی

## Commands in Telegram’s menu

command-menu = خانه
command-newkey = ساختن کلید
command-bulk = ساختن چند کلید
command-find = جستجوی کلید
command-keys = همهٔ کلیدها
command-servers = همهٔ سرورها
command-addserver = افزودن سرور
command-plans = طرح‌ها و قیمت‌ها
command-reps = نماینده‌ها
command-customers = مشتری‌ها
command-invite = دعوت
command-settings = تنظیمات
command-language = زبان، ارقام، تقویم
command-help = راهنما
command-cancel = بیرون رفتن از فرم

# Notices: what comes, where and when
hours-from-until = { $from } تا { $until }
problem-hours = این را به‌صورت دو ساعت از روز نخواندم. نمونه: ۲۲:۰۰ تا ۰۸:۰۰، یا: خاموش
problem-percents = لطفاً تا هشت درصد، از ۱ تا ۹۹، بنویسید. برای نمونه: <code>80, 90</code>.
settings-notices = 🔔 اعلان‌ها
notices-title = اعلان‌ها
notices-how = برای خاموش یا روشن کردنِ هر نوع، روی آن بزنید. پاسخ به کارهای خودتان همیشه می‌آید.
notices-quiet = ساعت‌های سکوت: { $hours }. در این ساعت‌ها فقط موارد فوری می‌آید: سرورها، پشتیبان‌ها، خطاها.
notices-no-quiet = ساعت سکوتی نیست: اعلان‌ها هر زمانی می‌آیند.
notices-group-on = اعلان‌های مجموعه به گروه آن هم فرستاده می‌شود.
notices-group-off = برای فرستادن اعلان‌های مجموعه به یک گروه، این ربات را به آن گروه اضافه کنید.
notices-button = { $mark } { $name }
notices-quiet-button = 🌙 ساعت‌های سکوت
notices-test = ✉ ارسال آزمایشی
notices-group-join = به آنجا بفرست
notices-group-leave = دیگر به گروه نفرست
notice-kind-keys = کلیدهای ساخته‌نشده
notice-kind-usage = مصرف
notice-kind-ending = پایان اعتبار
notice-kind-stops = تعلیق کلیدها
notice-kind-servers = سرورها
notice-kind-differences = اختلاف‌ها
notice-kind-people = افراد
notice-kind-backups = پشتیبان‌ها
notice-kind-faults = خطاها
notice-test = اعلان‌ها به این شکل‌اند و به شما می‌رسند.
notice-group-found = من به گروه { $title } اضافه شدم. اعلان‌های مجموعه به آنجا هم برود؟ همهٔ اعضای گروه آنها را می‌خوانند.
quiet-title = ساعت‌های سکوت
quiet-off = خاموش
form-quiet = چه ساعت‌هایی نمی‌خواهید پیامی برایتان بیاید؟ دو ساعت بنویسید، مانند ۲۲:۰۰ تا ۰۸:۰۰، یا: خاموش
## Backups

button-backups = 🛟 پشتیبان‌ها
button-held = ⏸ در انتظار پس از بازیابی
home-held = ⏸ مجموعه بازیابی شده است: پیام‌ها و کارهای سرورها منتظر شما هستند.
backups-title = 🛟 پشتیبان‌ها
backups-last = آخرین پشتیبان سالم: { $ago }
backups-none-good = هنوز پشتیبان سالمی نیست
backups-next = نوبت بعدی خودکار: { $date }
backups-off = هیچ پشتیبانی خودکار ساخته نمی‌شود.
backups-no-passphrase = ⚠ گذرواژه‌ای تعیین نشده است، پس پشتیبانی ساخته نمی‌شود: کلید رمز در آن بی‌محافظ می‌ماند.
backups-no-passphrase-how = همین‌جا گذرواژه بسازید، یا روی دستگاه <code>BACKUP_PASSPHRASE</code> را تعیین کنید و برنامه را دوباره راه بیندازید.
backups-line = { $mark } { $date } · { $size }
backups-line-bare = { $mark } { $date }
backups-now = 🛟 پشتیبان‌گیری اکنون
backups-rules = ⚙ زمان و محل
backups-make-passphrase = 🔑 ساختن گذرواژه
backups-new-passphrase = 🔑 گذرواژهٔ تازه
backup-open = 🛟 باز کردن
backup-send = 📥 فرستادن فایل
backup-restore = ♻ بازیابی
backup-delete = 🗑 حذف
backup-house = مجموعه: { $house }، برنامه { $version }
backup-counts = افراد { $people } · سرور { $servers } · طرح { $plans } · کلید { $keys } · فروش { $sales }
backup-size = اندازه: { $size }
backup-state-making = ⏳ در حال ساخت
backup-state-good = ✅ سالم: بازخوانی و بررسی شده
backup-state-failed = ⚠ ناموفق. { $why }
backup-state-offered = 📎 فرستادهٔ یک نفر؛ هنگام بازیابی بررسی می‌شود
backup-maker-schedule = خودکار ساخته شده
backup-maker-hand = دستی ساخته شده
backup-maker-before-restore = پیش از یک بازیابی ساخته شده
backup-maker-offered = اینجا ساخته نشده
backup-place-folder = همین دستگاه
backup-place-chat = گفتگو
backup-copy-good = ✅ { $place }: بررسی‌شده در { $date }
backup-copy-unproved = 📎 { $place }: بررسی نشده
backup-copy-making = ⏳ { $place }: در حال انتقال
backup-copy-failed = ⚠ { $place }: { $why }
backup-copy-gone = 🗑 { $place }: برداشته شده
backup-work-title = کار در جریان
backup-work-waiting = ⏳ تا لحظه‌ای دیگر آغاز می‌شود.
backup-work-copying = ⏳ ۱/۴ از مجموعه رونوشت گرفته می‌شود. کارها در این میان ادامه دارد.
backup-work-packing = ⏳ ۲/۴ فشرده و رمزگذاری شده: { $percent }
backup-work-storing = ⏳ ۳/۴ فایل در پوشه‌اش گذاشته می‌شود.
backup-work-sending = ⏳ ۳/۴ فایل به گفتگو فرستاده می‌شود.
backup-work-fetching = ⏳ فایل دریافت می‌شود.
backup-work-proving = ⏳ ۴/۴ فایل بازخوانی، باز و مقایسه می‌شود.
backup-work-staging = ⏳ مجموعهٔ آن زمان در کنار این یکی باز و بررسی می‌شود.
backup-work-restarting = ♻ ربات با مجموعهٔ بازیابی‌شده دوباره راه می‌افتد. چند ثانیه طول می‌کشد.
backup-work-made = ✅ پشتیبان سالم است: بازخوانی شد و همه چیز در آن مقایسه شد.
backup-work-looked = ✅ این پشتیبان یک مجموعه است. هنوز چیزی تغییر نکرده است.
backup-work-locked = 🔑 با گذرواژه‌ای رمزگذاری شده که گذرواژهٔ این مجموعه نیست.
backup-unlock = 🔑 نوشتن گذرواژهٔ آن
backup-work-sent = ✅ فایل در همین گفتگوست. فقط با گذرواژه خوانده می‌شود.
backup-work-nothing-changed = چیزی تغییر نکرد.
backup-delete-title = این پشتیبان حذف شود؟
backup-delete-lost = فایل آن از همه جا حذف می‌شود و بازنمی‌گردد. تلگرام تکه‌هایی را که بیش از دو روز در گفتگو بوده‌اند نگه می‌دارد؛ بی گذرواژه کسی نمی‌تواند آن‌ها را بخواند.
backup-delete-last = ⚠ این تنها پشتیبان سالم است.
backup-delete-yes = 🗑 حذف شود
restore-title = از این بازیابی شود؟
restore-keys-now = کلیدهای اکنون: { $now }، آن زمان: { $then }
restore-means = ⚠ مجموعه همان می‌شود که بود ({ $ago }). هرچه از آن پس رخ داده از آن پاک می‌شود: کلیدها، فروش‌ها، افراد، تنظیمات.
restore-gone = از زمان این پشتیبان تا کنون این‌ها افزوده شده‌اند: { $what }. همه از میان می‌روند.
restore-gone-comma = { "، " }
restore-gone-invite = به آن افراد گفته می‌شود که دعوت تازه‌ای بخواهند.
restore-gone-nothing = از زمان این پشتیبان چیزی افزوده نشده است.
restore-gone-people = { $count } نفر
restore-gone-customers = { $count } مشتری
restore-gone-keys = { $count } کلید
restore-gone-servers = { $count } سرور
restore-gone-plans = { $count } طرح
restore-first = نخست از مجموعهٔ کنونی پشتیبان گرفته می‌شود.
restore-after = پس از آن پیام‌ها و کارهای سرورها منتظر می‌مانند تا شما رهایشان کنید. اگر نسخهٔ دیگری از برنامه روی همین پایگاه داده کار می‌کند، نخست آن را متوقف کنید.
restore-yes = ♻ بازیابی
backup-rules-title = زمان و محل
backup-rules-hour = ساعت { $time }، به وقت مجموعه
backup-rules-keep = نگه داشته می‌شود: { $days } روزانه، { $weeks } هفتگی، { $months } ماهانه
backup-rules-last = آخرین پشتیبان سالم هرگز خودکار حذف نمی‌شود.
backup-rules-others-chat = گفتگو از آنِ شخص دیگری است.
backup-every-day = روزانه
backup-every-week = هفتگی
backup-every-never = هرگز
backup-earlier = ‹ یک ساعت زودتر
backup-later = یک ساعت دیرتر ›
backup-into-folder = همین دستگاه
backup-into-chat = گفتگوی من
backup-keep-few = کم
backup-keep-usual = معمول
backup-keep-many = زیاد
backup-passphrase-title = گذرواژه
backup-passphrase-keep = ⚠ همین حالا آن را یادداشت کنید و جدا از این دستگاه نگه دارید. فقط همین یک بار نشان داده می‌شود و این پیام پنج دقیقهٔ دیگر پاک می‌شود. بی آن هیچ پشتیبانی جای دیگری بازیابی نمی‌شود و کسی نمی‌تواند آن را بازگرداند. پشتیبان‌های پیشین با گذرواژهٔ خودشان می‌مانند.
held-title = ⏸ در انتظار پس از بازیابی
held-nothing = چیزی منتظر نیست. مجموعه مثل همیشه کار می‌کند.
held-since = مجموعه همان است که در { $date } بود.
held-what = در انتظار: { $messages } پیام، { $jobs } کار
held-why = کارهای سرورها منتظر می‌مانند، چون مجموعه از رخدادهای پس از آن خبر ندارد: کلیدی که تمدید شده متوقف می‌شد و کلید حذف‌شده دوباره ساخته می‌شد.
held-repeat = پیام‌های آن زمان شاید فرستاده شده باشند: اگر دوباره بروند، افراد دو بار می‌گیرند. نام‌ها و شماره‌هایی که از آن پس داده شده شاید دوباره داده شود.
held-look = نخست سرورها را ببینید. با ادامهٔ کار هر سرور بررسی می‌شود و تفاوت‌ها برای تصمیم شما نشان داده می‌شود.
held-go-drop = ▶ ادامه، بدون فرستادن پیام‌ها
held-go-send = ▶ ادامه، با فرستادن پیام‌ها
toast-backup-deleted = حذف شد.
toast-let-go = مجموعه دوباره کار می‌کند.
confirm-word-restore = بازیابی
confirm-restore = مجموعه همان می‌شود که در { $date } بود. هرچه از آن پس رخ داده از آن پاک می‌شود.
confirm-passphrase = گذرواژهٔ تازه‌ای ساخته و یک بار نشان داده می‌شود. پشتیبان‌هایی که از این پس ساخته شوند فقط با آن خوانده می‌شوند.
backup-trouble-no-passphrase = گذرواژه‌ای تعیین نشده است. همین‌جا بسازید، یا روی دستگاه BACKUP_PASSPHRASE را تعیین کنید.
backup-trouble-bad-keys = تنظیمات پشتیبان روی دستگاه به کار نمی‌آید.
backup-trouble-wrong-passphrase = با گذرواژهٔ دیگری رمزگذاری شده است. آن را روی دستگاه با نام BACKUP_PASSPHRASE تعیین کنید و دوباره تلاش کنید.
backup-trouble-foreign = این پشتیبان این برنامه نیست.
backup-trouble-damaged = فایل آسیب دیده یا پایان آن نیست.
backup-trouble-newer = نسخهٔ تازه‌تری از برنامه آن را ساخته است. نخست برنامه را به‌روز کنید.
backup-trouble-differs = محتوای فایل با آنچه می‌گوید یکی نیست.
backup-trouble-too-large = تلگرام فایل بزرگ‌تر از ۲۰ مگابایت را به ربات نمی‌دهد. روی دستگاه با “claviger restore FILE” بازیابی کنید.
backup-trouble-disk-full = دیسک پر است. جا باز کنید و دوباره تلاش کنید.
backup-trouble-io = دستگاه خواندن یا نوشتن فایل را نپذیرفت.
backup-trouble-place = محل، فایل را نپذیرفت.
backup-trouble-unreachable = محل در دسترس نیست. بعداً دوباره تلاش می‌شود.
backup-trouble-gone = فایل دیگر آنجا نیست.
backup-trouble-database = پایگاه داده نپذیرفت. گزارش برنامه را ببینید.
backup-trouble-in-use = نسخهٔ دیگری از برنامه پایگاه داده را به کار می‌برد. نخست آن را متوقف کنید.
backup-trouble-interrupted = برنامه هنگام ساختن آن پایان یافت.
backup-trouble-other = مشکلی پیش آمد. گزارش برنامه را ببینید.
notice-backup-made = ✅ پشتیبان سالم است.
notice-backup-failed = ⚠ پشتیبان‌گیری ناموفق بود.
notice-backup-failed-chat = ⚠ پشتیبان در گفتگو گذاشته نشد.
notice-backup-failed-folder = ⚠ پشتیبان در پوشه‌اش گذاشته نشد.
notice-backup-work-failed = ⚠ این کار نشد. چیزی تغییر نکرد.
notice-restored = ♻ مجموعه بازیابی شد: همان است که در { $date } بود.
job-backup = ساختن پشتیبان
job-backup-watch = رسیدگی به پشتیبان‌ها
job-backup-send = فرستادن پشتیبان
job-backup-look = بررسی یک فایل
job-restore = بازیابی مجموعه
command-backup = پشتیبان‌ها

## چند کلید با هم

button-many-keys = 🔢 چند کلید
button-open-batch = 🔢 باز کردن
key-batch = 🔢 هم‌گروه‌ها
batch-title = 🔢 { $count } کلید
batch-names = نام‌ها: { $first } … { $last }
batch-name = نام: { $name }
batch-progress = ⏳ { $made } از { $total }
batch-failed = { $count } ناموفق
batch-seconds-left = حدود { $count } ثانیه مانده
batch-minutes-left = حدود { $count } دقیقه مانده
batch-away = لازم نیست اینجا بمانید: در پایان، همهٔ نشانی‌های دسترسی برایتان فرستاده می‌شود.
batch-stopping = در حال توقف: آنچه سرور شروع کرده تمام می‌شود.
batch-stop = ⏹ توقف، با حفظ ساخته‌شده‌ها
batch-all-made = { $count ->
    [one] ✅ کلید ساخته شد.
   *[other] ✅ هر { $count } کلید ساخته شد.
}
batch-some-made = { $made ->
    [0] ⚠ از { $total } کلید هیچ‌کدام ساخته نشد.
   *[other] ✅ از { $total } کلید، { $made } کلید ساخته شد.
}
batch-let-go = { $count } کلید شروع نشد یا حذف شد؛ هزینه‌ای حساب نشده است.
batch-cause = { $more ->
    [0] ⚠ ساخته‌نشده ({ $count }): { $names }. { $why }
   *[other] ⚠ ساخته‌نشده ({ $count }): { $names } و { $more } مورد دیگر. { $why }
}
batch-retry = 🔁 تلاش دوباره ({ $count })
batch-send-file = 📄 نشانی‌های دسترسی
batch-send-codes = 🖨 صفحه‌های QR
batch-column-name = نام
batch-column-customer = مشتری
batch-column-url = نشانی دسترسی
batch-subtitle = { $plan } · { $date }
batch-page = { $page } / { $of }
batch-file-caption = نشانی دسترسی { $count } کلید.
batch-codes-caption = کد QR { $count } کلید در { $pages } صفحه، برای چاپ.
form-many-title = 🔢 چند کلید
form-many-ask-server = روی کدام سرور؟ همه همان‌جا ساخته می‌شوند.
form-many-ask-names = چند تا؟ یک عدد را بزنید یا تا { $most } بنویسید. نامشان { $pattern } می‌شود؛ برای تغییر آن، الگوی دیگری با <code>#</code> به‌جای شماره بنویسید.
form-many-ask-list = یا نام‌ها را بفرستید: هر خط یکی یا با ویرگول میانشان، در پیام یا در فایل ‎.txt یا ‎.csv.
form-many-ask-count = نامشان { $pattern } می‌شود، مانند { $first }. چند تا؟ یک عدد را بزنید یا تا { $most } بنویسید.
form-many-no-number = لطفاً عددی از ۱ تا { $most }. برای نمونه: ۵۰
form-many-bad-pattern = الگو یک نام است با یک رشتهٔ حداکثر شش‌تایی از <code>#</code>. برای نمونه: <code>sara-###</code>
form-many-too-many = این می‌شود { $count } نام؛ در هر بار حداکثر { $most } نام. بقیه را بعداً بفرستید.
form-many-nothing = نامی در آن نیست. هر خط یک نام بفرستید. برای نمونه: <code>ali, sara, mina</code>
form-many-all-long = نام خط { $line } بیش از { $max } نویسه دارد. نام کوتاه‌تری بفرستید.
form-many-empty = { $count } خط خالی کنار گذاشته شد.
form-many-twice = { $more ->
    [0] تکراری، که یک بار ساخته می‌شود: { $names }.
   *[other] تکراری ({ $count })، که یک بار ساخته می‌شود: { $names } و { $more } مورد دیگر.
}
form-many-long = { $count ->
    [one] کنار گذاشته شد: نام خط { $line } بیش از { $max } نویسه دارد.
   *[other] کنار گذاشته شد: نام‌های { $count } خط، نخستین در خط { $line }، بیش از { $max } نویسه دارند.
}
form-many-taken = { $more ->
    [0] کنار گذاشته شد، چون کلیدی به این نام هست: { $names }.
   *[other] کنار گذاشته شد ({ $count })، چون کلیدی به این نام هست: { $names } و { $more } مورد دیگر.
}
form-many-left-out = برای اصلاح، برگردید و فهرست را دوباره بفرستید، یا نام‌های دیگری بفرستید تا افزوده شوند.
form-many-look-names = { $count } کلید: { $names } … { $last }
form-many-look-few = { $count } کلید: { $names }
form-many-look-gets = هر کدام: { $quota }، { $life }
form-many-look-total = جمع قیمت: { $total }
form-many-leaves = { $left ->
    [0] پس از آن به تعداد مجاز کلید می‌رسید.
   *[other] پس از آن { $left } کلید دیگر می‌توانید بسازید.
}
form-many-no-room = ⚠ اکنون بیش از { $left } کلید نمی‌توانید بسازید. برگردید و کمتر انتخاب کنید، یا از مجموعه بیشتر بخواهید.
form-many-create = ✅ ساختن { $count } کلید
refusal-room = اکنون بیش از { $count } کلید نمی‌توانید بسازید. کمتر انتخاب کنید یا از مجموعه بیشتر بخواهید.
refusal-names-taken = بعضی از این نام‌ها دیگر آزاد نیستند. نام‌ها را دوباره بدهید.
refusal-batch-size = در هر بار از ۱ تا { $most } کلید ساخته می‌شود.
job-bulk = ساختن چند کلید روی یک سرور

## کلیدهای آزمایشی

button-test-key = 🧪 کلید آزمایشی
key-line-test = 🧪 کلید آزمایشی، فروخته نشده
form-test-title = 🧪 کلید آزمایشی
form-test-not-sold = فروخته نمی‌شود و هزینه‌ای ندارد.
form-test-left = ماندهٔ امروز: { $left } از { $most }
form-test-none-left = ⚠ کلیدهای آزمایشی امروز ساخته شده‌اند. بعدی در { $date } ممکن است.
form-test-name = برای تغییر نام، نام دیگری بنویسید.
form-test-quota = ترافیک کلید آزمایشی چقدر باشد؟ دکمه‌ای را بزنید یا بنویسید. برای نمونه: <code>۲ گیگ</code>
form-test-days = کلید آزمایشی چند روز اعتبار داشته باشد؟ دکمه‌ای را بزنید یا عددی بنویسید.
form-tests-of-staff = هر یک از همکاران مجموعه در روز چند کلید آزمایشی بسازد؟ دکمه‌ای را بزنید یا عددی بنویسید.
settings-test-keys = 🧪 کلیدهای آزمایشی
test-keys-title = 🧪 کلیدهای آزمایشی
test-keys-staff = همکاران مجموعه: هر کدام { $count } در روز
test-keys-staff-free = همکاران مجموعه: بدون محدودیت
test-keys-staff-edit = 👥 چند تا در روز
test-keys-note = تعداد مجاز هر نماینده در صفحهٔ او آمده است.
refusal-no-tests = شما نمی‌توانید کلید آزمایشی بسازید. از مجموعه بخواهید.
refusal-tests-used-up = کلیدهای آزمایشی امروز ساخته شده‌اند. بعدی در { $date } ممکن است.
## به عهده گرفتن کلیدهای موجود سرور

server-adopt = 📥 افزودن { $count } کلید به مجموعه
server-adopting = 📥 ادامهٔ افزودن کلیدها
adding-keys-there = { $count } کلید از پیش روی آن هست. می‌توانید آن‌ها را به مجموعه بیفزایید؛ برای کسانی که از آن‌ها استفاده می‌کنند چیزی عوض نمی‌شود.
adopt-title = 📥 افزودن کلیدها
adopt-comma = {"، "}
adopt-looking = ⏳ در حال پرسیدن از سرور که چه کلیدهایی دارد …
adopt-silent = ⚠ سرور نگفت چه کلیدهایی دارد.
adopt-none = ✅ روی سرور کلیدی نیست که از مجموعه نباشد.
adopt-dropped = از این کار صرف‌نظر شد. هیچ کلیدی افزوده نشد.
adopt-found = { $count } کلید روی سرور از مجموعه نیست.
adopt-facts-nameless = { $count } بی‌نام
adopt-facts-limited = { $count } با محدودیت
adopt-facts-stopped = { $count } خاموش
adopt-facts-moved = { $count } با مصرف در ۳۰ روز گذشته
adopt-switched-off = خاموش
adopt-moved = { $traffic } در ۳۰ روز
adopt-rules = سرنوشت آن‌ها. اولین قاعده‌ای که با نام جور باشد به کار می‌رود.
adopt-suggestions = روی آغاز مشترک نام‌ها بزنید تا بگویید این کلیدها مال کیست.
adopt-house = مجموعه
adopt-house-button = 🏢 مجموعه
adopt-each = یک مشتری برای هر کلید
adopt-held-by = برای { $name }
adopt-stays = همان‌طور که هستند روی سرور می‌مانند.
adopt-line-list = 📄 نام‌برده در فهرست شما: { $count }
adopt-line-rule = { $n }. { $pattern } ← { $what }: { $count }
adopt-line-rest = بقیه ← { $what }: { $count }
adopt-line-rest-stays = بقیه روی سرور می‌ماند: { $count }
adopt-suggest = ➕ { $pattern } ({ $count })
adopt-rule-button = ✏ { $n }. { $pattern }
adopt-rest-button = ✏ بقیه
adopt-rest = بقیه
adopt-pattern = ➕ الگوی دیگر
adopt-list = 📄 فرستادن فهرست
adopt-unlist = 🗑 کنار گذاشتن فهرست
adopt-look-ahead = ▶ ببینید چه می‌شود
adopt-again = 🔄 پرسیدن دوباره از سرور
adopt-drop = 🗑 صرف‌نظر
adopt-rule-fits = الگوی { $pattern } با نام { $count } کلید جور است.
adopt-rest-is = { $count } کلید که با هیچ قاعده‌ای جور نیست.
adopt-some = مانند { $names }
adopt-become = می‌شوند: { $what }
adopt-as-it-is = بدون طرح همان‌طور که هستند می‌مانند: بدون پایان، و محدودیت سرور سهمیهٔ ماهانهٔ آن‌ها می‌شود.
adopt-seller = 🤝 مال چه کسی
adopt-seller-ask = این کلیدها مال چه کسی باشند؟
adopt-plan = 🏷 طرح
adopt-plan-ask = چه طرحی داشته باشند؟
adopt-plan-care = سهمیه و مدت طرح از لحظهٔ افزودن شمرده می‌شود. فروش به حساب نمی‌آید.
adopt-plan-none = همان‌طور که روی سرور هستند
adopt-holder = 👤 مشتری
adopt-holder-ask = این کلیدها دست چه کسی است؟
adopt-holder-nobody = هنوز هیچ‌کس
adopt-holder-each = یک مشتری برای هر کلید
adopt-leave = 🙈 روی سرور بمانند
adopt-take = 📥 افزوده شوند
adopt-up = ⬆ زودتر
adopt-down = ⬇ دیرتر
adopt-pattern-change = ✏ الگو
adopt-remove = 🗑 برداشتن قاعده
adopt-outlook-title = چه می‌شود
adopt-outlook = { $count } کلید از { $of } کلید افزوده می‌شود.
adopt-outlook-stays = روی سرور هیچ نامی و هیچ نشانی دسترسی‌ای عوض نمی‌شود.
adopt-outlook-not-yet = هنوز چیزی تغییر نکرده است.
adopt-care-clash = ✏ { $count } نام از پیش گرفته شده است: شمارهٔ کلید پشت نامش می‌آید، مانند { $old } ← { $new }.
adopt-care-limit = { $places ->
    [0] ⚠ { $name } دیگر جایی برای کلید ندارد و { $count } کلید به او می‌رسد؛ آن‌ها روی سرور می‌مانند.
   *[other] ⚠ { $name } تنها { $places } کلید دیگر می‌تواند داشته باشد و { $count } کلید به او می‌رسد؛ بقیه روی سرور می‌مانند.
}
adopt-care-nameless = ✏ { $count } کلید نام ندارد و به شماره‌اش روی سرور خوانده می‌شود.
adopt-care-stopped = ⏸ { $count } کلید روی سرور خاموش است و تعلیق‌شده افزوده می‌شود.
adopt-care-limits = 📊 { $count } محدودیت، سهمیهٔ ماهانه می‌شود. سرور ۳۰ روز گذشته را می‌سنجید؛ مجموعه هر ماه از نو می‌شمارد، بار بعد در { $date }. مصرف ۳۰ روز گذشته تا آن روز به حساب می‌آید.
adopt-care-replaced = 📊 سهمیهٔ طرح جای { $count } محدودیت روی سرور را می‌گیرد.
adopt-care-customers = 👥 { $count } مشتری تازه یادداشت می‌شود.
adopt-care-over = ⛔ { $count } کلید سقف خود را تمام کرده است: سرور اکنون چیزی از آن عبور نمی‌دهد و تا بیشتر نگیرد متوقف می‌ماند: { $names }
adopt-care-unknown = ⚠ { $count } نام از فهرست در میان کلیدهای این سرور نیست: { $names }
adopt-care-lost = ⚠ { $count } کلید افزوده نمی‌شود: { $why }
adopt-care-plan = ⚠ { $name } اجازهٔ فروش طرح { $plan } را ندارد؛ با این حال { $count } کلید او با همین طرح افزوده می‌شود.
adopt-care-server = ⚠ { $name } اجازهٔ فروش روی این سرور را ندارد؛ با این حال { $count } کلید روی آن از آنِ او می‌شود.
adopt-and-more = { $names } و { $count } نام دیگر
adopt-go = ✅ افزودن { $count } کلید
adopt-running = ⏳ کلیدها افزوده می‌شوند: { $done } از { $of }
adopt-stop = ⏹ توقف
adopt-stopped = ⏹ متوقف شد. { $count } کلید منتظر است.
adopt-go-on = ▶ ادامه
adopt-end = ✔ همین اندازه بس است
adopt-result = ✅ { $count } کلید اکنون از مجموعه است.
adopt-result-left = { $count } کلید همان‌طور که گفتید روی سرور ماند.
adopt-result-failed = ⚠ { $count } کلید افزوده نشد: { $why } { $names }
adopt-filling = مصرف ۳۰ روز گذشتهٔ آن‌ها اکنون از سرور گرفته می‌شود.
adopt-file = 📄 فهرست به صورت فایل
adopt-fate-limit = نمایندهٔ آن بیش از این نمی‌تواند کلید داشته باشد.
adopt-fate-no-seller = نمایندهٔ آن رفته است.
adopt-fate-no-plan = طرح آن دیگر نیست.
adopt-fate-no-customer = مشتری آن دیگر نیست.
adopt-fate-gone = سرور دیگر آن را ندارد.
adopt-fate-ours = مجموعه از پیش آن را دارد، یا حذفش کرده بود.
form-adopt-pattern = نام این کلیدها چه شکلی است؟
form-adopt-pattern-how = ستاره (*) به جای هر چیزی می‌نشیند: sara-* یا *test*. بزرگی و کوچکی حروف و نوع رقم‌ها فرقی ندارد.
form-adopt-list = فهرستی بنویسید یا بچسبانید، یا آن را به صورت فایل csv یا txt بفرستید: نام کلید، مال چه کسی، طرح، مشتری؛ هر کلید در یک خط.
form-adopt-list-example = sara-1,فروشگاه سارا,۵۰ گیگ,مینا
    phone-7,,۵۰ گیگ
    old,فروشگاه سارا
form-adopt-list-how = هر چه خالی بماند از مجموعه است، بدون طرح و بدون مشتری. نام‌هایی که در فهرست نیستند با قاعده‌ها سنجیده می‌شوند. فایل «چه می‌شود» را هم می‌توانید تغییر دهید و پس بفرستید؛ کلیدی که در ستون آخرش left آمده روی سرور می‌ماند.
form-adopt-list-empty = خطی در آن نیست. نمونه: sara-1,فروشگاه سارا,۵۰ گیگ
form-adopt-list-long = بیش از { $most } نام است. لطفاً کمتر بفرستید و برای بقیه از قاعده‌ها استفاده کنید.
refusal-bad-pattern = این الگو نمی‌شود. لطفاً چیزی مانند sara-* بنویسید.
refusal-pattern-there = برای این الگو از پیش قاعده‌ای هست.
refusal-too-many-rules = بیش از این قاعده نمی‌شود. با فهرست می‌توانید هر کلیدی را نام ببرید.
refusal-list = چیزی از فهرست برداشته نشد:
refusal-list-unreadable = خط { $line }: نام کلید ندارد، یا بیش از چهار بخش دارد.
refusal-list-seller = خط { $line }: نماینده‌ای با نام { $name } نیست.
refusal-list-plan = خط { $line }: طرحی با نام { $name } فروخته نمی‌شود.
refusal-list-twice = خط { $line }: { $name } در خطی پیش از این با مشخصات دیگری آمده است.
refusal-list-more = … و { $count } مورد دیگر.
refusal-adopt-nothing = هیچ کلیدی افزوده نمی‌شود.
notice-adopted = 📥 { $count } کلید از سرور { $name } اکنون از مجموعه است.
notice-adopted-failed = ⚠ { $count } کلید افزوده نشد.
job-adopt = افزودن کلیدهای یک سرور
