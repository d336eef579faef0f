package io.sluice.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.TerminalSize;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private static final String EXIT = "{\"type\":\"exit\",\"exit_code\":7,\"reason\":\"exited\"}";

  @Test
  @Tag("O15")
  @Tag("O26")
  void outputComesInOrderOnItsChannelsWithItsOffsetsAndTheExitLast() throws Exception {
    Recorder recorder = new Recorder();

    AttachEnd end =
        Recorder.attach(
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

    Recorder.attach(
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

    Recorder.attach(
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

    Recorder.attach(
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
