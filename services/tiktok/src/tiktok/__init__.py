"""TikTok: grants, refresh, upload, status and webhooks, as events.

`__main__` chooses a process: `app` (api, worker) or `scheduler`; `parts` joins what all of them
share. From there, a folder for each story:

* `api`: the operations (`routes`), thin handlers, and what they answer;
* `posts`: what a post is (`machine`), its rows, what is due for it;
* `publishing`: from a request to a post that TikTok has accepted;
* `uploads`: the video's bytes on their way to TikTok;
* `watching`: what TikTok says of posts, by webhook, poll and list.

What is done for the account, and not for TikTok, is in the library `accounts`. Pure decisions:
`posts.machine`, `posts.poll_schedule`, `publishing.creator_rules`, `publishing.lost_inits`,
`watching.list_diff`.
"""
