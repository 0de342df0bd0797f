"""Instagram: grants, posts, media, comments, insights and webhooks, as events.

`__main__` chooses a process: `app` (api), `worker` or `scheduler`; `parts` joins what all of them
share. The rest is a folder for each story, a room: `room` says what one may add to a process, and
`rooms` names them all. A folder imports only those below it:

* `api`: the operations (`routes`), thin handlers, and the models of their answers;
* `publishing`: from a request to a post that is live: containers, the one publishing call, doubts;
* `watching`: what Instagram says by webhook, in its lists, and in numbers;
* `comments`: comments, mentions, and our answers to them;
* `posts`: what a post is (`machine`), its rows, what is due for it, the sentences about it;
* `assets`: files that were uploaded here, and the addresses at which Instagram fetches them;
* `access` and `pages`: which token opens an account, and how far.

What is done for the account, and not for Instagram, is in the library `accounts`.
"""
