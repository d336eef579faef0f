package io.sluice.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.socket.FrameDecoder.Step;
import io.sluice.gateway.socket.SocketLimits.BinaryMessages;
import io.sluice.protocol.model.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private static final SocketLimits ASSEMBLED =
      new SocketLimits(100, new BinaryMessages.Assembled(1000));
  private static final SocketLimits STREAMED = new SocketLimits(100, new BinaryMessages.Streamed());

  @Test
  void framesAreTheSameWhereverTheNetworkCutsThem() {
    byte[] first = {1, 2, 3};
    byte[] bytes =
        ClientFrames.joined(
            ClientFrames.text("grüße"),
            ClientFrames.masked(0x02, first),
            ClientFrames.ping("p"),
            ClientFrames.masked(0x80, new byte[300]),
            ClientFrames.close(4321, "bye"));
    byte[] whole = new byte[303];
    System.arraycopy(first, 0, whole, 0, 3);

    for (int size = 1; size < 20; size++) {
      List<Step> steps = decode(ASSEMBLED, bytes, size);

      assertThat(steps)
          .containsExactly(
              arrived(new SocketFrame.Text("grüße")),
              arrived(new SocketFrame.Ping(Payload.utf8("p"))),
              arrived(new SocketFrame.Binary(Payload.owning(whole), true)),
              arrived(new SocketFrame.Close(4321, "bye")));
    }
  }

  @Test
  void aStreamedMessageComesInPartsOfAtMost64KiBAndEndsOnce() {
    byte[] payload = new byte[1_000_000];
    new Random(7).nextBytes(payload);
    byte[] bytes = ClientFrames.binary(payload);

    List<Step> steps = decode(STREAMED, bytes, 200_000);

    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Boolean> ends = new ArrayList<>();
    for (Step step : steps) {
      SocketFrame.Binary part = (SocketFrame.Binary) ((Step.Arrived) step).frame();
      assertThat(part.payload().size()).isBetween(1, FrameDecoder.MAX_PART_BYTES);
      all.writeBytes(part.payload().toByteArray());
      ends.add(part.last());
    }
    assertThat(all.toByteArray()).isEqualTo(payload);
    assertThat(ends.indexOf(true)).isEqualTo(ends.size() - 1);
  }

  @Test
  void anEmptyMessageIsAMessage() {
    byte[] bytes = ClientFrames.binary(new byte[0]);

    List<Step> streamed = decode(STREAMED, bytes, 100);
    List<Step> assembled = decode(ASSEMBLED, bytes, 100);

    assertThat(streamed).containsExactly(arrived(new SocketFrame.Binary(Payload.EMPTY, true)));
    assertThat(assembled).isEqualTo(streamed);
  }

  @ParameterizedTest
  @Tag("L16")
  @CsvSource({
    "8100, 1002, unmasked",
    "c18000000000, 1002, reserved bit",
    "838000000000, 1002, unknown data opcode",
    "8b8000000000, 1002, unknown control opcode",
    "808000000000, 1002, nothing to continue",
    "01800000000081800000000000, 1002, a message inside a message",
    "098000000000, 1002, a fragmented ping",
    "89fe007e00000000, 1002, a long ping",
    "82fe000100000000, 1002, a length that is not minimal",
    "82ff800000000000000000000000, 1002, a negative length",
    "82ff000000010000000000000000, 1009, a message of 4 GiB",
    "81ff000000000001000000000000, 1009, a text of 64 KiB",
    "888100000000ff, 1002, half a close code",
    "88820000000003ed, 1002, close code 1005",
    "8882000000000000, 1002, close code 0",
    "88830000000003e8ff, 1007, a close reason that is not UTF-8",
    "818200000000c3c3, 1007, a text that is not UTF-8",
    "8183 00000000 eda080, 1007, a surrogate",
  })
  void whatBreaksTheProtocolIsATypedViolation(String hex, int code, String what) {
    byte[] bytes = ClientFrames.hex(hex.replace(" ", ""));

    List<Step> steps = decode(ASSEMBLED, bytes, 3);

    assertThat(steps).as(what).hasSize(1);
    assertThat(steps.getFirst())
        .isInstanceOfSatisfying(
            Step.Violated.class,
            violated -> assertThat(violated.closeCode()).as(what).isEqualTo(code));
  }

  @Test
  void fragmentsTogetherAreBoundedToo() {
    byte[] bytes =
        ClientFrames.joined(
            ClientFrames.masked(0x01, new byte[60]), ClientFrames.masked(0x80, new byte[41]));

    List<Step> steps = decode(ASSEMBLED, bytes, 1000);

    assertThat(steps).containsExactly(new Step.Violated(1009, "message too big"));
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void garbageIsDecodedOrRefusedAndNeverCrashes(long seed) {
    Random random = new Random(seed);
    byte[] good =
        ClientFrames.joined(
            ClientFrames.text("hello"),
            ClientFrames.masked(0x02, new byte[200]),
            ClientFrames.ping("x"),
            ClientFrames.masked(0x80, new byte[3]),
            ClientFrames.close(1000, ""));

    int violations = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] mutant = good.clone();
      for (int changes = random.nextInt(5); changes >= 0; changes--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      SocketLimits limits = random.nextBoolean() ? STREAMED : ASSEMBLED;
      List<Step> steps = decode(limits, mutant, 1 + random.nextInt(50));
      violations += steps.stream().anyMatch(Step.Violated.class::isInstance) ? 1 : 0;
    }

    assertThat(violations).isBetween(300, 2999);
  }

  /** All steps up to the first violation or the end of the bytes. */
  private static List<Step> decode(SocketLimits limits, byte[] bytes, int chunk) {
    FrameDecoder decoder = new FrameDecoder(limits);
    List<Step> steps = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += chunk) {
      decoder.feed(ByteBuffer.wrap(bytes, start, Math.min(chunk, bytes.length - start)));
      Step step = decoder.next();
      while (step instanceof Step.Arrived) {
        steps.add(step);
        step = decoder.next();
      }
      if (step instanceof Step.Violated) {
        steps.add(step);
        return steps;
      }
    }
    return steps;
  }

  private static Step arrived(SocketFrame frame) {
    return new Step.Arrived(frame);
  }
}
