package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.AttachEnd;
import io.sluice.protocol.client.AttachRequest;
import io.sluice.protocol.client.ExecutionInfo;
import io.sluice.protocol.client.SluiceClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients without a subprotocol that are cut, or in each other's way. */
@ExtendWith(Rig.Shared.class)
class PlainContractIT {
  private final Rig rig;
  private final SluiceClient client;

  PlainContractIT(Rig rig) {
    this.rig = rig;
    this.client = rig.client();
  }

  @Test
  @Tag("O5")
  @Tag("C21")
  void aClientThatWasCutBeforeItReadAnythingIsLedBackAndGetsAll() throws Exception {
    String id = rig.exec("echo out; echo err >&2; exit 7");
    client.awaitEnd(id, Rig.LONG);
    openAndCut(id);

    ExecutionInfo cut = client.execution(id);
    Watched.Result all = Watched.of(client, AttachRequest.controller(id));
    ExecutionInfo after = client.execution(id);

    assertThat(cut.status()).isEqualTo("running");
    assertThat(cut.exitCode()).isNull();
    assertThat(all.stdout()).isEqualTo("out\n");
    assertThat(all.stderr()).isEqualTo("err\n");
    assertThat(all.end()).isEqualTo(new AttachEnd.Exited(7, "exited", false));
    assertThat(after.status()).isEqualTo("completed");
    assertThat(after.exitCode()).isEqualTo(7);
  }

  @Test
  @Tag("C21")
  void toOthersWhatEndedHasEnded() throws Exception {
    String id = rig.exec("true");
    client.awaitEnd(id, Rig.LONG);
    openAndCut(id);
    String otherKey = client.createKey("other", List.of("user")).secret();

    try (SluiceClient other = new SluiceClient(client.base(), otherKey)) {
      assertThat(other.execution(id).status()).isEqualTo("completed");
    }
  }

  @Test
  @Tag("O8")
  @Tag("O11")
  void aSuccessorStartsWhereTheCutClientAcknowledged() throws Exception {
    String id = rig.exec("echo first; read line; echo $line");
    Watched first = new Watched();
    try (var attachment = client.attach(AttachRequest.controller(id), first)) {
      first.awaitFirstOutput();
      // A frame is answered after the pongs before it: what was read is acknowledged then.
      attachment.signal(99);
      first.awaitProblem();
    }

    Watched second = new Watched();
    try (var attachment = client.attach(AttachRequest.controller(id), second)) {
      attachment.writeStdin(Rig.utf8("second\n"));
      assertThat(attachment.await()).isEqualTo(new AttachEnd.Exited(0, "exited", false));
    }

    assertThat(first.stdout()).isEqualTo("first\n");
    assertThat(second.stdout()).isEqualTo("second\n");
  }

  @Test
  @Tag("C7")
  void aClientThatReadsNothingUntilTheEndGetsAllAndTheExitLast() throws Exception {
    String id = rig.exec("head -c 3000000 /dev/zero");
    Idler idler = new Idler();
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket = open(http, id, idler);
      client.awaitEnd(id, Rig.LONG);

      socket.request(Long.MAX_VALUE);

      assertThat(idler.closed.get(60, TimeUnit.SECONDS)).isEqualTo(1000);
    }
    assertThat(idler.bytes).isEqualTo(3_000_000);
    assertThat(idler.last).contains("\"type\":\"exit\"").contains("\"exit_code\":0");
  }

  /** Reads when it is told to. */
  private static final class Idler implements WebSocket.Listener {
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private long bytes;
    private boolean within;
    private String last = "";

    @Override
    public void onOpen(WebSocket socket) {}

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean whole) {
      bytes += within ? part.remaining() : part.remaining() - 1; // The first says the channel.
      within = !whole;
      last = "output";
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean whole) {
      last = text.toString();
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  /** A client that is gone as soon as it got the upgrade: it read nothing and echoed nothing. */
  private void openAndCut(String id) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket.Listener deaf =
          new WebSocket.Listener() {
            @Override
            public void onOpen(WebSocket socket) {}
          };
      open(http, id, deaf).abort();
    }
  }

  private WebSocket open(HttpClient http, String id, WebSocket.Listener listener) throws Exception {
    String base = client.base().toString().replaceFirst("^http", "ws");
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + rig.gateway().adminKey())
        .buildAsync(URI.create(base + "/v1/executions/" + id + "/attach"), listener)
        .get(60, TimeUnit.SECONDS);
  }
}
