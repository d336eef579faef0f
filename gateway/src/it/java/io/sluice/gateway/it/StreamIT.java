package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.client.ExecRequest;
import io.sluice.protocol.client.ExecutionStream;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.StreamEnd;
import io.sluice.protocol.client.StreamItem;
import io.sluice.protocol.client.StreamRequest;
import io.sluice.protocol.client.StreamSettings;
import io.sluice.protocol.follow.Budget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference client by {@code sluice.v1}, over lines that break. */
@ExtendWith(Rig.Shared.class)
class StreamIT {
  private static final int INPUT_BYTES = 400_000;
  private static final StreamSettings SETTINGS =
      new StreamSettings(
          new Budget(100, Duration.ofMillis(1), Duration.ofMillis(100), 0),
          Duration.ofMillis(200),
          Math::random);

  private final Rig rig;

  StreamIT(Rig rig) {
    this.rig = rig;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Tag("O16")
  @Tag("I12")
  @Tag("O1")
  @Timeout(120)
  void nothingIsLostOrRepeatedEitherWayWhereverTheLineIsCut(long seed) throws Exception {
    String id = rig.exec(ExecRequest.of("cat"));
    byte[] input = new byte[INPUT_BYTES];
    new Random(seed).nextBytes(input);
    CutPolicy cuts =
        new CutsByBytes(
            seed, 60_000, List.of(Fate.How.RESET, Fate.How.FINISH, Fate.How.HALF_RESET));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    StreamEnd end;

    try (CuttingProxy proxy = CuttingProxy.before(rig.gateway().url(), cuts);
        SluiceClient client = new SluiceClient(proxy.url(), rig.gateway().adminKey());
        ExecutionStream stream = client.stream(StreamRequest.controller(id), SETTINGS)) {
      Thread.ofVirtual().start(() -> write(stream, input, written));
      end = stream.readTo(item -> take(item, output));
      assertThat(proxy.attempts(id)).isGreaterThan(1);
    }

    assertThat(end).isInstanceOf(StreamEnd.Exited.class);
    assertThat(written.get()).isTrue();
    assertThat(output.toByteArray()).isEqualTo(input);
  }

  @Test
  @Tag("O9")
  @Timeout(60)
  void whoPreemptsGoesOnWhereThePredecessorWas() throws Exception {
    String id = rig.exec("echo one; read line; echo $line");

    try (SluiceClient client = rig.gateway().client();
        ExecutionStream first = client.stream(StreamRequest.controller(id), SETTINGS);
        ExecutionStream second = client.stream(StreamRequest.preempting(id), SETTINGS)) {
      assertThat(text(first)).isEqualTo("one\n");
      first.acknowledge();
      CompletableFuture<StreamItem> told = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> next(first, told));
      Thread.ofVirtual().start(() -> write(second, utf8("two\n"), new CompletableFuture<>()));

      assertThat(text(second)).isEqualTo("two\n");

      assertThat(told.get()).isInstanceOf(StreamItem.Ended.class);
      assertThat(((StreamItem.Ended) told.get()).end()).isInstanceOf(StreamEnd.Preempted.class);
      assertThat(second.readTo(_ -> true)).isInstanceOf(StreamEnd.Exited.class);
    }
  }

  @Test
  @Tag("O13")
  @Timeout(60)
  void aNamedConsumerComesBackToWhatItAcknowledged() throws Exception {
    String id = rig.exec("printf one; read line; printf two");
    StreamRequest named = StreamRequest.observer(id).named("reader-1");
    ByteArrayOutputStream all = new ByteArrayOutputStream();

    try (SluiceClient client = rig.gateway().client();
        ExecutionStream first = client.stream(named, SETTINGS);
        ExecutionStream writer = client.stream(StreamRequest.controller(id), SETTINGS);
        ExecutionStream second = client.stream(named, SETTINGS)) {
      StreamEnd left = first.readTo(item -> take(item, all) && all.size() < 3);
      assertThat(left).isEqualTo(new StreamEnd.Left());
      Thread.ofVirtual().start(() -> write(writer, utf8("\n"), new CompletableFuture<>()));
      assertThat(writer.readTo(_ -> true)).isInstanceOf(StreamEnd.Exited.class);

      assertThat(second.readTo(item -> take(item, all))).isInstanceOf(StreamEnd.Exited.class);
    }

    assertThat(all.toString(StandardCharsets.UTF_8)).isEqualTo("onetwo");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The next output; that the process takes no more input may be told before it. */
  private static String text(ExecutionStream stream) throws InterruptedException {
    StreamItem item = stream.next();
    while (item instanceof StreamItem.Problem(String code, _) && code.equals("stdin_closed")) {
      item = stream.next();
    }
    return new String(((StreamItem.Output) item).bytes().toByteArray(), StandardCharsets.UTF_8);
  }

  private static void next(ExecutionStream stream, CompletableFuture<StreamItem> told) {
    try {
      told.complete(stream.next());
    } catch (InterruptedException interrupted) {
      told.completeExceptionally(interrupted);
    }
  }

  private static boolean take(StreamItem item, ByteArrayOutputStream output) throws IOException {
    if (item instanceof StreamItem.Output(var _, var _, long _, var bytes)) {
      bytes.writeTo(output);
    }
    return true;
  }

  private static void write(
      ExecutionStream stream, byte[] input, CompletableFuture<Boolean> written) {
    try {
      boolean all = true;
      for (int at = 0; at < input.length; at += 30_001) {
        all &= stream.writeStdin(ByteBuffer.wrap(input, at, Math.min(30_001, input.length - at)));
      }
      written.complete(all && stream.endStdin());
    } catch (InterruptedException interrupted) {
      written.completeExceptionally(interrupted);
    }
  }
}
