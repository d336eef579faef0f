package io.sluice.gateway.it;

import static io.sluice.gateway.it.Rig.LONG;
import static io.sluice.gateway.it.Rig.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.Attachment;
import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.NewBox;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.follow.Budget;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes with real processes: their main session, their stop, their removal, their idleness. */
@ExtendWith(Rig.Shared.class)
class BoxIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StreamSettings SETTINGS =
      new StreamSettings(
          new Budget(100, Duration.ofMillis(1), Duration.ofMillis(100), 0),
          Duration.ofSeconds(10),
          Math::random);

  private final SluiceClient client;
  private final Rig rig;
  private final HttpClient http = HttpClient.newHttpClient();

  BoxIT(Rig rig) {
    this.rig = rig;
    this.client = rig.client();
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(client.base() + "/v1" + path))
        .header("Authorization", "Bearer " + rig.gateway().adminKey())
        .timeout(LONG);
  }

  private CompletableFuture<String> reading(String path, String accept) throws IOException {
    HttpRequest request = request(path).header("Accept", accept).build();
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body);
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    HttpRequest request = request(path).method(method, BodyPublishers.ofString(body)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private StreamEnd streamed(String id, CountDownLatch first) throws Exception {
    try (ExecutionStream stream = client.stream(StreamRequest.observer(id), SETTINGS)) {
      return stream.readTo(
          item -> {
            if (item instanceof StreamItem.Output) {
              first.countDown();
            }
            return true;
          });
    }
  }

  private CompletableFuture<StreamEnd> streaming(String id, CountDownLatch first) {
    CompletableFuture<StreamEnd> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                end.complete(streamed(id, first));
              } catch (Exception failed) {
                end.completeExceptionally(failed);
              }
            });
    return end;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Tag("C19")
  void theEndOfABoxEndsEveryWaitAndStreamWithTheExit(boolean removed) throws Exception {
    String box = client.createBox(new NewBox(null, null)).id();
    String id = client.exec(box, ExecRequest.of("sh", "-c", "echo ready; sleep 300"));
    String one = "/executions/" + id;
    Watched watched = new Watched();
    CountDownLatch first = new CountDownLatch(1);
    CompletableFuture<String> waiting = reading(one + "/wait?timeout=60", "application/json");
    CompletableFuture<String> output = reading(one + "/output?follow=1", "*/*");
    CompletableFuture<String> events = reading(one + "/events", "text/event-stream");
    CompletableFuture<StreamEnd> stream = streaming(id, first);
    AttachEnd attached;
    try (Attachment attachment = client.attach(AttachRequest.controller(id), watched)) {
      watched.awaitFirstOutput();
      assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();

      if (removed) {
        client.removeBox(box, true);
      } else {
        assertThat(client.stopBox(box).status()).isEqualTo("stopped");
      }

      attached = attachment.await();
    }
    assertThat(attached).isEqualTo(new AttachEnd.Exited(137, "killed", false));
    assertThat(JSON.readTree(waiting.get()).path("status").asText()).isEqualTo("killed");
    assertThat(output.get()).isEqualTo("ready\n");
    assertThat(events.get()).contains("event: exit");
    assertThat(stream.get()).isInstanceOf(StreamEnd.Exited.class);
    assertThat(client.execution(id).status()).isEqualTo("killed");
  }

  @Test
  @Tag("C11")
  @Tag("C12")
  void aMainSessionIsAttachedToByItsBoxAndEachStartHasItsOwn() throws Exception {
    String script = "echo hello $NAME; read line; echo got $line; sleep 300";
    String words = JSON.createArrayNode().add("sh").add("-c").add(script).toString();
    String made = "{\"env\":{\"NAME\":\"you\"},\"cmd\":" + words + "}";
    String box = send("POST", "/boxes", made).path("box_id").asText();
    WireConnection.Head early = attachMain(box);
    String main = send("POST", "/boxes/" + box + "/start", "").path("main_execution_id").asText();
    WireConnection.Head head = attachMain(box);
    Watched watched = new Watched();
    try (Attachment attachment = client.attach(AttachRequest.controller(main), watched)) {
      attachment.writeStdin(utf8("line\n"));
      watched.awaitText("got line\n");
    }
    client.stopBox(box);
    WireConnection.Head stopped = attachMain(box);
    JsonNode again = send("POST", "/boxes/" + box + "/start", "");
    client.removeBox(box, true);

    assertThat(early.status()).isEqualTo(409);
    assertThat(head.status()).isEqualTo(101);
    assertThat(head.headers()).containsEntry("x-boxlite-execution-id", main);
    assertThat(watched.stdout()).isEqualTo("hello you\ngot line\n");
    assertThat(stopped.status()).isEqualTo(409);
    assertThat(again.path("main_execution_id").asText()).isNotEqualTo(main);
    assertThat(client.awaitEnd(main, LONG).status()).isEqualTo("killed");
  }

  /** As an observer, so that nobody is in the way of the next one. */
  private WireConnection.Head attachMain(String box) throws IOException {
    Map<String, String> headers =
        WireConnection.upgrade(Map.of("Authorization", "Bearer " + rig.gateway().adminKey()));
    try (WireConnection line = WireConnection.open(rig.gateway().url(), LONG)) {
      return line.request("GET", "/v1/boxes/" + box + "/attach?stdin=0", headers, new byte[0]);
    }
  }

  @Test
  @Tag("C20")
  void aBoxThatIsOnlyWatchedStopsAndItsNextCommandStartsIt() throws Exception {
    String made = "{\"cmd\":[\"sleep\",\"300\"],\"auto_stop\":1}";
    String box = send("POST", "/boxes", made).path("box_id").asText();
    String main = send("POST", "/boxes/" + box + "/start", "").path("main_execution_id").asText();
    Watched watched = new Watched();
    AttachEnd end;
    try (Attachment attachment =
        client.attach(AttachRequest.observer(main, Offset.ZERO), watched)) {
      Awaitility.await()
          .atMost(LONG)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> client.box(box).status().equals("stopped"));
      end = attachment.await();
    }

    String id = client.exec(box, ExecRequest.of("echo", "awake"));

    assertThat(end).isEqualTo(new AttachEnd.Exited(137, "killed", false));
    assertThat(Watched.of(client, id).stdout()).isEqualTo("awake\n");
    assertThat(client.box(box).status()).isEqualTo("running");
    client.removeBox(box, true);
  }
}
