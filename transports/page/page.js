// The page: what both sides say, as it is said.

import { Call } from "./call.js";

const $ = (id) => document.getElementById(id);
const KEYS = "123456789*0#";
const PAUSE_MS = 1500; // after which the agent's next sentence is a new bubble
const STATES = {
  idle: "Not connected", connecting: "Connecting …", listening: "Listening", agent: "Agent is speaking",
  caller: "You are speaking", ended: "Call ended", failed: "No call",
};

let call = null;
let bubble = null; // the last thing in the log, while its speaker goes on
let segments = new Map(); // the agent's sentences by id, each with what has been said of it
let agentWasAt = 0; // when the agent last said something

function show(state) {
  $("state").textContent = STATES[state];
  $("state").dataset.state = state;
}

function add(kind, text = "") {
  const paragraph = document.createElement("p");
  paragraph.className = kind;
  paragraph.textContent = text;
  $("log").append(paragraph);
  scroll();
  return paragraph;
}

function scroll() {
  $("log").scrollTop = $("log").scrollHeight;
}

function bubbleOf(kind) {
  if (!bubble?.classList.contains(kind)) {
    bubble = add(kind);
    if (kind === "agent") segments = new Map();
  }
  return bubble;
}

function agentSays({ text, segment_id: id, spoken_status: status, spoken_progress: progress, will_be_spoken: aloud }) {
  const known = segments.has(id);
  if (!known && status !== "new" && status !== undefined) return; // a sentence that was cut off
  const now = performance.now();
  if (!known && now - agentWasAt > PAUSE_MS) bubble = null;
  agentWasAt = now;
  const paragraph = known ? segments.get(id).paragraph : bubbleOf("agent");
  if (!known) {
    const said = document.createElement("span");
    const unsaid = document.createElement("span");
    unsaid.className = "unsaid";
    if (segments.size) paragraph.append(" ");
    paragraph.append(said, unsaid);
    segments.set(id, { paragraph, said, unsaid });
  }
  const { said, unsaid } = segments.get(id);
  const done = aloud === false || status === "completed" || !progress;
  said.textContent = done ? text : progress.accumulated_text;
  unsaid.textContent = done ? "" : progress.remaining_text;
  if (said.textContent && unsaid.textContent && !/^\s/.test(unsaid.textContent)) unsaid.textContent = ` ${unsaid.textContent}`;
  scroll();
}

function callerSays({ text, final }) {
  text = text.replace(/^DTMF: /, "⌨ ");
  const paragraph = bubbleOf("caller");
  paragraph.dataset.said ??= "";
  const all = `${paragraph.dataset.said} ${text}`.trim();
  if (final) paragraph.dataset.said = all;
  paragraph.textContent = all;
  paragraph.classList.toggle("interim", !final);
  scroll();
}

const HEARD = {
  "bot-ready": () => show("listening"),
  "bot-output": agentSays,
  "user-input": callerSays,
  "bot-started-speaking": () => show("agent"),
  "bot-stopped-speaking": () => show("listening"),
  "user-started-speaking": () => show("caller"),
  "user-stopped-speaking": () => show("listening"),
  "bot-interrupted": () => {
    if (bubble?.classList.contains("agent")) bubble.classList.add("cut");
  },
  "error": ({ error, message, fatal }) => {
    add("wrong", error ?? message);
    if (fatal) call?.close("");
  },
  "error-response": ({ error }) => add("wrong", error),
};

function setTalking(on) {
  for (const id of ["text", "send", "mute", "keys"]) $(id).disabled = !on;
  if (!on) {
    $("mute").setAttribute("aria-pressed", "false");
    $("keys").setAttribute("aria-expanded", "false");
    $("keypad").hidden = true;
  }
}

function setCalling(on) {
  $("call").textContent = on ? "Hang up" : "Call";
  $("call").classList.toggle("stop", on);
}

async function dial() {
  const mine = (call = new Call());
  let opened = false;
  $("hint")?.remove();
  bubble = null;
  show("connecting");
  setCalling(true);
  mine.addEventListener("open", () => {
    opened = true;
    setTalking(true);
    if (!mine.hasMicrophone) {
      add("note", "There is no microphone, or the browser may not use it: type instead.");
      $("mute").disabled = true;
    }
  });
  mine.addEventListener("voice", ({ detail }) => { $("voice").srcObject = detail; });
  mine.addEventListener("message", ({ detail }) => HEARD[detail.type]?.(detail.data ?? {}));
  mine.addEventListener("close", ({ detail }) => {
    if (call !== mine) return;
    call = null;
    bubble = null;
    setTalking(false);
    setCalling(false);
    if (detail) add("wrong", detail);
    else add("note", "The call has ended.");
    show(opened && !detail ? "ended" : "failed");
  });
  try {
    await mine.start();
  } catch (problem) {
    mine.close(`No call: ${problem.message}`);
  }
}

$("call").addEventListener("click", () => (call ? call.close("") : dial()));

$("mute").addEventListener("click", () => {
  const on = $("mute").getAttribute("aria-pressed") !== "true";
  $("mute").setAttribute("aria-pressed", String(on));
  call?.mute(on);
});

$("keys").addEventListener("click", () => {
  $("keypad").hidden = !$("keypad").hidden;
  $("keys").setAttribute("aria-expanded", String(!$("keypad").hidden));
});

for (const key of KEYS) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = key;
  button.addEventListener("click", () => call?.send("dtmf", { buttons: [key] }));
  $("keypad").append(button);
}

$("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  const content = $("text").value.trim();
  if (!content || !call) return;
  call.send("send-text", { content });
  $("text").value = "";
});

const answer = await fetch("/status").catch(() => null);
const status = answer?.ok ? await answer.json() : { transports: [] };
if (status.agent) document.title = $("agent").textContent = status.agent;
if (status.description) $("hint").prepend(status.description, document.createElement("br"));
if (!status.transports.includes("webrtc")) {
  $("call").disabled = true;
  $("hint").textContent = "This server was started for another way in, so there is no call from this page.";
}
if (status.transports.includes("daily")) {
  const link = Object.assign(document.createElement("a"), { href: "/daily", target: "_blank", textContent: "Talk in a Daily room" });
  $("ways").append(link);
}
