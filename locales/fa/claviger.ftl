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
problem-money = این را به‌عنوان مبلغ متوجه نشدم. نمونه: <code>۱٬۲۵۰٬۰۰۰</code>.
problem-money-negative = مبلغ نمی‌تواند کمتر از صفر باشد. نمونه: <code>۱٬۲۵۰٬۰۰۰</code>.
problem-money-too-large = این مبلغ خیلی زیاد است. نمونه: <code>۱٬۲۵۰٬۰۰۰</code>.
problem-money-too-fine = { $decimals ->
    [0] این واحد پول رقم اعشار ندارد. نمونه: <code>۱٬۲۵۰</code>.
   *[other] این واحد پول حداکثر { $decimals } رقم اعشار دارد. نمونه: <code>۱۲٫۵۰</code>.
}
problem-other-currency = مبلغ باید به { $currency } باشد. نوشتن عدد کافی است، برای نمونه <code>۱٬۲۵۰</code>.
problem-time-zone = این منطقهٔ زمانی را نمی‌شناسم. لطفاً نام یک شهر را بنویسید، برای نمونه <code>Tehran</code> یا <code>Europe/Berlin</code>.
problem-currency = این واحد پول را نمی‌شناسم. لطفاً کد آن را بنویسید، برای نمونه <code>EUR</code> یا <code>IRR</code>.
