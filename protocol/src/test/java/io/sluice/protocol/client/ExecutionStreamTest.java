package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.model.ByteRange;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Generation;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.wire.V1ClientFrame;
import io.sluice.protocol.wire.V1ServerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExecutionStreamTest {
  private static final StreamRequest OBSERVER = StreamRequest.observer("e1");

  @Test
  @Tag("O16")
  @Tag("O26")
  void eachByteComesOnceInOrderAndTheExitLastThoughTheLineIsCutTwice() throws Exception {
    List<String> targets = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          targets.add(request.target());
          request.upgrade();
          switch (targets.size()) {
            case 1 -> {
              request.send(Streams.attached(0));
              request.send(Streams.output(Channel.STDOUT, 0, "abc"));
              request.awaitAcknowledged(3);
              throw new IOException("cut here");
            }
            case 2 -> {
              request.send(Streams.attached(2));
              request.send(Streams.output(Channel.STDOUT, 2, "c"));
              request.send(Streams.output(Channel.STDERR, 3, "de"));
              request.awaitAcknowledged(5);
              request.frame(0x82, "\u0001half a head");
              throw new IOException("cut here");
            }
            default -> {
              request.send(Streams.attached(5));
              end(request, 5);
            }
          }
        };

    List<String> lines = read(script, OBSERVER);

    assertThat(lines).containsExactly("STDOUT@0 abc", "STDERR@3 de", "exit 7");
    assertThat(targets)
        .containsExactly(
            "/v1/executions/e1/attach",
            "/v1/executions/e1/attach?from=3",
            "/v1/executions/e1/attach?from=5");
  }

  @Test
  @Tag("O33")
  void whatWasHandedOutIsAcknowledgedOnlyWhenTheNextIsAskedFor() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.attached(0));
          request.send(Streams.output(Channel.STDOUT, 0, "abc"));
          order.add(request.next().toString());
          end(request, 3);
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(OBSERVER, Streams.QUICK)) {
      order.add(Streams.line(stream.next()));
      order.add("done with it");
      order.add(Streams.line(stream.next()));
    }

    assertThat(order)
        .containsExactly(
            "STDOUT@0 abc",
            "done with it",
            new V1ClientFrame.Acknowledge(new Offset(3)).toString(),
            "exit 7");
  }

  @Test
  @Tag("O18")
  @Tag("O20")
  void everyKindOfItemComesAndWhatALaterVersionSendsIsPassedOver() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.attached(4));
          request.send(new V1ServerFrame.Gap(Channel.STDOUT, ByteRange.of(4, 9), "expired"));
          request.text("{\"type\":\"of_a_later_version\"}");
          request.send(new V1ServerFrame.Position(new Offset(12)));
          request.send(Streams.output(Channel.STDERR, 12, "x"));
          request.send(new V1ServerFrame.ChannelEnded(Channel.STDOUT, 9, new Offset(13)));
          request.send(new V1ServerFrame.ChannelEnded(Channel.STDOUT, 9, new Offset(13)));
          request.send(new V1ServerFrame.Failed("invalid_state", "not now"));
          end(request, 13);
        };

    List<String> lines = read(script, OBSERVER.from(new StreamRequest.From.Start()));

    assertThat(lines)
        .containsExactly(
            "STDOUT missing 4..9 expired",
            "STDERR@12 x",
            "STDOUT ended after 9 @13",
            "invalid_state: not now",
            "exit 7");
  }

  @Test
  void theQueryNamesWhatIsWantedAndNothingElse() throws Exception {
    StreamRequest.From there = new StreamRequest.From.At(new Offset(7));

    assertThat(OBSERVER.query(OBSERVER.from(), false)).isEmpty();
    assertThat(OBSERVER.named("a b").only(Channel.STDERR).query(there, false))
        .isEqualTo("?from=7&consumer=a+b&channel=stderr");
    assertThat(StreamRequest.controller("e").query(new StreamRequest.From.Acknowledged(), false))
        .isEqualTo("?from=acknowledged&role=controller");
    assertThat(StreamRequest.preempting("e").query(new StreamRequest.From.Tail(), false))
        .isEqualTo("?from=tail&role=controller&preempt=1");
  }

  @Test
  @Tag("I5")
  void whoTookControlKeepsItOverACut() throws Exception {
    List<String> targets = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          targets.add(request.target());
          request.upgrade();
          request.send(Streams.controlling(targets.size() - 1, 0, 10));
          if (targets.size() == 1) {
            request.send(Streams.output(Channel.STDOUT, 0, "x"));
            request.awaitAcknowledged(1);
            throw new IOException("cut here");
          }
          request.send(new V1ServerFrame.Preempted(new Generation(3), "key:other"));
          request.close(4409);
          request.read();
        };

    List<String> lines = read(script, StreamRequest.preempting("e1"));

    assertThat(lines)
        .containsExactly("STDOUT@0 x", new StreamEnd.Preempted("key:other").toString());
    assertThat(targets)
        .containsExactly(
            "/v1/executions/e1/attach?role=controller&preempt=1",
            "/v1/executions/e1/attach?from=1&role=controller");
  }

  @Test
  void aLineThatFallsSilentWithoutAWordIsACut() throws Exception {
    List<String> targets = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          targets.add(request.line());
          request.upgrade();
          request.send(Streams.attached(0));
          if (targets.size() > 1) {
            end(request, 0);
          }
          request.silence();
        };
    StreamSettings impatient =
        new StreamSettings(Streams.QUICK.budget(), Duration.ofMillis(10), Streams.QUICK.chance());

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(OBSERVER, impatient)) {
      assertThat(Streams.readAll(stream)).containsExactly("exit 7");
    }

    assertThat(targets).hasSizeGreaterThan(1);
  }

  @Test
  void aListenerThatHasEnoughLeavesAndWhatItTookIsAcknowledged() throws Exception {
    List<V1ClientFrame> frames = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.attached(0));
          request.send(Streams.output(Channel.STDOUT, 0, "abc"));
          frames.add(request.next());
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(OBSERVER, Streams.QUICK)) {
      StreamEnd end = stream.readTo(_ -> false);

      assertThat(end).isEqualTo(new StreamEnd.Left());
      assertThat(stream.next()).isEqualTo(new StreamItem.Ended(new StreamEnd.Left()));
    }
    assertThat(frames.isEmpty() ? acknowledge(3) : frames.getFirst()).isEqualTo(acknowledge(3));
  }

  @Test
  @Tag("O1")
  void thereIsNothingAfterTheEnd() throws Exception {
    FakePeer.Script script =
        request -> {
          request.upgrade();
          request.send(Streams.attached(0));
          request.send(Streams.exit(0, 0));
          request.send(Streams.output(Channel.STDOUT, 0, "late"));
          request.close(1000);
          request.read();
        };

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(OBSERVER, Streams.QUICK)) {
      assertThat(Streams.readAll(stream)).containsExactly("exit 0");
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(stream::next);
    }
  }

  private static List<String> read(FakePeer.Script script, StreamRequest request)
      throws IOException {
    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        ExecutionStream stream = client.stream(request, Streams.QUICK)) {
      return Streams.readAll(stream);
    }
  }

  private static void end(FakePeer.Request request, long offset) throws IOException {
    request.send(Streams.exit(7, offset));
    request.close(1000);
    request.silence();
  }

  private static V1ClientFrame acknowledge(long offset) {
    return new V1ClientFrame.Acknowledge(new Offset(offset));
  }
}
