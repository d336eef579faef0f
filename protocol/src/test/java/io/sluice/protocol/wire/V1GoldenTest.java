package io.sluice.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The files hold frames as the first version wrote them, a line each, in the order of the samples.
 * They are never changed: what was a frame once stays one for ever.
 */
class V1GoldenTest {
  @Test
  @Tag("O25")
  void framesOfTheFirstVersionAreRead() throws IOException {
    List<V1Message> server = golden("sluice-v1-server.txt");
    List<V1Message> client = golden("sluice-v1-client.txt");

    assertThat(server.stream().<Object>map(V1Frames::decodeServer).toList())
        .isEqualTo(V1Samples.ofServer());
    assertThat(client.stream().<Object>map(V1Frames::decodeClient).toList())
        .isEqualTo(V1Samples.ofClient());
  }

  @Test
  void theFirstVersionIsStillWhatIsWritten() throws IOException {
    List<V1Message> server = V1Samples.ofServer().stream().map(V1Frames::encode).toList();
    List<V1Message> client = V1Samples.ofClient().stream().map(V1Frames::encode).toList();

    assertThat(server).isEqualTo(golden("sluice-v1-server.txt"));
    assertThat(client).isEqualTo(golden("sluice-v1-client.txt"));
  }

  @Test
  void theSamplesHoldEveryKindOfFrame() {
    List<Object> samples =
        Stream.<Object>concat(V1Samples.ofServer().stream(), V1Samples.ofClient().stream())
            .toList();

    assertThat(samples.stream().<Object>map(Object::getClass).distinct())
        .containsAll(kinds(V1ServerFrame.class))
        .containsAll(kinds(V1ClientFrame.class));
  }

  private static List<Object> kinds(Class<?> frames) {
    return Arrays.<Object>asList((Object[]) frames.getPermittedSubclasses());
  }

  private static List<V1Message> golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(V1GoldenTest.class.getResourceAsStream("/golden/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(V1GoldenTest::message)
          .toList();
    }
  }

  private static V1Message message(String line) {
    String content = line.substring(line.indexOf(' ') + 1);
    return line.startsWith("text ")
        ? new V1Message.Text(content)
        : new V1Message.Binary(Payload.owning(HexFormat.of().parseHex(content)));
  }
}
