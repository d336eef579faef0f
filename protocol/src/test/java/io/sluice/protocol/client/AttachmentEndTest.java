package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AttachmentEndTest {
  @Test
  @Tag("L10")
  void anExitThatNobodyKnowsIsNeverACode() throws Exception {
    AttachEnd end =
        Recorder.attach(
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
        Recorder.attach(
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
        Recorder.attach(
            request -> {
              request.upgrade();
              throw new IOException("cut here");
            },
            new Recorder());

    assertThat(end).isInstanceOf(AttachEnd.Cut.class);
  }

  @Test
  void aLineThatFallsSilentWithoutAWordIsACut() throws Exception {
    FakePeer.Script silent =
        request -> {
          request.upgrade();
          request.silence();
        };

    try (FakePeer peer = FakePeer.start(silent);
        SluiceClient client = peer.client();
        Attachment attachment =
            client.attach(AttachRequest.observer("e1", Offset.ZERO), new Recorder())) {
      AttachEnd end = attachment.await(Duration.ofMillis(5));

      assertThat(end).isEqualTo(new AttachEnd.Cut(1006, "the gateway does not answer"));
    }
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
        Recorder.attach(
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
                Recorder.attach(
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
                Recorder.attach(
                    request -> {
                      request.upgrade();
                      request.output(9, "a");
                      request.read();
                    },
                    new Recorder()));
    assertThatExceptionOfType(UnexpectedAnswer.class)
        .isThrownBy(
            () ->
                Recorder.attach(
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
        .isThrownBy(() -> Recorder.attach(request -> request.respond(409, body), new Recorder()))
        .withMessage("taken")
        .satisfies(problem -> assertThat(problem.status()).isEqualTo(409));
  }
}
