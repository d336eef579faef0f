package io.sluice.protocol.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.IdempotencyKey;
import io.sluice.protocol.model.TerminalSize;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Talks to one gateway with one key. Calls block and may be made from many threads at once. Each
 * throws {@link SluiceProblem} when the gateway refuses, {@link GatewayUnreachable} when no answer
 * comes, {@link UnexpectedAnswer} when the answer is not a gateway's.
 */
public final class SluiceClient implements AutoCloseable {
  private static final Duration WAIT_SLACK = Duration.ofSeconds(15);

  private final HttpCalls calls;

  /**
   * @param base as {@code http://127.0.0.1:8100}
   * @param apiKey the bearer token
   * @throws IllegalArgumentException when the base is no http or https URL
   */
  public SluiceClient(URI base, String apiKey) {
    this.calls = new HttpCalls(base, apiKey);
  }

  public URI base() {
    return calls.base();
  }

  /** Whether it answers and takes requests now; bounded by the time given. */
  public boolean ready(Duration atMost) {
    return calls.succeeds("/health/ready", atMost);
  }

  /** What the gateway can do. */
  public JsonNode config() {
    return calls.get("/v1/config");
  }

  /** Whom the key belongs to. */
  public JsonNode me() {
    return calls.get("/v1/me");
  }

  public BoxInfo createBox(NewBox box) {
    return BoxInfo.parse(calls.post("/v1/boxes", box.body()));
  }

  public BoxInfo box(String idOrName) {
    return BoxInfo.parse(calls.get("/v1/boxes/" + segment(idOrName)));
  }

  public Page<BoxInfo> boxes(@Nullable String pageToken) {
    return Page.parse(calls.get("/v1/boxes" + pageQuery(pageToken)), "boxes", BoxInfo::parse);
  }

  public BoxInfo startBox(String idOrName) {
    return BoxInfo.parse(calls.post("/v1/boxes/" + segment(idOrName) + "/start", null));
  }

  public BoxInfo stopBox(String idOrName) {
    return BoxInfo.parse(calls.post("/v1/boxes/" + segment(idOrName) + "/stop", null));
  }

  /** Removes it; with force, what runs in it is ended first. Logs stay. */
  public void removeBox(String idOrName, boolean force) {
    var _ = calls.delete("/v1/boxes/" + segment(idOrName) + (force ? "?force=true" : ""));
  }

  /**
   * Starts a command; the id of its execution. With an idempotency key a start that nobody answered
   * is asked for once more, and the same call may be made again after any failure: at most one
   * command runs. What is refused with a status below 500, or with 503, did not begin; after any
   * other failure, only such a repeat tells.
   */
  public String exec(String boxIdOrName, ExecRequest request) {
    String path = "/v1/boxes/" + segment(boxIdOrName) + "/exec";
    IdempotencyKey key = request.idempotencyKey();
    JsonNode answer =
        key == null ? calls.post(path, request.body()) : exec(path, request.body(), key);
    return new Fields(answer).text("execution_id");
  }

  private JsonNode exec(String path, JsonNode body, IdempotencyKey key) {
    try {
      return calls.post(path, body, key);
    } catch (GatewayUnreachable unheard) {
      if (Thread.currentThread().isInterrupted()) {
        throw unheard;
      }
      return calls.post(path, body, key);
    }
  }

  public ExecutionInfo execution(String id) {
    return ExecutionInfo.parse(calls.get(executionPath(id)));
  }

  /** All executions of the tenant, newest first. */
  public Page<ExecutionInfo> executions(@Nullable String pageToken) {
    return Page.parse(
        calls.get("/v1/executions" + pageQuery(pageToken)), "executions", ExecutionInfo::parse);
  }

  /** Its final status, or the present one when the time is over first. */
  public ExecutionInfo awaitEnd(String id, Duration atMost) {
    String path = executionPath(id) + "/wait?timeout=" + Math.max(1, atMost.toSeconds());
    return ExecutionInfo.parse(calls.call("GET", path, null, atMost.plus(WAIT_SLACK)));
  }

  /** Sends a signal to its process group. */
  public void signal(String id, int number) {
    calls.post(
        executionPath(id) + "/signal", JsonNodeFactory.instance.objectNode().put("signal", number));
  }

  public void resize(String id, TerminalSize size) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("cols", size.columns()).put("rows", size.rows());
    calls.post(executionPath(id) + "/resize", body);
  }

  /** Ends it with KILL; its log stays. */
  public void kill(String id) {
    var _ = calls.delete(executionPath(id));
  }

  /** Removes its output before an offset, whole entries; the offset where what is left begins. */
  public long removeOutput(String id, long before) {
    JsonNode answer = calls.delete(executionPath(id) + "/output?before=" + before);
    return answer.path("earliest_offset").longValue();
  }

  /** Opens a stream of its output and, unless read-only, to its stdin. */
  public Attachment attach(AttachRequest request, AttachListener listener) {
    return AttachDialer.dial(calls, executionPath(request.executionId()), request, listener);
  }

  /**
   * Reads, and as a controller writes, over as many connections as it takes. Nothing is dialled
   * before the first item is asked for.
   */
  public ExecutionStream stream(StreamRequest request, StreamSettings settings) {
    String path = executionPath(request.executionId()) + "/attach";
    return new ExecutionStream(new StreamReader(calls, path, request, settings));
  }

  /**
   * Its recording, line by line while it runs. It is complete when it ends; what is cut before that
   * ends with an {@link java.io.IOException}.
   */
  public InputStream recording(RecordingRequest request) {
    return calls.open(executionPath(request.executionId()) + "/recording" + request.query());
  }

  /**
   * Looks for something in the log of an execution, a bounded piece of it at a time.
   *
   * @param cursor from the page before; null: from the first byte that is left
   */
  public SearchPage search(String id, SearchRequest request, @Nullable String cursor) {
    String path = executionPath(id) + "/search" + request.query(cursor);
    return SearchPage.parse(calls.get(path), id);
  }

  /** The same in the logs of the tenant, those of the newest execution first. */
  public SearchPage search(SearchScope scope, SearchRequest request, @Nullable String cursor) {
    String path = "/v1/search" + request.query(cursor) + scope.query();
    return SearchPage.parse(calls.get(path), null);
  }

  /** All runners and the queue, as the gateway tells it; {@link RunnerInfo} reads one of them. */
  public JsonNode runners() {
    return calls.get("/v1/runners");
  }

  /** Has a runner get nothing new from now on, or again. */
  public void drainRunner(String id, boolean yes) {
    calls.post("/v1/runners/" + segment(id) + (yes ? "/drain" : "/undrain"), null);
  }

  /**
   * The log with its proof, a JSON object a line.
   *
   * @param bodies whether what entries hold is in it, or its digests only
   */
  public InputStream audit(String executionId, boolean bodies) {
    return calls.open(
        "/v1/executions/" + segment(executionId) + "/audit?bodies=" + (bodies ? "full" : "digest"));
  }

  /** Who came to an execution, with its proof, as lines of JSON; close it. */
  public InputStream access(String executionId) {
    return calls.open("/v1/executions/" + segment(executionId) + "/access");
  }

  /** The public keys that check audits, as the gateway tells them. */
  public JsonNode auditKeys() {
    return calls.get("/v1/audit/keys");
  }

  /** Has logs signed with a new key from now on; answers its public part. */
  public JsonNode rotateAuditKey() {
    return calls.post("/v1/audit/keys", null);
  }

  public KeyInfo.Created createKey(String name, Collection<String> scopes) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
    scopes.forEach(body.putArray("scopes")::add);
    JsonNode answer = calls.post("/v1/keys", body);
    return new KeyInfo.Created(KeyInfo.parse(answer.path("key")), new Fields(answer).text("token"));
  }

  public List<KeyInfo> keys() {
    return Page.parse(calls.get("/v1/keys"), "keys", KeyInfo::parse).items();
  }

  public void revokeKey(String id) {
    var _ = calls.delete("/v1/keys/" + segment(id));
  }

  /**
   * Breaks what is under way; later calls fail. Close it before the end of a process: Java waits
   * 0.3 s for threads that wait in the kernel.
   */
  @Override
  public void close() {
    calls.http().shutdownNow();
  }

  private static String executionPath(String id) {
    return "/v1/executions/" + segment(id);
  }

  private static String pageQuery(@Nullable String pageToken) {
    return pageToken == null ? "" : "?pageToken=" + segment(pageToken);
  }

  private static String segment(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an id or name is never empty");
    }
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
