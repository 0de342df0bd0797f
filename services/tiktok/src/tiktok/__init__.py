"""TikTok: grants, refresh, upload, status and webhooks, as events.

`__main__` chooses a process, `app` puts its parts together; from there, each story top down:

* a post begins: `handlers`, `publishing` (checks, then the intent), `inits` (the one call);
* its bytes: `uploads` (tus), `transfer`, `upload_sessions`;
* what TikTok says of it: `webhooks`, `polling` or `reconciling`, then `observations` and `machine`;
* it is followed up: `scheduler`, then `timers` and `following` (the leader's) and `agents`;
* a lost init: `unknown_inits` (whose is it), `claims`;
* an account: `grants`, `tokens`, and its end in `agents`.

Calls with a token go through `calls`, but for those that ask whether the token works (`agents`).
Pure decisions: `machine`, `unknown_inits`, `waiting`, `choices`, `drift`, `refusals`. SQL stands in
the repositories, which say so at their top.
"""
