// One call: a peer connection to this server, and RTVI messages over its data channel.

const RTVI_VERSION = "2.2.0";
const GATHERING_MS = 2000;
const KEEP_ALIVE_MS = 1000;

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return answer.json();
}

function gathered(connection) {
  return new Promise((resolve) => {
    if (connection.iceGatheringState === "complete") return resolve();
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState === "complete") resolve();
    });
    setTimeout(resolve, GATHERING_MS);
  });
}

export class Call extends EventTarget {
  // Events: `open`; `message` and `voice` with a `detail`; `close` with the reason, or "" when all is well.

  #connection = null;
  #channel = null;
  #microphone = null;
  #alive = 0;
  #closed = false;

  async start() {
    this.#microphone = await navigator.mediaDevices
      ?.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
      .catch(() => null);
    const { sessionId, iceConfig } = await post("/start", { transport: "webrtc" });
    if (this.#closed) return;
    const connection = (this.#connection = new RTCPeerConnection(iceConfig ?? {}));
    const [track] = this.#microphone?.getAudioTracks() ?? [];
    connection.addTransceiver(track ?? "audio", { direction: track ? "sendrecv" : "recvonly" });
    connection.addEventListener("track", ({ track: voice }) =>
      this.#tell("voice", new MediaStream([voice])));
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "failed") this.close("The connection failed.");
      if (connection.connectionState === "closed") this.close("");
    });
    this.#openChannel(connection);
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    const { sdp, type } = connection.localDescription;
    const answer = await post(`/sessions/${sessionId}/api/offer`, { sdp, type });
    if (!this.#closed) await connection.setRemoteDescription(answer);
  }

  get hasMicrophone() {
    return this.#microphone !== null && this.#microphone !== undefined;
  }

  mute(on) {
    for (const track of this.#microphone?.getTracks() ?? []) track.enabled = !on;
  }

  send(type, data) {
    this.#channel?.send(JSON.stringify({ label: "rtvi-ai", type, id: crypto.randomUUID(), data }));
  }

  close(reason = "") {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#alive);
    for (const track of this.#microphone?.getTracks() ?? []) track.stop();
    this.#channel?.close();
    this.#connection?.close();
    this.#tell("close", reason);
  }

  #openChannel(connection) {
    // So that a closed tab hangs up at once, rather than when the server misses it.
    window.addEventListener("pagehide", () => this.close(""), { once: true });
    const channel = (this.#channel = connection.createDataChannel("chat", { ordered: true }));
    channel.addEventListener("open", () => {
      // The server takes a page that is not heard of for three seconds as gone.
      this.#alive = setInterval(
        () => channel.readyState === "open" && channel.send(`ping: ${Date.now()}`), KEEP_ALIVE_MS);
      if (!this.hasMicrophone) {
        const silent = { type: "trackStatus", receiver_index: 0, enabled: false };
        channel.send(JSON.stringify({ type: "signalling", message: silent }));
      }
      this.send("client-ready", { version: RTVI_VERSION, about: { library: "callwright-page" } });
      this.#tell("open");
    });
    channel.addEventListener("close", () => this.close(""));
    channel.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "signalling") {
        if (message.message?.type === "peerLeft") this.close("");
      } else {
        this.#tell("message", message);
      }
    });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
