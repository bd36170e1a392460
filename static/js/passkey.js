// Passkeys: <form data-passkey="create|get|ask"> with a hidden field "credential". "create" and "get" find what the
// server wants to know in #passkey-options, "ask" (signing in) fetches it. Without a script the form says so.

/** Bytes from the letters that the server sends, and back. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function startPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.querySelector("[data-passkey-not]")?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const error = form.querySelector("[data-passkey-error]");
      error.hidden = true;
      credentialFor(form).then(
        (credential) => {
          form.elements.credential.value = JSON.stringify(credential);
          HTMLFormElement.prototype.submit.call(form);
        },
        () => (error.hidden = false),
      );
    });
  }
}

async function credentialFor(form) {
  if (form.dataset.passkey === "create") {
    const { publicKey } = optionsOfPage().creation_options;
    publicKey.challenge = bytes(publicKey.challenge);
    publicKey.user.id = bytes(publicKey.user.id);
    publicKey.excludeCredentials = withIds(publicKey.excludeCredentials);
    const made = await navigator.credentials.create({ publicKey });
    return {
      type: made.type,
      id: made.id,
      rawId: letters(made.rawId),
      response: {
        clientDataJSON: letters(made.response.clientDataJSON),
        attestationObject: letters(made.response.attestationObject),
        transports: made.response.getTransports?.() ?? [],
      },
      clientExtensionResults: made.getClientExtensionResults(),
    };
  }
  const told = form.dataset.passkey === "ask" ? await optionsOf(form.action) : optionsOfPage();
  const { publicKey } = told.request_options;
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.allowCredentials = withIds(publicKey.allowCredentials);
  const found = await navigator.credentials.get({ publicKey });
  return {
    type: found.type,
    id: found.id,
    rawId: letters(found.rawId),
    response: {
      clientDataJSON: letters(found.response.clientDataJSON),
      authenticatorData: letters(found.response.authenticatorData),
      signature: letters(found.response.signature),
      userHandle: found.response.userHandle ? letters(found.response.userHandle) : null,
    },
    clientExtensionResults: found.getClientExtensionResults(),
  };
}

function optionsOfPage() {
  return JSON.parse(document.getElementById("passkey-options").textContent);
}

async function optionsOf(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

function withIds(credentials = []) {
  return credentials.map((one) => ({ ...one, id: bytes(one.id) }));
}
