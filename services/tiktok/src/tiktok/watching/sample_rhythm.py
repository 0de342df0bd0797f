"""How often a public video's totals are asked for: less often as it grows older. Pure.

Most views come in the first weeks, and every sample is kept for ever in the log.
"""

from datetime import datetime, timedelta

from tiktok.posts.view import KnownVideo

YOUNG, GROWN = timedelta(days=30), timedelta(days=90)
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
# Turns come about once a day, at no exact time: a sample that is nearly due is taken now.
SLACK = timedelta(hours=12)


def is_sample_due(video: KnownVideo, now: datetime) -> bool:
    """Tell whether the video is sampled in this turn.

    It is in every turn for 30 days, every week until day 90, and then every month.
    """
    age = now - video.created_at
    if video.sampled_at is None or age < YOUNG:
        return True
    every = WEEK if age < GROWN else MONTH
    return now - video.sampled_at > every - SLACK
