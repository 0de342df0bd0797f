"""TikTok: grants, refresh, upload, status and webhooks, as events.

`__main__` chooses a process: `app` (api, worker) or `scheduler`; `parts` joins what all of them
share. The rest is a folder for each story. A folder imports only those below it:

* `api`: the operations (`routes`), thin handlers, and the models of their answers;
* `publishing`: from a request to a post that TikTok has accepted; retry and cancel;
* `uploads`: the video's bytes on their way to TikTok;
* `watching`: what TikTok says of posts, by webhook, poll and list;
* `posts`: what a post is (`machine`), its rows, what is due for it, the sentences about it.

What is done for the account, and not for TikTok, is in the library `accounts`. Pure decisions:
`posts.machine`, `posts.poll_schedule`, `posts.retries`, `posts.lost_inits`,
`publishing.creator_rules`, `watching.observations`, `watching.list_diff`, `watching.sample_rhythm`.
"""
