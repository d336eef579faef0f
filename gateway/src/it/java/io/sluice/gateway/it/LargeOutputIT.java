package io.sluice.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood through the whole way, with a gateway whose heap is a quarter of it. */
class LargeOutputIT {
  @TempDir Path data;

  @Test
  @Tag("O24")
  void aGibibyteArrivesWholeThroughAHeapOf256Mebibytes() throws Exception {
    long bytes = Long.getLong("sluice.it.mib", 1024) << 20;
    String script = "seq 1 200000000 | head -c " + bytes;
    try (GatewayProcess gateway = GatewayProcess.start(data)) {
      List<String> run =
          GatewayProcess.line(
              List.of("run", "--data", gateway.data().toString(), "--", "sh", "-c", script));

      String expected = sha256(new ProcessBuilder("sh", "-c", script));
      String actual = sha256(new ProcessBuilder(run));

      assertThat(actual).isEqualTo(expected);
    }
  }

  private static String sha256(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    MessageDigest digest = Hashes.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = process.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    assertThat(process.waitFor()).isZero();
    return HexFormat.of().formatHex(digest.digest());
  }
}
