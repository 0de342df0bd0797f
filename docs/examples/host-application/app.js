// The host's page: it speaks to its own backend, and with a connect token to Postlog.
const postlog = document.querySelector("meta[name=postlog]").content;
const told = document.querySelector("#told");
let token; // for twenty minutes; it is kept here alone, and gone with the page

async function newToken() {
  const answer = await fetch("/token", { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).token;
}

async function ask(path, options = {}) {
  token ??= await newToken();
  const answer = await fetch(`${postlog}/api/auth/${path}`, {
    ...options,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
  });
  if (answer.status === 401) token = undefined; // over: the next request asks for another
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

async function connect() {
  const body = JSON.stringify({ return_url: `${location.origin}/connected` });
  const connection = await ask("tiktok/connections", { method: "POST", body });
  location.assign(connection.authorize_url);
}

async function show() {
  const { accounts } = await ask("accounts");
  const items = accounts.map((account) => {
    const item = document.createElement("li");
    item.textContent = `${account.display_name ?? account.account_id}: ${account.status}`;
    return item;
  });
  document.querySelector("#accounts").replaceChildren(...items);
  if (accounts.some((account) => account.status === "CONNECTING")) setTimeout(show, 2000);
}

const error = new URLSearchParams(location.search).get("error");
if (error) told.textContent = `Nothing was connected: ${error}`;
document.querySelector("#connect").addEventListener("click", () =>
  connect().catch((failure) => { told.textContent = failure.message; }),
);
show().catch((failure) => { told.textContent = failure.message; });
