package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Signal;
import io.sluice.protocol.model.TerminalSize;
import io.sluice.protocol.wire.AttachFrames.ClientFrame;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachFramesTest {
  @Test
  void outputCarriesItsChannelFirst() {
    Payload bytes = Payload.utf8("abc");

    Payload frame = AttachFrames.output(Channel.STDERR, bytes);

    assertThat(frame.toByteArray()).containsExactly(2, 'a', 'b', 'c');
  }

  @Test
  void anOutputFrameIsAtMost64KiBWithItsChannel() {
    Payload most = Payload.owning(new byte[AttachFrames.MAX_OUTPUT_BYTES]);
    Payload more = Payload.owning(new byte[AttachFrames.MAX_OUTPUT_BYTES + 1]);

    assertThat(AttachFrames.output(Channel.STDOUT, most).size()).isEqualTo(64 * 1024);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttachFrames.output(Channel.STDOUT, more));
  }

  @Test
  void theExitFrameNamesOnlyWhatThereIsToName() {
    AttachFrames.Exit plain = new AttachFrames.Exit(7, null, "exited", null, null);
    AttachFrames.Exit killed = new AttachFrames.Exit(137, 9, "killed", true, true);

    assertThat(AttachFrames.exit(plain))
        .isEqualTo("{\"type\":\"exit\",\"exit_code\":7,\"reason\":\"exited\"}");

    assertThat(AttachFrames.exit(killed))
        .isEqualTo(
            "{\"type\":\"exit\",\"exit_code\":137,\"signal\":9,\"reason\":\"killed\","
                + "\"incomplete\":true,\"truncated\":true}");
  }

  @Test
  void theThreeClientFramesAreTaken() {
    ClientFrame resize = AttachFrames.parse("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
    ClientFrame signal = AttachFrames.parse("{\"type\":\"signal\",\"sig\":2}");
    ClientFrame end = AttachFrames.parse("{\"type\":\"stdin_eof\"}");

    assertThat(resize).isEqualTo(new ClientFrame.Resize(new TerminalSize(120, 40)));
    assertThat(signal).isEqualTo(new ClientFrame.SendSignal(Signal.INT));
    assertThat(end).isEqualTo(new ClientFrame.StdinEof());
  }

  @ParameterizedTest
  @Tag("C4")
  @ValueSource(
      strings = {
        "",
        "stdin_eof",
        "{}",
        "{\"type\":1}",
        "{\"type\":\"shout\"}",
        "{\"type\":\"signal\"}",
        "{\"type\":\"signal\",\"sig\":9}",
        "{\"type\":\"signal\",\"sig\":\"2\"}",
        "{\"type\":\"resize\",\"cols\":0,\"rows\":1}",
        "{\"type\":\"resize\",\"cols\":1}",
        "{\"type\":\"stdin_eof\",\"extra\":1}",
      })
  void aBadClientFrameIsATypedFaultWithAnErrorFrame(String text) {
    assertThatExceptionOfType(WireFault.class)
        .isThrownBy(() -> AttachFrames.parse(text))
        .satisfies(
            fault ->
                assertThat(AttachFrames.error(fault))
                    .startsWith("{\"type\":\"error\",\"message\":")
                    .endsWith("\"code\":\"invalid_argument\"}"));
  }

  @ParameterizedTest
  @Tag("L16")
  @ValueSource(longs = {11, 12, 13})
  void mutatedFramesAreTakenOrRefusedAndNeverCrash(long seed) {
    Random random = new Random(seed);
    String good = "{\"type\":\"resize\",\"cols\":120,\"rows\":40}";

    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] mutant = Mutants.of(good, random).toByteArray();
      String text = new String(mutant, StandardCharsets.ISO_8859_1);
      refused += Mutants.refused(() -> AttachFrames.parse(text));
    }

    assertThat(refused).isGreaterThan(2000);
  }
}
