package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private static final String EXIT = "{\"type\":\"exit\",\"exit_code\":7,\"reason\":\"exited\"}";

  /** Records what it is given, a line each. */
  private record Recorder(List<String> lines) implements AttachListener {
    Recorder() {
      this(new CopyOnWriteArrayList<>());
    }

    @Override
    public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
      lines.add(channel + "@" + at + " " + StandardCharsets.ISO_8859_1.decode(bytes));
      return true;
    }

    @Override
    public void problem(String code, String message) {
      lines.add(code + ": " + message);
    }
  }

  private static AttachEnd attach(FakePeer.Script script, AttachListener listener)
      throws IOException, InterruptedException {
    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        Attachment attachment = client.attach(AttachRequest.controller("e1"), listener)) {
      return attachment.await();
    }
  }

  @Test
  @Tag("O15")
  @Tag("O26")
  void outputComesInOrderOnItsChannelsWithItsOffsetsAndTheExitLast() throws Exception {
    Recorder recorder = new Recorder();

    AttachEnd end =
        attach(
            request -> {
              request.upgrade();
              request.output(1, "abc");
              request.output(2, "\u00ff");
              request.text(
                  "{\"type\":\"error\",\"message\":\"some\",\"code\":\"output_incomplete\"}");
              request.text("{\"type\":\"of a later version\"}");
              request.output(1, "d");
              request.text(EXIT);
              request.close(1000);
              request.read();
            },
            recorder);

    assertThat(end).isEqualTo(new AttachEnd.Exited(7, "exited", false));
    assertThat(recorder.lines())
        .containsExactly(
            "STDOUT@0 abc", "STDERR@3 \u00ff", "output_incomplete: some", "STDOUT@4 d");
  }

  @Test
  @Tag("O1")
  void whatFollowsTheExitIsNotHandedOver() throws Exception {
    Recorder recorder = new Recorder();

    attach(
        request -> {
          request.upgrade();
          request.text(EXIT);
          request.output(1, "late");
          request.close(1000);
          request.read();
        },
        recorder);

    assertThat(recorder.lines()).isEmpty();
  }

  @Test
  void aMessageInPartsKeepsItsChannel() throws Exception {
    Recorder recorder = new Recorder();

    attach(
        request -> {
          request.upgrade();
          request.frame(0x02, "\u0002one");
          request.frame(0x80, "two");
          request.text(EXIT);
          request.close(1000);
          request.read();
        },
        recorder);

    assertThat(String.join("", recorder.lines())).isEqualTo("STDERR@0 oneSTDERR@3 two");
  }

  @Test
  void aPingIsAnsweredOnlyWhenTheOutputBeforeItWasTaken() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch pingIsSent = new CountDownLatch(1);
    AttachListener slow =
        new AttachListener() {
          @Override
          public boolean output(Channel channel, Offset at, ByteBuffer bytes) {
            try {
              pingIsSent.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            events.add("taken");
            return true;
          }

          @Override
          public void problem(String code, String message) {
            events.add(code);
          }
        };

    attach(
        request -> {
          request.upgrade();
          request.output(1, "x");
          request.ping("p1");
          pingIsSent.countDown();
          events.add(request.read());
          request.text(EXIT);
          request.close(1000);
          request.read();
        },
        slow);

    assertThat(events).containsExactly("taken", "a p1");
  }

  @Test
  @Tag("L10")
  void anExitThatNobodyKnowsIsNeverACode() throws Exception {
    AttachEnd end =
        attach(
            request -> {
              request.upgrade();
              request.text("{\"type\":\"exit\",\"exit_code\":-1,\"reason\":\"lost\"}");
              request.close(1000);
              request.read();
            },
            new Recorder());

    assertThat(end).isEqualTo(new AttachEnd.ExitUnknown());
  }

  @Test
  void aCloseWithoutAnExitIsACut() throws Exception {
    AttachEnd end =
        attach(
            request -> {
              request.upgrade();
              request.close(1001);
              request.read();
            },
            new Recorder());

    assertThat(end).isEqualTo(new AttachEnd.Cut(1001, ""));
  }

  @Test
  void aConnectionThatBreaksIsACut() throws Exception {
    AttachEnd end =
        attach(
            request -> {
              request.upgrade();
              throw new IOException("cut here");
            },
            new Recorder());

    assertThat(end).isInstanceOf(AttachEnd.Cut.class);
  }

  @Test
  void aListenerThatHasEnoughLeaves() throws Exception {
    Recorder recorder = new Recorder();
    AttachListener once =
        new AttachListener() {
          @Override
          public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
            recorder.output(channel, at, bytes);
            return false;
          }

          @Override
          public void problem(String code, String message) {
            recorder.problem(code, message);
          }
        };

    AttachEnd end =
        attach(
            request -> {
              request.upgrade();
              request.output(1, "a");
              request.output(1, "b");
              request.read();
            },
            once);

    assertThat(end).isEqualTo(new AttachEnd.Left());
    assertThat(recorder.lines()).containsExactly("STDOUT@0 a");
  }

  @Test
  void whatTheListenerThrowsReachesTheOneWhoWaits() {
    AttachListener broken =
        new AttachListener() {
          @Override
          public boolean output(Channel channel, Offset at, ByteBuffer bytes) throws IOException {
            throw new IOException("pipe closed");
          }

          @Override
          public void problem(String code, String message) {}
        };

    assertThatIOException()
        .isThrownBy(
            () ->
                attach(
                    request -> {
                      request.upgrade();
                      request.output(1, "a");
                      request.read();
                    },
                    broken))
        .withMessage("pipe closed");
  }

  @Test
  void framesThatNoGatewaySendsEndTheAttachment() {
    assertThatExceptionOfType(UnexpectedAnswer.class)
        .isThrownBy(
            () ->
                attach(
                    request -> {
                      request.upgrade();
                      request.output(9, "a");
                      request.read();
                    },
                    new Recorder()));
    assertThatExceptionOfType(UnexpectedAnswer.class)
        .isThrownBy(
            () ->
                attach(
                    request -> {
                      request.upgrade();
                      request.text("x".repeat(64 * 1024 + 1));
                      request.read();
                    },
                    new Recorder()));
  }

  @Test
  void aRefusalBeforeTheUpgradeIsTyped() {
    String body = "{\"error\":{\"message\":\"taken\",\"code\":\"invalid_state\"}}";

    assertThatExceptionOfType(SluiceProblem.class)
        .isThrownBy(() -> attach(request -> request.respond(409, body), new Recorder()))
        .withMessage("taken")
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(409));
  }

  @Test
  void inputAndControlsAreTheFramesOfTheContract() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    FakePeer.Script script =
        request -> {
          seen.add(request.line());
          request.upgrade();
          for (int frame = 0; frame < 4; frame++) {
            seen.add(request.read());
          }
          request.text(EXIT);
          request.close(1000);
          request.read();
        };
    AttachRequest observing = AttachRequest.observer("e1", new Offset(5));

    try (FakePeer peer = FakePeer.start(script);
        SluiceClient client = peer.client();
        Attachment attachment = client.attach(observing, new Recorder())) {
      attachment.writeStdin(ByteBuffer.wrap(new byte[] {'h', 'i'}));
      attachment.resize(new TerminalSize(80, 24));
      attachment.signal(2);
      attachment.endStdin();
      attachment.await();
    }

    assertThat(seen)
        .containsExactly(
            "GET /v1/executions/e1/attach?stdin=0&from=5 HTTP/1.1",
            "2 hi",
            "1 {\"type\":\"resize\",\"cols\":80,\"rows\":24}",
            "1 {\"type\":\"signal\",\"sig\":2}",
            "1 {\"type\":\"stdin_eof\"}");
  }
}
