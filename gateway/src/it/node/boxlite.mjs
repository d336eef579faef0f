// Runs commands through the stock BoxLite client: requests as JSON lines on stdin, what happens as
// JSON lines on stdout. Each line names the run it is about; a run's requests are done in order.
//
//   node boxlite.mjs HOME URL, with the key in SLUICE_API_KEY
//
// HOME is where the client is installed. Requests, by "op":
//   create {name, idle_stop?} · info {box} · begin {box} · stop {box} · remove {box}
//     answered with {type: "answer", value}
//   start {box, command, args, terminal}                        {type: "started", execution}, then
//     {type: "output", channel, data} and {type: "end", exit_code, error, milliseconds}
//   write {data} · close · resize {columns, rows} · signal {signal} · kill    to what was started
// Data is base64. A request that fails is told as {type: "failed", op, message}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [home, url] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(home + "/")).resolve("@boxlite-ai/boxlite");
const { ApiKeyCredential, BoxliteRestOptions, JsBoxlite } = await import(pathToFileURL(entry));
const credential = new ApiKeyCredential(process.env.SLUICE_API_KEY);
const runtime = JsBoxlite.rest(new BoxliteRestOptions({ url, credential }));

const runs = new Map(); // run → {execution, stdin, last: the request that is being done}

function tell(run, type, more) {
  process.stdout.write(JSON.stringify({ run, type, ...more }) + "\n");
}

async function relay(run, channel, stream) {
  for (let text = await stream.next(); text !== null; text = await stream.next()) {
    tell(run, "output", { channel, data: Buffer.from(text, "utf8").toString("base64") });
  }
}

async function follow(run, execution, begun) {
  const relays = [
    relay(run, "stdout", await execution.stdout()),
    relay(run, "stderr", await execution.stderr()),
  ];
  const result = await execution.wait();
  await Promise.all(relays);
  tell(run, "end", {
    exit_code: result.exitCode,
    error: result.errorMessage ?? null,
    milliseconds: Date.now() - begun,
  });
}

async function start(run, state, { box, command, args, terminal }) {
  const begun = Date.now();
  const found = await runtime.get(box);
  state.execution = await found.exec(command, args, null, terminal, null, null, null);
  state.stdin = await state.execution.stdin();
  tell(run, "started", { execution: await state.execution.id() });
  follow(run, state.execution, begun).catch((error) => failed(run, "start", error));
}

const operations = {
  create: async (run, _, { name, idle_stop: idleStop }) => {
    const upkeep = idleStop ? { autoStop: Number(idleStop), autoResume: false } : {};
    const box = await runtime.create({ image: "none", ...upkeep }, name);
    tell(run, "answer", { value: box.id });
  },
  info: async (run, _, { box }) => tell(run, "answer", { value: await runtime.getInfo(box) }),
  begin: async (run, _, { box }) => {
    await (await runtime.get(box)).start();
    tell(run, "answer", { value: null });
  },
  stop: async (run, _, { box }) => {
    await (await runtime.get(box)).stop();
    tell(run, "answer", { value: null });
  },
  remove: async (run, _, { box }) => {
    await runtime.remove(box, false);
    tell(run, "answer", { value: null });
  },
  start,
  write: (_, state, { data }) => state.stdin.write(Buffer.from(data, "base64")),
  close: (_, state) => state.stdin.close(),
  resize: (_, state, { columns, rows }) => state.execution.resizeTty(rows, columns),
  signal: (_, state, { signal }) => state.execution.signal(signal),
  kill: (_, state) => state.execution.kill(),
};

function failed(run, op, error) {
  tell(run, "failed", { op, message: String(error?.message ?? error) });
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  const { run, op } = request;
  const state = runs.get(run) ?? { last: Promise.resolve() };
  runs.set(run, state);
  state.last = state.last
    .then(() => operations[op](run, state, request))
    .catch((error) => failed(run, op, error));
}).on("close", () => process.exit(0));
