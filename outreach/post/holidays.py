"""The national holidays of Japan (国民の祝日に関する法律), by day."""

from __future__ import annotations

from datetime import date

import jpholiday

_ENGLISH = {
    "元日": "New Year's Day",
    "成人の日": "Coming of Age Day",
    "建国記念の日": "National Foundation Day",
    "天皇誕生日": "the Emperor's Birthday",
    "春分の日": "Vernal Equinox Day",
    "昭和の日": "Showa Day",
    "憲法記念日": "Constitution Day",
    "みどりの日": "Greenery Day",
    "こどもの日": "Children's Day",
    "海の日": "Marine Day",
    "山の日": "Mountain Day",
    "敬老の日": "Respect for the Aged Day",
    "秋分の日": "Autumnal Equinox Day",
    "スポーツの日": "Sports Day",
    "文化の日": "Culture Day",
    "勤労感謝の日": "Labour Thanksgiving Day",
}


def holiday_on(day: date) -> str:
    """Return the Japanese name of the holiday a day is; blank where it is none.

    A day off in place of a holiday on a Sunday is one too. Years nobody has a calendar for yet are
    as the law stands today.
    """
    return jpholiday.is_holiday_name(day) or ""


def english_holiday(name: str) -> str:
    """Return the English name of a holiday; "day off" for those that have no name of their own."""
    return _ENGLISH.get(name, "day off")
